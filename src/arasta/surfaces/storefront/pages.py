"""The frame of every shop page: what the header and footer know, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from arasta.contexts.brand import queries as brands
from arasta.contexts.brand.types import Font
from arasta.contexts.channels.queries.channels import ChannelMissing
from arasta.contexts.identity import queries as identity
from arasta.kernel.access import ANONYMOUS
from arasta.kernel.errors import DomainError, Kind
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import set_actor
from arasta.kernel.web import languages
from arasta.kernel.web.packing import pack
from arasta.surfaces.storefront import baskets, kiosk, trees, visitors, windows
from arasta.surfaces.storefront.shop import Shop, shop_of

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Let everybody in; what is missing or refused becomes a page of the shop.

    A cache asks us before it shows such a page again: its forms and scripts are proved by words of one reader.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        set_actor(request, ANONYMOUS)
        try:
            if "\x00" in request.path:  # no text in the database holds it, and asking for it is an error there
                raise Http404
            set_actor(request, visitors.shopper_of(request))
            response = view(request, *args, **kwargs)
        except ChannelMissing:
            if not identity.is_staffed():
                return redirect("identity_begin")  # nothing stands here yet: whoever comes is the one who sets it up
            return render(
                request, "arasta/error.html", {"status": 503, "message": _("This shop is not open yet.")}, status=503
            )
        except Http404:
            response = missing(request)
        except DomainError as refusal:
            response = refused(request, refusal)
        baskets.remember(request, response)
        response.headers.setdefault("Cache-Control", "no-cache")
        return pack(request, response)

    return guarded


def private(view: View) -> View:
    """Like `public`, and no cache keeps the page: it shows what belongs to one person."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = public(view)(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


def show(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page inside the shop's frame."""
    return render(request, f"storefront/{template}", {**frame(request), **context}, status=status)


def missing(request: HttpRequest) -> HttpResponse:
    """Answer an address that leads nowhere, or to something that is somebody else's."""
    return show(request, "missing.html", {}, status=404)


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Answer a refusal that no form took."""
    if refusal.kind is Kind.MISSING:
        return missing(request)
    return show(request, "refused.html", {"message": sentence(refusal)}, status=STATUS[refusal.kind])


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the shop's header and footer show."""
    shop, cart = shop_of(request), baskets.current(request)
    return {
        "shop": shop,
        "csrf_token": windows.token_of(request),
        "page_url": request.build_absolute_uri(request.path),
        "alternates": _alternates(request),
        "brand": brand_of(shop),
        "announcement": shop.lines.announcement,
        "home_url": reverse("shop_home"),
        "search_url": reverse("shop_search"),
        "account_url": reverse("shop_account"),
        "cart_url": reverse("shop_cart"),
        "cart_count": sum(line.quantity for line in cart.lines) if cart else 0,
        "categories": _navigation(request),
        "currency": shop.currency,
        "currencies": shop.currencies,
        "currency_url": reverse("shop_currency"),
        "footer_columns": _footer(),
        "kiosk": kiosk.kiosk_of(request),
    }


def brand_of(shop: Shop) -> dict[str, Any]:
    """Return what every page shows of the brand."""
    kit, lines = shop.kit, shop.lines
    return {
        "name": shop.name,
        "stylesheet_url": shop.stylesheet_url,
        "logo": kit.logo,
        "icon_url": f"{reverse('brand_icon', args=[kit.code, 192])}?v={brands.icon_version(kit)}",
        "hero": kit.hero,
        "lines": lines,
        "legal": lines.legal,
        "font_urls": [_font_url(font) for font in dict.fromkeys([kit.font_text, kit.font_head])],
    }


def _font_url(font: Font) -> str:
    """Return where the letters are that every page of the shop needs."""
    return static(f"arasta/fonts/{font}-latin-wght-normal.woff2")


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Return where the shopper wants to go next, if that is a page of ours."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wish, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wish if is_ours else fallback


def _alternates(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the page's address in every language, and where to send readers of none of them."""
    found = [(code, languages.in_language(request.path, code)) for code in languages.codes()]
    found.append(("x-default", languages.in_language(request.path, settings.LANGUAGE_CODE)))
    return [(code, request.build_absolute_uri(address)) for code, address in found]


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    found = []
    for node in trees.tree_of(request):
        if not node.products:
            continue
        here = {reverse("shop_category", args=[one.code]) for one in (node, *node.children)}
        url = reverse("shop_category", args=[node.code])
        found.append({"label": node.name, "url": url, "active": request.path in here, "node": node})
    return found


def _footer() -> list[dict[str, Any]]:
    shop_links = [(_("New arrivals"), "shop_all"), (_("Our stores"), "shop_stores")]
    help_links = [
        (_("Follow an order"), "shop_find_order"),
        (_("Delivery and pickup"), "shop_delivery"),
        (_("Contact"), "shop_contact"),
    ]
    account = [(_("Your account"), "shop_account"), (_("Your basket"), "shop_cart"), (_("Favorites"), "shop_favorites")]
    columns = [(_("Shop"), shop_links), (_("Help"), help_links), (_("You"), account)]
    return [
        {"title": title, "links": [{"label": label, "url": reverse(name)} for label, name in links]}
        for title, links in columns
    ]
