"""The cart page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import assortment
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import carts as cart_reads
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.orders.types import OrderStatus
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.flows.ordering.own_carts import own_carts
from arasta.flows.ordering.price_cart import price_cart
from arasta.kernel import clock, db
from arasta.kernel.ids import UnknownId, from_public, to_public
from arasta.surfaces.storefront import baskets, cards, carrying, links, pages, quick, visitors, wishing
from arasta.surfaces.storefront.lines import cart_view
from arasta.surfaces.storefront.shop import Shop, shop_of

MOST_UNITS = 99
MOST_LINES = 100
JUST_NOW = timedelta(minutes=30)
"""So long who comes back to the empty basket is led to the order that it became."""


@require_safe
@pages.private
def cart(request: HttpRequest) -> HttpResponse:
    """Show what is in the cart, and what changed since it was put in."""
    found, gone = baskets.align(request, shop_of(request)), baskets.away(request)
    around = {"saved": wishing.saved_views(request), "pulse": pulse_of(found or gone)}
    if found is None and gone is not None:
        context = {
            **around,
            "glance": carrying.glance(gone, language=shop_of(request).language),
            "till": carrying.till_of(gone),
        }
        return pages.show(request, "cart_away.html", context)
    if found is None or not found.lines:
        return pages.show(request, "cart_empty.html", {**around, "placed": _just_placed(request)})
    view = cart_view(price_cart(found.id, at=clock.now()), language=found.language)
    return pages.show(request, "cart.html", {**around, "view": view})


def _just_placed(request: HttpRequest) -> dict[str, str] | None:
    """Return the order that who shops placed in this browser a short while ago: its number, and where it is."""
    cart_id = baskets.ordered(request)
    order_id = order_book.id_of_cart(cart_id) if cart_id else None
    if order_id is None:
        return None
    row = order_book.order(order_id).row
    if row.status is OrderStatus.CANCELED or clock.now() - row.placed_at > JUST_NOW:
        return None
    return {"number": row.number, "url": links.order_path(order_id)}


@require_POST
@pages.private
def add(request: HttpRequest) -> HttpResponse:
    """Put units of a variant into the cart, no more than there are."""
    variant_id = from_public("var", request.POST.get("variant", ""))
    wanted = _count(request.POST.get("quantity", "1")) or 1
    shop, found, gone = shop_of(request), baskets.current(request), baskets.away(request)
    if found is None and gone is not None:
        return _add_at_till(request, gone, variant_id, wanted)
    variant = catalog.variants([variant_id], language=shop.language).get(variant_id)
    priced = pricing.prices([variant_id], channel_id=shop.channel.id, currency=shop.currency, at=clock.now())
    if variant is None or variant_id not in priced or not variant.is_active or not _is_sold_here(shop, variant):
        return pages.missing(request)
    there = {line.variant_id: line.quantity for line in found.lines} if found else {}
    wished = min(there.get(variant_id, 0) + wanted, MOST_UNITS)
    quantity = min(wished, _most(shop, found, variant_id, wished))
    if not quantity:
        messages.error(request, _("“%(name)s” has just sold out.") % {"name": variant.title})
        return redirect(pages.safe_next(request, "/"))
    if len(there) >= MOST_LINES and variant_id not in there:
        messages.error(request, _("The basket is full. Order what is in it first."))
        return redirect("shop_cart")
    line = CartLineInput(variant_id, quantity, priced[variant_id].price.minor)
    if not _put_in(request, shop, line):
        messages.error(request, _("“%(name)s” has just sold out.") % {"name": variant.title})
        return redirect(pages.safe_next(request, "/"))
    if quantity < there.get(variant_id, 0) + wanted:
        text = ngettext("There is only %(count)s of “%(name)s”.", "There are only %(count)s of “%(name)s”.", quantity)
        messages.warning(request, text % {"count": quantity, "name": variant.title})
    return redirect("shop_cart")


@require_POST
@pages.private
def change(request: HttpRequest) -> HttpResponse:
    """Change quantities, take lines out, and go on to the checkout if asked; prices on the screen count as seen."""
    found = baskets.current(request)
    if found is None:
        return redirect("shop_cart")
    changed = _changes(found, request.POST)
    with db.transaction():
        cart_book.set_lines(found.id, changed)
        hold_after_change(found.id, shop_of(request).channel, actor=visitors.shopper_of(request))
    is_going_on = request.POST.get("go") == "checkout"
    if is_going_on:
        baskets.forget(request)
        quick.fill_in(request)
    return redirect("shop_checkout" if is_going_on else "shop_cart")


def _is_sold_here(shop: Shop, variant: VariantRow) -> bool:
    return bool(assortment.within([variant.product_id], categories=shop.range))


def pulse_of(cart: CartRow | None) -> str:
    """Return what a page that shows a cart compares: another word means that it changed elsewhere."""
    if cart is None:
        return ""
    return f"{cart.id}.{cart.version}{'.till' if cart.desk_key else ''}"


def _add_at_till(request: HttpRequest, cart: CartRow, variant_id: UUID, wanted: int) -> HttpResponse:
    """Put units into the cart that a till serves: the cashier sees them there, and says what the shelf has."""
    priced = pricing.prices([variant_id], channel_id=cart.channel_id, currency=cart.currency, at=clock.now())
    if variant_id not in priced:
        return pages.missing(request)
    with db.transaction():
        cart_book.lock_open(cart.id)
        there = {line.variant_id: line.quantity for line in cart_reads.cart(cart.id).lines}
        quantity = min(there.get(variant_id, 0) + wanted, MOST_UNITS)
        cart_book.set_lines(cart.id, [CartLineInput(variant_id, quantity, priced[variant_id].price.minor)])
        channel = channels.channel_by_id(cart.channel_id)
        place = carrying.stand_of(cart)
        hold_after_change(cart.id, channel, location_id=place, actor=visitors.shopper_of(request))
    return redirect("shop_cart")


def _most(shop: Shop, found: CartRow | None, variant_id: UUID, wished: int) -> int:
    """Return how many there are for this shopper, or are to come.

    What their carts elsewhere hold, and what is announced, is looked up only if it is needed.
    """
    most = cards.offered(shop, [variant_id], cart_id=found.id if found else None)[variant_id].total
    others = own_carts(found) if found and most < wished else []
    if found and others:
        most = cards.offered(shop, [variant_id], cart_id=found.id, own_carts=others)[variant_id].total
    if most < wished:
        later = cards.to_come(shop, [variant_id]).get(variant_id)
        most += later.units if later else 0
    return most


def _put_in(request: HttpRequest, shop: Shop, line: CartLineInput) -> bool:
    """Put a line in the shopper's cart, held if the channel holds from the cart on; a rival may have been faster."""
    cart_id = baskets.open_for(request)
    try:
        with db.transaction():
            cart_book.set_lines(cart_id, [line])
            hold_after_change(cart_id, shop.channel, wanted=[line.variant_id], actor=visitors.shopper_of(request))
    except OutOfStock:
        return False
    return True


def _changes(found: CartRow, posted: QueryDict) -> list[CartLineInput]:
    removed, taken = _key(posted.get("remove", "")), _pair(posted.get("take", ""))
    changed = []
    for line in found.lines:
        word = to_public("var", line.variant_id)
        quantity = _count(posted.get(f"quantity-{word}", ""), line.quantity)
        quantity = taken.get(line.variant_id, quantity)
        seen = _count(posted.get(f"seen-{word}", ""), None, most=10**12)
        kept = 0 if line.variant_id == removed else quantity
        changed.append(CartLineInput(line.variant_id, kept or 0, line.seen_price_minor if seen is None else seen))
    return changed


def _count(text: str, fallback: int | None = 0, *, most: int = MOST_UNITS) -> int | None:
    """Read a whole number that is not negative; what is none is the fallback."""
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) <= 15 else fallback


def _key(word: str) -> UUID | None:
    try:
        return from_public("var", word)
    except UnknownId:
        return None


def _pair(word: str) -> Mapping[UUID, int]:
    """Read “variant:quantity”, the button that takes what is left."""
    name, _, count = word.partition(":")
    key, quantity = _key(name), _count(count, None)
    return {key: quantity} if key is not None and quantity is not None else {}
