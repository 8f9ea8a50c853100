"""How channels share the pool: fences kept for one channel, shares and caps of what it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.services import ledger
from arasta.contexts.inventory.types import RuleKind, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.changes import dirty
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.quantity import MOST


class RuleOutOfRange(Invalid):
    code = "rule_out_of_range"
    template = gettext_noop("A share is 0 to 100 percent; a cap or a fence is a whole number that is not negative.")


@dataclass(frozen=True, slots=True)
class RuleInput:
    """A share (0 to 100 percent) or cap for a channel; without a variant it holds for all. No value lifts it."""

    kind: RuleKind
    value: int | None
    variant_id: UUID | None = None


def set_fences(lines: Sequence[StockLine], *, channel_id: UUID, actor: Actor = SYSTEM) -> None:
    """Keep so many units at locations for one channel alone; 0 lifts the fence. Of a level named twice the last counts.

    Locks the levels. Raises RuleOutOfRange, AnotherLocation.
    """
    wanted = {(line.variant_id, line.location_id): line.quantity for line in lines}
    if not all(0 <= quantity <= MOST for quantity in wanted.values()):
        raise RuleOutOfRange
    ledger.refuse_elsewhere([key[1] for key in wanted], actor=actor)
    if not wanted:
        return
    variants, places = [key[0] for key in wanted], [key[1] for key in wanted]
    with db.transaction():
        ledger.ensure(wanted)
        ledger.lock(wanted)
        db.execute(
            "INSERT INTO inventory_fence (channel_id, variant_id, location_id, quantity)"
            " SELECT %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::int[])"
            " ON CONFLICT (variant_id, location_id, channel_id) DO UPDATE SET quantity = excluded.quantity",
            [channel_id, variants, places, list(wanted.values())],
        )
        db.execute(
            "UPDATE inventory_level l SET is_fenced = EXISTS (SELECT FROM inventory_fence f"
            " WHERE (f.variant_id, f.location_id) = (l.variant_id, l.location_id) AND f.quantity > 0)"
            " WHERE (l.variant_id, l.location_id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))",
            [variants, places],
        )
        dirty.mark(dirty.AVAILABILITY, variants)


def set_rules(rules: Sequence[RuleInput], *, channel_id: UUID) -> None:
    """Set or lift shares and caps; the channel is told about every variant that it may touch.

    Of a rule named twice the last counts. Raises RuleOutOfRange.
    """
    wanted = {(rule.kind, rule.variant_id): rule.value for rule in rules}
    kept = [(kind, variant, value) for (kind, variant), value in wanted.items() if value is not None]
    if any(not 0 <= value <= (100 if kind is RuleKind.SHARE else MOST) for kind, _, value in kept):
        raise RuleOutOfRange
    if not wanted:
        return
    with db.transaction():
        db.execute(
            "DELETE FROM inventory_channel_rule r USING unnest(%s::text[], %s::uuid[]) AS d(kind, variant_id)"
            " WHERE r.channel_id = %s AND r.kind = d.kind AND r.variant_id IS NOT DISTINCT FROM d.variant_id",
            [[kind for kind, _ in wanted], [variant for _, variant in wanted], channel_id],
        )
        db.execute(
            "INSERT INTO inventory_channel_rule (channel_id, kind, value, variant_id)"
            " SELECT %s, * FROM unnest(%s::text[], %s::int[], %s::uuid[])"
            " ON CONFLICT (channel_id, variant_id, kind) DO UPDATE SET value = excluded.value",
            [channel_id, [one[0] for one in kept], [one[2] for one in kept], [one[1] for one in kept]],
        )
        if any(variant is None for _, variant in wanted):
            touched = [row[0] for row in db.rows("SELECT DISTINCT variant_id FROM inventory_level")]
        else:
            touched = [variant for _, variant in wanted if variant]
        dirty.mark(dirty.AVAILABILITY, touched)
