"""Lock levels, post movements: the only code that changes a level's columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from arasta.contexts.inventory import events
from arasta.contexts.inventory.types import MOVES, AnotherLocation, Level, LevelKey, MovementKind, StockLine
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement to write. `cause`: the column of its cause ("receipt", "adjustment", "allocation", "transfer") and id."""

    kind: MovementKind
    line: StockLine
    cause: tuple[str, UUID]


_LOCK = """
WITH wanted AS (
  SELECT variant_id, location_id FROM unnest(%(variants)s::uuid[], %(locations)s::uuid[]) AS w(variant_id, location_id)
  UNION SELECT variant_id, location_id FROM inventory_reservation WHERE status = 'held' AND cart_id = ANY(%(carts)s)
)
SELECT l.variant_id, l.location_id, l.on_hand, l.unavailable, l.committed, l.reserved, l.incoming, l.safety_stock
FROM inventory_level l WHERE (l.variant_id, l.location_id) IN (SELECT * FROM wanted)
ORDER BY l.variant_id, l.location_id FOR UPDATE OF l
"""

_POST = """
WITH changed AS (
  UPDATE inventory_level l SET on_hand = l.on_hand + d.on_hand, unavailable = l.unavailable + d.unavailable,
         committed = l.committed + d.committed, incoming = l.incoming + d.incoming
  FROM unnest(%(variants)s::uuid[], %(locations)s::uuid[], %(on_hand)s::int[], %(unavailable)s::int[],
              %(committed)s::int[], %(incoming)s::int[]) AS d(variant_id, location_id, on_hand, unavailable, committed, incoming)
  WHERE l.variant_id = d.variant_id AND l.location_id = d.location_id
)
INSERT INTO inventory_movement (id, variant_id, location_id, kind, quantity, receipt_id, adjustment_id, allocation_id,
                                transfer_id, actor_kind, actor_id, actor_name)
SELECT m.id, m.variant_id, m.location_id, m.kind, m.quantity,
       CASE WHEN m.cause = 'receipt' THEN m.cause_id END, CASE WHEN m.cause = 'adjustment' THEN m.cause_id END,
       CASE WHEN m.cause = 'allocation' THEN m.cause_id END, CASE WHEN m.cause = 'transfer' THEN m.cause_id END,
       %(actor_kind)s, %(actor_id)s, %(actor_name)s
FROM unnest(%(ids)s::uuid[], %(m_variants)s::uuid[], %(m_locations)s::uuid[], %(kinds)s::text[], %(quantities)s::int[],
            %(causes)s::text[], %(cause_ids)s::uuid[]) AS m(id, variant_id, location_id, kind, quantity, cause, cause_id)
"""


def refuse_elsewhere(location_ids: Iterable[UUID], *, actor: Actor) -> None:
    """Raise AnotherLocation if the actor is limited to other locations."""
    if not all(actor.may_at(location) for location in location_ids):
        raise AnotherLocation


def ensure(keys: Iterable[LevelKey]) -> None:
    """Make sure the levels exist, so that they can be locked."""
    ordered = sorted(set(keys))
    db.execute(
        "INSERT INTO inventory_level (variant_id, location_id)"
        " SELECT * FROM unnest(%s::uuid[], %s::uuid[]) ON CONFLICT DO NOTHING",
        [[key[0] for key in ordered], [key[1] for key in ordered]],
    )


def lock(keys: Iterable[LevelKey], *, carts: Sequence[UUID] = ()) -> dict[LevelKey, Level]:
    """Lock levels in (variant, location) order, with those that the carts hold units of; return them as they are."""
    db.require_transaction()
    ordered = sorted(set(keys))
    found = db.rows(
        _LOCK,
        {"variants": [key[0] for key in ordered], "locations": [key[1] for key in ordered], "carts": list(carts)},
    )
    return {(row[0], row[1]): Level(*row) for row in found}


def fences(levels: dict[LevelKey, Level], *, channels: Sequence[UUID]) -> dict[tuple[UUID, LevelKey], int]:
    """Return for each channel and level how much the other channels keep there for themselves."""
    found = db.rows(
        "SELECT c.channel_id, f.variant_id, f.location_id, sum(f.quantity) FROM inventory_fence f"
        " JOIN unnest(%s::uuid[]) AS c(channel_id) ON c.channel_id <> f.channel_id"
        " WHERE (f.variant_id, f.location_id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[])) GROUP BY 1, 2, 3",
        [sorted(set(channels)), [key[0] for key in levels], [key[1] for key in levels]],
    )
    return {(row[0], (row[1], row[2])): row[3] for row in found}


def post(postings: Sequence[Posting], *, actor: Actor) -> None:
    """Write movements and move the levels they touch, in one statement; the levels are locked by the caller."""
    if not postings:
        return
    levels = _deltas(postings)
    db.execute(
        _POST,
        {
            "variants": [key[0] for key in levels],
            "locations": [key[1] for key in levels],
            **{column: [delta[column] for delta in levels.values()] for column in _COLUMNS},
            "ids": [new_id() for _ in postings],
            "m_variants": [posting.line.variant_id for posting in postings],
            "m_locations": [posting.line.location_id for posting in postings],
            "kinds": [posting.kind for posting in postings],
            "quantities": [posting.line.quantity for posting in postings],
            "causes": [posting.cause[0] for posting in postings],
            "cause_ids": [posting.cause[1] for posting in postings],
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "actor_name": actor.name,
        },
    )


def moved(levels: dict[LevelKey, Level], postings: Sequence[Posting]) -> dict[LevelKey, Level]:
    """Return the picture of the levels after the postings."""
    after = dict(levels)
    for key, delta in _deltas(postings).items():
        level = after[key]
        after[key] = replace(level, **{column: getattr(level, column) + delta[column] for column in _COLUMNS})
    return after


def as_seen(
    levels: dict[LevelKey, Level], channel: UUID, fenced: dict[tuple[UUID, LevelKey], int]
) -> dict[LevelKey, Level]:
    """Return the levels as a channel sees them: without what other channels keep for themselves."""
    if not fenced:
        return levels
    return {key: replace(level, fenced=fenced.get((channel, key), 0)) for key, level in levels.items()}


def tell(
    before: dict[LevelKey, Level], after: dict[LevelKey, Level], *, cause: str, cause_id: UUID, actor: Actor
) -> None:
    """Publish the levels that changed and mark their variants dirty for every channel, in the transaction of the change."""
    changed = [after[key] for key in sorted(after) if after[key] != before.get(key)]
    if not changed:
        return
    now = tuple(
        events.LevelNow(
            variant_id=level.variant_id,
            location_id=level.location_id,
            on_hand=level.on_hand,
            sellable=level.sellable,
            was=_sellable_before(before, level),
        )
        for level in changed
    )
    dirty.mark(dirty.AVAILABILITY, [level.variant_id for level in changed])
    publish([events.AvailabilityChanged(cause=cause, cause_id=cause_id, levels=now)], actor=actor)


def _sellable_before(before: dict[LevelKey, Level], level: Level) -> int:
    known = before.get((level.variant_id, level.location_id))
    return known.sellable if known else 0


_COLUMNS = ("on_hand", "unavailable", "committed", "incoming")


def _deltas(postings: Sequence[Posting]) -> dict[LevelKey, dict[str, Any]]:
    deltas: dict[LevelKey, dict[str, Any]] = {}
    for posting in postings:
        key, move = (posting.line.variant_id, posting.line.location_id), MOVES[posting.kind]
        delta = deltas.setdefault(key, dict.fromkeys(_COLUMNS, 0))
        for column in _COLUMNS:
            delta[column] += getattr(move, column) * posting.line.quantity
    return deltas
