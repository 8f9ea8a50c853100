"""The till takes the payment of an order that stands unpaid."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput, CheckoutInput
from arasta.contexts.orders.types import DeliveryKind, PaymentStatus
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.types import GatewayResult, Outcome, Tender
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.ordering.pay_order import pay_order
from arasta.flows.ordering.place_order import PayWith
from arasta.flows.ordering.place_unpaid import place_unpaid
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.flows.ordering.till import Terminal, install
from tests.surfaces.pos.counter import Counter, make_counter, stand_at, trouble

pytestmark = pytest.mark.django_db(transaction=True)


def reserved(counter: Counter, store: UUID | None = None) -> UUID:
    """An order of one vase at 249.90 that is to be paid when it is picked up."""
    web = makers.make_channel()
    channels.place_locations(web, [LocationPlace(counter.store, 0, ships=True, picks_up=True)])
    cart = carts.open_cart(web, currency="TRY")
    carts.set_lines(cart, [CartLineInput(counter.vase, 1, 24_990)])
    checkout = CheckoutInput("ayse@mail.example", DeliveryKind.PICKUP, pickup_location_id=store or counter.store)
    carts.set_checkout(cart, checkout)
    return place_unpaid(cart, seen_total=None, at=makers.DAY, actor=ANONYMOUS).id


@pytest.fixture
def counter() -> Counter:
    return make_counter()


@pytest.fixture
def order(counter: Counter) -> UUID:
    return reserved(counter)


@pytest.fixture
def till(counter: Counter) -> Client:
    terminal = install(Terminal())
    ports.register_gateway("testpay", lambda: terminal)
    return stand_at(counter)


def at(order: UUID) -> str:
    return f"/till/owed/{to_public('ord', order)}"


def paid(order: UUID) -> list[tuple[Tender, int]]:
    return [(row.tender, row.captured.minor) for row in payments.payments_of([order])]


def test_an_order_is_found_by_its_number(till: Client, order: UUID) -> None:
    number = orders.order(order).row.number
    assert till.get(f"/till/owed?q={number}").headers["Location"] == at(order)
    assert till.get("/till/owed?q=nothing").status_code == 404
    assert till.get("/till/owed").status_code == 200
    assert "₺249.90" in till.get(at(order)).content.decode()


def test_cash_pays_it_and_leads_to_the_receipt_with_the_change(till: Client, order: UUID) -> None:
    answer = till.post(f"{at(order)}/cash", {"amount": "300", "seen": "24990"})
    assert answer.headers["Location"] == f"/till/receipts/{to_public('ord', order)}?sold=1"
    assert "₺50.10" in till.get(answer.headers["Location"]).content.decode()
    again = till.post(f"{at(order)}/cash", {"amount": "300", "seen": "24990"})
    assert again.headers["Location"] == answer.headers["Location"]
    assert paid(order) == [(Tender.CASH, 24_990)]
    assert orders.order(order).row.payment_status is PaymentStatus.PAID


def test_the_terminal_pays_it_once(till: Client, order: UUID) -> None:
    answers = [till.post(f"{at(order)}/card", {"token": "tok_approve", "seen": "24990"}) for _ in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {f"/till/receipts/{to_public('ord', order)}?sold=1"}
    assert paid(order) == [(Tender.TERMINAL, 24_990)]


def test_a_declined_card_and_too_little_cash_leave_it_unpaid(till: Client, order: UUID) -> None:
    told = install(Terminal(answers=[GatewayResult(Outcome.DECLINED, decline_code="insufficient_funds")]))
    ports.register_gateway("testpay", lambda: told)
    declined = till.post(f"{at(order)}/card", {"token": "tok_decline", "seen": "24990"})
    assert (declined.status_code, trouble(declined)[0]) == (409, "payment_declined")
    little = till.post(f"{at(order)}/cash", {"amount": "200", "seen": "24990"})
    assert (little.status_code, trouble(little)[0]) == (409, "too_little_cash")
    assert till.post(f"{at(order)}/cash", {"amount": "much"}).status_code == 422
    assert till.post(f"{at(order)}/cash", {"amount": "300", "seen": "1"}).status_code == 409
    assert till.post(f"{at(order)}/card", {"token": "tok_free"}).status_code == 200
    assert orders.order(order).row.payment_status is PaymentStatus.UNPAID


def test_what_was_paid_online_meanwhile_is_not_taken_again(till: Client, order: UUID) -> None:
    pay_order(order, pay_with=PayWith("testpay", "tok_approve"), seen=None, at=makers.DAY, actor=ANONYMOUS)
    answer = till.post(f"{at(order)}/cash", {"amount": "300", "seen": "24990"})
    assert (answer.status_code, trouble(answer)[0]) == (409, "nothing_due")
    assert paid(order) == [(Tender.CARD, 24_990)]
    assert "It was paid online" in till.get(at(order)).content.decode()


def test_a_canceled_order_takes_no_cash(till: Client, order: UUID) -> None:
    cancel_order(order, reason="", at=makers.DAY, actor=SYSTEM)
    assert till.post(f"{at(order)}/cash", {"amount": "300", "seen": "24990"}).status_code == 409
    assert "Take no money for it." in till.get(at(order)).content.decode()


def test_an_order_of_another_store_is_not_theirs_to_take(till: Client, counter: Counter) -> None:
    elsewhere = makers.make_location("ANKARA")
    makers.receive(counter.vase, elsewhere, 2)
    web = makers.make_channel()
    channels.place_locations(web, [LocationPlace(elsewhere, 0, ships=True, picks_up=True)])
    cart = carts.open_cart(web, currency="TRY")
    carts.set_lines(cart, [CartLineInput(counter.vase, 1, 24_990)])
    carts.set_checkout(cart, CheckoutInput("a@b.example", DeliveryKind.PICKUP, pickup_location_id=elsewhere))
    order = place_unpaid(cart, seen_total=None, at=makers.DAY, actor=ANONYMOUS).id
    assert till.get(at(order)).status_code == 403
    assert till.post(f"{at(order)}/cash", {"amount": "300"}).status_code == 403
    assert till.post(f"{at(order)}/card", {"token": "tok_approve"}).status_code == 403
    assert paid(order) == []
