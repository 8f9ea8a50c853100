"""Favorites, and what is put away for later."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import products
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.wishes import services as wishes
from arasta.contexts.wishes.types import SavedLine
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.kernel import db
from arasta.kernel.ids import UnknownId, from_public
from arasta.kernel.money import Money
from arasta.surfaces.storefront import baskets, pages, visitors, wishing
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.basket import MOST_UNITS


@require_safe
@pages.private
def favorites(request: HttpRequest) -> HttpResponse:
    """Show what the shopper likes."""
    return pages.show(request, "favorites.html", {"cards": wishing.favorites(request)})


@require_POST
@pages.private
def like(request: HttpRequest) -> HttpResponse:
    """Mark a product as a favorite, or no longer."""
    product_id = from_public("prd", request.POST.get("product", ""))
    shop = shop_of(request)
    found = products.product_by_id(product_id, language=shop.language)
    wisher = wishing.wisher(request)
    if request.POST.get("liked") == "no":
        wishes.unlike([product_id], wisher=wisher)
    else:
        wishes.like([product_id], wisher=wisher)
    return redirect(pages.safe_next(request, reverse("shop_product", args=[found.handle])))


@require_POST
@pages.private
def later(request: HttpRequest) -> HttpResponse:
    """Take a line out of the cart and keep it for another day."""
    variant_id, cart = _variant(request), baskets.current(request)
    line = next((line for line in cart.lines if line.variant_id == variant_id), None) if cart else None
    if cart is not None and line is not None:
        seen = None if line.seen_price_minor is None else Money(line.seen_price_minor, cart.currency)
        with db.transaction():
            cart_book.lock_open(cart.id)
            wishes.save_for_later(
                [SavedLine(line.variant_id, line.quantity, seen)],
                wisher=wishing.wisher(request),
                currency=cart.currency,
            )
            cart_book.set_lines(cart.id, [CartLineInput(line.variant_id, 0)])
            hold_after_change(cart.id, shop_of(request).channel, actor=visitors.shopper_of(request))
        messages.info(request, _("Saved for later. You find it below the basket."))
    return redirect("shop_cart")


@require_POST
@pages.private
def back(request: HttpRequest) -> HttpResponse:
    """Put a saved line back into the cart; asked twice it goes back once."""
    variant_id, wisher = _variant(request), wishing.wisher(request)
    saved = next((line for line in wishing.saved_lines(request) if line.variant_id == variant_id), None)
    if saved is None:
        return redirect("shop_cart")
    cart_id = baskets.open_for(request)
    with db.transaction():
        cart_book.lock_open(cart_id)
        if wishes.take_out([saved.variant_id], wisher=wisher):
            baskets.refresh(request, cart_id)
            cart = baskets.current(request)
            there = {line.variant_id: line.quantity for line in cart.lines} if cart else {}
            wanted = min(there.get(saved.variant_id, 0) + saved.quantity, MOST_UNITS)
            seen = saved.seen_price
            is_ours = seen is not None and seen.currency == shop_of(request).currency
            line = CartLineInput(saved.variant_id, wanted, seen.minor if seen is not None and is_ours else None)
            cart_book.set_lines(cart_id, [line])
            hold_after_change(cart_id, shop_of(request).channel, actor=visitors.shopper_of(request))
    return redirect("shop_cart")


@require_POST
@pages.private
def drop(request: HttpRequest) -> HttpResponse:
    """Forget a saved line."""
    wishes.take_out([_variant(request)], wisher=wishing.wisher(request))
    return redirect("shop_cart")


def _variant(request: HttpRequest) -> UUID:
    try:
        return from_public("var", request.POST.get("variant", ""))
    except UnknownId:
        return UUID(int=0)
