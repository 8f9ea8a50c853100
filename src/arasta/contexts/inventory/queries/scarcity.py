"""What is running out, over all active locations together."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from arasta.kernel import db


@dataclass(frozen=True, slots=True)
class Scarcity:
    """How many variants are sold out everywhere, and how many have only few left."""

    sold_out: int
    low: int


_POOLS = """
SELECT l.variant_id, sum(greatest(0, l.on_hand - l.unavailable - l.committed - l.reserved - l.safety_stock)) AS pool
FROM inventory_level l JOIN inventory_location p ON p.id = l.location_id AND p.is_active
GROUP BY l.variant_id
"""


def scarcity(*, low: int) -> Scarcity:
    """Count the variants of which nothing can be sold anywhere, and those of which at most `low` can."""
    found = db.rows(
        f"SELECT count(*) FILTER (WHERE pool = 0), count(*) FILTER (WHERE pool BETWEEN 1 AND %s) FROM ({_POOLS}) p",  # noqa: S608 - constants
        [low],
    )
    return Scarcity(*found[0])


def scarce_variants(*, least: int, most: int, limit: int = 500) -> list[UUID]:
    """Return the variants of which between `least` and `most` can be sold in all."""
    found = db.rows(
        f"SELECT variant_id FROM ({_POOLS}) p WHERE pool BETWEEN %s AND %s ORDER BY pool, variant_id LIMIT %s",  # noqa: S608
        [least, most, limit],
    )
    return [row[0] for row in found]
