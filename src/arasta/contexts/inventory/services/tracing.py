"""Name the lot or the serial number of units that move; only variants that are tracked pay for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from arasta.contexts.inventory.services import lots, serials
from arasta.contexts.inventory.types import MOVES, LevelKey, MovementKind, Place, Traced, TrackingMode
from arasta.kernel import db
from arasta.kernel.errors import Invalid, gettext_noop

if TYPE_CHECKING:
    from arasta.contexts.inventory.services.ledger import Posting


class NotTracked(Invalid):
    """Lots or serial numbers were given for a variant that has none."""

    code = "not_tracked"
    template = gettext_noop("One product in your request is kept neither by lot nor by serial number.")


class NamesRequired(Invalid):
    """Many counts at once name neither lots nor units."""

    code = "lot_or_serial_required"
    template = gettext_noop("This product is kept by lot or serial number: correct it by naming them.")


@dataclass(frozen=True, slots=True)
class Rule:
    """How a variant is tracked, and the day at the location."""

    mode: TrackingMode
    stop_days: int
    today: date


_RULES = """
SELECT k.variant_id, k.location_id, t.mode, t.stop_days, (clock_timestamp() AT TIME ZONE p.time_zone)::date
FROM unnest(%s::uuid[], %s::uuid[]) AS k(variant_id, location_id)
JOIN inventory_tracking t USING (variant_id) JOIN inventory_location p ON p.id = k.location_id
"""

_SENT = """
SELECT m.transfer_id, m.variant_id, COALESCE(l.code, s.code), sum(m.quantity)::int
FROM inventory_movement m LEFT JOIN inventory_lot l ON l.id = m.lot_id LEFT JOIN inventory_serial s ON s.id = m.serial_id
WHERE m.transfer_id = ANY(%s) AND m.kind = 'transferred_out' AND num_nonnulls(m.lot_id, m.serial_id) = 1
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def resolve(postings: Sequence[Posting], *, tracked: Collection[LevelKey]) -> list[Posting]:
    """Return the postings at tracked levels, one for each lot or unit that moves; write where these are now.

    The levels are locked by the caller. Raises NotTracked and what `domain.lots` and `domain.serials` refuse.
    """
    if any(posting.line.traced and _key(posting) not in tracked and _own(posting) for posting in postings):
        raise NotTracked
    if not tracked:
        return []
    there = [_with_own(posting) for posting in postings if _key(posting) in tracked]
    moving = _with_what_was_sent([posting for posting in there if _moves_units(posting)])
    rules = rules_at({_key(posting) for posting in moving})
    by_mode = {mode: [posting for posting in moving if rules[_key(posting)].mode is mode] for mode in TrackingMode}
    return [
        *(posting for posting in there if not _moves_units(posting)),
        *lots.resolve(by_mode[TrackingMode.LOT], rules),
        *serials.resolve(by_mode[TrackingMode.SERIAL]),
    ]


def rules_at(keys: set[LevelKey]) -> dict[LevelKey, Rule]:
    """Return how the variants are tracked, with the day at each location; keys that are not tracked are absent."""
    ordered = sorted(keys)
    found = db.rows(_RULES, [[key[0] for key in ordered], [key[1] for key in ordered]])
    return {(row[0], row[1]): Rule(TrackingMode(row[2]), row[3], row[4]) for row in found}


def _own(posting: Posting) -> tuple[Traced, ...]:
    """Return the names that are about the posting's variant: on a kit's line each component has its own."""
    line = posting.line
    return tuple(one for one in line.traced if one.variant_id is None or one.variant_id == line.variant_id)


def _with_own(posting: Posting) -> Posting:
    own = _own(posting)
    return posting if own == posting.line.traced else replace(posting, line=replace(posting.line, traced=own))


def _moves_units(posting: Posting) -> bool:
    """Tell whether a posting moves units; a promise names none yet."""
    move = MOVES[posting.kind]
    return bool(move.on_hand or move.unavailable)


def _with_what_was_sent(postings: Sequence[Posting]) -> list[Posting]:
    """Let goods that arrive with a transfer be those that left with it."""
    transfers = [posting.cause[1] for posting in postings if MOVES[posting.kind].source is Place.TRANSIT]
    if not transfers:
        return list(postings)
    sent: dict[tuple[UUID, UUID], tuple[Traced, ...]] = {}
    for transfer, variant, code, quantity in db.rows(_SENT, [transfers]):
        key = (transfer, variant)
        sent[key] = (*sent.get(key, ()), Traced(code, quantity))
    return [
        replace(posting, line=replace(posting.line, traced=sent.get((posting.cause[1], posting.line.variant_id), ())))
        if posting.kind is MovementKind.TRANSFERRED_IN
        else posting
        for posting in postings
    ]


def _key(posting: Posting) -> LevelKey:
    return (posting.line.variant_id, posting.line.location_id)
