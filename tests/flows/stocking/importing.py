"""Import a text as a file, and tell what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from arasta.contexts.imports import queries, services
from arasta.contexts.imports.types import ImportKind, Reading, RunInput, RunRow
from arasta.contexts.pricing.services import price_lists
from arasta.contexts.pricing.types import PriceListInput
from arasta.flows.stocking import import_run
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from tests import makers


def bring_in(
    folder: Path,
    text: str | bytes,
    *,
    kind: ImportKind = ImportKind.GOODS,
    is_trial: bool = False,
    actor: Actor = SYSTEM,
    **reading: Any,
) -> RunRow:
    """Import a file with this content."""
    path = folder / "given.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    given = RunInput(
        kind=kind,
        file_name=path.name,
        path=str(path),
        size=path.stat().st_size,
        is_trial=is_trial,
        reading=Reading(**reading),
    )
    return import_run.read(services.open_run(given, actor=actor), at=makers.DAY)


def counts_of(run: RunRow) -> tuple[int, int, int, int]:
    """Return how many lines were new, changed, unchanged, faulty."""
    return run.new, run.changed, run.unchanged, run.faulty


def faults_of(run: RunRow) -> list[tuple[int, str, str]]:
    """Return line, column and code of each fault."""
    return [(fault.line, fault.column, fault.code) for fault in queries.faults(run.id)]


def make_shop() -> None:
    """Open one location and one price list, so that a file need not name them."""
    makers.make_location("MAIN")
    price_lists.save_price_lists([PriceListInput(code="base", name="Base", currency="TRY")], actor=SYSTEM)


def goods_there() -> list[tuple[Any, ...]]:
    """Return SKU, handle, options, price in minor units and count of each variant."""
    return db.rows(
        "SELECT v.sku, p.handle, v.options_key, r.amount_minor, l.on_hand FROM catalog_variant v"
        " JOIN catalog_product p ON p.id = v.product_id LEFT JOIN pricing_price r ON r.variant_id = v.id"
        " LEFT JOIN inventory_level l ON l.variant_id = v.id ORDER BY v.sku"
    )
