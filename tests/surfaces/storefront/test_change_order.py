"""An order is changed by who holds its link until somebody packs it: where it goes, who comes for it, how much of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.orders.types import Address, AddressRole, OrderStatus
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.contexts.messages.sending import Kept, carried
from tests.surfaces.storefront.shopping import ADDRESS, Provider, Shop, body_of, deliver, pay, pick_up, text_of

pytestmark = pytest.mark.django_db
SKU, OTHER = "SHIRT-RED-S", "SHIRT-BLUE-L"
MOVED = {**ADDRESS, "name": "Mehmet Demir", "line1": "Bağdat Cad. 5", "receiver": "1"}


@pytest.fixture
def mail() -> Iterator[Kept]:
    with carried() as kept:
        yield kept


@pytest.fixture
def link(shop: Shop, client: Client) -> str:
    """The address of an order of three shirts, two of one kind."""
    shop.stock(SKU, warehouse=5)
    shop.stock(OTHER, warehouse=5)
    shop.put_in(client, SKU, 2)
    shop.put_in(client, OTHER, 1)
    deliver(client)
    address = str(pay(client)["Location"]).removesuffix("?thanks=1")
    deliver_pending()
    return address


def begin(shop: Shop) -> None:
    asked = fulfillment.of_orders([shop.orders()[0].row.id])
    requests.accept([part.id for part in asked], at=clock.now(), actor=SYSTEM)


def kept(shop: Shop, **units: int) -> dict[str, str]:
    """Say how many of each SKU are still wanted."""
    lines = {line.sku: to_public("lin", line.id) for line in shop.orders()[0].lines}
    wanted = {f"units-{lines[sku.replace('_', '-')]}": str(count) for sku, count in units.items()}
    return {"units": "1", **wanted}


def test_the_address_changes_with_the_bill_and_everybody_is_told(
    shop: Shop, client: Client, link: str, mail: Kept
) -> None:
    assert "Change the order" in text_of(client.get(link))
    for _ in range(2):
        assert Client().post(f"{link}/change", MOVED)["Location"] == link
    deliver_pending()

    order = shop.orders()[0]
    there = Address("Mehmet Demir", "Bağdat Cad. 5", "İstanbul", "TR", phone="+905321112233")
    assert order.addresses == {AddressRole.SHIPPING: there, AddressRole.BILLING: there}
    assert [(entry.kind, entry.actor_kind, entry.text) for entry in order.timeline][2:] == [
        (
            "address_changed",
            "anonymous",
            "Ayşe Yılmaz, Moda Cad. 12, İstanbul, +905321112233 → Mehmet Demir, Bağdat Cad. 5, İstanbul, +905321112233",
        )
    ]
    assert "Mehmet Demir Bağdat Cad. 5" in text_of(client.get(link))
    (letter,) = mail.sent
    assert (letter.to, letter.title) == ("ayse@mail.example", f"Order {order.row.number} was changed")
    assert "It goes to Bağdat Cad. 5, İstanbul now." in letter.text


def test_the_country_stays_whatever_is_sent(shop: Shop, client: Client, link: str) -> None:
    client.post(f"{link}/change", {**MOVED, "country": "DE", "postal_code": "34710"})

    assert {place.country for place in shop.orders()[0].addresses.values()} == {"TR"}


def test_a_wrong_address_is_refused_on_its_fields(shop: Shop, client: Client, link: str) -> None:
    before = shop.orders()[0].addresses

    for wrong in ({"line1": ""}, {"phone": "12"}, {"postal_code": "abc"}, {"name": "x" * 300}):
        answer = client.post(f"{link}/change", {**MOVED, **wrong})
        assert (answer.status_code, 'aria-invalid="true"' in body_of(answer)) == (422, True), wrong
    assert shop.orders()[0].addresses == before


def test_units_are_taken_out_and_their_money_goes_back_once(
    shop: Shop, provider: Provider, client: Client, link: str, mail: Kept
) -> None:
    for _ in range(2):
        answer = client.post(f"{link}/change", kept(shop, SHIRT_RED_S=1, SHIRT_BLUE_L=0))
        assert answer["Location"] == link
    deliver_pending()

    order = shop.orders()[0]
    assert [(line.quantity, line.canceled) for line in order.lines] == [(2, 1), (1, 1)]
    assert [said for said in provider.asked if said.startswith("refund")] == ["refund 80000 TRY"]
    assert (order.refunded.minor, order.row.status) == (80_000, OrderStatus.PLACED)
    assert makers.level_of(shop.variants[SKU], shop.warehouse) == (5, 1, 0)
    assert makers.level_of(shop.variants[OTHER], shop.warehouse) == (5, 0, 0)
    asked = [part for part in fulfillment.of_orders([order.row.id]) if part.status.value == "open"]
    assert [[(line.sku, line.quantity) for line in part.lines] for part in asked] == [[(SKU, 1)]]
    titles = [letter.title for letter in mail.sent]
    assert titles.count(f"Order {order.row.number} was changed") == 1
    assert not any("missing" in title for title in titles)
    assert "It comes to ₺450.00" in mail.sent[0].text
    assert "A part of it was canceled" in text_of(client.get(link))


def test_who_takes_everything_out_cancels_the_order(shop: Shop, provider: Provider, client: Client, link: str) -> None:
    assert client.post(f"{link}/change", kept(shop, SHIRT_RED_S=0, SHIRT_BLUE_L=0)).status_code == 302

    assert shop.orders()[0].row.status is OrderStatus.CANCELED
    assert [said for said in provider.asked if said.startswith("refund")] == ["refund 125000 TRY"]


def test_nobody_takes_out_more_than_there_is_or_lines_of_others(shop: Shop, client: Client, link: str) -> None:
    foreign = {"units": "1", f"units-{to_public('lin', new_id())}": "0"}
    for said in (kept(shop, SHIRT_RED_S=3), kept(shop, SHIRT_RED_S=-1), foreign, {"units": "1"}):
        assert client.post(f"{link}/change", said).status_code == 422
    assert [line.canceled for line in shop.orders()[0].lines] == [0, 0]
    assert client.get(f"{link[:-1]}~/change").status_code == 404


def test_what_is_being_packed_is_changed_no_more(shop: Shop, client: Client, link: str) -> None:
    before = shop.orders()[0]
    begin(shop)

    assert "It cannot be changed any more" in text_of(client.get(f"{link}/change"))
    assert client.post(f"{link}/change", MOVED).status_code == 409
    assert client.post(f"{link}/change", kept(shop, SHIRT_RED_S=0)).status_code == 409
    assert shop.orders()[0] == before


def test_somebody_else_comes_for_a_pickup(shop: Shop, client: Client, mail: Kept) -> None:
    shop.stock(SKU, kadikoy=1)
    shop.put_in(client, SKU)
    pick_up(client, shop.kadikoy)
    link = str(pay(client)["Location"]).removesuffix("?thanks=1")
    deliver_pending()
    page = body_of(client.get(f"{link}/change"))
    assert ("Who comes for it" in page, 'name="line1"' in page) == (True, False)

    assert client.post(f"{link}/change", {"name": "Mehmet Demir", "phone": "0532 000 11 22"})["Location"] == link
    deliver_pending()

    order = shop.orders()[0]
    assert order.addresses == {AddressRole.BILLING: Address("Mehmet Demir", "", "", "TR", phone="+905320001122")}
    assert "Mehmet Demir comes for it now." in mail.sent[-1].text
