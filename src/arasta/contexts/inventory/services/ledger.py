"""Lock levels, post movements: the only code that changes a level's columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError

from arasta.contexts.inventory import events
from arasta.contexts.inventory.services import tracing
from arasta.contexts.inventory.types import (
    MOVES,
    AnotherLocation,
    KitHasNoStock,
    Level,
    LevelKey,
    MovementKind,
    StockLine,
)
from arasta.kernel import db, prepared
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement to write. `cause`: the column of its cause ("receipt", "adjustment", "allocation", "transfer") and id.

    The lot or the unit is found when it is posted, of variants that are tracked.
    """

    kind: MovementKind
    line: StockLine
    cause: tuple[str, UUID]
    lot_id: UUID | None = None
    serial_id: UUID | None = None


_COLUMNS_OF_A_LEVEL = """
l.variant_id, l.location_id, l.on_hand, l.unavailable, l.committed, l.reserved, l.incoming, l.safety_stock, 0,
l.is_tracked, l.is_fenced
"""

# A kit has no level: those of its components are locked in its place, in one order with all the others.
_ASKED = """
asked AS (
  SELECT variant, location FROM json_to_recordset(%(keys)s::json) AS w(variant uuid, location uuid)
), wanted AS (
  SELECT * FROM asked
  UNION ALL SELECT k.component_id, a.location FROM asked a JOIN inventory_kit_component k ON k.kit_id = a.variant
"""

_LOCK = f"""
WITH {_ASKED})
SELECT {_COLUMNS_OF_A_LEVEL}
FROM inventory_level l JOIN wanted w ON (l.variant_id, l.location_id) = (w.variant, w.location)
ORDER BY l.variant_id, l.location_id FOR UPDATE OF l
"""  # noqa: S608 - constant columns

_LOCK_WITH_HOLDS = f"""
WITH {_ASKED}
  UNION ALL SELECT variant_id, location_id FROM inventory_reservation WHERE status = 'held' AND cart_id = ANY(%(carts)s)
)
SELECT {_COLUMNS_OF_A_LEVEL}
FROM inventory_level l WHERE (l.variant_id, l.location_id) IN (SELECT * FROM wanted)
ORDER BY l.variant_id, l.location_id FOR UPDATE OF l
"""  # noqa: S608 - constant columns

_MOVEMENTS = """
INSERT INTO inventory_movement (id, variant_id, location_id, kind, quantity, receipt_id, adjustment_id, allocation_id,
                                transfer_id, supply_id, lot_id, serial_id, actor_kind, actor_id, actor_name)
SELECT m.id, m.variant, m.location, m.kind, m.quantity,
       CASE WHEN m.cause = 'receipt' THEN m.cause_id END, CASE WHEN m.cause = 'adjustment' THEN m.cause_id END,
       CASE WHEN m.cause = 'allocation' THEN m.cause_id END, CASE WHEN m.cause = 'transfer' THEN m.cause_id END,
       CASE WHEN m.cause = 'supply' THEN m.cause_id END, m.lot, m.serial, %(actor_kind)s, %(actor_id)s, %(actor_name)s
FROM json_to_recordset(%(movements)s::json)
     AS m(id uuid, variant uuid, location uuid, kind text, quantity int, cause text, cause_id uuid, lot uuid, serial uuid)
"""

# The movements of tracked levels are left for later, when it is known which lots or units they move.
_POST = f"""
WITH changed AS (
  UPDATE inventory_level l SET on_hand = l.on_hand + d.on_hand, unavailable = l.unavailable + d.unavailable,
         committed = l.committed + d.committed, incoming = l.incoming + d.incoming
  FROM json_to_recordset(%(levels)s::json)
       AS d(variant uuid, location uuid, on_hand int, unavailable int, committed int, incoming int)
  WHERE l.variant_id = d.variant AND l.location_id = d.location
  RETURNING l.variant_id, l.location_id, l.is_tracked
), written AS (
  {_MOVEMENTS} WHERE (m.variant, m.location) NOT IN (SELECT variant_id, location_id FROM changed WHERE is_tracked)
)
SELECT variant_id, location_id FROM changed WHERE is_tracked
"""  # noqa: S608 - constant text


def refuse_elsewhere(location_ids: Iterable[UUID], *, actor: Actor) -> None:
    """Raise AnotherLocation if the actor is limited to other locations."""
    if not all(actor.may_at(location) for location in location_ids):
        raise AnotherLocation


def ensure(keys: Iterable[LevelKey]) -> None:
    """Make sure the levels exist, so that they can be locked. Raises KitHasNoStock."""
    ordered = sorted(set(keys))
    try:
        db.execute(
            "INSERT INTO inventory_level (variant_id, location_id, is_tracked)"
            " SELECT k.variant_id, k.location_id, t.variant_id IS NOT NULL"
            " FROM unnest(%s::uuid[], %s::uuid[]) AS k(variant_id, location_id)"
            " LEFT JOIN inventory_tracking t USING (variant_id) ON CONFLICT DO NOTHING",
            [[key[0] for key in ordered], [key[1] for key in ordered]],
        )
    except IntegrityError as broken:
        if "a kit has no levels" in str(broken):
            raise KitHasNoStock from broken
        raise


def lock(keys: Iterable[LevelKey], *, carts: Sequence[UUID] = ()) -> dict[LevelKey, Level]:
    """Lock levels in (variant, location) order, with those that the carts hold units of; return them as they are.

    For a kit, which has no level, those of its components are locked.
    """
    db.require_transaction()
    wanted = db.as_json([{"variant": variant, "location": location} for variant, location in set(keys)])
    if carts:
        found = prepared.rows(_LOCK_WITH_HOLDS, {"keys": wanted, "carts": list(carts)})
    else:
        found = prepared.rows(_LOCK, {"keys": wanted})
    return {(row[0], row[1]): Level(*row) for row in found}


def fences(levels: dict[LevelKey, Level], *, channels: Sequence[UUID]) -> dict[tuple[UUID, LevelKey], int]:
    """Return for each channel and level how much the other channels keep there for themselves.

    A level tells whether it has fences at all: where none has, nothing is asked.
    """
    fenced = [key for key, level in levels.items() if level.is_fenced]
    if not fenced:
        return {}
    found = db.rows(
        "SELECT c.channel_id, f.variant_id, f.location_id, sum(f.quantity) FROM inventory_fence f"
        " JOIN unnest(%s::uuid[]) AS c(channel_id) ON c.channel_id <> f.channel_id"
        " WHERE (f.variant_id, f.location_id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[])) GROUP BY 1, 2, 3",
        [sorted(set(channels)), [key[0] for key in fenced], [key[1] for key in fenced]],
    )
    return {(row[0], (row[1], row[2])): row[3] for row in found}


def post(postings: Sequence[Posting], *, actor: Actor) -> None:
    """Write movements and move the levels they touch, in one statement; the levels are locked by the caller.

    Of variants that are tracked the lots or units are found and moved too, and theirs are the movements.
    """
    if not postings:
        return
    levels = [
        {"variant": key[0], "location": key[1], **{name: delta.get(name, 0) for name in _COLUMNS}}
        for key, delta in _deltas(postings).items()
    ]
    who = {"actor_kind": actor.kind, "actor_id": actor.id, "actor_name": actor.name}
    tracked = prepared.rows(_POST, {"levels": db.as_json(levels), "movements": _movements(postings), **who})
    named = tracing.resolve(postings, tracked={(row[0], row[1]) for row in tracked})
    if named:
        db.execute(_MOVEMENTS, {"movements": _movements(named), **who})


def moved(levels: dict[LevelKey, Level], postings: Sequence[Posting]) -> dict[LevelKey, Level]:
    """Return the picture of the levels after the postings."""
    after = dict(levels)
    for key, delta in _deltas(postings).items():
        level = after[key]
        after[key] = replace(level, **{name: getattr(level, name) + change for name, change in delta.items()})
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


def _movements(postings: Sequence[Posting]) -> str:
    return db.as_json(
        [
            {
                "id": new_id(),
                "variant": posting.line.variant_id,
                "location": posting.line.location_id,
                "kind": posting.kind,
                "quantity": posting.line.quantity,
                "cause": posting.cause[0],
                "cause_id": posting.cause[1],
                "lot": posting.lot_id,
                "serial": posting.serial_id,
            }
            for posting in postings
        ]
    )


_COLUMNS = ("on_hand", "unavailable", "committed", "incoming")
_MOVED = {
    kind: tuple((name, sign) for name in _COLUMNS if (sign := getattr(move, name))) for kind, move in MOVES.items()
}


def _deltas(postings: Sequence[Posting]) -> dict[LevelKey, dict[str, int]]:
    """Return what postings add to the columns of each level; a column that does not change is absent."""
    deltas: dict[LevelKey, dict[str, int]] = {}
    for posting in postings:
        delta = deltas.setdefault((posting.line.variant_id, posting.line.location_id), {})
        for name, sign in _MOVED[posting.kind]:
            delta[name] = delta.get(name, 0) + sign * posting.line.quantity
    return deltas
