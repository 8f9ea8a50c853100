"""An order that stands unpaid is paid once: by a card, by cash, doubled, declined, too late."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.types import OrderClosed, OrderStatus, PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.types import GatewayResult, Outcome
from arasta.contexts.payments.types import PaymentStatus as P
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.ordering.order_payments import due_of
from arasta.flows.ordering.pay_order import pay_order
from arasta.flows.ordering.place_order import PayWith, Placed, resume
from arasta.flows.ordering.place_unpaid import place_unpaid
from arasta.flows.ordering.refusals import PaymentDeclined, PaymentUnclear, PriceChanged
from arasta.flows.ordering.sweep_payments import sweep
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.money import Money
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.racing import race_all
from tests.refusing import refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return open_shop(warehouse=3, store=1)


def unpaid(shop: Shop) -> UUID:
    """An order of two units, 250 in all, that nobody paid."""
    return place_unpaid(shop.cart(2), seen_total=Money(25_000, "TRY"), at=makers.DAY, actor=ANONYMOUS).id


def pay(order: UUID, token: str = "tok_approve", *, seen: int | None = None) -> Placed:
    total = None if seen is None else Money(seen, "TRY")
    return pay_order(order, pay_with=PayWith("fake", token), seen=total, at=makers.DAY, actor=ANONYMOUS)


def status_of(order: UUID) -> PaymentStatus:
    return orders.order(order).row.payment_status


def test_an_order_can_stand_before_it_is_paid(shop: Shop) -> None:
    order = unpaid(shop)
    assert (status_of(order), due_of(order)) == (PaymentStatus.UNPAID, Money(25_000, "TRY"))
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 2, 0)
    assert shop.provider.asked == []
    placed = pay(order, seen=25_000)
    assert placed.order is not None
    assert (placed.order.id, status_of(order), due_of(order)) == (order, PaymentStatus.PAID, Money(0, "TRY"))
    assert [entry.kind for entry in orders.order(order).timeline] == ["placed", "paid"]
    assert find_lies() == []


def test_placing_unpaid_twice_is_one_order(shop: Shop) -> None:
    cart = shop.cart(2)
    both = [place_unpaid(cart, seen_total=None, at=makers.DAY, actor=ANONYMOUS) for _ in range(2)]
    assert [(one.id, one.is_new) for one in both] == [(cart, True), (cart, False)]


def test_what_is_not_there_is_not_ordered_unpaid(shop: Shop) -> None:
    with refused(OutOfStock):
        place_unpaid(shop.cart(5), seen_total=None, at=makers.DAY, actor=ANONYMOUS)
    with refused(PriceChanged):
        place_unpaid(shop.cart(1), seen_total=Money(1, "TRY"), at=makers.DAY, actor=ANONYMOUS)


def test_paying_twice_takes_the_money_once(shop: Shop) -> None:
    order = unpaid(shop)
    pay(order)
    pay(order)
    assert shop.provider.asked == ["authorize 25000"]
    assert [row.status for row in payments.payments_of([order])] == [P.CAPTURED]


def test_a_double_tap_takes_the_money_once(shop: Shop) -> None:
    order = unpaid(shop)
    race_all([lambda: pay(order), lambda: pay(order)])
    good = [row for row in payments.payments_of([order]) if row.is_good]
    assert sum(row.promised.minor for row in good) == 25_000
    assert (status_of(order), find_lies()) == (PaymentStatus.PAID, [])


def test_a_declined_card_leaves_the_order_and_another_one_pays(shop: Shop) -> None:
    order = unpaid(shop)
    with pytest.raises(PaymentDeclined):
        pay(order, "tok_decline")
    assert status_of(order) is PaymentStatus.UNPAID
    pay(order)
    rows = payments.payments_of([order])
    assert [(row.attempt, row.status) for row in rows] == [(1, P.DECLINED), (2, P.CAPTURED)]
    assert status_of(order) is PaymentStatus.PAID


def test_a_total_that_was_not_seen_is_not_taken(shop: Shop) -> None:
    order = unpaid(shop)
    with refused(PriceChanged):
        pay(order, seen=24_999)
    assert shop.provider.asked == []


def test_a_canceled_order_takes_no_money(shop: Shop) -> None:
    order = unpaid(shop)
    cancel_order(order, reason="", at=makers.DAY, actor=SYSTEM)
    with refused(OrderClosed):
        pay(order)
    assert shop.provider.asked == []


def test_money_that_comes_after_the_order_was_canceled_goes_back(shop: Shop) -> None:
    order = unpaid(shop)
    shop.provider.on_authorize.append(lambda: cancel_order(order, reason="", at=makers.DAY, actor=SYSTEM))
    pay(order)
    assert shop.provider.asked == ["authorize 25000", "refund 25000"]
    assert [row.status for row in payments.payments_of([order])] == [P.REFUNDED]
    assert find_lies() == []


def test_a_payment_and_a_cancellation_at_the_same_moment_leave_nothing_taken(shop: Shop) -> None:
    order = unpaid(shop)
    race_all([lambda: pay(order), lambda: cancel_order(order, reason="", at=makers.DAY, actor=SYSTEM)])
    kept = [row.captured.minor - row.refunded.minor for row in payments.payments_of([order])]
    assert (orders.order(order).row.status, sum(kept)) == (OrderStatus.CANCELED, 0)
    assert (makers.level_of(shop.variant, shop.warehouse), find_lies()) == ((3, 0, 0), [])


def test_who_pays_at_two_pages_of_the_bank_pays_once(shop: Shop) -> None:
    order = unpaid(shop)
    assert pay(order, "tok_3ds").redirect_url == "https://bank.example/3ds"
    first = payments.payments_of([order])[0]
    pay(order)
    shop.provider.answers[first.id] = GatewayResult(Outcome.CAPTURED, "ref-3", captured=first.amount)
    placed = resume(first.id, at=makers.DAY, actor=ANONYMOUS)
    assert placed.order is not None
    assert [row.status for row in payments.payments_of([order])] == [P.REFUNDED, P.CAPTURED]
    assert (status_of(order), find_lies()) == (PaymentStatus.PAID, [])


def test_a_silent_provider_is_asked_before_anything_else(shop: Shop) -> None:
    order = unpaid(shop)
    with pytest.raises(PaymentUnclear):
        pay(order, "tok_silent")
    row = payments.payments_of([order])[0]
    shop.provider.answers[row.id] = GatewayResult(Outcome.CAPTURED, "ref-9", captured=row.amount)
    pay(order)
    assert shop.provider.asked == ["authorize 25000", "fetch", "fetch"]
    assert (len(payments.payments_of([order])), status_of(order)) == (1, PaymentStatus.PAID)


def test_the_sweeper_finishes_what_nobody_came_back_for(shop: Shop) -> None:
    order = unpaid(shop)
    pay(order, "tok_3ds")
    row = payments.payments_of([order])[0]
    shop.provider.answers[row.id] = GatewayResult(Outcome.CAPTURED, "ref-3", captured=row.amount)
    assert sweep(older_than=timedelta(0), at=makers.DAY) == 1
    assert status_of(order) is PaymentStatus.PAID
