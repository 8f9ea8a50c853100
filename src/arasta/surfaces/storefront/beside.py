"""What stands beside a product: what goes with it, and what the shopper looked at before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from arasta.contexts.catalog.queries import assortment, owners
from arasta.contexts.catalog.queries import cards as catalog_cards
from arasta.contexts.catalog.types import ProductCard, ProductDetail
from arasta.contexts.discovery.queries import companions
from arasta.surfaces.storefront import traces
from arasta.surfaces.storefront.cards import CardView, dress
from arasta.surfaces.storefront.shop import Shop

MOST = 4
_ASKED = 8


@dataclass(frozen=True, slots=True)
class Beside:
    """Two rows of cards; each may be empty."""

    companions: list[CardView]
    seen: list[CardView]


def of_page(request: HttpRequest, shop: Shop, *, at: datetime, shown: ProductDetail | None = None) -> Beside:
    """Return what goes with the product that is shown, and what was looked at before: cards made at once."""
    with_them = _companions(shop, shown.id) if shown else []
    before = _seen(request, but=shown.handle if shown else "")
    views = cards_of(shop, list(dict.fromkeys([*with_them, *before])), at=at)
    return Beside(
        [views[key] for key in with_them if key in views and not views[key].is_sold_out][:MOST],
        [views[key] for key in before if key in views][:MOST],
    )


def cards_of(shop: Shop, product_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, CardView]:
    """Return the cards of products that are sold here, in their order."""
    if not product_ids:
        return {}
    found = shop.known(("cards of", *product_ids, shop.language, shop.range), lambda: _cards(shop, product_ids))
    return {view.id: view for view in dress(shop, found, at=at)}


def _companions(shop: Shop, product_id: UUID) -> list[UUID]:
    return shop.known(("companions", product_id), lambda: companions.companions_of([product_id], limit=_ASKED))


def _cards(shop: Shop, product_ids: Sequence[UUID]) -> list[ProductCard]:
    shown = assortment.within(product_ids, categories=shop.range)
    return catalog_cards.cards_of([key for key in product_ids if key in shown], language=shop.language)


def _seen(request: HttpRequest, *, but: str) -> list[UUID]:
    handles = [handle for handle in traces.seen(request) if handle != but]
    known = owners.ids_of_handles(handles) if handles else {}
    return [known[handle] for handle in handles if handle in known]
