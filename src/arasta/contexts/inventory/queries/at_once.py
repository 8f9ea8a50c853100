"""What may be sold of many variants, written by the database as it will be sent: for readers in a hurry.

It says what `availability` says, for variants that have levels; whoever asks for others asks there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from arasta.kernel import prepared

_AT_ONCE = """
SELECT s.ord,
       CASE WHEN NOT (SELECT EXISTS (SELECT FROM inventory_channel_rule
                                     WHERE channel_id = %(channel)s AND kind IN ('end_below', 'buffer')))
       THEN r.shown
       WHEN s.pool < COALESCE(
           (SELECT value FROM inventory_channel_rule
            WHERE channel_id = %(channel)s AND variant_id = s.variant_id AND kind = 'end_below'),
           (SELECT value FROM inventory_channel_rule
            WHERE channel_id = %(channel)s AND variant_id IS NULL AND kind = 'end_below'), 0)
       THEN 0
       ELSE GREATEST(0, LEAST(r.shown, s.pool - COALESCE(
           (SELECT value FROM inventory_channel_rule
            WHERE channel_id = %(channel)s AND variant_id = s.variant_id AND kind = 'buffer'),
           (SELECT value FROM inventory_channel_rule
            WHERE channel_id = %(channel)s AND variant_id IS NULL AND kind = 'buffer'), 0)))
       END,
       s.places
FROM (
  SELECT w.ord, w.variant_id, sum(f.free) AS pool, string_agg(p.name || ':' || f.free, ',' ORDER BY p.ord) AS places
  FROM unnest(%(variants)s::uuid[]) WITH ORDINALITY AS w(variant_id, ord)
  JOIN inventory_level l ON l.variant_id = w.variant_id
  JOIN unnest(%(locations)s::uuid[], %(names)s::text[]) WITH ORDINALITY AS p(location_id, name, ord)
    ON p.location_id = l.location_id
  CROSS JOIN LATERAL (
    SELECT GREATEST(0, l.on_hand - l.unavailable - l.committed - l.safety_stock - l.reserved
      + CASE WHEN l.reserved = 0 THEN 0 ELSE COALESCE((
          SELECT sum(r.quantity) FROM inventory_reservation r
          WHERE r.variant_id = l.variant_id AND r.location_id = l.location_id AND r.status = 'held'
            AND r.expires_at <= clock_timestamp()), 0) END
      - CASE WHEN NOT l.is_fenced THEN 0 ELSE COALESCE((
          SELECT sum(x.quantity) FROM inventory_fence x
          WHERE x.variant_id = l.variant_id AND x.location_id = l.location_id AND x.channel_id <> %(channel)s), 0) END
    ) AS free
  ) f
  GROUP BY w.ord, w.variant_id
) s CROSS JOIN LATERAL (SELECT
       LEAST(s.pool * COALESCE(
         (SELECT value FROM inventory_channel_rule
          WHERE channel_id = %(channel)s AND variant_id = s.variant_id AND kind = 'share'),
         (SELECT value FROM inventory_channel_rule
          WHERE channel_id = %(channel)s AND variant_id IS NULL AND kind = 'share'), 100) / 100,
       COALESCE(
         (SELECT value FROM inventory_channel_rule
          WHERE channel_id = %(channel)s AND variant_id = s.variant_id AND kind = 'cap'),
         (SELECT value FROM inventory_channel_rule
          WHERE channel_id = %(channel)s AND variant_id IS NULL AND kind = 'cap'))) AS shown
) r ORDER BY s.ord
"""


@dataclass(frozen=True, slots=True)
class Places:
    """Locations, each with the name it will be written under, as PostgreSQL reads lists."""

    ids: str
    names: str

    @classmethod
    def of(cls, named: Mapping[UUID, str]) -> Places:
        quoted = (name.replace("\\", "\\\\").replace('"', '\\"') for name in named.values())
        return cls(_listed(map(str, named)), _listed(f'"{name}"' for name in quoted))


def at_once(variant_ids: Iterable[UUID], *, channel_id: UUID | None, places: Places) -> list[tuple[int, int, str]]:
    """Return of each variant with a level at these places: which one it is, counted from 1, what may be sold in all, and
    by place as `name:units` pairs. One statement.

    Without a channel neither fences nor rules count: it is the stock alone.
    """
    wanted = {
        "channel": channel_id,
        "variants": _listed(map(str, variant_ids)),
        "locations": places.ids,
        "names": places.names,
    }
    return [(row[0], int(row[1]), row[2]) for row in prepared.rows(_AT_ONCE, wanted)]


def _listed(words: Iterable[str]) -> str:
    return "{" + ",".join(words) + "}"
