"""Stores, delivery, contact, the colors of products, the currency, and what is not here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import categories
from arasta.surfaces.storefront import pages
from arasta.surfaces.storefront.checkouts import method_choices
from arasta.surfaces.storefront.places import stores
from arasta.surfaces.storefront.shop import CURRENCY_COOKIE, shop_of

_YEAR = 365 * 24 * 3600


@require_safe
@pages.public
def store_list(request: HttpRequest) -> HttpResponse:
    """Show all stores with their hours."""
    return pages.show(request, "stores.html", {"stores": stores(shop_of(request))})


@require_safe
@pages.public
def delivery(request: HttpRequest) -> HttpResponse:
    """Show how goods can reach a shopper, and what that costs."""
    shop = shop_of(request)
    pickups = [store for store in stores(shop) if store.picks_up]
    context = {"methods": method_choices(shop), "pickups": pickups, "hold_minutes": shop.channel.hold_minutes}
    return pages.show(request, "delivery.html", context)


@require_safe
@pages.public
def contact(request: HttpRequest) -> HttpResponse:
    """Show how to reach the shop."""
    shop = shop_of(request)
    context = {"stores": stores(shop), "email": shop.email}
    return pages.show(request, "contact.html", context)


@require_safe
def tints(request: HttpRequest) -> HttpResponse:
    """Carry the colors of option values into the stylesheet: no style attribute may."""
    found = {value.swatch for option in categories.options(language="en") for value in option.values if value.swatch}
    rules = [f".tint-{swatch.removeprefix('#')}{{--tint:{swatch}}}" for swatch in sorted(found)]
    response = HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_POST
@pages.public
def currency(request: HttpRequest) -> HttpResponse:
    """Remember the currency; the cart is priced anew when it is next shown."""
    response = redirect(pages.safe_next(request, reverse("shop_home")))
    wish = request.POST.get("currency", "")
    if wish in shop_of(request).currencies:
        response.set_cookie(
            CURRENCY_COOKIE,
            wish,
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@pages.public
def nowhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer an address of the shop that leads nowhere."""
    return pages.missing(request)
