"""Which lots units belong to, decided without a database."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.inventory.domain.lots import (
    LotExpired,
    LotExpiryDiffers,
    LotHere,
    LotRequired,
    LotsDoNotAddUp,
    LotShort,
    NoLotLeft,
    Shelf,
    UnknownLot,
    first_expired_first_out,
    parts_of,
)
from arasta.contexts.inventory.types import MovementKind, Traced
from arasta.kernel.errors import DomainError

TODAY = date(2026, 3, 2)
K = MovementKind


def here(code: str, units: int, days: int | None = None, blocked: int = 0) -> LotHere:
    expires_on = None if days is None else TODAY + timedelta(days=days)
    return LotHere(UUID(int=hash(code) % 2**64), code, expires_on, units, blocked)


def shelf(*lots: LotHere, stop_days: int = 0) -> Shelf:
    return Shelf(TODAY, stop_days, lots)


def chosen(kind: MovementKind, quantity: int, on: Shelf, *traced: Traced) -> list[tuple[str, int]]:
    return [(lot.code, units) for lot, units in parts_of(kind, quantity, traced, on)]


MIXED = shelf(here("C", 4), here("B", 3, 9), here("A", 2, 5))


def test_what_expires_first_leaves_first_and_what_never_expires_last() -> None:
    assert chosen(K.SHIPPED, 7, MIXED) == [("A", 2), ("B", 3), ("C", 2)]
    assert chosen(K.TRANSFERRED_OUT, 1, MIXED) == [("A", 1)]


def test_the_last_day_itself_is_still_sold() -> None:
    assert chosen(K.SHIPPED, 1, shelf(here("A", 1, 0))) == [("A", 1)]
    with pytest.raises(NoLotLeft):
        chosen(K.SHIPPED, 1, shelf(here("A", 1, -1)))


@pytest.mark.parametrize(("days", "found"), [(3, 1), (2, 0)])
def test_selling_stops_so_many_days_before(days: int, found: int) -> None:
    parts = first_expired_first_out(shelf(here("A", 1, days), stop_days=3), 1)

    assert len(parts) == found


def test_blocked_units_are_not_taken() -> None:
    with pytest.raises(NoLotLeft) as refused:
        chosen(K.SHIPPED, 3, shelf(here("A", 5, 9, blocked=3)))

    assert refused.value.details == {"available": 2, "requested": 3}


def test_somebody_may_name_a_lot_that_expires_soon_but_not_one_that_has() -> None:
    soon, gone = shelf(here("A", 1, 1), stop_days=9), shelf(here("A", 1, -1))

    assert chosen(K.SHIPPED, 1, soon, Traced("A")) == [("A", 1)]
    with pytest.raises(LotExpired):
        chosen(K.SHIPPED, 1, gone, Traced("A"))
    assert chosen(K.TRANSFERRED_OUT, 1, gone, Traced("A")) == [("A", 1)]
    assert chosen(K.ADJUSTED_DOWN, 1, gone, Traced("A")) == [("A", 1)]


@pytest.mark.parametrize(
    ("kind", "quantity", "traced", "refusal"),
    [
        (K.SHIPPED, 2, (Traced("X", 2),), UnknownLot),
        (K.SHIPPED, 2, (Traced("A", 1),), LotsDoNotAddUp),
        (K.SHIPPED, 2, (Traced("A", 3), Traced("B", -1)), LotsDoNotAddUp),
        (K.SHIPPED, 3, (Traced("A", 3),), LotShort),
        (K.UNBLOCKED, 1, (Traced("A", 1),), LotShort),
        (K.SHIPPED, 1, (Traced("", 1),), LotRequired),
        (K.RECEIVED, 1, (Traced("A", 1, TODAY),), LotExpiryDiffers),
        (K.RECEIVED, 1, (), LotRequired),
        (K.ARRIVED, 1, (), LotRequired),
        (K.RETURNED, 1, (), LotRequired),
        (K.ADJUSTED_DOWN, 1, (), LotRequired),
        (K.BLOCKED, 1, (), LotRequired),
        (K.UNBLOCKED, 1, (), LotRequired),
    ],
)
def test_what_is_refused(
    kind: MovementKind, quantity: int, traced: tuple[Traced, ...], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        chosen(kind, quantity, MIXED, *traced)


def test_where_only_one_lot_can_be_meant_nobody_needs_to_name_it() -> None:
    alone = shelf(here("A", 5, 9, blocked=2), here("OLD", 0, -9))

    assert chosen(K.ADJUSTED_DOWN, 3, alone) == [("A", 3)]
    assert chosen(K.ADJUSTED_UP, 3, alone) == [("A", 3)]
    assert chosen(K.BLOCKED, 1, alone) == [("A", 1)]
    assert chosen(K.UNBLOCKED, 2, alone) == [("A", 2)]
    with pytest.raises(LotShort):
        chosen(K.ADJUSTED_DOWN, 4, alone)


LOTS = st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(-3, 9), st.integers(0, 9)), max_size=6).map(
    lambda rows: tuple(here(f"L{n}", units, days, min(units, blocked)) for n, (units, days, blocked) in enumerate(rows))
)


@given(lots=LOTS, quantity=st.integers(1, 30), stop_days=st.integers(0, 4))
def test_first_expired_first_out(lots: tuple[LotHere, ...], quantity: int, stop_days: int) -> None:
    on = shelf(*lots, stop_days=stop_days)
    good = [lot for lot in lots if lot.expires_on is None or (lot.expires_on - TODAY).days >= stop_days]

    parts = first_expired_first_out(on, quantity)

    assert sum(units for _, units in parts) == min(quantity, sum(lot.free for lot in good))
    assert all(lot in good and 0 < units <= lot.free for lot, units in parts)
    used = {lot.lot_id for lot, units in parts if units == lot.free}
    latest = max((lot.expires_on or date.max for lot, _ in parts), default=date.min)
    assert all(lot.lot_id in used for lot in good if lot.free and (lot.expires_on or date.max) < latest)


@given(lots=LOTS, quantity=st.integers(1, 30))
def test_the_shelf_after_is_the_shelf_without_what_left(lots: tuple[LotHere, ...], quantity: int) -> None:
    on = shelf(*lots)
    parts = first_expired_first_out(on, quantity)

    after = on.after(K.SHIPPED, parts)

    gone = {lot.lot_id: units for lot, units in parts}
    assert [(lot.on_hand, lot.blocked) for lot in after.lots] == [
        (lot.on_hand - gone.get(lot.lot_id, 0), lot.blocked) for lot in lots
    ]
