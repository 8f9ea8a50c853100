"""Collections as shelves: the rule or the picked products of a collection in the words of the catalog."""

from __future__ import annotations

from arasta.contexts.catalog.types import Shelf
from arasta.contexts.discovery.types import CollectionKind, CollectionRow
from arasta.surfaces.storefront.listing import Order


def shelf_of(row: CollectionRow) -> Shelf:
    """Return the products of a collection."""
    if row.kind is CollectionKind.MANUAL:
        return Shelf(products=row.members)
    pairs = [word.partition(":") for word in row.rule.values]
    return Shelf(
        category=row.rule.category or None,
        brand=row.rule.brand or None,
        option_values=tuple((option, value) for option, _, value in pairs),
        featured=True if row.rule.only_featured else None,
    )


def order_of(row: CollectionRow) -> Order:
    """Return the order a collection is shown in unless the shopper wants another."""
    return Order.PICKED if row.kind is CollectionKind.MANUAL else Order(row.sort)
