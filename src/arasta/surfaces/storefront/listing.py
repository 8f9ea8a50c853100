"""A shelf page: which products, in which order, how many of them, and what narrows them further."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.http import QueryDict

from arasta.contexts.catalog.queries import facets, shelves
from arasta.contexts.catalog.queries.search import clean
from arasta.contexts.catalog.types import (
    CardSort,
    Facet,
    Facets,
    FacetValue,
    OffersAsked,
    OfferSort,
    ProductCard,
    Shelf,
)
from arasta.contexts.discovery.queries import synonyms
from arasta.kernel.changes.edition import Edition
from arasta.kernel.keeping import Kept
from arasta.kernel.money import exponent
from arasta.kernel.pages import MOST, BadCursor, Page, decode_cursor, encode_cursor
from arasta.surfaces.storefront.cards import CardView, dress
from arasta.surfaces.storefront.seals import Seal, seal
from arasta.surfaces.storefront.shop import Shop

PER_PAGE = 24
FEW_ENOUGH = 240
"""Up to so many products a shelf is sorted and narrowed by the prices and the stock of this very moment."""

_LONGEST_PRICE = 9
_OPEN = 2
_CODE = re.compile(r"[\w.\-]{1,60}")
_COUNTS: Kept[tuple[Edition, Shelf, str], Facets] = Kept(seconds=30, most=2_000)


class Order(StrEnum):
    """The orders a shopper can choose; the last two need prices, which the catalog does not know."""

    RELEVANCE = "relevance"
    PICKED = "picked"
    FEATURED = "featured"
    POPULAR = "popular"
    NEWEST = "newest"
    TITLE = "title"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"


_NEED_MORE = {Order.PICKED, Order.CHEAPEST, Order.DEAREST}
_BY_PRICE: dict[Order, Callable[[CardView], tuple[int, str]]] = {
    Order.CHEAPEST: lambda card: (card.price.price.minor, card.title),
    Order.DEAREST: lambda card: (-card.price.price.minor, card.title),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a shopper asked for in the address of a shelf page. `least` and `most` are prices in whole units of currency."""

    shelf: Shelf
    order: Order
    in_stock: bool = False
    after: str | None = None
    least: int | None = None
    most: int | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.needs_offers or self.shelf.brand or self.shelf.option_values)

    @property
    def needs_offers(self) -> bool:
        """Tell whether prices or stock decide what is shown."""
        return bool(self.in_stock or self.least is not None or self.most is not None)


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
    seal: Seal | None = None

    @property
    def made_from(self) -> object:
        """All that is shown."""
        return (self.cards, self.facets, self.total, self.next_cursor)

    @property
    def options(self) -> list[FacetView]:
        """The options worth narrowing by, those of the most products first."""
        ranked = sorted(self.facets.options, key=lambda facet: -sum(value.count for value in facet.values))
        return [
            FacetView(facet.code, facet.name, facet.values, is_open=rank < _OPEN or _is_used(facet))
            for rank, facet in enumerate(ranked)
            if len(facet.values) > 1 or _is_used(facet)
        ]


def read_wish(query: QueryDict, *, among: Shelf | None = None, order: Order = Order.FEATURED) -> Wish:
    """Read a wish from an address, to be looked for among some products; what makes no sense is left out."""
    among = among or Shelf()
    search = clean(query.get("q", ""))
    pairs = [word.partition(":") for word in query.getlist("option")[:40]]
    chosen = tuple((name, value) for name, _, value in pairs if _code(name) and _code(value))
    shelf = replace(
        among,
        brand=_code(query.get("brand", "")) or among.brand,
        search=search,
        option_values=(*among.option_values, *chosen),
    )
    fallback = Order.RELEVANCE if search else order
    wish = query.get("sort", "")
    return Wish(
        shelf,
        Order(wish) if wish in set(Order) and (wish != Order.PICKED or shelf.products is not None) else fallback,
        in_stock=query.get("stock") == "1",
        after=query.get("after") or None,
        least=_whole_number(query.get("from", "")),
        most=_whole_number(query.get("to", "")),
    )


def list_cards(shop: Shop, wish: Wish, *, at: datetime, is_sealed: bool = False) -> Listing:
    """Return a page of what the shop sells; a cursor that is not ours starts at the beginning.

    It is sealed, if that is wanted, where prices and stock decide how cards look, and not which ones there are.
    """
    asked = wish.shelf.search
    also = shop.known(("spellings", asked), lambda: synonyms.spellings(asked)) if asked else ()
    wish = replace(wish, shelf=replace(wish.shelf, within=shop.range, also=also))
    try:
        return _list(shop, wish, at, is_sealed)
    except BadCursor:
        return _list(shop, replace(wish, after=None), at, is_sealed)


def _list(shop: Shop, wish: Wish, at: datetime, is_sealed: bool) -> Listing:
    is_plain = not wish.needs_offers and wish.order not in _BY_PRICE
    if is_plain and wish.after is None and wish.shelf.offers is None:
        page, found = _front(shop, wish.shelf, _sort(wish.order))
        return _dressed(shop, page, found, at, is_sealed=is_sealed)
    found = _facets(shop, wish.shelf)
    if is_plain:
        page = _page(shop, wish.shelf, _sort(wish.order), wish.after)
        return _dressed(shop, page, found, at, is_sealed=is_sealed and wish.shelf.offers is None)
    if found.total <= FEW_ENOUGH:
        return _composed(shop, wish, found, at)
    return _told(shop, wish, at)


def _dressed(shop: Shop, page: Page[ProductCard], found: Facets, at: datetime, *, is_sealed: bool) -> Listing:
    sealed = seal(shop, [key for card in page.items for key in card.variant_ids], at=at) if is_sealed else None
    return Listing(dress(shop, page.items, at=at), found, found.total, page.next_cursor, sealed)


def _front(shop: Shop, shelf: Shelf, sort: CardSort | OfferSort) -> tuple[Page[ProductCard], Facets]:
    """Find the first page with its counts; further pages need not count anew."""

    def find() -> tuple[Page[ProductCard], Facets]:
        return shelves.front(shelf, language=shop.language, sort=sort, limit=PER_PAGE)

    page, found = shop.known(("front", shelf, shop.language, sort), find)
    return page, shop.known(("facets", shelf, shop.language), lambda: found)


def _facets(shop: Shop, shelf: Shelf) -> Facets:
    """Count what narrows a shelf; what offers narrow is kept for seconds only, for these change with stock and prices."""
    language = shop.language
    if shelf.offers is None:
        return shop.known(("facets", shelf, language), lambda: facets.facets(shelf, language=language))
    key = (shop.edition, shelf, language)
    kept = _COUNTS.get(key)
    if kept is not None:
        return kept
    found = facets.facets(shelf, language=language)
    return _COUNTS.put(key, found) if found.total > FEW_ENOUGH else found


def _page(shop: Shop, shelf: Shelf, sort: CardSort | OfferSort, after: str | None) -> Page[ProductCard]:
    def find() -> Page[ProductCard]:
        return shelves.product_cards(shelf, language=shop.language, sort=sort, cursor=after, limit=PER_PAGE)

    return find() if shelf.offers else shop.known(("cards", shelf, shop.language, sort, after), find)


def _told(shop: Shop, wish: Wish, at: datetime) -> Listing:
    """Show a long shelf by the offers that the catalog was last told; the cards themselves know the price of now."""
    is_own = shop.currency == shop.channel.currency
    among = wish.shelf.offers or OffersAsked(shop.channel.id, shop.channel.currency)
    asked = replace(
        among,
        is_there=wish.in_stock,
        least_minor=_tighter(max, among.least_minor, _minor(wish.least, shop.currency) if is_own else None),
        most_minor=_tighter(min, among.most_minor, _minor(wish.most, shop.currency) if is_own else None),
    )
    shelf = replace(wish.shelf, offers=asked)
    found = _facets(shop, shelf if asked.narrows else wish.shelf)
    page = shelves.product_cards(
        shelf, language=shop.language, sort=_sort(wish.order), cursor=wish.after, limit=PER_PAGE
    )
    return Listing(dress(shop, page.items, at=at), found, found.total, page.next_cursor)


def _composed(shop: Shop, wish: Wish, found: Facets, at: datetime) -> Listing:
    """Sort a short shelf by price, or leave out what is sold out or costs too much: by the prices and the stock of now."""
    views = dress(shop, _whole(shop, wish), at=at)
    least, most = _minor(wish.least, shop.currency), _minor(wish.most, shop.currency)
    views = [
        view
        for view in views
        if not (wish.in_stock and view.is_sold_out)
        and (least is None or view.price.price.minor >= least)
        and (most is None or view.price.price.minor <= most)
    ]
    if wish.order in _BY_PRICE:
        views.sort(key=_BY_PRICE[wish.order])
    values = decode_cursor(wish.after, 1) or [0]
    if not isinstance(values[0], int) or values[0] < 0:
        raise BadCursor
    start, end = values[0], values[0] + PER_PAGE
    return Listing(views[start:end], found, len(views), encode_cursor(end) if end < len(views) else None)


def _whole(shop: Shop, wish: Wish) -> list[ProductCard]:
    sort = CardSort.FEATURED if wish.order in _BY_PRICE else _sort(wish.order)
    found: list[ProductCard] = []
    cursor = None
    while len(found) <= FEW_ENOUGH:
        page = shelves.product_cards(wish.shelf, language=shop.language, sort=sort, cursor=cursor, limit=MOST)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break
    return found


def _sort(order: Order) -> CardSort | OfferSort:
    return OfferSort(order) if order in _NEED_MORE else CardSort(order)


def _tighter(choose: Callable[[list[int]], int], *bounds: int | None) -> int | None:
    known = [bound for bound in bounds if bound is not None]
    return choose(known) if known else None


def _minor(amount: int | None, currency: str) -> int | None:
    return None if amount is None else amount * 10 ** exponent(currency)


def _whole_number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= _LONGEST_PRICE else None


def _is_used(facet: Facet) -> bool:
    return any(value.is_chosen for value in facet.values)


def _code(word: str) -> str | None:
    return word if _CODE.fullmatch(word) else None
