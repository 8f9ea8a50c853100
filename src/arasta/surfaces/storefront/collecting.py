"""Collections as shelves: the rule or the picked products of a collection in the words of the catalog."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from arasta.contexts.catalog.queries import shelves
from arasta.contexts.catalog.types import OffersAsked, Shelf
from arasta.contexts.discovery.queries import collections
from arasta.contexts.discovery.types import CollectionKind, CollectionRow, Rule
from arasta.surfaces.storefront.listing import Order
from arasta.surfaces.storefront.shop import Shop


def shelf_of(row: CollectionRow, shop: Shop, *, at: datetime) -> Shelf:
    """Return the products of a collection; what is new is new until midnight."""
    if row.kind is CollectionKind.MANUAL:
        return Shelf(products=row.members)
    pairs = [word.partition(":") for word in row.rule.values]
    return Shelf(
        category=row.rule.category or None,
        brand=row.rule.brand or None,
        option_values=tuple((option, value) for option, _, value in pairs),
        featured=True if row.rule.only_featured else None,
        since=_midnight(at - timedelta(days=row.rule.new_days)) if row.rule.new_days else None,
        offers=_priced(row.rule, shop) if row.rule.has_prices else None,
    )


def shown(shop: Shop, *, at: datetime) -> list[CollectionRow]:
    """Return the collections of a shop; one whose range leaves nothing of a collection does not show it."""
    found = shop.known(("collections", shop.language), lambda: collections.collections(language=shop.language))
    if not shop.range:
        return found
    return [row for row in found if _first(replace(shelf_of(row, shop, at=at), within=shop.range), shop)]


def _first(shelf: Shelf, shop: Shop) -> bool:
    return bool(shelves.product_cards(shelf, language=shop.language, limit=1).items)


def _priced(rule: Rule, shop: Shop) -> OffersAsked:
    return OffersAsked(shop.channel.id, rule.currency, least_minor=rule.least_minor, most_minor=rule.most_minor)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def order_of(row: CollectionRow) -> Order:
    """Return the order a collection is shown in unless the shopper wants another."""
    return Order.PICKED if row.kind is CollectionKind.MANUAL else Order(row.sort)
