"""Pay, come back from the bank, and find out what became of a payment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.types import CartStatus, EmptyCart
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.types import PaymentRow
from arasta.flows.ordering.place_order import Placed, place_order, resume
from arasta.flows.ordering.place_unpaid import place_unpaid
from arasta.flows.ordering.refusals import CheckoutIncomplete, NotSold, PaymentDeclined, PaymentUnclear, PriceChanged
from arasta.kernel import clock
from arasta.kernel.errors import Conflict
from arasta.kernel.money import Money
from arasta.surfaces.storefront import baskets, links, pages, tenders, visitors
from arasta.surfaces.storefront.checkouts import choices, is_paid_at_store, is_ready
from arasta.surfaces.storefront.paying import declined
from arasta.surfaces.storefront.shop import Shop, shop_of
from arasta.surfaces.storefront.tenders import PayWay
from arasta.surfaces.storefront.views.checkout import at_desk, shortages_of, show_payment

_MOST_DIGITS = 15


@require_POST
@pages.private
def pay(request: HttpRequest) -> HttpResponse:
    """Place the order with the card chosen. Sending the form twice gives the same order."""
    cart = carts.cart(baskets.owned(request, request.POST.get("cart", "")))
    if cart.status is not CartStatus.OPEN:
        order_id = order_book.id_of_cart(cart.id)
        return _to_order(request, cart.id, order_id) if order_id else redirect("shop_cart")
    shop = shop_of(request)
    offered = choices(shop, cart)
    if not is_ready(cart, offered):
        return redirect("shop_checkout")
    ways = tenders.offered(shop, in_store=is_paid_at_store(cart, offered))
    if not ways:
        return _again(request, cart.id, 503, "closed", "")
    way = tenders.chosen(request.POST, ways)
    if way is None:
        return _again(request, cart.id, 422, "card", _("Choose a card."))
    try:
        placed = _place(request, shop, cart, way)
    except Conflict as refusal:
        return _tell(request, cart.id, refusal)
    return _go_on(request, cart.id, placed)


def _place(request: HttpRequest, shop: Shop, cart: CartRow, way: PayWay) -> Placed:
    seen, at, actor = seen_in(request.POST), clock.now(), visitors.shopper_of(request)
    if way.is_in_store:
        return Placed(place_unpaid(cart.id, seen_total=seen, at=at, actor=actor))
    buyer = tenders.buyer_of(request, email=cart.email, address=cart.address)
    asked = tenders.pay_with(way, request, shop, return_url=links.return_url(request, cart.id), buyer=buyer)
    return place_order(cart.id, pay_with=asked, seen_total=seen, at=at, actor=actor)


def came_by_form(view: pages.View) -> pages.View:
    """Let a provider send the buyer back by a form: nothing in it is believed, and the page is opened anew.

    A form from elsewhere brings no session with it, an address does.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return HttpResponse(status=303, headers={"Location": request.path})
        return view(request, *args, **kwargs)

    return opened


@came_by_form
@require_safe
@pages.private
def come_back(request: HttpRequest, word: str) -> HttpResponse:
    """Go on with a payment after the bank sent the buyer back, in this browser or another."""
    cart_id = links.read_return(word)
    order_id = order_book.id_of_cart(cart_id)
    if order_id is not None:
        return _to_order(request, cart_id, order_id)
    payment = _payment_of(cart_id, request.GET.get("payment", ""))
    if payment is None:
        return redirect("shop_checkout")
    if payment.is_settled and not payment.is_good:
        return _again(request, cart_id, 409, "declined", declined(payment.decline_code or payment.status))
    try:
        placed = resume(payment.id, at=clock.now(), actor=visitors.shopper_of(request))
    except Conflict as refusal:
        return _tell(request, cart_id, refusal)
    if placed.order is None:
        context = {"redirect_url": placed.redirect_url, "outcome": "waiting", "check_url": request.path}
        return pages.show(request, "payment_return.html", context)
    return _to_order(request, cart_id, placed.order.id)


def _go_on(request: HttpRequest, cart_id: UUID, placed: Placed) -> HttpResponse:
    if placed.order is None:
        return HttpResponseRedirect(placed.redirect_url)
    return _to_order(request, cart_id, placed.order.id)


def _to_order(request: HttpRequest, cart_id: UUID, order_id: UUID) -> HttpResponse:
    baskets.close(request, cart_id)
    return HttpResponseRedirect(f"{links.order_path(order_id)}?thanks=1")


def _tell(request: HttpRequest, cart_id: UUID, refusal: Conflict) -> HttpResponse:
    """Say what is wrong beside what it is about; what nobody foresaw goes to the frame."""
    match refusal:
        case OutOfStock():
            return _again(request, cart_id, 409, "out_of_stock", "", refusal)
        case PriceChanged():
            return _again(request, cart_id, 409, "price_changed", "")
        case PaymentDeclined():
            return _again(request, cart_id, 409, "declined", declined(str(refusal.details.get("reason", ""))))
        case PaymentUnclear():
            return _again(request, cart_id, 409, "unclear", "")
        case NotSold() | CheckoutIncomplete() | EmptyCart():
            return _back_to_basket(request, cart_id)
    raise refusal


def _back_to_basket(request: HttpRequest, cart_id: UUID) -> HttpResponse:
    """Send whose cart it is to what changed in it; tell another browser only that the money is back."""
    cart = baskets.current(request)
    if cart is not None and cart.id == cart_id:
        return redirect("shop_checkout")
    return pages.show(request, "payment_return.html", {"outcome": "price_changed"}, status=409)


def _again(
    request: HttpRequest, cart_id: UUID, status: int, trouble: str, sentence: str, refusal: OutOfStock | None = None
) -> HttpResponse:
    """Show the payment step to whose cart it is; to another browser only what happened."""
    cart = baskets.current(request)
    if cart is not None and cart.id == cart_id:
        shortages = shortages_of(refusal) if refusal else None
        desk = at_desk(request, cart)
        return show_payment(request, desk, status=status, trouble=trouble, sentence=sentence, shortages=shortages)
    context = {"outcome": trouble, "sentence": sentence, "check_url": links.return_path(cart_id)}
    return pages.show(request, "payment_return.html", context, status=status)


def _payment_of(cart_id: UUID, reference: str) -> PaymentRow | None:
    """Return the payment that the bank speaks of, or the newest of the cart."""
    tried = payment_book.payments_of_carts([cart_id])
    named = [row for row in tried if reference and row.provider_reference == reference]
    found = named or tried
    return found[-1] if found else None


def seen_in(posted: Mapping[str, str]) -> Money | None:
    """Read the total that the buyer saw when they pressed the button."""
    minor, currency = posted.get("seen_minor", ""), posted.get("seen_currency", "")
    is_amount = minor.isascii() and minor.isdecimal() and len(minor) <= _MOST_DIGITS
    return Money(int(minor), currency[:3]) if is_amount and currency else None
