"""Money that must go back is not forgotten when the provider falls silent, and no payment stops the sweep of others."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock, StockLine
from arasta.contexts.orders.queries import orders
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.ports import UnknownProvider
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.flows.ordering.place_order import PayWith, place_order, resume
from arasta.flows.ordering.refusals import PaymentUnclear
from arasta.flows.ordering.sweep_payments import sweep
from arasta.kernel import clock, db
from arasta.kernel.access import ANONYMOUS, SYSTEM
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return open_shop(warehouse=1)


def states(cart: UUID) -> list[tuple[str, int, int]]:
    return [(row.status, row.captured.minor, row.refunded.minor) for row in payments.payments_of_carts([cart])]


def approve(shop: Shop, payment_id: UUID) -> None:
    """Let the bank say yes."""
    paid = payments.payment(payment_id).amount
    shop.provider.answers[PaymentId(payment_id)] = GatewayResult(Outcome.CAPTURED, "ref-3", captured=paid)


def sweep_now() -> int:
    return sweep(older_than=timedelta(0), at=makers.DAY)


def pay_for_what_a_rival_took(shop: Shop) -> UUID:
    """Pay for a cart whose unit is gone by the time the provider says yes."""
    cart = shop.cart(1)

    def a_rival_takes_it() -> None:
        db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp()")
        line = StockLine(shop.variant, shop.warehouse, 1, makers.some_id())
        allocations.allocate([AllocationRequest(makers.some_id(), shop.channel, (line,))], actor=SYSTEM)

    shop.provider.on_authorize.append(a_rival_takes_it)
    with pytest.raises(OutOfStock):
        shop.order(cart)
    return cart


def test_money_for_units_that_were_gone_goes_back_though_the_provider_fell_silent(shop: Shop) -> None:
    shop.provider.silent_refunds = 1
    cart = pay_for_what_a_rival_took(shop)
    approve(shop, payments.payments_of_carts([cart])[0].id)

    swept = [sweep_now(), sweep_now()]

    assert swept == [1, 0]
    assert states(cart) == [("refunded", 15_000, 15_000)]
    assert shop.provider.asked == ["authorize 15000", "refund 15000", "fetch", "refund 15000"]
    assert find_lies() == []


def test_a_refund_that_reached_the_provider_before_a_crash_is_recorded(shop: Shop) -> None:
    shop.provider.silent_refunds = 1
    cart = pay_for_what_a_rival_took(shop)
    payment = payments.payments_of_carts([cart])[0]
    back = GatewayResult(Outcome.REFUNDED, "ref-1", captured=payment.amount, refunded=payment.amount)
    shop.provider.answers[payment.id] = back

    swept = [sweep_now(), sweep_now()]

    assert swept == [1, 0]
    assert states(cart) == [("refunded", 15_000, 15_000)]
    assert find_lies() == []


def test_a_second_payment_goes_back_though_the_provider_fell_silent(shop: Shop) -> None:
    cart = shop.cart(1)
    waiting = shop.order(cart, "tok_3ds")
    shop.order(cart, "tok_approve")
    assert waiting.payment_id is not None
    approve(shop, waiting.payment_id)
    shop.provider.silent_refunds = 1
    resume(waiting.payment_id, at=makers.DAY, actor=ANONYMOUS)

    sweep_now()

    assert states(cart) == [("refunded", 15_000, 15_000), ("captured", 15_000, 0)]
    assert find_lies() == []


def test_a_bank_page_that_was_left_open_is_closed_after_its_time(shop: Shop) -> None:
    cart = shop.cart(1)
    shop.order(cart, "tok_3ds")

    early = sweep(older_than=timedelta(0), at=clock.now())
    before = states(cart)
    sweep(older_than=timedelta(0), at=clock.now() + timedelta(hours=2))

    assert (early, before) == (0, [("requires_action", 0, 0)])
    assert states(cart) == [("voided", 0, 0)]
    assert "void" in shop.provider.asked


def test_pages_left_open_do_not_keep_the_sweep_from_others(shop: Shop) -> None:
    for _ in range(101):
        db.execute(
            "INSERT INTO payments_payment (id, order_id, cart_id, attempt, tender, provider, currency, amount_minor,"
            " status, created_at) VALUES (%s, %s, %s, 1, 'card', 'fake', 'TRY', 100, 'requires_action',"
            " clock_timestamp() - interval '10 minutes')",
            [makers.some_id(), makers.some_id(), makers.some_id()],
        )
    cart = shop.cart(1)
    with pytest.raises(PaymentUnclear):
        shop.order(cart, "tok_silent")
    approve(shop, payments.payments_of_carts([cart])[0].id)

    sweep_now()

    assert orders.id_of_cart(cart) == cart


def test_a_provider_nobody_knows_is_refused_before_anything_is_written(shop: Shop) -> None:
    cart = shop.cart(1)

    with pytest.raises(UnknownProvider):
        place_order(cart, pay_with=PayWith("nope", "tok"), seen_total=None, at=makers.DAY, actor=ANONYMOUS)

    assert states(cart) == []
    assert shop.order(cart).order is not None


def test_one_payment_that_cannot_be_settled_does_not_stop_the_sweep() -> None:
    shop = open_shop(warehouse=2)
    carts = [shop.cart(1), shop.cart(1)]
    for cart in carts:
        with pytest.raises(PaymentUnclear):
            shop.order(cart, "tok_silent")
        approve(shop, payments.payments_of_carts([cart])[0].id)
    db.execute("UPDATE payments_payment SET provider = 'gone' WHERE cart_id = %s", [carts[0]])

    assert sweep_now() == 1

    assert orders.id_of_cart(carts[1]) == carts[1]
    assert [state for state, *_ in states(carts[0])] == ["pending"]
