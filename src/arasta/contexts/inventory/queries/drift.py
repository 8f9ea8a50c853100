"""Lay a level beside its ledger: the running sum after each movement, and where the level was first told otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from arasta.contexts.inventory.events import AvailabilityChanged
from arasta.contexts.inventory.types import Level, MovementKind
from arasta.kernel import db
from arasta.kernel.outbox import watching

MOST = 200
_WITHIN = timedelta(seconds=5)
"""A movement and the fact that tells of it are written in one transaction."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What rows sum to."""

    on_hand: int
    unavailable: int
    committed: int


@dataclass(frozen=True, slots=True)
class LedgerStep:
    """A movement, the sums after it, and how many were told to be on hand then (none: nothing was told)."""

    id: UUID
    kind: MovementKind
    quantity: int
    actor_name: str
    occurred_at: datetime
    order_id: UUID | None
    sums: Sums
    told: int | None = None

    @property
    def departs(self) -> bool:
        return self.told is not None and self.told != self.sums.on_hand


@dataclass(frozen=True, slots=True)
class LevelProof:
    """A level beside what is behind it. `steps` are the newest movements, oldest first; `is_cut`: there are older ones.

    `departed_at` is the place in `steps` from which on the told numbers disagree with the sums; without one the level
    was changed after its last movement, or not at all.
    """

    level: Level
    sums: Sums
    promised: int
    held: int
    incoming: int
    steps: tuple[LedgerStep, ...]
    is_cut: bool
    departed_at: int | None


_LEDGER = """
SELECT * FROM (
  SELECT m.id, m.kind, m.quantity, m.actor_name, m.occurred_at, a.order_id,
    sum(CASE WHEN m.kind IN ('received', 'adjusted_up', 'returned', 'transferred_in') THEN m.quantity
             WHEN m.kind IN ('adjusted_down', 'shipped', 'transferred_out') THEN -m.quantity ELSE 0 END) OVER upto,
    sum(CASE m.kind WHEN 'blocked' THEN m.quantity WHEN 'unblocked' THEN -m.quantity ELSE 0 END) OVER upto,
    sum(CASE m.kind WHEN 'allocated' THEN m.quantity WHEN 'released' THEN -m.quantity
                    WHEN 'shipped' THEN -m.quantity ELSE 0 END) OVER upto
  FROM inventory_movement m LEFT JOIN inventory_allocation a ON a.id = m.allocation_id
  WHERE m.variant_id = %s AND m.location_id = %s
  WINDOW upto AS (ORDER BY m.id)
) ledger ORDER BY id DESC LIMIT %s
"""

_BEHIND = """
SELECT
  COALESCE((SELECT sum(quantity - shipped - released) FROM inventory_allocation
            WHERE variant_id = %(variant)s AND location_id = %(location)s AND quantity > shipped + released), 0),
  COALESCE((SELECT sum(quantity) FROM inventory_reservation
            WHERE variant_id = %(variant)s AND location_id = %(location)s AND status = 'held'), 0),
  COALESCE((SELECT sum(l.quantity) FROM inventory_transfer t JOIN inventory_transfer_line l ON l.transfer_id = t.id
            WHERE l.variant_id = %(variant)s AND t.target_id = %(location)s AND t.status = 'in_transit'), 0)
  + COALESCE((SELECT sum(quantity - received) FROM inventory_supply
              WHERE variant_id = %(variant)s AND location_id = %(location)s AND status = 'expected'), 0)
"""

_LEVEL = """
SELECT variant_id, location_id, on_hand, unavailable, committed, reserved, incoming, safety_stock
FROM inventory_level WHERE variant_id = %s AND location_id = %s
"""

_ALLOCATED = """
SELECT line_id, sum(quantity - shipped - released)::int, sum(shipped)::int FROM inventory_allocation
WHERE order_id = %s GROUP BY 1
"""


def level_proof(variant_id: UUID, location_id: UUID) -> LevelProof:
    """Lay a level beside its newest movements, promises, holds and transfers."""
    found = db.rows(_LEDGER, [variant_id, location_id, MOST + 1])
    steps = [_step(row) for row in reversed(found[:MOST])]
    told = _with_told(steps, variant_id, location_id)
    known = db.rows(_LEVEL, [variant_id, location_id])
    promised, held, incoming = db.rows(_BEHIND, {"variant": variant_id, "location": location_id})[0]
    return LevelProof(
        level=Level(*known[0]) if known else Level(variant_id, location_id),
        sums=steps[-1].sums if steps else Sums(0, 0, 0),
        promised=promised,
        held=held,
        incoming=incoming,
        steps=told,
        is_cut=len(found) > MOST,
        departed_at=_departed_at(told),
    )


def allocated_to(order_id: UUID) -> dict[UUID, tuple[int, int]]:
    """Return for each line of an order what is allocated and open, and what its allocations say was shipped."""
    return {row[0]: (row[1], row[2]) for row in db.rows(_ALLOCATED, [order_id])}


def _with_told(steps: list[LedgerStep], variant_id: UUID, location_id: UUID) -> tuple[LedgerStep, ...]:
    """Give each movement the number that was told after it, and before the next one."""
    about = {"levels": [{"variant_id": str(variant_id), "location_id": str(location_id)}]}
    told: dict[int, int] = {}
    for fact in watching.told_near(
        AvailabilityChanged.name, [s.occurred_at for s in steps], within=_WITHIN, about=about
    ):
        place = max((n for n, step in enumerate(steps) if step.occurred_at <= fact.occurred_at), default=None)
        if place is not None:
            told[place] = _told_on_hand(fact.payload["levels"], variant_id, location_id)
    return tuple(replace(step, told=told.get(n)) for n, step in enumerate(steps))


def _told_on_hand(levels: list[dict[str, object]], variant_id: UUID, location_id: UUID) -> int:
    mine = [one for one in levels if (one["variant_id"], one["location_id"]) == (str(variant_id), str(location_id))]
    return int(str(mine[-1]["on_hand"]))


def _departed_at(steps: tuple[LedgerStep, ...]) -> int | None:
    """Return the first departure after which no told number agrees again."""
    first = None
    for place, step in enumerate(steps):
        if step.departs:
            first = place if first is None else first
        elif step.told is not None:
            first = None
    return first


def _step(row: tuple[Any, ...]) -> LedgerStep:
    key, kind, quantity, actor, at, order, *sums = row
    return LedgerStep(key, MovementKind(kind), quantity, actor, at, order, Sums(*map(int, sums)))
