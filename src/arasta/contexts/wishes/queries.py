"""Read wishes."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.wishes.types import FavoriteRow, SavedLine, Wisher
from arasta.kernel import db
from arasta.kernel.money import Money

_MINE = "customer_id IS NOT DISTINCT FROM %s AND owner_key = %s"


def favorites(of: Wisher) -> list[FavoriteRow]:
    """Return what somebody likes, the newest first."""
    if of.is_nobody:
        return []
    sql = f"SELECT product_id, since FROM wishes_favorite WHERE {_MINE} ORDER BY since DESC, id DESC"  # noqa: S608 - constant
    return [FavoriteRow(*row) for row in db.rows(sql, _owner(of))]


def liked(of: Wisher, product_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these products somebody likes."""
    if of.is_nobody:
        return set()
    sql = f"SELECT product_id FROM wishes_favorite WHERE {_MINE} AND product_id = ANY(%s)"  # noqa: S608 - constant
    return {row[0] for row in db.rows(sql, [*_owner(of), list(product_ids)])}


def saved(of: Wisher) -> list[SavedLine]:
    """Return what somebody put away for later, the newest first."""
    if of.is_nobody:
        return []
    sql = f"SELECT variant_id, quantity, seen_price_minor, currency FROM wishes_saved WHERE {_MINE} ORDER BY since DESC, id DESC"  # noqa: S608
    return [
        SavedLine(variant, quantity, None if minor is None else Money(minor, currency))
        for variant, quantity, minor, currency in db.rows(sql, _owner(of))
    ]


def _owner(of: Wisher) -> list[object]:
    return [of.customer_id, "" if of.customer_id else of.owner_key]
