"""Units kept back from a channel because it hears of sales elsewhere late; computed elsewhere, kept here as rules."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from arasta.kernel import db
from arasta.kernel.changes import dirty

_SET = """
WITH new AS (SELECT * FROM unnest(%(variants)s::uuid[], %(units)s::int[]) AS n(variant_id, units)),
lifted AS (
  DELETE FROM inventory_channel_rule r USING new n
  WHERE r.channel_id = %(channel)s AND r.kind = 'buffer' AND r.variant_id = n.variant_id AND n.units = 0
  RETURNING r.variant_id
), kept AS (
  INSERT INTO inventory_channel_rule (channel_id, kind, value, variant_id)
  SELECT %(channel)s, 'buffer', n.units, n.variant_id FROM new n WHERE n.units > 0 ORDER BY n.variant_id
  ON CONFLICT (channel_id, variant_id, kind) DO UPDATE SET value = excluded.value
  WHERE inventory_channel_rule.value <> excluded.value
  RETURNING variant_id
)
SELECT variant_id FROM lifted UNION ALL SELECT variant_id FROM kept
"""


def keep_back(units: Mapping[UUID, int], *, channel_id: UUID, listener: str) -> int:
    """Keep so many units of variants back from a channel, 0 for none; return of how many variants that changed.

    Variants that are not named keep their buffers. Only the channel's own listener hears of what changed.
    """
    with db.transaction():
        given = {"channel": channel_id, "variants": list(units), "units": list(units.values())}
        changed = [row[0] for row in db.rows(_SET, given)] if units else []
        dirty.mark(dirty.AVAILABILITY, changed, only=listener)
    return len(changed)
