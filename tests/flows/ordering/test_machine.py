"""Orders against a simple model, through the flows: carts, holds, payments, parcels, cancellations, in any order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.services.moves import FulfillmentMoveRefused
from arasta.contexts.fulfillment.types import FulfillmentStatus as AskedStatus
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import reservations
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.orders.types import CartClosed, FulfillmentStatus, OrderClosed, OrderStatus, PaymentStatus
from arasta.flows.ordering.cancel_order import cancel_lines, cancel_order
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.refusals import PaymentDeclined
from arasta.flows.shipping.ship import ship
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.shop import open_shop

COUNT = st.integers(1, 4)
FEW = st.dictionaries(st.sampled_from([0, 1]), COUNT, min_size=1)


@dataclass
class Basket:
    """A cart, and the order it became: per variant what was wanted, left and was canceled."""

    id: UUID
    wanted: Counter[UUID]
    held: Counter[UUID] = field(default_factory=Counter)
    is_order: bool = False
    shipped: Counter[UUID] = field(default_factory=Counter)
    canceled: Counter[UUID] = field(default_factory=Counter)
    paid: int = 0
    refunded: int = 0
    is_given_back: bool = False

    @property
    def open(self) -> Counter[UUID]:
        return self.wanted - self.shipped - self.canceled if self.is_order else Counter()

    @property
    def status(self) -> OrderStatus:
        if self.open:
            return OrderStatus.PLACED
        return OrderStatus.COMPLETED if self.shipped else OrderStatus.CANCELED

    @property
    def fulfillment(self) -> FulfillmentStatus:
        if not self.open:
            return FulfillmentStatus.FULFILLED if self.shipped else FulfillmentStatus.CANCELED
        return FulfillmentStatus.PARTLY_FULFILLED if self.shipped else FulfillmentStatus.UNFULFILLED

    @property
    def payment(self) -> PaymentStatus:
        if self.refunded:
            return PaymentStatus.REFUNDED
        return PaymentStatus.PARTLY_REFUNDED if self.is_given_back else PaymentStatus.PAID


class Shopping(RuleBasedStateMachine):
    """One shop with two variants in two places; what cannot lie in one place is sent from both."""

    baskets = Bundle("baskets")

    def __init__(self) -> None:
        super().__init__()
        self.shop = open_shop(warehouse=4, store=3)
        self.variants = [self.shop.variant, makers.make_variant()]
        makers.make_price(self.variants[1], 2_500)
        makers.receive(self.variants[1], self.shop.store, 5)
        self.on_hand = Counter({self.variants[0]: 7, self.variants[1]: 5})
        self.all: list[Basket] = []

    def free(self, variant: UUID, *, but: Basket | None = None) -> int:
        taken = sum(one.open[variant] + (0 if one is but else one.held[variant]) for one in self.all)
        return self.on_hand[variant] - taken

    def fits(self, basket: Basket) -> bool:
        return all(count <= self.free(variant, but=basket) for variant, count in basket.wanted.items())

    @property
    def placed(self) -> list[Basket]:
        return [one for one in self.all if one.is_order]

    def hear(self) -> None:
        """Deliver what waits: what canceled units cost goes back."""
        deliver_pending()
        for one in self.placed:
            one.is_given_back = bool(one.canceled)

    @rule(target=baskets, few=FEW)
    def fill(self, few: dict[int, int]) -> Basket:
        wanted = Counter({self.variants[n]: count for n, count in few.items()})
        cart = self.shop.cart(1)
        basket = Basket(cart, wanted)
        self._set(basket)
        self.all.append(basket)
        return basket

    @rule(basket=baskets, few=FEW)
    def change(self, basket: Basket, few: dict[int, int]) -> None:
        """A cart may be changed until it is an order; its hold stays as it was."""
        if basket.is_order:
            with pytest.raises(CartClosed):
                self._set(basket)
            return
        basket.wanted = Counter({self.variants[n]: count for n, count in few.items()})
        self._set(basket)

    def _set(self, basket: Basket) -> None:
        lines = [CartLineInput(variant, count) for variant, count in basket.wanted.items()]
        carts.set_lines(basket.id, lines, replace=True)

    @rule(basket=baskets)
    def hold(self, basket: Basket) -> None:
        try:
            hold_cart(basket.id, actor=ANONYMOUS)
            assert not basket.is_order
            assert self.fits(basket)
            basket.held = Counter(basket.wanted)
        except CartClosed:
            assert basket.is_order
        except OutOfStock:
            assert not self.fits(basket)

    @rule(basket=baskets)
    def run_out(self, basket: Basket) -> None:
        db.execute(
            "UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'"
            " WHERE cart_id = %s AND status = 'held'",
            [basket.id],
        )
        reservations.expire(stock.overdue_levels(limit=100))
        basket.held = Counter()

    @rule(basket=baskets, token=st.sampled_from(["tok_approve", "tok_approve", "tok_decline"]))
    def order(self, basket: Basket, token: str) -> None:
        """Paid, it is an order; declined, it stays a cart that holds its units; ordered again, it is the same order."""
        fits = basket.is_order or self.fits(basket)
        try:
            placed = self.shop.order(basket.id, token)
        except OutOfStock:
            assert not fits
            return
        except PaymentDeclined:
            assert (token, fits, basket.is_order) == ("tok_decline", True, False)
            basket.held = Counter(basket.wanted)
            return
        assert fits
        assert placed.order is not None
        assert placed.order.id == basket.id
        assert placed.order.is_new is not basket.is_order
        if not basket.is_order:
            basket.is_order, basket.held, basket.paid = True, Counter(), placed.order.total.minor

    @precondition(lambda self: self.placed)
    @rule(data=st.data())
    def send_a_parcel(self, data: st.DataObject) -> None:
        """A place packs and ships what it was asked for."""
        basket = data.draw(st.sampled_from(self.placed))
        self.hear()
        asked = [row for row in fulfillment.of_orders([basket.id]) if row.status is AskedStatus.OPEN]
        assert sum(row.units for row in asked) == basket.open.total()
        if not asked:
            return
        requests.accept([asked[0].id], at=makers.DAY, actor=SYSTEM)
        requests.mark_ready([asked[0].id], at=makers.DAY, actor=SYSTEM)
        ship([ShipmentToMake(asked[0].id, "Kargo", "T-1")], at=makers.DAY, actor=SYSTEM)
        for line in asked[0].lines:
            basket.shipped[line.variant_id] += line.quantity
            self.on_hand[line.variant_id] -= line.quantity

    @precondition(lambda self: self.placed)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """All of it, if nothing has left; then the money goes back."""
        basket = data.draw(st.sampled_from(self.placed))
        may = bool(basket.open) and not basket.shipped
        try:
            cancel_order(basket.id, reason="no", at=makers.DAY, actor=SYSTEM)
            assert may
            basket.canceled = Counter(basket.wanted)
            basket.refunded = basket.paid
        except (OrderClosed, FulfillmentMoveRefused):
            assert not may

    @precondition(lambda self: self.placed)
    @rule(data=st.data(), count=COUNT)
    def cancel_units(self, data: st.DataObject, count: int) -> None:
        """Some units of a line; what is left is asked for anew. A whole order is canceled otherwise."""
        basket = data.draw(st.sampled_from(self.placed))
        line = orders.order(basket.id).lines[0]
        may = count <= basket.open[line.variant_id]
        if may and basket.open.total() == count and not basket.shipped:
            return
        self.hear()
        try:
            cancel_lines(basket.id, {line.id: count}, reason="no", at=makers.DAY, actor=SYSTEM)
            assert may
            basket.canceled[line.variant_id] += count
        except OrderClosed:
            assert not may

    @rule(variant=st.sampled_from([0, 1]), count=COUNT)
    def receive(self, variant: int, count: int) -> None:
        makers.receive(self.variants[variant], self.shop.store, count)
        self.on_hand[self.variants[variant]] += count

    @invariant()
    def stock_and_model_agree(self) -> None:
        for variant in self.variants:
            levels = stock.levels([variant])
            assert sum(level.on_hand for level in levels) == self.on_hand[variant]
            assert sum(level.committed for level in levels) == sum(one.open[variant] for one in self.all)
            assert sum(level.reserved for level in levels) == sum(one.held[variant] for one in self.all)

    @invariant()
    def orders_and_model_agree(self) -> None:
        known = orders.rows_of([one.id for one in self.all])
        assert set(known) == {one.id for one in self.placed}
        for one in self.placed:
            row = known[one.id]
            assert (row.status, row.fulfillment_status, row.payment_status) == (
                one.status,
                one.fulfillment,
                one.payment,
            )


@pytest.mark.django_db
def test_orders_do_what_a_simple_model_does() -> None:
    run_state_machine_as_test(
        Shopping,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

    assert [lie for lie in find_lies() if lie.room != "outbox"] == []
