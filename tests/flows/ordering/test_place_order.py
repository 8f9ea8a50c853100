"""A cart becomes one paid order, or nothing happened."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock, StockLine
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.orders.types import EmptyCart, FulfillmentStatus, OrderStatus, PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.types import GatewayResult, Outcome
from arasta.flows.ordering.cancel_order import cancel_order, sweep_refunds
from arasta.flows.ordering.place_order import resume
from arasta.flows.ordering.refusals import CheckoutIncomplete, NotSold, PaymentDeclined, PaymentUnclear, PriceChanged
from arasta.flows.ordering.sweep_payments import sweep
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.racing import race, race_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    """Three units in the warehouse and one in the store."""
    return open_shop(warehouse=3, store=1)


def orders_of(shop: Shop) -> int:
    return int(db.rows("SELECT count(*) FROM orders_order")[0][0])


def test_a_paid_order_promises_its_units_and_asks_the_warehouse(shop: Shop) -> None:
    cart = shop.cart(2)

    placed = shop.order(cart, seen=25_000)
    deliver_pending()

    assert placed.order is not None
    detail = orders.order(placed.order.id)
    assert (detail.row.id, detail.row.total.minor, detail.tax.minor) == (cart, 25_000, 4_166)
    assert (detail.row.payment_status, detail.row.fulfillment_status) == (
        PaymentStatus.PAID,
        FulfillmentStatus.UNFULFILLED,
    )
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 2, 0)
    assert [(row.location_id, row.units) for row in fulfillment.of_orders([cart])] == [(shop.warehouse, 2)]
    assert [entry.kind for entry in detail.timeline] == ["placed", "paid"]
    assert find_lies() == []


def test_pickup_takes_the_stores_unit(shop: Shop) -> None:
    placed = shop.order(shop.cart(1, pickup=True), seen=10_000)

    assert placed.order is not None
    assert makers.level_of(shop.variant, shop.store) == (1, 1, 0)
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 0, 0)


def test_a_split_takes_from_both_places(shop: Shop) -> None:
    shop.order(shop.cart(4))
    deliver_pending()

    assert makers.level_of(shop.variant, shop.warehouse) == (3, 3, 0)
    assert makers.level_of(shop.variant, shop.store) == (1, 1, 0)
    assert find_lies() == []


def test_more_than_there_is_is_refused_before_anybody_pays(shop: Shop) -> None:
    with pytest.raises(OutOfStock) as refusal:
        shop.order(shop.cart(5))

    assert [(s.requested, s.available) for s in refusal.value.shortages] == [(5, 4)]
    assert shop.provider.asked == []
    assert orders_of(shop) == 0


def test_a_declined_payment_leaves_the_cart_and_its_hold(shop: Shop) -> None:
    cart = shop.cart(2)

    with pytest.raises(PaymentDeclined) as refusal:
        shop.order(cart, "tok_decline")

    assert refusal.value.details == {"reason": "insufficient_funds"}
    assert stock.held_lines(cart) == [(shop.variant, shop.warehouse, 2)]
    assert shop.order(cart, "tok_approve").order is not None
    assert [row.status for row in payments.payments_of_carts([cart])] == ["declined", "captured"]
    assert find_lies() == []


def test_a_price_that_changed_is_told_before_anybody_pays(shop: Shop) -> None:
    with pytest.raises(PriceChanged) as refusal:
        shop.order(shop.cart(1), seen=14_000)

    assert refusal.value.details["total_minor"] == 15_000
    assert shop.provider.asked == []


def test_a_cart_that_says_not_where_to_go_is_refused(shop: Shop) -> None:
    cart = carts.open_cart(shop.channel, currency="TRY")
    with pytest.raises(EmptyCart):
        shop.order(cart)
    carts.set_lines(cart, [CartLineInput(shop.variant, 1)])

    with pytest.raises(CheckoutIncomplete) as refusal:
        shop.order(cart)

    assert refusal.value.details == {"missing": "email"}


def test_doubled_place_order_is_one_order_and_one_payment(shop: Shop) -> None:
    cart = shop.cart(1)

    first, second = shop.order(cart), shop.order(cart)

    assert first.order is not None
    assert second.order is not None
    assert (first.order.number, second.order.is_new) == (second.order.number, False)
    assert shop.provider.asked == ["authorize 15000"]


def test_place_order_pressed_eight_times_at_once_is_one_order(shop: Shop) -> None:
    cart = shop.cart(1)

    answers = race(8, lambda: shop.order(cart))

    failures = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(failure) for failure in failures} <= {PaymentUnclear}
    assert orders_of(shop) == 1
    assert shop.provider.asked == ["authorize 15000"]
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 1, 0)
    assert find_lies() == []


def test_many_buyers_and_the_last_unit() -> None:
    shop = open_shop(warehouse=1)
    cart_ids = [shop.cart(1) for _ in range(8)]

    answers = race_all([lambda cart=cart: shop.order(cart) for cart in cart_ids])  # type: ignore[misc]

    losers = [answer for answer in answers if isinstance(answer, Exception)]
    assert [type(loser) for loser in losers] == [OutOfStock] * 7
    assert orders_of(shop) == 1
    assert shop.provider.asked == ["authorize 15000"]
    assert makers.level_of(shop.variant, shop.warehouse) == (1, 1, 0)
    assert find_lies() == []


def test_three_d_secure_goes_on_when_the_buyer_comes_back(shop: Shop) -> None:
    cart = shop.cart(1)

    waiting = shop.order(cart, "tok_3ds")

    assert (waiting.order, waiting.redirect_url) == (None, "https://bank.example/3ds")
    assert waiting.payment_id is not None
    approve(shop, waiting.payment_id)

    placed = resume(waiting.payment_id, at=makers.DAY, actor=ANONYMOUS)

    assert placed.order is not None
    assert orders.order(cart).row.payment_status is PaymentStatus.PAID
    assert resume(waiting.payment_id, at=makers.DAY, actor=ANONYMOUS).order is not None
    assert orders_of(shop) == 1


def approve(shop: Shop, payment_id: UUID) -> None:
    """Let the bank say yes."""
    from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId

    payment = payments.payment(payment_id)
    shop.provider.answers[PaymentId(payment_id)] = GatewayResult(Outcome.CAPTURED, "ref-3", captured=payment.amount)


def test_a_forgotten_three_d_secure_page_is_given_back_when_another_card_paid(shop: Shop) -> None:
    cart = shop.cart(1)
    waiting = shop.order(cart, "tok_3ds")
    shop.order(cart, "tok_approve")
    assert waiting.payment_id is not None
    approve(shop, waiting.payment_id)

    late = resume(waiting.payment_id, at=makers.DAY, actor=ANONYMOUS)

    assert late.order is not None
    assert [(row.status, row.refunded.minor) for row in payments.payments_of_carts([cart])] == [
        ("refunded", 15_000),
        ("captured", 0),
    ]
    assert find_lies() == []


def test_units_lost_while_the_bank_was_asked_are_paid_back() -> None:
    shop = open_shop(warehouse=1)
    cart = shop.cart(1)

    def a_rival_takes_it() -> None:
        db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp()")
        line = StockLine(shop.variant, shop.warehouse, 1, makers.some_id())
        allocations.allocate([AllocationRequest(makers.some_id(), shop.channel, (line,))], actor=SYSTEM)

    shop.provider.on_authorize.append(a_rival_takes_it)

    with pytest.raises(OutOfStock):
        shop.order(cart)

    assert orders_of(shop) == 0
    assert [(row.status, row.refunded.minor) for row in payments.payments_of_carts([cart])] == [("refunded", 15_000)]
    assert shop.provider.asked == ["authorize 15000", "refund 15000"]


def test_an_answer_that_was_lost_is_asked_for(shop: Shop) -> None:
    placed = shop.order(shop.cart(1), "tok_lost")

    assert placed.order is not None
    assert shop.provider.asked == ["authorize 15000", "fetch"]


def test_a_question_that_may_still_be_on_its_way_is_not_taken_for_a_no(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart = shop.cart(1)
    monkeypatch.setattr(shop.provider, "fetch", lambda key: GatewayResult(Outcome.MISSING))

    with pytest.raises(PaymentUnclear):
        shop.order(cart, "tok_silent")

    payment = payments.payments_of_carts([cart])[0]
    assert payment.status == "pending"
    monkeypatch.undo()
    approve(shop, payment.id)
    assert sweep(older_than=timedelta(0), at=makers.DAY) == 1
    assert orders.order(cart).row.payment_status is PaymentStatus.PAID


def test_the_sweeper_finishes_what_a_crash_left(shop: Shop) -> None:
    cart = shop.cart(1)
    with pytest.raises(PaymentUnclear):
        shop.order(cart, "tok_silent")
    payment = payments.payments_of_carts([cart])[0]
    approve(shop, payment.id)

    settled = sweep(older_than=timedelta(0), at=makers.DAY)

    assert settled == 1
    assert orders.order(cart).row.payment_status is PaymentStatus.PAID
    assert find_lies() == []


def test_cancel_frees_the_units_and_gives_the_money_back(shop: Shop) -> None:
    cart = shop.cart(2)
    shop.order(cart)
    deliver_pending()

    cancel_order(cart, reason="changed my mind", at=makers.DAY, actor=SYSTEM)

    detail = orders.order(cart)
    assert (detail.row.status, detail.row.payment_status) == (OrderStatus.CANCELED, PaymentStatus.REFUNDED)
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 0, 0)
    assert [entry.kind for entry in detail.timeline] == ["placed", "paid", "canceled", "refunded"]
    assert find_lies() == []


def test_an_archived_product_is_not_ordered_any_more(shop: Shop) -> None:
    from arasta.contexts.catalog.queries import variants
    from arasta.contexts.catalog.services import products

    cart = shop.cart(1)
    row = variants.variants([shop.variant], language="en")[shop.variant]
    products.archive_products([row.product_id], actor=SYSTEM)

    with pytest.raises(NotSold):
        shop.order(cart)

    assert shop.provider.asked == []


def test_a_delivery_without_a_price_in_the_carts_currency_is_not_free(shop: Shop) -> None:
    cart = shop.cart(1)
    db.execute("DELETE FROM fulfillment_delivery_price")

    with pytest.raises(CheckoutIncomplete) as refusal:
        shop.order(cart)

    assert refusal.value.details == {"missing": "delivery_method"}


def test_a_refund_that_nobody_heard_of_is_asked_for_again(shop: Shop) -> None:
    cart = shop.cart(1)
    shop.order(cart)
    shop.provider.silent_refunds = 1
    cancel_order(cart, reason="changed my mind", at=makers.DAY, actor=SYSTEM)
    before = orders.order(cart).row.payment_status

    looked_at = [sweep_refunds(), sweep_refunds()]

    assert (before, orders.order(cart).row.payment_status) == (PaymentStatus.PAID, PaymentStatus.REFUNDED)
    assert looked_at == [1, 0]
    assert shop.provider.asked == ["authorize 15000", "refund 15000", "refund 15000"]
