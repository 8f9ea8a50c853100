"""Take a customer's cart at the till, by its code or by name, and hand one on to their phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.batons import queries as batons
from arasta.kernel import clock
from arasta.kernel.access import PermissionMissing
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import from_public
from arasta.surfaces.pos import basket, carrying, desk, frame, troubles
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, posted
from arasta.surfaces.pos.troubles import Trouble

FINDS_CUSTOMERS = "customers.read"


@require_safe
@at_desk
def customer(request: HttpRequest, here: Desk) -> HttpResponse:
    """Ask for a customer's code, or find their cart by name, phone or email."""
    return _page(request, here)


@posted
@at_desk
def take(request: HttpRequest, here: Desk) -> HttpResponse:
    """Take the cart of a code."""
    text = request.POST.get("code", "").strip()
    try:
        carried = carrying.take(here, text, at=clock.now())
    except DomainError as refusal:
        return _page(request, here, trouble=troubles.explain(refusal, here), text=text)
    return keep(request, here, carried.cart_id)


@posted
@at_desk
def serve(request: HttpRequest, here: Desk) -> HttpResponse:
    """Take the cart of a customer who was found."""
    if not here.actor.may(FINDS_CUSTOMERS):
        raise PermissionMissing(permission=FINDS_CUSTOMERS)
    cart_id = from_public(basket.CART_PREFIX, request.POST.get("cart", ""))
    try:
        carried = carrying.serve(here, cart_id, at=clock.now())
    except DomainError as refusal:
        return _page(request, here, trouble=troubles.explain(refusal, here))
    return keep(request, here, carried.cart_id)


def keep(request: HttpRequest, here: Desk, cart_id: UUID) -> HttpResponse:
    """Go on with a cart that has come."""
    desk.keep(request, here, cart_id=cart_id, aside=tuple(key for key in here.aside if key != cart_id))
    messages.success(request, _("The customer’s basket is here."))
    return redirect("till")


@at_desk
def hand(request: HttpRequest, here: Desk) -> HttpResponse:
    """Show the code by which the customer's phone takes the cart along."""
    cart = basket.current(here)
    if cart is None or not cart.lines:
        return redirect("till")
    row = carrying.offered(cart.id)
    if request.method == "POST":
        if basket.is_unclear(cart.id):
            return redirect("till_pay")
        row = carrying.hand_over(here, cart.id, at=clock.now())
    if row is None:
        return redirect("till")
    context: dict[str, Any] = {
        "baton": row,
        "address": carrying.address_of(row),
        "units": sum(line.quantity for line in cart.lines),
    }
    return frame.page(request, "hand", here, tab="till", **context)


@require_safe
@at_desk
def cart(request: HttpRequest, here: Desk) -> HttpResponse:
    """Show the cart's part again if somebody changed it elsewhere, or took it along."""
    shown = basket.basket(here, at=clock.now())
    version = str(shown.version) if shown else ""
    if version == request.GET.get("v", ""):
        return HttpResponse(status=204)
    return render(request, "pos/parts/cart.html", {"desk": here, "basket": shown})


def _page(request: HttpRequest, here: Desk, *, trouble: Trouble | None = None, text: str = "") -> HttpResponse:
    may_find = here.actor.may(FINDS_CUSTOMERS)
    words = request.GET.get("q", "").strip()[:100]
    if words and batons.looks_like_code(words):
        words, text = "", words
    context = {
        "trouble": trouble,
        "text": text,
        "words": words,
        "may_find": may_find,
        "found": carrying.find(here, words) if may_find and len(words) > 1 else None,
    }
    return frame.page(request, "customer", here, tab="till", status=trouble.status if trouble else 200, **context)
