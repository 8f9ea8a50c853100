"""Lots: which ones move, what their dates are, and that old ones stop being sold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from arasta.contexts.inventory.domain.lots import LotHere, Shelf, parts_of
from arasta.contexts.inventory.types import MOVES, LevelKey, Place
from arasta.kernel import db
from arasta.kernel.ids import new_id

if TYPE_CHECKING:
    from arasta.contexts.inventory.services.ledger import Posting


class Rule(Protocol):
    """What is asked of a variant's rule at a location."""

    @property
    def stop_days(self) -> int: ...
    @property
    def today(self) -> date: ...


_OPEN = """
INSERT INTO inventory_lot (id, variant_id, code, expires_on)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::date[]) ORDER BY 2, 3 ON CONFLICT DO NOTHING
"""

_HERE = """
SELECT k.variant_id, k.location_id, lot.id, lot.code, lot.expires_on, COALESCE(here.on_hand, 0), COALESCE(here.blocked, 0)
FROM unnest(%s::uuid[], %s::uuid[]) AS k(variant_id, location_id)
JOIN inventory_lot lot USING (variant_id)
LEFT JOIN inventory_lot_level here ON here.lot_id = lot.id AND here.location_id = k.location_id
WHERE here.on_hand > 0 OR (lot.variant_id, lot.code) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))
"""

_WRITE = """
INSERT INTO inventory_lot_level (lot_id, location_id, on_hand, blocked)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::int[])
ON CONFLICT (lot_id, location_id) DO UPDATE SET on_hand = excluded.on_hand, blocked = excluded.blocked
"""


def resolve(postings: Sequence[Posting], rules: Mapping[LevelKey, Rule]) -> list[Posting]:
    """Return a posting for each lot that moves, and write what is left of the lots; the levels are locked."""
    if not postings:
        return []
    db.require_transaction()
    _open(postings)
    shelves = shelves_of({_key(posting): rules[_key(posting)] for posting in postings}, _named(postings))
    before, parts = dict(shelves), []
    for posting in postings:
        key, line = _key(posting), posting.line
        chosen = parts_of(posting.kind, line.quantity, line.traced, shelves[key])
        shelves[key] = shelves[key].after(posting.kind, chosen)
        parts += [
            replace(posting, line=replace(line, quantity=units, traced=()), lot_id=lot.lot_id) for lot, units in chosen
        ]
    _write(before, shelves)
    return parts


def shelves_of(rules: Mapping[LevelKey, Rule], named: Sequence[tuple[UUID, str]] = ()) -> dict[LevelKey, Shelf]:
    """Return the lots that lie at levels, and those named by (variant, code) wherever they are."""
    keys = sorted(rules)
    lots: dict[LevelKey, list[LotHere]] = {key: [] for key in keys}
    columns = [[key[0] for key in keys], [key[1] for key in keys], [one[0] for one in named], [one[1] for one in named]]
    for variant, location, *lot in db.rows(_HERE, columns):
        lots[variant, location].append(LotHere(*lot))
    return {key: Shelf(rules[key].today, rules[key].stop_days, tuple(lots[key])) for key in keys}


def _open(postings: Sequence[Posting]) -> None:
    """Make the lots that goods from outside come with, if they are new."""
    new = {
        (posting.line.variant_id, one.code): one.expires_on
        for posting in postings
        if MOVES[posting.kind].source in {Place.OUTSIDE, Place.EXPECTED}
        for one in posting.line.traced
        if one.code
    }
    if new:
        columns = [[key[0] for key in new], [key[1] for key in new], list(new.values())]
        db.execute(_OPEN, [[new_id() for _ in new], *columns])


def _named(postings: Sequence[Posting]) -> list[tuple[UUID, str]]:
    return sorted({(posting.line.variant_id, one.code) for posting in postings for one in posting.line.traced})


def _write(before: Mapping[LevelKey, Shelf], after: Mapping[LevelKey, Shelf]) -> None:
    """The numbers were read under the levels' locks, so they may be written as they are now."""
    known = {(key[1], lot.lot_id): lot for key, shelf in before.items() for lot in shelf.lots}
    moved = [(lot, key[1]) for key, shelf in after.items() for lot in shelf.lots if known[key[1], lot.lot_id] != lot]
    db.execute(
        _WRITE,
        [
            [lot.lot_id for lot, _ in moved],
            [location for _, location in moved],
            [lot.on_hand for lot, _ in moved],
            [lot.blocked for lot, _ in moved],
        ],
    )


def _key(posting: Posting) -> LevelKey:
    return (posting.line.variant_id, posting.line.location_id)
