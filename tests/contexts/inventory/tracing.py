"""Makers of tracked goods: a variant kept by lot or by serial number, received at a place."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from arasta.contexts.inventory.services import allocations, levels, tracking
from arasta.contexts.inventory.services.allocations import Allocated
from arasta.contexts.inventory.services.tracking import TrackingInput
from arasta.contexts.inventory.types import AllocationRequest, StockLine, Traced, TrackingMode
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers

Shelf = tuple[UUID, UUID, UUID]


def day(offset: int) -> date:
    """Return a date so many days from today in the stores' time zone, by the database's clock."""
    today: date = db.rows("SELECT (clock_timestamp() AT TIME ZONE 'Europe/Istanbul')::date")[0][0]
    return today + timedelta(days=offset)


def make_tracked(mode: TrackingMode, *, stop_days: int = 0) -> Shelf:
    """Open a place and a channel for a variant that is tracked."""
    variant = makers.make_variant()
    tracking.track(TrackingInput(variant, mode, stop_days), actor=SYSTEM)
    return variant, makers.make_location(), makers.make_channel()


def lots(*named: tuple[str, int] | tuple[str, int, int]) -> tuple[Traced, ...]:
    """Name lots: (code, units) or (code, units, days until they expire)."""
    return tuple(Traced(one[0], one[1], day(one[2]) if len(one) == 3 else None) for one in named)


def serials(*codes: str) -> tuple[Traced, ...]:
    """Name units."""
    return tuple(Traced(code) for code in codes)


def line(shelf: Shelf, traced: tuple[Traced, ...] = (), quantity: int | None = None) -> StockLine:
    """Return a line of so many units, of all that are named if no quantity is said."""
    units = sum(one.quantity for one in traced) if quantity is None else quantity
    return StockLine(shelf[0], shelf[1], units, makers.some_id(), traced=traced)


def receive(shelf: Shelf, *traced: Traced) -> None:
    """Put named units on the shelf."""
    levels.receive([line(shelf, traced)], reference="delivery", actor=SYSTEM)


def promise(shelf: Shelf, quantity: int) -> tuple[UUID, UUID]:
    """Promise units to an order; return (allocation, order)."""
    order = makers.some_id()
    answer = allocations.allocate(
        [AllocationRequest(order, shelf[2], (line(shelf, quantity=quantity),))], actor=SYSTEM
    )[0]
    assert isinstance(answer, Allocated)
    return answer.allocations[0][0], order


def sell(shelf: Shelf, traced: tuple[Traced, ...] = (), quantity: int | None = None) -> UUID:
    """Sell over the counter; return the order."""
    order = makers.some_id()
    request = AllocationRequest(order, shelf[2], (line(shelf, traced, quantity),), dips_into_safety=True)
    answer = allocations.allocate([request], actor=SYSTEM, they_leave=True)[0]
    assert isinstance(answer, Allocated)
    return order


def ship(shelf: Shelf, allocation: UUID, traced: tuple[Traced, ...] = (), quantity: int | None = None) -> None:
    """Let promised units leave."""
    allocations.ship([(allocation, line(shelf, traced, quantity))], actor=SYSTEM)


def lots_at(shelf: Shelf) -> list[tuple[str, int, int]]:
    """Return (code, on hand, blocked) of the lots on the shelf."""
    return db.rows(
        "SELECT lot.code, here.on_hand, here.blocked FROM inventory_lot_level here JOIN inventory_lot lot"
        " ON lot.id = here.lot_id WHERE lot.variant_id = %s AND here.location_id = %s AND here.on_hand > 0 ORDER BY 1",
        [shelf[0], shelf[1]],
    )
