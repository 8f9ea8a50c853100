"""How channels share the pool: fences kept for one channel, shares and caps of what it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.services import ledger
from arasta.contexts.inventory.types import RuleKind, StockLine
from arasta.kernel import db
from arasta.kernel.changes import dirty


@dataclass(frozen=True, slots=True)
class RuleInput:
    """A share (0 to 100 percent) or cap for a channel; without a variant it holds for all. No value lifts it."""

    kind: RuleKind
    value: int | None
    variant_id: UUID | None = None


def set_fences(lines: Sequence[StockLine], *, channel_id: UUID) -> None:
    """Keep so many units at locations for one channel alone; 0 lifts the fence. Locks the levels."""
    with db.transaction():
        ledger.lock((line.variant_id, line.location_id) for line in lines)
        db.execute(
            "INSERT INTO inventory_fence (channel_id, variant_id, location_id, quantity)"
            " SELECT %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::int[])"
            " ON CONFLICT (variant_id, location_id, channel_id) DO UPDATE SET quantity = excluded.quantity",
            [
                channel_id,
                [line.variant_id for line in lines],
                [line.location_id for line in lines],
                [line.quantity for line in lines],
            ],
        )
        db.execute(
            "UPDATE inventory_level l SET is_fenced = true FROM unnest(%s::uuid[], %s::uuid[]) AS f(variant_id, location_id)"
            " WHERE (l.variant_id, l.location_id) = (f.variant_id, f.location_id) AND NOT l.is_fenced",
            [[line.variant_id for line in lines], [line.location_id for line in lines]],
        )
        dirty.mark(dirty.AVAILABILITY, [line.variant_id for line in lines])


def set_rules(rules: Sequence[RuleInput], *, channel_id: UUID) -> None:
    """Set or lift shares and caps; the channel is told about every variant that it may touch."""
    with db.transaction():
        db.execute(
            "DELETE FROM inventory_channel_rule r USING unnest(%s::text[], %s::uuid[]) AS d(kind, variant_id)"
            " WHERE r.channel_id = %s AND r.kind = d.kind AND r.variant_id IS NOT DISTINCT FROM d.variant_id",
            [[rule.kind for rule in rules], [rule.variant_id for rule in rules], channel_id],
        )
        kept = [rule for rule in rules if rule.value is not None]
        db.execute(
            "INSERT INTO inventory_channel_rule (channel_id, kind, value, variant_id)"
            " SELECT %s, * FROM unnest(%s::text[], %s::int[], %s::uuid[])",
            [channel_id, [r.kind for r in kept], [r.value for r in kept], [r.variant_id for r in kept]],
        )
        if any(rule.variant_id is None for rule in rules):
            touched = [row[0] for row in db.rows("SELECT DISTINCT variant_id FROM inventory_level")]
        else:
            touched = [rule.variant_id for rule in rules if rule.variant_id]
        dirty.mark(dirty.AVAILABILITY, touched)
