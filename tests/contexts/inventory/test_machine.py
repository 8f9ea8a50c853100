"""Inventory against a simple model, in any order of doings: what the rows say is what a few dicts say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.services import allocations, holds, levels, reservations, transfers
from arasta.contexts.inventory.services.allocations import Allocated, NothingOpen
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import (
    AllocationRequest,
    Held,
    HoldRequest,
    LevelKey,
    StockLine,
    StockPromised,
    TransferClosed,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers

COUNT = st.integers(1, 6)
PLACE = st.sampled_from([0, 1])
BASKET = st.dictionaries(st.sampled_from([(0, 0), (0, 1), (1, 0), (1, 1)]), st.integers(1, 4), min_size=1, max_size=3)
HOUR = timedelta(hours=1)


@dataclass
class Shelf:
    """One variant at one place, as somebody with a pencil would keep it."""

    on_hand: int = 0
    blocked: int = 0
    promised: int = 0
    incoming: int = 0
    kept_back: int = 0


@dataclass(frozen=True)
class Promise:
    """An allocation, where its units lie, and how many are open."""

    id: UUID
    key: LevelKey
    open: list[int] = field(default_factory=list)


class Inventory(RuleBasedStateMachine):
    """Two variants at two places: holds that run out, orders, parcels, transfers, damage, counts."""

    carts = Bundle("carts")
    promises = Bundle("promises")
    journeys = Bundle("journeys")

    def __init__(self) -> None:
        super().__init__()
        self.channel = makers.make_channel()
        self.variants = makers.make_variants(2)
        self.places = [makers.make_location(), makers.make_location()]
        self.shelves = {(variant, place): Shelf() for variant in self.variants for place in self.places}
        self.held: dict[UUID, Counter[LevelKey]] = {}
        for key, shelf in self.shelves.items():
            makers.receive(*key, 3)
            shelf.on_hand = 3

    def key(self, variant: int, place: int) -> LevelKey:
        return (self.variants[variant], self.places[place])

    def lines(self, basket: dict[tuple[int, int], int]) -> tuple[StockLine, ...]:
        return tuple(StockLine(*self.key(*at), count, makers.some_id()) for at, count in sorted(basket.items()))

    def free(self, key: LevelKey, *, but: UUID | None = None) -> int:
        """What is neither blocked, promised nor held by others."""
        shelf = self.shelves[key]
        held = sum(hold[key] for cart, hold in self.held.items() if cart != but)
        return shelf.on_hand - shelf.blocked - shelf.promised - held

    def fits(self, lines: tuple[StockLine, ...], cart: UUID, *, dips: bool) -> bool:
        return all(
            line.quantity <= self.free(key, but=cart) - (0 if dips else self.shelves[key].kept_back)
            for line in lines
            for key in [(line.variant_id, line.location_id)]
        )

    @rule(variant=PLACE, place=PLACE, count=COUNT)
    def receive(self, variant: int, place: int, count: int) -> None:
        makers.receive(*self.key(variant, place), count)
        self.shelves[self.key(variant, place)].on_hand += count

    @rule(variant=PLACE, place=PLACE, delta=st.integers(-6, 6))
    def count(self, variant: int, place: int, delta: int) -> None:
        key = self.key(variant, place)
        may = self.free(key) + delta >= 0 or delta >= 0
        try:
            levels.adjust([Correction(*key, delta)], reason="count", actor=SYSTEM)
            assert may
            self.shelves[key].on_hand += delta
        except StockPromised:
            assert not may

    @rule(variant=PLACE, place=PLACE, count=COUNT, back=st.booleans())
    def damage(self, variant: int, place: int, count: int, back: bool) -> None:
        key = self.key(variant, place)
        may = count <= (self.shelves[key].blocked if back else self.free(key))
        act = levels.unblock if back else levels.block
        try:
            act([StockLine(*key, count)], reason="dented", actor=SYSTEM)
            assert may
            self.shelves[key].blocked += -count if back else count
        except StockPromised:
            assert not may

    @rule(variant=PLACE, place=PLACE, count=st.integers(0, 3))
    def keep_back(self, variant: int, place: int, count: int) -> None:
        levels.set_safety_stock([StockLine(*self.key(variant, place), count)], actor=SYSTEM)
        self.shelves[self.key(variant, place)].kept_back = count

    @rule(target=carts, basket=BASKET, dips=st.booleans())
    def hold(self, basket: dict[tuple[int, int], int], dips: bool) -> UUID:
        cart = makers.some_id()
        self._hold([(cart, basket)], dips=dips)
        return cart

    @rule(cart=carts, basket=BASKET, dips=st.booleans())
    def hold_again(self, cart: UUID, basket: dict[tuple[int, int], int], dips: bool) -> None:
        self._hold([(cart, basket)], dips=dips)

    @rule(target=carts, cart=carts, one=BASKET, other=BASKET)
    def hold_together(self, cart: UUID, one: dict[tuple[int, int], int], other: dict[tuple[int, int], int]) -> UUID:
        fresh = makers.some_id()
        self._hold([(cart, one), (fresh, other)], dips=False)
        return fresh

    def _hold(self, wanted: list[tuple[UUID, dict[tuple[int, int], int]]], *, dips: bool) -> None:
        """A cart's earlier hold is replaced, or stays if the new one is refused."""
        requests = [HoldRequest(cart, self.channel, self.lines(basket), HOUR, dips) for cart, basket in wanted]
        for request, answer in zip(requests, reservations.reserve(requests, actor=SYSTEM), strict=True):
            assert isinstance(answer, Held) == self.fits(request.lines, request.cart_id, dips=dips)
            if isinstance(answer, Held):
                lines = {(line.variant_id, line.location_id): line.quantity for line in request.lines}
                self.held[request.cart_id] = Counter(lines)

    @rule(target=carts, cart=consumes(carts), other=carts)
    def hand_over(self, cart: UUID, other: UUID) -> UUID:
        lines = holds.hand_over(cart, other, actor=SYSTEM) if cart != other else []
        went = Counter({(line.variant_id, line.location_id): line.quantity for line in lines})
        assert went == (self.held.pop(cart, Counter()) if cart != other else Counter())
        if went:
            self.held[other] = self.held.get(other, Counter()) + went
        return other

    @rule(cart=consumes(carts))
    def let_go(self, cart: UUID) -> None:
        reservations.release([cart], actor=SYSTEM)
        self.held.pop(cart, None)

    @rule(cart=carts, swept=st.booleans())
    def run_out(self, cart: UUID, swept: bool) -> None:
        """Time passes for one cart; whether the sweeper comes or not makes no difference to anybody else."""
        db.execute(
            "UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'"
            " WHERE cart_id = %s AND status = 'held'",
            [cart],
        )
        keys = list(self.held.pop(cart, {}))
        if swept:
            assert reservations.expire(stock.overdue_levels(limit=100)) >= len(keys)

    @rule(target=promises, cart=consumes(carts), basket=BASKET, dips=st.booleans(), leave=st.booleans())
    def order(self, cart: UUID, basket: dict[tuple[int, int], int], dips: bool, leave: bool) -> list[Promise]:
        lines = self.lines(basket)
        fits = self.fits(lines, cart, dips=dips)
        request = AllocationRequest(makers.some_id(), self.channel, lines, cart_id=cart, dips_into_safety=dips)
        answer = allocations.allocate([request], actor=SYSTEM, they_leave=leave)[0]
        assert isinstance(answer, Allocated) == fits
        if not isinstance(answer, Allocated):
            return []
        self.held.pop(cart, None)
        made = [Promise(key, (line.variant_id, line.location_id), [line.quantity]) for key, line in answer.allocations]
        for promise in made:
            shelf = self.shelves[promise.key]
            shelf.promised += 0 if leave else promise.open[0]
            shelf.on_hand -= promise.open[0] if leave else 0
            promise.open[0] = 0 if leave else promise.open[0]
        return made

    @rule(made=promises, count=COUNT, ship=st.booleans())
    def finish(self, made: list[Promise], count: int, ship: bool) -> None:
        """A parcel with a part, or a part that is not wanted any more; never more than is open."""
        act = allocations.ship if ship else allocations.release
        wanted = [(promise.id, StockLine(*promise.key, count)) for promise in made]
        may = all(count <= promise.open[0] for promise in made)
        try:
            act(wanted, actor=SYSTEM)
            assert may
        except NothingOpen:
            assert not may
            return
        for promise in made:
            promise.open[0] -= count
            self.shelves[promise.key].promised -= count
            self.shelves[promise.key].on_hand -= count if ship else 0

    @rule(target=journeys, variant=PLACE, source=PLACE, count=COUNT)
    def send(self, variant: int, source: int, count: int) -> list[object]:
        key, target = self.key(variant, source), self.key(variant, 1 - source)
        may = count <= self.free(key)
        try:
            sent = transfers.send([(key[0], count)], source=key[1], target=target[1], actor=SYSTEM)
            assert may
        except StockPromised:
            assert not may
            return []
        self.shelves[key].on_hand -= count
        self.shelves[target].incoming += count
        return [sent, target, count]

    @rule(journey=journeys)
    def arrive(self, journey: list[object]) -> None:
        """A transfer arrives once."""
        if not journey:
            return
        sent, target, count = journey
        assert isinstance(sent, UUID)
        try:
            transfers.receive(sent, actor=SYSTEM)
        except TransferClosed:
            assert count == 0
            return
        shelf = self.shelves[target]  # type: ignore[index]
        shelf.on_hand += count  # type: ignore[operator]
        shelf.incoming -= count  # type: ignore[operator]
        journey[2] = 0

    @invariant()
    def rows_and_model_agree(self) -> None:
        overdue = Counter({
            (row[0], row[1]): int(row[2])
            for row in db.rows(
                "SELECT variant_id, location_id, sum(quantity) FROM inventory_reservation"
                " WHERE status = 'held' AND expires_at <= clock_timestamp() AND variant_id = ANY(%s) GROUP BY 1, 2",
                [self.variants],
            )
        })  # fmt: skip
        for level in stock.levels(self.variants):
            key = (level.variant_id, level.location_id)
            shelf, held = self.shelves[key], sum(hold[key] for hold in self.held.values())
            assert (level.on_hand, level.unavailable, level.committed, level.incoming, level.safety_stock) == (
                shelf.on_hand, shelf.blocked, shelf.promised, shelf.incoming, shelf.kept_back,
            )  # fmt: skip
            assert level.reserved - overdue[key] == held
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
