"""Lots against a simple model, in any order of doings: what the rows say is what a dict says."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from arasta.contexts.inventory.domain.lots import LotExpired, LotShort, NoLotLeft, UnknownLot
from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.queries import lots as reading
from arasta.contexts.inventory.services import allocations, expiry, levels, transfers
from arasta.contexts.inventory.services.allocations import Allocated
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock, StockPromised, Traced, TrackingMode
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.inventory import tracing
from tests.contexts.inventory.tracing import Shelf

LOTS = {"GONE": -1, "SOON": 1, "LATE": 9}
COUNT = st.integers(1, 5)
CODE = st.sampled_from(sorted(LOTS))
PLACE = st.integers(0, 1)


class Lots(RuleBasedStateMachine):
    """One variant at two places: three lots, one of them expired; selling stops two days before."""

    orders = Bundle("orders")
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        first = tracing.make_tracked(TrackingMode.LOT, stop_days=2)
        self.shelves: list[Shelf] = [first, (first[0], makers.make_location(), first[2])]
        self.there: list[Counter[str]] = [Counter(), Counter()]
        self.blocked: list[Counter[str]] = [Counter(), Counter()]
        self.committed = [0, 0]

    def free(self, place: int) -> int:
        return self.there[place].total() - self.blocked[place].total() - self.committed[place]

    def free_of(self, place: int, code: str) -> int:
        return self.there[place][code] - self.blocked[place][code]

    @rule(place=PLACE, code=CODE, quantity=COUNT)
    def receive(self, place: int, code: str, quantity: int) -> None:
        tracing.receive(self.shelves[place], Traced(code, quantity, tracing.day(LOTS[code])))
        self.there[place][code] += quantity

    @rule(place=PLACE, code=CODE, quantity=COUNT, block=st.booleans())
    def take_away(self, place: int, code: str, quantity: int, block: bool) -> None:
        shelf, named = self.shelves[place], (Traced(code, quantity),)
        fits = quantity <= min(self.free(place), self.free_of(place, code))
        try:
            if block:
                levels.block([tracing.line(shelf, named)], reason="dented", actor=SYSTEM)
            else:
                levels.adjust([Correction(*shelf[:2], -quantity, named)], reason="broken", actor=SYSTEM)
        except (StockPromised, LotShort, UnknownLot):
            assert not fits
            return
        assert fits
        (self.blocked if block else self.there)[place][code] += quantity if block else -quantity

    @rule(target=orders, place=PLACE, quantity=COUNT)
    def order(self, place: int, quantity: int) -> tuple[int, UUID, int]:
        request = AllocationRequest(
            makers.some_id(), self.shelves[0][2], (tracing.line(self.shelves[place], quantity=quantity),)
        )
        answer = allocations.allocate([request], actor=SYSTEM)[0]
        assert isinstance(answer, Allocated) == (quantity <= self.free(place))
        if isinstance(answer, OutOfStock):
            return place, makers.some_id(), 0
        self.committed[place] += quantity
        return place, answer.allocations[0][0], quantity

    @rule(order=consumes(orders))
    def ship(self, order: tuple[int, UUID, int]) -> None:
        place, allocation, quantity = order
        if not quantity:
            return
        good = self.free_of(place, "LATE")
        try:
            tracing.ship(self.shelves[place], allocation, quantity=quantity)
            assert good >= quantity
            self.there[place]["LATE"] -= quantity
        except NoLotLeft:
            assert good < quantity
            allocations.release([(allocation, tracing.line(self.shelves[place], quantity=quantity))], actor=SYSTEM)
        self.committed[place] -= quantity

    @rule(order=consumes(orders), code=CODE)
    def ship_a_lot(self, order: tuple[int, UUID, int], code: str) -> None:
        place, allocation, quantity = order
        if not quantity:
            return
        with suppress(LotExpired, LotShort, UnknownLot):
            tracing.ship(self.shelves[place], allocation, (Traced(code, quantity),))
            assert code != "GONE"
            self.there[place][code] -= quantity
            self.committed[place] -= quantity

    @rule(target=sent, place=PLACE, code=CODE, quantity=COUNT)
    def send(self, place: int, code: str, quantity: int) -> tuple[int, UUID | None, str, int]:
        shelf, target = self.shelves[place], self.shelves[1 - place]
        fits = quantity <= min(self.free(place), self.free_of(place, code))
        try:
            named = {shelf[0]: (Traced(code, quantity),)}
            key = transfers.send([(shelf[0], quantity)], source=shelf[1], target=target[1], traced=named, actor=SYSTEM)
        except (StockPromised, LotShort, UnknownLot):
            assert not fits
            return place, None, code, quantity
        assert fits
        self.there[place][code] -= quantity
        return place, key, code, quantity

    @rule(transfer=consumes(sent))
    def arrive(self, transfer: tuple[int, UUID | None, str, int]) -> None:
        place, key, code, quantity = transfer
        if key:
            transfers.receive(key, actor=SYSTEM)
            self.there[1 - place][code] += quantity

    @rule()
    def a_day_begins(self) -> None:
        expiry.block_overdue(reading.overdue_levels(limit=10))
        for place in (0, 1):
            for code in ("GONE", "SOON"):
                units = min(self.free(place), self.free_of(place, code))
                self.blocked[place][code] += max(0, units)

    @invariant()
    def rows_and_model_agree(self) -> None:
        for place, shelf in enumerate(self.shelves):
            there, blocked = self.there[place], self.blocked[place]
            assert tracing.lots_at(shelf) == [(code, there[code], blocked[code]) for code in sorted(+there)]
            found = stock.levels([shelf[0]], location_id=shelf[1])
            if found:
                level = found[0]
                sums = (there.total(), blocked.total(), self.committed[place])
                assert (level.on_hand, level.unavailable, level.committed) == sums


@pytest.mark.django_db
def test_lots_do_what_a_simple_model_does() -> None:
    run_state_machine_as_test(
        Lots,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

    assert audit.find_lies() == []
