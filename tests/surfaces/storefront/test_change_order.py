"""An order is changed by who holds its link until somebody packs it: where it goes, who comes for it, how much of it."""

from __future__ import annotations

import re
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
    told = client.post(f"{link}/change", kept(shop, SHIRT_RED_S=0, SHIRT_BLUE_L=0), follow=True)

    assert "The order is canceled. What you paid goes back the way you paid." in body_of(told)
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


def way(page: str, delivery: str, **said: str) -> dict[str, str]:
    """Say what the page's form sends."""
    seen = dict(re.findall(r'name="(seen[-_]\w+)" value="(\w+)"', page))
    return {**seen, "delivery": delivery, **said}


def test_what_was_to_be_sent_is_fetched_and_its_delivery_goes_back(
    shop: Shop, provider: Provider, client: Client, link: str, mail: Kept
) -> None:
    shop.stock(SKU, kadikoy=2)
    shop.stock(OTHER, kadikoy=1, ankara=3)
    page = client.get(f"{link}/way")
    assert "₺50.00 for the delivery goes back" in text_of(page)
    assert "Has everything you ordered" in text_of(page)
    nowhere = client.post(f"{link}/way", way(body_of(page), "pickup"))
    short = client.post(f"{link}/way", way(body_of(page), "pickup", store=to_public("loc", shop.ankara)))
    assert (nowhere.status_code, short.status_code) == (409, 409)
    assert [place.name for place in shop.orders()[0].addresses.values()] == ["Ayşe Yılmaz", "Ayşe Yılmaz"]

    for _ in range(2):
        said = way(body_of(page), "pickup", store=to_public("loc", shop.kadikoy))
        assert Client().post(f"{link}/way", said)["Location"] == f"{link}/pickup"
    deliver_pending()

    told = text_of(client.get(link))
    assert ("Pick it up here Kervan Kadıköy" in told, "Where it goes" in told, "Given back ₺50.00" in told) == (
        True,
        False,
        True,
    )
    assert "It reaches you another way now" in told
    assert [said for said in provider.asked if said.startswith("refund")] == ["refund 5000 TRY"]
    titles = [letter.title for letter in mail.sent]
    number = shop.orders()[0].row.number
    assert sorted(titles) == [f"Order {number} was changed", f"₺50.00 comes back to you for order {number}"]
    (letter,) = [one for one in mail.sent if "was changed" in one.title]
    assert "You pick it up at Kervan Kadıköy." in letter.text
    assert "It comes to ₺1,200.00 now." in letter.text


def test_what_was_to_be_fetched_is_sent_once_the_difference_is_paid(
    shop: Shop, provider: Provider, client: Client, mail: Kept
) -> None:
    shop.stock(SKU, kadikoy=1, warehouse=1)
    shop.put_in(client, SKU)
    pick_up(client, shop.kadikoy)
    link = str(pay(client)["Location"]).removesuffix("?thanks=1")
    deliver_pending()
    mail.sent.clear()
    page = body_of(client.get(f"{link}/way"))

    wrong = client.post(f"{link}/way", way(page, "delivery", **{**ADDRESS, "method": "standard", "line1": ""}))
    dear = client.post(f"{link}/way", {**way(page, "delivery", **ADDRESS), "method": "standard", "seen-standard": "1"})
    paying = client.post(f"{link}/way", way(page, "delivery", **{**ADDRESS, "method": "standard"}))
    deliver_pending()

    assert (wrong.status_code, dear.status_code) == (422, 409)
    assert "/pay/" in paying["Location"]
    owed = text_of(client.get(link))
    assert ("₺50.00 is due." in owed, "Not paid yet" in owed, "In preparation" in owed) == (True, True, False)
    assert "₺50.00" in text_of(client.get(paying["Location"]))
    assert [part.status.value for part in fulfillment.of_orders([shop.orders()[0].row.id])] == ["canceled"]
    letters = {letter.title: letter.text for letter in mail.sent}
    number = shop.orders()[0].row.number
    assert sorted(letters) == [f"Order {number} was changed", f"Pay for your order {number}"]
    assert "It goes to Moda Cad. 12, İstanbul now." in letters[f"Order {number} was changed"]
    assert "₺50.00 of that is still to be paid" in letters[f"Order {number} was changed"]

    client.post(paying["Location"], {"card": "tok_approve", "seen_minor": "5000", "seen_currency": "TRY"})
    deliver_pending()

    assert provider.asked == ["authorize 40000 TRY", "authorize 5000 TRY"]
    parts = fulfillment.of_orders([shop.orders()[0].row.id])
    assert [(part.kind.value, part.status.value) for part in parts] == [("pickup", "canceled"), ("delivery", "open")]
    begin_last = [parts[-1].id]
    requests.accept(begin_last, at=clock.now(), actor=SYSTEM)
    late = way(page, "pickup", store=to_public("loc", shop.kadikoy))
    del late["seen-pickup"]
    assert client.post(f"{link}/way", late).status_code == 409
    assert "It cannot be changed any more" in text_of(client.get(f"{link}/way"))
