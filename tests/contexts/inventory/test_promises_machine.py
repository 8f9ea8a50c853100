"""Kits, supplies and backorders in any order of doings, against a queue kept with a pencil; the auditor finds nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from arasta.contexts.inventory.queries import audit, promises, stock
from arasta.contexts.inventory.services import allocations, backorders, kits, supplies, terms
from arasta.contexts.inventory.services.allocations import Allocated
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.supplies import Alteration, Arrival, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import AllocationRequest, StockLine, TermsKind
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers

UNITS = st.integers(1, 6)
DAYS = st.integers(0, 30).map(lambda days: date(2026, 5, 1) + timedelta(days=days))
PICK = st.integers(0, 99)


@dataclass
class Coming:
    """A supply as somebody with a pencil would keep it."""

    id: UUID
    left: int
    day: date


@dataclass
class Pencil:
    """Free units, what is to come, and who waits, the first first."""

    free: int = 0
    coming: list[Coming] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def give(self) -> None:
        """Give what is free to who waits."""
        while self.free and self.waiting:
            share = min(self.free, self.waiting[0])
            self.free -= share
            self.waiting[0] -= share
            if not self.waiting[0]:
                self.waiting.pop(0)

    def days(self) -> list[date | None]:
        """Say for each who waits on which day their last unit comes."""
        units = [one.day for one in sorted(self.coming, key=lambda one: (one.day, one.id)) for _ in range(one.left)]
        found: list[date | None] = []
        for position in range(len(self.waiting)):
            last = sum(self.waiting[: position + 1]) - 1
            found.append(units[last] if last < len(units) else None)
        return found


class Promises(RuleBasedStateMachine):
    """One cup at one place, sold alone and as a pair, and sold before it is there."""

    def __init__(self) -> None:
        super().__init__()
        self.cup, self.pair = makers.make_variants(2)
        self.place, self.channel = makers.make_location(), makers.make_channel()
        kits.set_kits([KitInput(self.pair, ((self.cup, 2),))], actor=SYSTEM)
        terms.set_terms([TermsInput(self.cup, TermsKind.BACKORDER)], actor=SYSTEM)
        self.pencil = Pencil()
        self.orders: list[tuple[UUID, int]] = []

    @rule(units=UNITS, day=DAYS)
    def announce(self, units: int, day: date) -> None:
        key = supplies.announce([SupplyInput(self.cup, self.place, units, day)], actor=SYSTEM)[0]
        self.pencil.coming.append(Coming(key, units, day))

    @precondition(lambda self: self.pencil.coming)
    @rule(pick=PICK, units=UNITS, is_last=st.booleans())
    def receive(self, pick: int, units: int, is_last: bool) -> None:
        one = self._one(pick)
        supplies.receive([Arrival(one.id, units, is_last)], actor=SYSTEM)
        one.left = 0 if is_last else max(0, one.left - units)
        self._came(units)

    @precondition(lambda self: self.pencil.coming)
    @rule(pick=PICK, day=DAYS)
    def come_another_day(self, pick: int, day: date) -> None:
        one = self._one(pick)
        supplies.alter([Alteration(one.id, expected_on=day)], actor=SYSTEM)
        one.day = day

    @precondition(lambda self: self.pencil.coming)
    @rule(pick=PICK)
    def never_come(self, pick: int) -> None:
        one = self._one(pick)
        supplies.cancel([one.id], actor=SYSTEM)
        self.pencil.coming.remove(one)

    @rule(units=UNITS)
    def receive_unannounced(self, units: int) -> None:
        makers.receive(self.cup, self.place, units)
        self._came(units)

    @rule(units=UNITS)
    def order_what_is_to_come(self, units: int) -> None:
        free = sum(one.left for one in self.pencil.coming) - sum(self.pencil.waiting)
        answer = self._order((), later=(StockLine(self.cup, self.place, units, makers.some_id()),))
        assert isinstance(answer, Allocated) == (units <= free)
        if isinstance(answer, Allocated):
            self.pencil.waiting.append(units)

    @rule(pairs=st.integers(1, 3), cups=st.integers(0, 2))
    def order_what_is_there(self, pairs: int, cups: int) -> None:
        parts = [(self.pair, pairs), *([(self.cup, cups)] if cups else [])]
        lines = tuple(StockLine(key, self.place, units, makers.some_id()) for key, units in parts)
        needed = pairs * 2 + cups
        answer = self._order(lines)
        assert isinstance(answer, Allocated) == (needed <= self.pencil.free)
        if isinstance(answer, Allocated):
            self.pencil.free -= needed
            self.orders.append((answer.order_id, needed))

    @precondition(lambda self: self.orders)
    @rule(pick=PICK, ships=st.booleans())
    def end_an_order(self, pick: int, ships: bool) -> None:
        order, units = self.orders.pop(pick % len(self.orders))
        lines = [(row[0], StockLine(row[3], self.place, row[5], row[2])) for row in stock.open_allocations([order])]
        if ships:
            allocations.ship(lines, actor=SYSTEM)
            return
        allocations.release(lines, actor=SYSTEM)
        backorders.fill_from_shelves([(self.cup, self.place)])
        self._came(units)

    @precondition(lambda self: self.pencil.waiting)
    @rule(pick=PICK)
    def wait_no_longer(self, pick: int) -> None:
        place = pick % len(self.pencil.waiting)
        one = promises.waiting_at([(self.cup, self.place)])[place]
        backorders.cancel([(one.id, one.units)], actor=SYSTEM)
        self.pencil.waiting.pop(place)

    @invariant()
    def the_queue_is_what_the_pencil_says(self) -> None:
        found = promises.waiting_at([(self.cup, self.place)])
        assert [one.units for one in found] == self.pencil.waiting
        assert [one.promised_on for one in found] == self.pencil.days()

    @invariant()
    def the_level_is_what_the_pencil_says(self) -> None:
        for level in stock.levels([self.cup]):
            assert level.available == self.pencil.free
            assert level.incoming == sum(one.left for one in self.pencil.coming)

    @invariant()
    def the_auditor_finds_nothing(self) -> None:
        assert audit.find_lies() == []

    def _order(self, lines: tuple[StockLine, ...], *, later: tuple[StockLine, ...] = ()) -> object:
        request = AllocationRequest(makers.some_id(), self.channel, lines, later=later)
        return allocations.allocate([request], actor=SYSTEM)[0]

    def _one(self, pick: int) -> Coming:
        return self.pencil.coming[pick % len(self.pencil.coming)]

    def _came(self, units: int) -> None:
        self.pencil.coming = [one for one in self.pencil.coming if one.left]
        self.pencil.free += units
        self.pencil.give()


@pytest.mark.django_db
def test_any_order_of_doings_agrees_with_the_pencil() -> None:
    class Undone(Promises):
        def __init__(self) -> None:
            db.execute("SAVEPOINT machine")
            super().__init__()

        def teardown(self) -> None:
            db.execute("ROLLBACK TO SAVEPOINT machine")

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
