"""Staff change an order for its customer: whom it goes to, and how much of it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.identity.types import Role
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import AddressRole, DeliveryKind
from arasta.contexts.payments.queries import order_of_link
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.contexts.messages.sending import carried
from tests.surfaces.backoffice.making import come_in, make_waiting

pytestmark = pytest.mark.django_db
THERE = {"name": "Mehmet Demir", "line1": "Bağdat Cad. 5", "city": "İstanbul", "phone": "0532 000 11 22"}


def words(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_an_address_is_changed_and_the_page_says_by_whom(client: Client) -> None:
    come_in(client, Role.AGENT)
    waiting = make_waiting()
    page = f"{waiting.order_url}/change"
    assert f'href="{page}"' in words(client, waiting.order_url)

    wrong = client.post(page, {**THERE, "line1": "", "phone": "12"})
    right = client.post(page, THERE)

    detail = order_book.order(waiting.order.id)
    assert (wrong.status_code, right.status_code, right["Location"]) == (422, 302, waiting.order_url)
    assert (detail.addresses[AddressRole.SHIPPING].line1, detail.addresses[AddressRole.SHIPPING].country) == (
        "Bağdat Cad. 5",
        "TR",
    )
    assert (detail.timeline[-1].kind, detail.timeline[-1].actor_name) == ("address_changed", "Olcay")
    told = words(client, waiting.order_url)
    assert "Address changed" in told
    assert "Mehmet Demir<br>Bağdat Cad. 5" in told


def test_whoever_packs_reads_the_address_as_it_is_now(client: Client) -> None:
    come_in(client)
    waiting = make_waiting()
    client.post(f"{waiting.order_url}/change", THERE)

    assert "Mehmet Demir<br>Bağdat Cad. 5" in words(client, f"{waiting.asked_url}/actions")
    requests.accept([waiting.asked.id], at=makers.DAY, actor=SYSTEM)
    late = client.post(f"{waiting.order_url}/change", {**THERE, "line1": "Moda Cad. 1"})

    assert (late.status_code, "It is being packed already." in late.content.decode()) == (409, True)
    assert order_book.order(waiting.order.id).addresses[AddressRole.SHIPPING].line1 == "Bağdat Cad. 5"


def test_of_a_pickup_only_who_comes_is_asked(client: Client) -> None:
    come_in(client)
    waiting = make_waiting(delivery=DeliveryKind.PICKUP)

    page = words(client, f"{waiting.order_url}/change")
    client.post(f"{waiting.order_url}/change", {"name": "Mehmet Demir"})

    assert ('name="name"' in page, 'name="line1"' in page) == (True, False)
    assert order_book.order(waiting.order.id).addresses[AddressRole.BILLING].name == "Mehmet Demir"


def test_an_order_comes_another_way_as_its_customer_says_on_the_phone(client: Client) -> None:
    come_in(client, Role.AGENT)
    waiting = make_waiting()
    store, channel = makers.make_location(), order_book.order(waiting.order.id).row.channel_id
    places = [LocationPlace(waiting.place, 0, ships=True, picks_up=False), LocationPlace(store, 1, picks_up=True)]
    channels.place_locations(channel, places)
    makers.receive(waiting.variant, store, 1)
    page, pickup = f"{waiting.order_url}/way", {"way": to_public("loc", store)}
    assert f'href="{page}"' in words(client, f"{waiting.order_url}/change")

    short = client.post(page, pickup)
    makers.receive(waiting.variant, store, 1)
    answers = [client.post(page, {"way": "drone"}), client.post(page, pickup), client.post(page, pickup)]

    detail = order_book.order(waiting.order.id)
    assert (short.status_code, [one.status_code for one in answers]) == (409, [422, 302, 302])
    assert (detail.row.delivery, detail.row.location_id) == (DeliveryKind.PICKUP, store)
    assert [(e.kind, e.actor_name) for e in detail.timeline][1:] == [("way_changed", "Olcay")]
    assert "It comes another way" in words(client, waiting.order_url)
    assert (level(waiting.variant, waiting.place), level(waiting.variant, store)) == (0, 2)


def test_single_units_are_canceled_while_the_rest_goes_on(client: Client) -> None:
    come_in(client, Role.AGENT)
    waiting = make_waiting(units=3)
    requests.accept([waiting.asked.id], at=makers.DAY, actor=SYSTEM)
    line = order_book.order(waiting.order.id).lines[0].id
    page = f"{waiting.order_url}/change"

    def keep(units: str, reason: str = "not there") -> int:
        return client.post(page, {"keep": "1", f"units-{line}": units, "reason": reason}).status_code

    assert [keep("x"), keep("9"), keep("1", reason="whim")] == [422, 422, 422]
    assert [keep("2"), keep("2")] == [302, 302]

    detail = order_book.order(waiting.order.id)
    assert (detail.lines[0].canceled, level(waiting.variant, waiting.place)) == (1, 2)
    assert [(e.text, e.actor_name) for e in detail.timeline if e.kind == "partly_canceled"] == [("not there", "Olcay")]
    assert "Canceled in part" in words(client, waiting.order_url)


def test_the_link_to_pay_an_unpaid_order_is_written_once_an_hour(client: Client) -> None:
    come_in(client)
    waiting = make_waiting()
    panel = words(client, f"{waiting.order_url}/money")
    assert ("Copy the payment link" in panel, "Email the payment link to buyer@example.com" in panel) == (True, True)

    with carried() as mail:
        for _ in range(2):
            client.post(f"{waiting.order_url}/payment-link")
        deliver_pending()
        client.post(f"{waiting.order_url}/cancel", {"reason": "x"})
        client.post(f"{waiting.order_url}/payment-link")
        deliver_pending()

    (letter,) = [one for one in mail.sent if "/pay/" in one.link]
    assert (letter.to, letter.title) == ("buyer@example.com", f"Pay for your order {waiting.order.number}")
    assert "₺20.00 is still to be paid" in letter.text
    assert order_of_link(letter.link.rpartition("/")[2], max_age=timedelta(hours=1)) == waiting.order.id
    assert "payment link" not in words(client, f"{waiting.order_url}/money")


@pytest.mark.django_db(transaction=True)
def test_staff_of_another_location_do_not_change_its_work(client: Client) -> None:
    waiting = make_waiting()
    come_in(client, Role.ASSOCIATE, locations=frozenset({makers.make_location()}))
    before = order_book.order(waiting.order.id)

    answer = client.post(f"{waiting.order_url}/change", THERE)

    assert (answer.status_code, "a location you do not work at" in answer.content.decode()) == (403, True)
    assert order_book.order(waiting.order.id) == before


def level(variant: object, place: object) -> int:
    return makers.level_of(variant, place)[1]  # type: ignore[arg-type]
