"""Inventory against a simple model, in any order of doings: what the rows say is what a dict says."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.services import allocations, levels, reservations
from arasta.contexts.inventory.services.allocations import Allocated
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import (
    AllocationRequest,
    Held,
    HoldRequest,
    StockLine,
    StockPromised,
)
from arasta.kernel.access import SYSTEM
from tests import makers

COUNT = st.integers(1, 6)


class Inventory(RuleBasedStateMachine):
    """One variant at one place: holds, orders, shipments, corrections."""

    carts = Bundle("carts")
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.variant, self.place, self.channel = makers.make_variant(), makers.make_location(), makers.make_channel()
        self.on_hand, self.committed = 0, 0
        self.held: dict[UUID, int] = {}
        makers.receive(self.variant, self.place, 1)
        self.on_hand = 1

    def line(self, quantity: int) -> StockLine:
        return StockLine(self.variant, self.place, quantity, makers.some_id())

    @property
    def free(self) -> int:
        return self.on_hand - self.committed - sum(self.held.values())

    @rule(quantity=COUNT)
    def receive(self, quantity: int) -> None:
        makers.receive(self.variant, self.place, quantity)
        self.on_hand += quantity

    @rule(quantity=COUNT)
    def take_away(self, quantity: int) -> None:
        try:
            levels.adjust([Correction(self.variant, self.place, -quantity)], reason="count", actor=SYSTEM)
            assert self.free >= quantity
            self.on_hand -= quantity
        except StockPromised:
            assert self.free < quantity

    @rule(target=carts, quantity=COUNT)
    def hold(self, quantity: int) -> UUID:
        cart = makers.some_id()
        self._hold(cart, quantity)
        return cart

    @rule(cart=carts, quantity=COUNT)
    def hold_again(self, cart: UUID, quantity: int) -> None:
        self._hold(cart, quantity)

    def _hold(self, cart: UUID, quantity: int) -> None:
        request = HoldRequest(cart, self.channel, (self.line(quantity),), timedelta(hours=1))
        fits = quantity <= self.free + self.held.get(cart, 0)
        answer = reservations.reserve([request], actor=SYSTEM)[0]
        assert isinstance(answer, Held) == fits
        if fits:
            self.held[cart] = quantity

    @rule(cart=consumes(carts))
    def let_go(self, cart: UUID) -> None:
        reservations.release([cart], actor=SYSTEM)
        self.held.pop(cart, None)

    @rule(target=orders, cart=consumes(carts), quantity=COUNT)
    def order(self, cart: UUID, quantity: int) -> tuple[UUID, int]:
        fits = quantity <= self.free + self.held.get(cart, 0)
        request = AllocationRequest(makers.some_id(), self.channel, (self.line(quantity),), cart_id=cart)
        answer = allocations.allocate([request], actor=SYSTEM)[0]
        assert isinstance(answer, Allocated) == fits
        if not isinstance(answer, Allocated):
            return makers.some_id(), 0
        self.held.pop(cart, None)
        self.committed += quantity
        return answer.allocations[0][0], quantity

    @rule(order=consumes(orders), ship=st.booleans())
    def finish(self, order: tuple[UUID, int], ship: bool) -> None:
        allocation, quantity = order
        if quantity:
            act = allocations.ship if ship else allocations.release
            act([(allocation, self.line(quantity))], actor=SYSTEM)
            self.committed -= quantity
            self.on_hand -= quantity if ship else 0

    @invariant()
    def rows_and_model_agree(self) -> None:
        level = stock.levels([self.variant])[0]
        assert (level.on_hand, level.committed, level.reserved) == (
            self.on_hand,
            self.committed,
            sum(self.held.values()),
        )
        assert level.available >= level.reserved


@pytest.mark.django_db
def test_inventory_does_what_a_simple_model_does() -> None:
    run_state_machine_as_test(
        Inventory,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

    assert audit.find_lies() == []
