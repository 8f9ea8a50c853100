"""One product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.queries import products
from arasta.contexts.catalog.types import PictureRow, ProductDetail, ProductStatus, VariantRow
from arasta.contexts.inventory.queries.availability import Offered
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.pricing.types import PriceRow
from arasta.kernel import clock
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from arasta.surfaces.storefront import (
    arriving,
    beside,
    cards,
    choosing,
    kiosk,
    nearby,
    pages,
    places,
    praise,
    store_stock,
    traces,
    windows,
    wishing,
)
from arasta.surfaces.storefront.seals import minute_of, seal
from arasta.surfaces.storefront.shop import Shop, shop_of
from arasta.surfaces.storefront.structured import product_data
from arasta.surfaces.storefront.structured_lists import trail_data
from arasta.surfaces.storefront.views import fitting

MOST_AT_ONCE = 99


@dataclass(frozen=True, slots=True)
class _Offer:
    """What changes from minute to minute about a product: prices, what is there, and what is on its way."""

    minute: datetime
    priced: dict[UUID, PriceRow]
    stock: dict[UUID, Offered]
    coming: dict[UUID, Quote]


@require_safe
@pages.public
def product(request: HttpRequest, handle: str) -> HttpResponse:
    """Show a product in the variant that the address names, or the first that can be had."""
    if kept := windows.again(request):
        traces.look(request, kept, handle)
        return kept
    shop = shop_of(request)
    found = shop.known(("product", handle, shop.language), lambda: products.product(handle, language=shop.language))
    is_sold_here = not shop.range or any(step.code in shop.range for step in found.path)
    if found.status is not ProductStatus.ACTIVE or not is_sold_here:
        raise Http404
    at = clock.now()
    ids = [variant.id for variant in found.variants if variant.is_active]
    sealed = seal(shop, ids, at=at, is_of_minute=True) if windows.is_kept(request) else None
    offer = _offer(shop, ids, at=at)
    response = windows.page(
        request,
        shop,
        offer,
        lambda: pages.show(request, "product.html", _context(request, shop, found, offer)),
        seal=sealed,
    )
    traces.look(request, response, found.handle)
    return response


def _offer(shop: Shop, ids: Sequence[UUID], *, at: datetime) -> _Offer:
    """Ask for prices and stock as they are now. Raises Http404 where nothing has a price."""
    priced = pricing.prices(ids, channel_id=shop.channel.id, currency=shop.currency, at=at)
    if not priced:
        raise Http404
    stock = cards.offered(shop, ids)
    coming = cards.to_come(shop, [key for key, offered in stock.items() if not offered.total])
    return _Offer(minute_of(at), priced, stock, coming)


def _context(request: HttpRequest, shop: Shop, found: ProductDetail, offer: _Offer) -> dict[str, Any]:
    sold = [variant for variant in found.variants if variant.is_active and variant.id in offer.priced]
    available = {key for key, offered in offer.stock.items() if offered.total} | set(offer.coming)
    variant = choosing.choose(sold, request.GET.dict(), available)
    price, offered, later = offer.priced[variant.id], offer.stock[variant.id], offer.coming.get(variant.id)
    return {
        "product": found,
        "variant": variant,
        "variant_id": to_public("var", variant.id),
        "product_key": to_public("prd", found.id),
        "is_liked": wishing.is_liked(request, found.id),
        "tint": cards.tint_of(variant.swatch),
        "price": price,
        "cut": cards.cut_of(price),
        "pickers": choosing.pickers(found.options, sold, variant, available, kept=_kept(request)),
        "chosen_query": choosing.query_of(variant),
        "pictures": pictures_of(found.media, variant),
        "online": places.words_later(later)
        if later
        else places.words_online(cards.sendable(shop, offered), elsewhere=offered.total),
        "later": later,
        "most": min(later.units if later else offered.total, MOST_AT_ONCE),
        **_where(request, shop, offered, later, variant),
        **_said(request, shop, found, variant, price=price.price, stock=offered.total, later=later),
    }


def _kept(request: HttpRequest) -> dict[str, str]:
    """Return what stays in the address when another variant is chosen: where the shopper is, and which store that is."""
    return {name: request.GET[name][:60] for name in (nearby.PARAMETER, "store") if request.GET.get(name)}


def _where(
    request: HttpRequest, shop: Shop, offered: Offered, later: Quote | None, variant: VariantRow
) -> dict[str, Any]:
    """Say where and when the variant can be had: by parcel, and in stores, the nearest that has it first."""
    at, stores = clock.now(), places.stores(shop)
    standing = kiosk.kiosk_of(request)
    near, here = nearby.near_of(request, stores), standing.code if standing else request.GET.get("store", "")
    sendable = cards.sendable(shop, offered)
    is_sent = bool(later.promised_on) if later else bool(sendable)
    told = store_stock.at_stores(stores, offered.by_location, near=near, here=here, at=at, elsewhere=sendable)
    return {
        "stores": told,
        "is_in_stores": any(one.tone != "bad" for one in told),
        "try_url": fitting.try_url(variant, told),
        "near": near,
        "arrival": arriving.soonest(shop, at=at, leaves_on=later.promised_on if later else None) if is_sent else None,
    }


def _said(
    request: HttpRequest,
    shop: Shop,
    found: ProductDetail,
    variant: VariantRow,
    *,
    price: Money,
    stock: int,
    later: Quote | None,
) -> dict[str, Any]:
    """Return what buyers say of the product, and what machines read of it all."""
    [stars] = shop.known(("stars", found.id), lambda: (praise.stars_of(found.id),))
    steps = [(step.name, reverse("shop_category", args=[step.code])) for step in found.path]
    return {
        "beside": beside.of_page(request, shop, at=clock.now(), shown=found),
        "trail_data": trail_data(request, [*steps, (found.title, request.path)]),
        "stars": stars,
        "reviews": praise.newest(found.id, language=shop.language) if stars else [],
        "data": product_data(request, found, variant, price=price, stock=stock, later=later, stars=stars),
    }


def pictures_of(media: Sequence[PictureRow], variant: VariantRow) -> list[PictureRow]:
    """Return the pictures of a variant: its own first, then those of the whole product; any before none."""
    own = [picture for picture in media if picture.value in variant.option_codes]
    shared = [picture for picture in media if picture.value is None]
    return [*own, *shared] or list(media)
