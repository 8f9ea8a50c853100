"""The phone desk: find a customer, fill their cart, send it to them."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.batons import queries as batons
from arasta.contexts.batons import services as baton_book
from arasta.contexts.batons.types import PlaceKind
from arasta.contexts.customers import queries as customers
from arasta.contexts.orders.queries import carts, orders
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.orders.types import UnknownCart
from arasta.contexts.support import queries as support
from arasta.flows.ordering.advise_cart import add_to_cart, advise_cart
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.desk import baskets

PERMISSION = "carts.write"
_FINDS = "customers.read"
_MOST_UNITS = 999


class EmailForm(forms.Form):
    """To whom a link is written."""

    email = forms.EmailField(max_length=254)


@require_safe
@permitted(PERMISSION)
def desk(request: HttpRequest) -> HttpResponse:
    """Find who calls, or go on with a cart."""
    actor, text = actor_of(request), request.GET.get("q", "").strip()[:100]
    may_find = actor.may(_FINDS)
    rows = customers.customers_page(text, limit=12).items if may_find and len(text) > 1 else []
    context = {
        "text": text,
        "may_find": may_find,
        "rows": [(to_public(baskets.CUSTOMER, row.id), row) for row in rows],
        "shops": baskets.shops(),
        "advised": baskets.advised(actor),
        "waiting": support.count_waiting(),
    }
    return render(request, "desk/desk.html", context)


@require_POST
@permitted(PERMISSION)
def open_cart(request: HttpRequest) -> HttpResponse:
    """Open the cart of who calls: a customer's, or one of somebody without a name here."""
    actor, word = actor_of(request), request.POST.get("customer", "")
    if word:
        actor.require(_FINDS)
    customer = customers.customer(from_public(baskets.CUSTOMER, word)) if word else None
    shops = {shop.code: shop for shop in baskets.shops()}
    shop = shops.get(request.POST.get("shop", "")) or next(iter(shops.values()), None)
    if shop is None:
        messages.error(request, _("There is no web shop to sell in yet."))
        return redirect("desk")
    cart_id = baskets.open_for(shop, customer, actor=actor)
    return redirect("desk_cart", to_public(baskets.CART, cart_id))


@require_safe
@permitted(PERMISSION)
def cart(request: HttpRequest, key: str) -> HttpResponse:
    """Show a shopper's cart, and what could be put in; one that was ordered is shown as the order it became."""
    ordered = orders.id_of_cart(from_public(baskets.CART, key))
    if ordered is not None:
        return _became(request, ordered)
    row, now = baskets.read(key), clock.now()
    text = request.GET.get("q", "").strip()[:100]
    baton = batons.offered(row.id)
    context = {
        "view": baskets.view(row, at=now),
        "text": text,
        "found": baskets.find(row.channel_id, text, currency=row.currency, at=now) if len(text) > 1 else None,
        "baton": baton,
        "address": baskets.address_of(baton, row) if baton else "",
        "ways": baskets.ways(row),
        "book": baskets.book(row) if actor_of(request).may(_FINDS) else [],
        "journey": [way for way in batons.journey_of(row.id) if way.destination],
    }
    part = request.GET.get("part")
    return render(request, "desk/parts/cart.html" if part == "cart" else "desk/cart.html", context)


@require_POST
@permitted(PERMISSION)
def line(request: HttpRequest, key: str) -> HttpResponse:
    """Put a variant in, change how many, or take it out."""
    row, actor = baskets.read(key), actor_of(request)
    variant_id = from_public(baskets.VARIANT, request.POST.get("variant", ""))
    try:
        if "add" in request.POST:
            _add(request, row.id, variant_id)
        else:
            quantity = _count(request.POST.get("quantity", ""))
            there = {line.variant_id: line.seen_price_minor for line in row.lines}
            if quantity is not None and variant_id in there:
                advise_cart(row.id, [CartLineInput(variant_id, quantity, there[variant_id])], actor=actor)
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("desk_cart", key)


@require_POST
@permitted(PERMISSION)
def deliver(request: HttpRequest, key: str) -> HttpResponse:
    """Say where the cart goes and how, so that its customer has only to pay."""
    actor_of(request).require(_FINDS)
    row, chosen = baskets.read(key), request.POST.get("address", "")
    entry = next((entry for word, entry in baskets.book(row) if word == chosen), None)
    method = next((code for code, _name, _price in baskets.ways(row) if code == request.POST.get("method")), None)
    if entry is None or method is None:
        messages.error(request, _("Choose an address and how it is sent."))
    else:
        baskets.deliver(row, entry, method)
        messages.success(request, _("The basket goes there."))
    return redirect("desk_cart", key)


@require_POST
@permitted(PERMISSION)
def send(request: HttpRequest, key: str) -> HttpResponse:
    """Make the link that the shopper opens; the former one works no longer."""
    row = baskets.read(key)
    try:
        baskets.send(row, kind=PlaceKind.DESK, at=clock.now(), actor=actor_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("desk_cart", key)


@require_POST
@permitted(PERMISSION)
def write(request: HttpRequest, key: str) -> HttpResponse:
    """Write the link to its customer, or to whom the caller says, once."""
    row, form = baskets.read(key), EmailForm(request.POST)
    baton = batons.offered(row.id)
    if baton is None or not form.is_valid():
        messages.error(request, _("There is no link, or nobody to write it to."))
    else:
        email = form.cleaned_data["email"].lower()
        baskets.write(row, baton, email, at=clock.now(), actor=actor_of(request))
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": email})
    return redirect("desk_cart", key)


@require_POST
@permitted(PERMISSION)
def call_back(request: HttpRequest, key: str) -> HttpResponse:
    """Let the link work no longer."""
    baton_book.call_back([baskets.read(key).id])
    return redirect("desk_cart", key)


@require_POST
@permitted(PERMISSION)
def code(request: HttpRequest) -> HttpResponse:
    """Find the cart of a code that a caller reads out; it stays theirs, and the desk fills it with them."""
    found = batons.baton(request.POST.get("code", ""))
    if found.status.value != "offered":
        messages.error(request, _("This code was used already or its time is over. Ask for a new one."))
        return redirect("desk")
    row = carts.cart(found.cart_id)
    return redirect("desk_cart", to_public(baskets.CART, row.id))


def _became(request: HttpRequest, order_id: UUID) -> HttpResponse:
    if not actor_of(request).may("orders.read"):
        raise UnknownCart
    messages.info(request, _("This basket was ordered. This is how it stands."))
    return redirect("orders_order", to_public("ord", order_id))


def _add(request: HttpRequest, cart_id: UUID, variant_id: UUID) -> None:
    price = baskets.price_of(carts.cart(cart_id), variant_id, at=clock.now())
    if price is None:
        messages.error(request, _("This is not sold in the shop of this basket."))
    elif not add_to_cart(cart_id, variant_id, seen_price_minor=price, actor=actor_of(request)):
        messages.error(request, _("There is none left of it."))


def _count(text: str) -> int | None:
    return min(int(text), _MOST_UNITS) if text.isascii() and text.isdecimal() and len(text) < 10 else None
