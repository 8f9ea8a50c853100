"""Keep what others know of products and shelves are sorted by: offers of channels, and how well things sell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.types import OfferTold
from arasta.kernel import db

_TELL = """
INSERT INTO catalog_offer AS o (channel_id, currency, product_id, lowest_minor, is_there)
SELECT %s, %s, f.* FROM unnest(%s::uuid[], %s::bigint[], %s::bool[]) AS f ON CONFLICT (channel_id, currency, product_id)
DO UPDATE SET lowest_minor = excluded.lowest_minor, is_there = excluded.is_there
WHERE (o.lowest_minor, o.is_there) IS DISTINCT FROM (excluded.lowest_minor, excluded.is_there)
"""
_FORGET = "DELETE FROM catalog_offer WHERE channel_id = %s AND currency = %s AND product_id = ANY(%s)"
_POPULARITY = """
UPDATE catalog_shelved s SET popularity = coalesce(f.units, 0)
FROM catalog_shelved t LEFT JOIN unnest(%s::uuid[], %s::int[]) AS f(product_id, units) USING (product_id)
WHERE s.product_id = t.product_id AND s.popularity <> coalesce(f.units, 0)
"""


def tell_offers(told: Sequence[OfferTold], *, looked_at: Collection[UUID], channel_id: UUID, currency: str) -> None:
    """Keep a channel's offers of the products that were looked at; what has none is forgotten."""
    offered = {one.product_id for one in told}
    ordered = sorted(told, key=lambda one: one.product_id)
    columns = [
        [one.product_id for one in ordered],
        [one.lowest_minor for one in ordered],
        [one.is_there for one in ordered],
    ]
    with db.transaction():
        db.execute(_FORGET, [channel_id, currency, [key for key in looked_at if key not in offered]])
        db.execute(_TELL, [channel_id, currency, *columns])


def tell_popularity(units: Mapping[UUID, int]) -> None:
    """Keep how many units of each product were sold lately; of all others none."""
    with db.transaction():
        db.execute(_POPULARITY, [list(units), list(units.values())])
