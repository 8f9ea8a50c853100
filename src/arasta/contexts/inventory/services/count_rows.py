"""Judge and write the counts of many different levels with three statements: what `counts` decides, without a Python value
for each step of it. Movements and levels change as `ledger.post` changes them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from arasta.contexts.inventory import events
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty
from arasta.kernel.outbox.publishing import publish
from arasta.kernel.quantity import MOST

KIT, STALE, PROMISED, RANGE, TRACKED = "kit", "stale", "promised", "range", "tracked"

_GIVEN = """
json_to_recordset(%(items)s::json)
AS g(place int, id uuid, variant_id uuid, location_id uuid, delta bigint, on_hand bigint, seen bigint)
"""

# A kit has no levels, and none is made for it.
_ENSURE = f"""
INSERT INTO inventory_level (variant_id, location_id, is_tracked)
SELECT g.variant_id, g.location_id, t.variant_id IS NOT NULL
FROM {_GIVEN} LEFT JOIN inventory_level l USING (variant_id, location_id)
LEFT JOIN inventory_tracking t ON t.variant_id = g.variant_id
WHERE l.variant_id IS NULL AND NOT EXISTS (SELECT FROM inventory_kit_component k WHERE k.kit_id = g.variant_id)
ORDER BY 1, 2 ON CONFLICT DO NOTHING
"""  # noqa: S608 - constant text

_LOCK = f"""
SELECT count(*) FROM (
  SELECT FROM inventory_level l JOIN {_GIVEN} USING (variant_id, location_id)
  ORDER BY l.variant_id, l.location_id FOR UPDATE OF l
) locked
"""  # noqa: S608 - constant text

_WRITE = f"""
WITH judged AS (
  SELECT g.place, g.id, l.variant_id, l.location_id, l.on_hand AS was, t.target, t.free, t.free - l.safety_stock AS sellable,
         CASE WHEN l.variant_id IS NULL THEN 'kit'
              WHEN g.seen <> l.on_hand THEN 'stale'
              WHEN t.target < l.on_hand AND l.on_hand - t.target > t.free THEN 'promised'
              WHEN t.target NOT BETWEEN 0 AND {MOST} THEN 'range'
              WHEN l.is_tracked AND t.target <> l.on_hand THEN 'tracked' ELSE '' END AS verdict
  FROM {_GIVEN} LEFT JOIN inventory_level l USING (variant_id, location_id)
  CROSS JOIN LATERAL (
    SELECT COALESCE(g.on_hand, l.on_hand + g.delta) AS target, l.on_hand - l.unavailable - l.committed - l.reserved AS free
  ) t
), moving AS (
  SELECT * FROM judged WHERE verdict = '' AND target <> was
), changed AS (
  UPDATE inventory_level l SET on_hand = m.target FROM moving m
  WHERE l.variant_id = m.variant_id AND l.location_id = m.location_id
), written AS (
  INSERT INTO inventory_movement (id, variant_id, location_id, kind, quantity, adjustment_id, actor_kind, actor_id, actor_name)
  SELECT id, variant_id, location_id, CASE WHEN target > was THEN 'adjusted_up' ELSE 'adjusted_down' END, abs(target - was),
         %(adjustment)s, %(actor_kind)s, %(actor_id)s, %(actor_name)s
  FROM moving
)
SELECT place, verdict, was, target, free, sellable FROM judged ORDER BY place
"""  # noqa: S608 - constant text


@dataclass(frozen=True, slots=True)
class Row:
    """An item and its place among all of them; `id` is that of the movement it may become."""

    place: int
    id: UUID
    variant_id: UUID
    location_id: UUID
    delta: int | None
    on_hand: int | None
    seen: int | None


class Judged(NamedTuple):
    """What became of a row: a word, empty if it stands; what was on hand, what is; what was free, what was sellable."""

    verdict: str
    was: int
    target: int
    free: int
    sellable: int


def write(rows: Sequence[Row], *, adjustment: UUID, actor: Actor) -> dict[int, Judged]:
    """Judge rows of different levels and write what stands; return what became of each, by its place."""
    db.require_transaction()
    items = {"items": db.as_json(rows)}
    db.execute(_ENSURE, items)
    db.execute(_LOCK, items)
    who = {"actor_kind": actor.kind, "actor_id": actor.id, "actor_name": actor.name}
    return {row[0]: Judged(*row[1:]) for row in db.rows(_WRITE, {**items, "adjustment": adjustment, **who})}


def kits_among(variant_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the variants that consist of others."""
    found = db.rows("SELECT DISTINCT kit_id FROM inventory_kit_component WHERE kit_id = ANY(%s)", [list(variant_ids)])
    return {row[0] for row in found}


def tell(levels: Sequence[tuple[UUID, UUID]], judged: Sequence[Judged], *, adjustment: UUID, actor: Actor) -> None:
    """Publish the levels that changed and mark their variants dirty, as `ledger.tell` does."""
    now = tuple(
        events.LevelNow(
            variant_id=variant,
            location_id=location,
            on_hand=one.target,
            sellable=max(0, one.sellable + one.target - one.was),
            was=max(0, one.sellable),
        )
        for (variant, location), one in zip(levels, judged, strict=True)
    )
    dirty.mark(dirty.AVAILABILITY, [variant for variant, _ in levels])
    publish([events.AvailabilityChanged(cause="adjusted", cause_id=adjustment, levels=now)], actor=actor)
