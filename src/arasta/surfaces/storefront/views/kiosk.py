"""Make a device a kiosk, forget a shopper, and stop being one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.batons import queries as batons
from arasta.contexts.inventory.services import reservations
from arasta.contexts.orders.services import carts as cart_book
from arasta.kernel.web.pages import permitted
from arasta.surfaces.storefront import baskets, kiosk, pages, traces, visitors
from arasta.surfaces.storefront.shop import CURRENCY_COOKIE


@require_safe
@permitted("channels.write")
def links(request: HttpRequest) -> HttpResponse:
    """Show staff the addresses that make a device a kiosk of a store."""
    rows = [
        {"store": store, "address": request.build_absolute_uri(kiosk.start_path(store.id))}
        for store in kiosk.stores(language=(get_language() or settings.LANGUAGE_CODE)[:2])
    ]
    minutes = int(kiosk.LINK_LASTS.total_seconds() // 60)
    return render(request, "storefront/kiosk/links.html", {"rows": rows, "minutes": minutes})


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def start(request: HttpRequest, word: str) -> HttpResponse:
    """Ask whether this device shall stand in a store, and let it."""
    store = kiosk.read_start(word, language=(get_language() or settings.LANGUAGE_CODE)[:2])
    if store is None:
        raise Http404
    if request.method != "POST":
        return pages.show(
            request, "kiosk/start.html", {"store": store, "stop_url": reverse("shop_kiosk_stop", args=[word])}
        )
    response = redirect("shop_home")
    kiosk.begin(response, store)
    return response


@require_POST
@pages.private
def over(request: HttpRequest) -> HttpResponse:
    """Forget who stood here: their cart, their sign-in, what they looked at, their language and currency."""
    if kiosk.kiosk_of(request) is None:
        raise Http404
    cart = baskets.current(request)
    if cart is not None and cart.customer_id is None and batons.offered(cart.id) is None:
        cart_book.set_lines(cart.id, [], replace=True)
        reservations.release([cart.id], actor=visitors.shopper_of(request))
    if visitors.customer_id_of(request):
        visitors.end(request)
    baskets.leave(request)
    request.session.flush()
    response = redirect("/")
    for name in (traces.SEEN, traces.COMPARED, CURRENCY_COOKIE, settings.LANGUAGE_COOKIE_NAME):
        response.delete_cookie(name, samesite="Lax")
    return response


@require_POST
@pages.private
def stop(request: HttpRequest, word: str) -> HttpResponse:
    """Let the device be a browser again: by the same address that staff can show."""
    if kiosk.read_start(word, language="en") is None:
        raise Http404
    response = redirect("shop_home")
    kiosk.end(response)
    messages.info(request, _("This device is no kiosk any more."))
    return response
