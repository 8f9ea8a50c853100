"""The demo's goods that are told apart: coffee by lot, a suitcase by serial number."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from arasta.contexts.inventory.services import tracking
from arasta.contexts.inventory.services.tracking import TrackingInput
from arasta.contexts.inventory.types import Traced, TrackingMode
from arasta.demo.kervan.data import Company, LotsData
from arasta.kernel.access import SYSTEM
from arasta.kernel.calendar import day_of

Stocked = tuple[str, str, int]
Named = dict[tuple[str, str], tuple[Traced, ...]]


def track(company: Company, variants: dict[str, UUID]) -> None:
    """Say which variants are kept by lot and which by serial number."""
    for one in company.lots:
        tracking.track(TrackingInput(variants[one.sku], TrackingMode.LOT, one.stop_days), actor=SYSTEM)
    for numbered in company.serials:
        tracking.track(TrackingInput(variants[numbered.sku], TrackingMode.SERIAL), actor=SYSTEM)


def names(company: Company, stock: list[Stocked], at: datetime) -> Named:
    """Return by (SKU, place) the lots or the numbers of what lies there."""
    by_lot = {one.sku: one for one in company.lots}
    numbers = {one.sku: (one.prefix, count(1)) for one in company.serials}
    named: Named = {}
    for sku, place, quantity in stock:
        if sku in by_lot:
            named[sku, place] = _lots(by_lot[sku], quantity, at)
        elif sku in numbers:
            prefix, running = numbers[sku]
            named[sku, place] = tuple(Traced(f"{prefix}-{next(running):05d}") for _ in range(quantity))
    return named


def _lots(one: LotsData, quantity: int, at: datetime) -> tuple[Traced, ...]:
    today, left, named = day_of(at), quantity, []
    for lot in one.lots:
        is_last = lot is one.lots[-1]
        units = left if is_last else quantity * lot.percent // 100
        if units:
            named.append(Traced(lot.code, units, today + timedelta(days=lot.days)))
        left -= units
    return tuple(named)
