"""Home, shelves and search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.queries import shelves
from arasta.contexts.catalog.types import CardSort, CategoryNode, ProductCard, Shelf
from arasta.contexts.discovery.queries import collections
from arasta.kernel import clock
from arasta.surfaces.storefront import (
    beside,
    collecting,
    front_door,
    nearby,
    pages,
    structured_lists,
    traces,
    trees,
    windows,
)
from arasta.surfaces.storefront.cards import CardView, dress
from arasta.surfaces.storefront.close_by import close_by
from arasta.surfaces.storefront.listing import Order, Wish, list_cards, read_wish
from arasta.surfaces.storefront.places import stores
from arasta.surfaces.storefront.shop import Shop, shop_of

_UNREAD = (traces.SEEN, nearby.COOKIE)
"""Cookies that no shelf depends on."""


@require_safe
@pages.public
def home(request: HttpRequest) -> HttpResponse:
    """Show the shop's face: what it stands for, what it is proud of, what is new."""
    if moved := front_door.answer(request):
        return moved
    shop, at = shop_of(request), clock.now()
    found = stores(shop)
    near = nearby.near_of(request, found)
    chosen, newest = shop.known(("home", shop.language, shop.range), lambda: _shown_at_home(shop))
    cards = {card.id: card for card in (*chosen, *newest)}
    views = {view.id: view for view in dress(shop, list(cards.values()), at=at)}
    featured = _mixed([views[card.id] for card in chosen if card.id in views and not views[card.id].is_sold_out])
    context = {
        "featured": featured[:8],
        "hero": [view for view in featured if view.picture][:3],
        "newest": [views[card.id] for card in newest if card.id in views],
        "stores": found,
        "near": near,
        "close": close_by(shop, found, list(cards.values()), views, near=near, at=at),
        "collections": collecting.shown(shop, at=at),
        "beside": beside.of_page(request, shop, at=at),
    }

    def write() -> HttpResponse:
        data = structured_lists.shop_data(request, shop)
        return pages.show(request, "home.html", {**context, "data": data})

    return windows.page(request, shop, context, write)


@require_safe
@pages.public
def category(request: HttpRequest, code: str) -> HttpResponse:
    """Show the shelf of a category with all below it."""
    if kept := windows.again(request, unread=_UNREAD):
        return kept
    trail = _trail(trees.tree_of(request), code)
    node = trail[-1]
    context = {
        "heading": node.name,
        "lead": node.description,
        "trail": trail[:-1],
        "children": node.children or (trail[-2].children if len(trail) > 1 else ()),
        "node": node,
    }
    return _shelf(request, read_wish(request.GET, among=Shelf(category=code)), context)


@require_safe
@pages.public
def everything(request: HttpRequest) -> HttpResponse:
    """Show all there is, what is new first."""
    if kept := windows.again(request, unread=_UNREAD):
        return kept
    wish = read_wish(request.GET, order=Order.NEWEST)
    return _shelf(request, wish, {"heading": _("New arrivals")})


@require_safe
@pages.public
def search(request: HttpRequest) -> HttpResponse:
    """Show what a search finds; an empty one invites to look around."""
    if kept := windows.again(request, unread=_UNREAD):
        return kept
    wish = read_wish(request.GET)
    if not wish.shelf.search:
        return pages.show(request, "search_empty.html", {"heading": _("Search")})
    heading = _("Results for “%(words)s”") % {"words": wish.shelf.search[:100]}
    return _shelf(request, wish, {"heading": heading, "search_text": wish.shelf.search, "is_search": True})


@require_safe
@pages.public
def collection(request: HttpRequest, code: str) -> HttpResponse:
    """Show a collection."""
    shop = shop_of(request)
    row = collections.collection(code, language=shop.language)
    wish = read_wish(request.GET, among=collecting.shelf_of(row, shop, at=clock.now()), order=collecting.order_of(row))
    return _shelf(request, wish, {"heading": row.name, "lead": row.description, "trail": ()}, is_lasting=False)


def _shown_at_home(shop: Shop) -> tuple[Sequence[ProductCard], Sequence[ProductCard]]:
    featured, all_sold = Shelf(featured=True, within=shop.range), Shelf(within=shop.range)
    chosen = shelves.product_cards(featured, language=shop.language, sort=CardSort.NEWEST, limit=24)
    newest = shelves.product_cards(all_sold, language=shop.language, sort=CardSort.NEWEST, limit=8)
    return chosen.items, newest.items


def _mixed(views: list[CardView]) -> list[CardView]:
    """Deal cards out brand by brand, so that no maker's things stand in a row."""
    seen: dict[str, int] = {}
    rounds = []
    for view in views:
        seen[view.brand] = seen.get(view.brand, 0) + 1
        rounds.append((seen[view.brand], view))
    return [view for _, view in sorted(rounds, key=lambda pair: pair[0])]


def _shelf(request: HttpRequest, wish: Wish, context: dict[str, Any], *, is_lasting: bool = True) -> HttpResponse:
    """Show a shelf; one that is not lasting changes with time alone."""
    shop = shop_of(request)
    found = list_cards(shop, wish, at=clock.now(), is_sealed=is_lasting and windows.is_kept(request, unread=_UNREAD))
    senseless = {
        *(() if wish.shelf.search else (Order.RELEVANCE,)),
        *(() if wish.shelf.products is not None else (Order.PICKED,)),
    }
    orders = [(order, label) for order, label in _orders() if order not in senseless]

    def write() -> HttpResponse:
        data = structured_lists.shelf_data(request, found, context)
        return pages.show(
            request, "shelf.html", {**context, "listing": found, "wish": wish, "orders": orders, "data": data}
        )

    return windows.page(request, shop, found.made_from, write, seal=found.seal, unread=_UNREAD)


def _orders() -> list[tuple[Order, str]]:
    return [
        (Order.RELEVANCE, _("Best match")),
        (Order.PICKED, _("Our order")),
        (Order.FEATURED, _("Our choice")),
        (Order.POPULAR, _("Most bought")),
        (Order.NEWEST, _("Newest")),
        (Order.CHEAPEST, _("Price, lowest first")),
        (Order.DEAREST, _("Price, highest first")),
        (Order.TITLE, _("Name")),
    ]


def _trail(nodes: tuple[CategoryNode, ...], code: str) -> list[CategoryNode]:
    """Return the way from a root down to a category. Raises Http404."""
    found = _way(nodes, code)
    if not found:
        raise Http404
    return found


def _way(nodes: tuple[CategoryNode, ...], code: str) -> list[CategoryNode]:
    for node in nodes:
        if node.code == code:
            return [node]
        if below := _way(node.children, code):
            return [node, *below]
    return []
