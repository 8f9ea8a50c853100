"""Like products, put lines away for later, and join a browser's wishes with a customer's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from arasta.contexts.wishes.types import SavedLine, Wisher
from arasta.kernel import db
from arasta.kernel.ids import new_id

_LIKE = """
INSERT INTO wishes_favorite (id, customer_id, owner_key, product_id)
SELECT n.id, %s, %s, n.product_id FROM unnest(%s::uuid[], %s::uuid[]) AS n(id, product_id)
ON CONFLICT ON CONSTRAINT product_is_a_favorite_once DO NOTHING
"""

_SAVE = """
INSERT INTO wishes_saved (id, customer_id, owner_key, variant_id, quantity, seen_price_minor, currency)
SELECT n.id, %s, %s, n.variant_id, n.quantity, n.minor, n.currency
FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::bigint[], %s::text[]) AS n(id, variant_id, quantity, minor, currency)
ON CONFLICT ON CONSTRAINT variant_is_saved_once
DO UPDATE SET quantity = excluded.quantity, seen_price_minor = excluded.seen_price_minor, currency = excluded.currency
"""

_MINE = "customer_id IS NOT DISTINCT FROM %s AND owner_key = %s"

_JOIN_FAVORITES = """
INSERT INTO wishes_favorite (id, customer_id, owner_key, product_id, since)
SELECT id, %s, '', product_id, since FROM gone ON CONFLICT ON CONSTRAINT product_is_a_favorite_once DO NOTHING
"""

_JOIN_SAVED = """
INSERT INTO wishes_saved AS s (id, customer_id, owner_key, variant_id, quantity, seen_price_minor, currency, since)
SELECT id, %s, '', variant_id, quantity, seen_price_minor, currency, since FROM gone
ON CONFLICT ON CONSTRAINT variant_is_saved_once DO UPDATE SET quantity = greatest(s.quantity, excluded.quantity)
"""


def like(product_ids: Collection[UUID], *, wisher: Wisher) -> None:
    """Mark products as somebody's favorites; what is one already stays one."""
    keys = sorted(set(product_ids))
    db.execute(_LIKE, [*_owner(wisher), [new_id() for _ in keys], keys])


def unlike(product_ids: Collection[UUID], *, wisher: Wisher) -> None:
    """Take products from somebody's favorites."""
    sql = f"DELETE FROM wishes_favorite WHERE {_MINE} AND product_id = ANY(%s)"  # noqa: S608 - a constant
    db.execute(sql, [*_owner(wisher), list(product_ids)])


def save_for_later(lines: Sequence[SavedLine], *, wisher: Wisher, currency: str) -> None:
    """Put lines away for later; one that is there already takes the new quantity and price."""
    kept = sorted({line.variant_id: line for line in lines}.values(), key=lambda line: line.variant_id)
    minors = [None if line.seen_price is None else line.seen_price.minor for line in kept]
    currencies = [currency if line.seen_price is None else line.seen_price.currency for line in kept]
    counts = [line.quantity for line in kept]
    ids = [new_id() for _ in kept]
    db.execute(_SAVE, [*_owner(wisher), ids, [line.variant_id for line in kept], counts, minors, currencies])


def take_out(variant_ids: Collection[UUID], *, wisher: Wisher) -> list[UUID]:
    """Take lines out of what is saved; return those that were there: who asks twice gets nothing twice."""
    sql = f"DELETE FROM wishes_saved WHERE {_MINE} AND variant_id = ANY(%s) RETURNING variant_id"  # noqa: S608 - a constant
    return [row[0] for row in db.rows(sql, [*_owner(wisher), list(variant_ids)])]


def join(owner_key: str, *, customer_id: UUID) -> None:
    """Give a browser's wishes to the customer who signed in; of a line saved in both, the greater quantity stays."""
    if not owner_key:
        return
    with db.transaction():
        for table, insert in (("wishes_favorite", _JOIN_FAVORITES), ("wishes_saved", _JOIN_SAVED)):
            gone = f"WITH gone AS (DELETE FROM {table} WHERE customer_id IS NULL AND owner_key = %s RETURNING *)"  # noqa: S608
            db.execute(gone + insert, [owner_key, customer_id])


def _owner(wisher: Wisher) -> list[object]:
    return [wisher.customer_id, "" if wisher.customer_id else wisher.owner_key]
