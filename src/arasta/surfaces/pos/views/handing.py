"""Take a customer's cart at the till, by its code or by name, and hand one on to their phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.batons import queries as batons
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services.profiles import EmailTaken
from arasta.contexts.customers.types import CUSTOMER_PREFIX
from arasta.kernel import clock, db
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import from_public
from arasta.surfaces.pos import basket, carrying, clients, desk, frame, troubles
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, posted
from arasta.surfaces.pos.troubles import Trouble


@require_safe
@at_desk
def customer(request: HttpRequest, here: Desk) -> HttpResponse:
    """Ask for a customer's code, or find them by name, phone or email; with `of`, show who was chosen."""
    return _page(request, here)


@posted
@at_desk
def bind(request: HttpRequest, here: Desk) -> HttpResponse:
    """Say whose the sale is; without a customer, that it is nobody's."""
    clients.require(here, clients.FINDS)
    word = request.POST.get("customer", "")
    try:
        _bind(request, here, from_public(CUSTOMER_PREFIX, word) if word else None)
    except DomainError as refusal:
        return _page(request, here, trouble=troubles.explain(refusal, here))
    return redirect("till")


@posted
@at_desk
def add(request: HttpRequest, here: Desk) -> HttpResponse:
    """Add a customer, whose the sale is from now on; who has that email already is shown."""
    clients.require(here, clients.FINDS, clients.ADDS)
    name, email = request.POST.get("name", "").strip(), request.POST.get("email", "").strip()
    try:
        _bind(request, here, clients.add(here, name, email))
    except DomainError as refusal:
        known = customers.customer_by_email(email) if isinstance(refusal, EmailTaken) else None
        trouble = troubles.explain(refusal, here)
        return _page(request, here, trouble=trouble, found=carrying.found(here, [known]) if known else None)
    return redirect("till")


def _bind(request: HttpRequest, here: Desk, customer_id: UUID | None) -> None:
    with db.transaction():
        cart_id = basket.opened(here)
        clients.name(here, cart_id, customer_id)
    desk.keep(request, here, cart_id=cart_id)


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
    clients.require(here, clients.FINDS)
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


def _page(
    request: HttpRequest,
    here: Desk,
    *,
    trouble: Trouble | None = None,
    text: str = "",
    found: Sequence[carrying.Found] | None = None,
) -> HttpResponse:
    may_find, now = here.actor.may(clients.FINDS), clock.now()
    words, of = request.GET.get("q", "").strip()[:100], request.GET.get("of", "")
    if words and batons.looks_like_code(words):
        words, text = "", words
    if found is None and may_find and len(words) > 1:
        found = carrying.find(here, words)
    context = {
        "trouble": trouble,
        "text": text,
        "words": words,
        "may_find": may_find,
        "may_add": may_find and here.actor.may(clients.ADDS),
        "sees_orders": here.actor.may(clients.SEES_ORDERS),
        "found": found,
        "chosen": clients.client(here, from_public(CUSTOMER_PREFIX, of), at=now) if of and may_find else None,
        "basket": basket.basket(here, at=now),
        "given": request.POST,
    }
    return frame.page(request, "customer", here, tab="till", status=trouble.status if trouble else 200, **context)
