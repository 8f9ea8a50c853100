"""Read what goes together."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.kernel import db, prepared

_OF = """
SELECT other_id FROM discovery_companion WHERE product_id = ANY(%(ids)s) AND other_id <> ALL(%(ids)s)
GROUP BY other_id ORDER BY min(picked_at_place) NULLS LAST, sum(orders) DESC, other_id LIMIT %(limit)s
"""

_PICKED = """
SELECT other_id FROM discovery_companion WHERE product_id = %s AND picked_at_place IS NOT NULL ORDER BY picked_at_place
"""


_EVERY = """
SELECT product_id, array_agg(other_id ORDER BY picked_at_place NULLS LAST, orders DESC, other_id)
FROM discovery_companion GROUP BY product_id
ORDER BY bool_or(picked_at_place IS NOT NULL) DESC, sum(orders) DESC, product_id LIMIT %s
"""


def every(*, limit: int = 200) -> list[tuple[UUID, list[UUID]]]:
    """Return products with what goes with them: those with something picked first, then those ordered together most."""
    return [(product_id, others) for product_id, others in db.rows(_EVERY, [limit])]


def companions_of(product_ids: Sequence[UUID], *, limit: int = 8) -> list[UUID]:
    """Return the products that go with these: picked ones first, in their order, then what was ordered together most."""
    return [row[0] for row in prepared.rows(_OF, {"ids": list(product_ids), "limit": limit})]


def picked(product_id: UUID) -> list[UUID]:
    """Return what was picked by hand to go with a product."""
    return [row[0] for row in db.rows(_PICKED, [product_id])]
