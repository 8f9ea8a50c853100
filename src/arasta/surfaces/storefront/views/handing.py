"""Carry the cart on: offer it by a code, take one by its code, fetch one back from a till."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.batons import queries as batons
from arasta.contexts.batons import services as baton_book
from arasta.contexts.batons.types import BatonOver, BatonStatus, UnknownBaton
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.types import CartClosed, CartStatus
from arasta.flows.ordering.carry_cart import CartBeingPaid, Way, fetch_cart, offer_cart, take_cart
from arasta.kernel import clock
from arasta.kernel.http.problems import STATUS, sentence
from arasta.surfaces.storefront import baskets, carrying, pages, visitors
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.basket import pulse_of

KEEP_FOR = timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def hand(request: HttpRequest) -> HttpResponse:
    """Make the code by which the cart may be taken elsewhere, or show the one that is in the air."""
    cart = baskets.current(request)
    if cart is None or not cart.lines:
        return redirect("shop_cart")
    if request.method == "POST":
        offer_cart(
            cart.id,
            origin=carrying.here(request),
            at=clock.now(),
            keep_for=KEEP_FOR,
            locator=carrying.new_locator(),
            actor=visitors.shopper_of(request),
        )
        return redirect("shop_hand")
    baton = batons.offered(cart.id)
    address = carrying.address_of(request, baton) if baton else ""
    context = {
        "baton": baton,
        "address": address,
        "glance": carrying.glance(cart, language=shop_of(request).language),
        "pulse": pulse_of(cart),
    }
    return pages.show(request, "hand.html", context)


@require_POST
@pages.private
def call_back(request: HttpRequest) -> HttpResponse:
    """Let the code in the air work no longer."""
    cart = baskets.current(request)
    if cart is not None:
        baton_book.call_back([cart.id])
        messages.info(request, _("The code works no longer. The basket stays here."))
    return redirect("shop_cart")


@require_safe
@pages.private
def enter(request: HttpRequest) -> HttpResponse:
    """Lead from a typed code to its page."""
    text = request.GET.get("code", "").strip()
    if not batons.looks_like_code(text):
        return _refused(request, UnknownBaton()) if text else pages.show(request, "baton_enter.html", {})
    return redirect("shop_baton", text.rstrip("/").rsplit("/", 1)[-1])


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def baton(request: HttpRequest, code: str) -> HttpResponse:
    """Show whose cart a code carries, and take it when asked to: who only looks, a machine say, uses nothing up."""
    if request.method == "POST":
        return _take(request, code)
    try:
        found = batons.baton(code)
    except UnknownBaton as unknown:
        return _refused(request, unknown)
    cart = carts.cart(found.cart_id)
    own = baskets.current(request)
    if own is not None and own.id == cart.id and found.status is not BatonStatus.OFFERED:
        return redirect("shop_cart")
    if found.status is not BatonStatus.OFFERED or cart.status is not CartStatus.OPEN:
        return _refused(request, BatonOver())
    context = {
        "baton": found,
        "glance": carrying.glance(cart, language=shop_of(request).language),
        "is_own": own is not None and own.id == cart.id,
        "joins": sum(line.quantity for line in own.lines) if own else 0,
        "adviser": cart.adviser_name,
    }
    return pages.show(request, "baton.html", context)


def _take(request: HttpRequest, code: str) -> HttpResponse:
    taker = carrying.taker_of(request)
    try:
        carried = take_cart(code, taker, at=clock.now(), actor=visitors.shopper_of(request))
    except (UnknownBaton, BatonOver, CartClosed, CartBeingPaid) as refusal:
        return _refused(request, refusal)
    baskets.receive(request, carried.cart_id)
    if carried.is_new:
        messages.success(request, _("The basket is here now."))
    if carried.joined:
        text = ngettext(
            "%(count)s product from your former basket was added.",
            "%(count)s products from your former basket were added.",
            carried.joined,
        )
        messages.info(request, text % {"count": carried.joined})
    return redirect("shop_checkout" if request.POST.get("go") == "checkout" else "shop_cart")


@require_POST
@pages.private
def fetch(request: HttpRequest) -> HttpResponse:
    """Take the cart back from the till that serves it."""
    cart = baskets.away(request)
    if cart is not None:
        way = Way(carrying.till_of(cart), carrying.new_locator())
        fetch_cart(cart.id, carrying.taker_of(request), way=way, at=clock.now(), actor=visitors.shopper_of(request))
        baskets.receive(request, cart.id)
    return redirect("shop_cart")


@require_safe
@pages.private
def pulse(request: HttpRequest) -> HttpResponse:
    """Tell a page whether the cart it shows is still as it shows it; nothing here says what is in it."""
    cart, gone = baskets.current(request), baskets.away(request)
    units = sum(line.quantity for line in cart.lines) if cart else 0
    return JsonResponse({"state": pulse_of(cart or gone), "units": units})


def _refused(request: HttpRequest, refusal: UnknownBaton | BatonOver | CartClosed | CartBeingPaid) -> HttpResponse:
    context = {"message": sentence(refusal), "enter_url": reverse("shop_enter_code")}
    return pages.show(request, "baton_enter.html", context, status=STATUS[refusal.kind])
