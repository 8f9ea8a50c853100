"""A shelf page: which products, in which order, how many of them, and what narrows them further."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.http import QueryDict

from arasta.contexts.catalog.queries import facets, shelves
from arasta.contexts.catalog.types import CardSort, Facet, Facets, FacetValue, ProductCard, Shelf
from arasta.kernel.pages import MOST, BadCursor, decode_cursor, encode_cursor
from arasta.surfaces.storefront.cards import CardView, dress
from arasta.surfaces.storefront.shop import Shop

PER_PAGE = 24
_FARTHEST = 10
_OPEN = 2
_CODE = re.compile(r"[\w.\-]{1,60}")


class Order(StrEnum):
    """The orders a shopper can choose; the last two need prices, which the catalog does not know."""

    RELEVANCE = "relevance"
    FEATURED = "featured"
    NEWEST = "newest"
    TITLE = "title"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"


_BY_PRICE: dict[Order, Callable[[CardView], tuple[int, str]]] = {
    Order.CHEAPEST: lambda card: (card.price.price.minor, card.title),
    Order.DEAREST: lambda card: (-card.price.price.minor, card.title),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a shopper asked for in the address of a shelf page."""

    shelf: Shelf
    order: Order
    in_stock: bool = False
    after: str | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.in_stock or self.shelf.brand or self.shelf.option_values)


@dataclass(frozen=True, slots=True)
class FacetView:
    """An option to narrow by; the ones that say most, and those in use, stand open."""

    code: str
    name: str
    values: tuple[FacetValue, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What the page shows. `total` counts all that fit, on this page or not."""

    cards: list[CardView]
    facets: Facets
    total: int
    next_cursor: str | None

    @property
    def options(self) -> list[FacetView]:
        """The options worth narrowing by, those of the most products first."""
        ranked = sorted(self.facets.options, key=lambda facet: -sum(value.count for value in facet.values))
        return [
            FacetView(facet.code, facet.name, facet.values, is_open=rank < _OPEN or _is_used(facet))
            for rank, facet in enumerate(ranked)
            if len(facet.values) > 1 or _is_used(facet)
        ]


def read_wish(query: QueryDict, *, category: str | None = None) -> Wish:
    """Read a wish from an address; what makes no sense is left out."""
    search = query.get("q", "").replace("\x00", " ").strip()
    pairs = [word.partition(":") for word in query.getlist("option")[:40]]
    shelf = Shelf(
        category=category,
        brand=_code(query.get("brand", "")),
        search=search,
        option_values=tuple((name, value) for name, _, value in pairs if _code(name) and _code(value)),
    )
    fallback = Order.RELEVANCE if search else Order.FEATURED
    wish = query.get("sort", "")
    order = Order(wish) if wish in set(Order) else fallback
    return Wish(shelf, order, in_stock=query.get("stock") == "1", after=query.get("after") or None)


def list_cards(shop: Shop, wish: Wish, *, at: datetime) -> Listing:
    """Return a page of cards; a cursor that is not ours starts at the beginning."""
    try:
        return _list(shop, wish, at)
    except BadCursor:
        return _list(shop, replace(wish, after=None), at)


def _list(shop: Shop, wish: Wish, at: datetime) -> Listing:
    found = facets.facets(wish.shelf, language=shop.language)
    if wish.order in _BY_PRICE or wish.in_stock:
        return _composed(shop, wish, found, at)
    page = shelves.product_cards(
        wish.shelf, language=shop.language, sort=CardSort(wish.order), cursor=wish.after, limit=PER_PAGE
    )
    return Listing(dress(shop, page.items, at=at), found, found.total, page.next_cursor)


def _composed(shop: Shop, wish: Wish, found: Facets, at: datetime) -> Listing:
    """Sort by price or leave out what is sold out: both need the whole shelf, so its first thousands are read."""
    views = dress(shop, _whole(shop, wish), at=at)
    if wish.in_stock:
        views = [view for view in views if not view.is_sold_out]
    if wish.order in _BY_PRICE:
        views.sort(key=_BY_PRICE[wish.order])
    values = decode_cursor(wish.after, 1) or [0]
    if not isinstance(values[0], int) or values[0] < 0:
        raise BadCursor
    start, end = values[0], values[0] + PER_PAGE
    return Listing(views[start:end], found, len(views), encode_cursor(end) if end < len(views) else None)


def _whole(shop: Shop, wish: Wish) -> list[ProductCard]:
    sort = CardSort.FEATURED if wish.order in _BY_PRICE else CardSort(wish.order)
    found: list[ProductCard] = []
    cursor = None
    for _ in range(_FARTHEST):
        page = shelves.product_cards(wish.shelf, language=shop.language, sort=sort, cursor=cursor, limit=MOST)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break
    return found


def _is_used(facet: Facet) -> bool:
    return any(value.is_chosen for value in facet.values)


def _code(word: str) -> str | None:
    return word if _CODE.fullmatch(word) else None
