"""Write what goes together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from arasta.contexts.discovery.types import OwnCompanion
from arasta.kernel import db
from arasta.kernel.access import Actor

# What is neither picked nor ordered together any more goes.
_UNPICK = (
    "DELETE FROM discovery_companion WHERE product_id = %s AND orders = 0 AND other_id <> ALL(%s)",
    "UPDATE discovery_companion SET picked_at_place = NULL WHERE product_id = %s AND other_id <> ALL(%s)",
)
_PICK = """
INSERT INTO discovery_companion (product_id, other_id, picked_at_place, orders)
SELECT %s, f.other, f.place, 0 FROM unnest(%s::uuid[]) WITH ORDINALITY AS f(other, place)
ON CONFLICT (product_id, other_id) DO UPDATE SET picked_at_place = excluded.picked_at_place
"""

_FORGET = (
    "DELETE FROM discovery_companion WHERE picked_at_place IS NULL",
    "UPDATE discovery_companion SET orders = 0 WHERE orders > 0",
)
_LEARN = """
INSERT INTO discovery_companion (product_id, other_id, orders)
SELECT p.one, p.other, p.orders FROM (
  SELECT a AS one, b AS other, n AS orders FROM unnest(%(a)s::uuid[], %(b)s::uuid[], %(n)s::int[]) AS f(a, b, n)
  UNION ALL
  SELECT b, a, n FROM unnest(%(a)s::uuid[], %(b)s::uuid[], %(n)s::int[]) AS f(a, b, n)
) p
ON CONFLICT (product_id, other_id) DO UPDATE SET orders = excluded.orders
"""


def pick(product_id: UUID, others: Sequence[UUID], *, actor: Actor) -> None:
    """Say by hand what goes with a product, in this order and nothing else. Raises OwnCompanion."""
    actor.require("catalog.write")
    if product_id in others:
        raise OwnCompanion
    ordered = list(dict.fromkeys(others))
    with db.transaction():
        for statement in _UNPICK:
            db.execute(statement, [product_id, ordered])
        db.execute(_PICK, [product_id, ordered])


def learn(pairs: Collection[tuple[UUID, UUID, int]]) -> None:
    """Replace what was learned from orders: each pair of products once, with how many orders had both."""
    given = list(pairs)
    with db.transaction():
        db.execute("LOCK TABLE discovery_companion IN SHARE ROW EXCLUSIVE MODE")
        for statement in _FORGET:
            db.execute(statement)
        db.execute(_LEARN, {"a": [p[0] for p in given], "b": [p[1] for p in given], "n": [p[2] for p in given]})
