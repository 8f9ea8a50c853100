"""Stock files that name lots or serial numbers: a line for each lot, or numbers with a difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from arasta.contexts.imports.types import ImportKind, RunRow
from arasta.contexts.inventory.queries import audit, lots, serials
from arasta.contexts.inventory.services import tracking
from arasta.contexts.inventory.services.tracking import TrackingInput
from arasta.contexts.inventory.types import SerialStatus, TrackingMode
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.inventory.tracing import Shelf, day, lots_at
from tests.flows.stocking.importing import bring_in, counts_of, faults_of

pytestmark = pytest.mark.django_db


def make(sku: str, mode: TrackingMode) -> Shelf:
    shelf = (makers.make_variant(sku), makers.make_location("MAIN"), makers.some_id())
    tracking.track(TrackingInput(shelf[0], mode), actor=SYSTEM)
    return shelf


def stock(folder: Path, text: str) -> RunRow:
    return bring_in(folder, text, kind=ImportKind.STOCK, reason="Stock taking")


def test_lots_are_counted_line_by_line(tmp_path: Path) -> None:
    oil, late = make("OIL", TrackingMode.LOT), day(90)

    first = stock(tmp_path, f"sku,quantity,lot,expires_on\nOIL,5,A,{late.isoformat()}\nOIL,3,B,{late:%d.%m.%Y}\n")
    again = stock(tmp_path, "sku,quantity,lot\nOIL,5,A\nOIL,1,B\n")

    assert (counts_of(first), counts_of(again)) == ((0, 2, 0, 0), (0, 1, 1, 0))
    assert lots_at(oil) == [("A", 5, 0), ("B", 1, 0)]
    assert lots.lot(oil[0], "B").expires_on == late
    assert audit.find_lies() == []


def test_numbered_units_come_and_go_by_difference(tmp_path: Path) -> None:
    watch = make("WATCH", TrackingMode.SERIAL)

    run = stock(tmp_path, "sku,delta,serials\nWATCH,2,W1 W2\nWATCH,-1,W2\nWATCH,1,W1\nWATCH,2,W3\n")

    assert counts_of(run) == (0, 2, 0, 2)
    assert faults_of(run) == [(4, "serials", "serial_known"), (5, "serials", "serial_required")]
    assert {row.code: row.status for row in serials.serial_page(watch[0]).items} == {
        "W1": SerialStatus.IN_STOCK,
        "W2": SerialStatus.LOST,
    }
    assert audit.find_lies() == []


def test_each_line_stands_or_falls_by_itself(tmp_path: Path) -> None:
    oil = make("OIL", TrackingMode.LOT)
    makers.make_variant("MUG")

    run = stock(tmp_path, "sku,quantity,lot,expires_on\nOIL,5,A,soon\nOIL,5,,\nOIL,2,A,\nMUG,3,A,\nMUG,4,,\n")

    assert faults_of(run) == [
        (2, "expires_on", "no_day"),
        (3, "quantity", "lot_or_serial_required"),
        (5, "lot", "not_tracked"),
    ]
    assert lots_at(oil) == [("A", 2, 0)]
