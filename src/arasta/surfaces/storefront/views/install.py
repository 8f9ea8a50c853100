"""The shop as an app on a phone: its manifest, its worker, and the page that is shown without a connection."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.brand import queries as brands
from arasta.kernel.web import languages
from arasta.surfaces.storefront import pages
from arasta.surfaces.storefront.shop import Shop, shop_of

WORKER = Path(__file__).parent.parent / "static" / "storefront" / "worker.js"
_STYLES = ("arasta/css/arasta.css", "storefront/shop.css")
_SCRIPTS = ("arasta/js/arasta.js", "storefront/shop.js", "storefront/app.js")
_ICON_SIZES = (192, 512)


@require_safe
@pages.public
def manifest(request: HttpRequest) -> HttpResponse:
    """Say how the shop wants to stand on a home screen."""
    shop = shop_of(request)
    look, language = shop.kit.look.light, request.GET.get("lang", "")
    with override(language if language in dict(settings.LANGUAGES) else shop.channel.language):
        answer: dict[str, Any] = {
            "id": "/",
            "name": shop.name,
            "short_name": shop.name[:12],
            "description": shop.kit.said(get_language() or shop.channel.language).tagline,
            "lang": get_language() or shop.channel.language,
            "start_url": reverse("shop_home"),
            "scope": "/",
            "display": "standalone",
            "background_color": look.surface,
            "theme_color": look.surface,
            "icons": [_icon(shop, size, use) for size in _ICON_SIZES for use in ("any", "maskable")],
            "shortcuts": [
                {"name": _("Your basket"), "url": reverse("shop_cart")},
                {"name": _("Your orders"), "url": reverse("shop_own_orders")},
            ],
        }
    response = JsonResponse(answer, content_type="application/manifest+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@pages.public
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the worker, told what to fetch beforehand; a change of either makes browsers take the new one."""
    shop = shop_of(request)
    told = {
        "version": brands.version(shop.kit),
        "offline": {code: _in(code, "shop_offline") for code in languages.codes()},
        "icon": _icon(shop, _ICON_SIZES[0], "any")["src"],
        "first": [static(name) for name in (*_STYLES, *_SCRIPTS)] + [shop.stylesheet_url],
    }
    text = f"self.told = {json.dumps(told)};\n{_worker_text()}"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@pages.public
def offline(request: HttpRequest) -> HttpResponse:
    """Show what stands in for a page that was never looked at before; it says nothing about anybody."""
    return pages.show(request, "offline.html", {"cart_count": 0})


def _icon(shop: Shop, size: int, use: str) -> dict[str, str]:
    address = reverse("brand_icon", args=[shop.kit.code, size])
    return {
        "src": f"{address}?v={brands.icon_version(shop.kit)}",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": use,
    }


def _in(language: str, name: str) -> str:
    with override(language):
        return reverse(name)


@cache
def _worker_text() -> str:
    return WORKER.read_text()
