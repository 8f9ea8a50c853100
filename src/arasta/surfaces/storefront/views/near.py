"""What follows from where a shopper is: their place remembered on their word, and codes printed in a store."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import products, variants
from arasta.contexts.catalog.types import ProductStatus
from arasta.surfaces.storefront import nearby, pages
from arasta.surfaces.storefront.shop import shop_of

_DAY = 24 * 3600


@require_POST
@pages.public
def place(request: HttpRequest) -> HttpResponse:
    """Remember the shopper's place on their device, or forget it; both only on their word."""
    response = redirect(pages.safe_next(request, reverse("shop_stores")))
    kept = nearby.rounded(" ".join(request.POST.get("near", "").split())[:60])
    if "remember" in request.POST and kept:
        nearby.remember(response, kept, is_secure=bool(settings.SESSION_COOKIE_SECURE))
    else:
        response.delete_cookie(nearby.COOKIE, samesite="Lax")
    return response


@require_safe
@pages.public
def scan(request: HttpRequest, place: str, sku: str) -> HttpResponse:
    """Open what a printed code stands for: the variant's page, which then speaks of the store the shopper stands in.

    The code names no language; the page is shown in the reader's.
    """
    row = variants.variants_by_sku([sku], language=shop_of(request).language).get(sku)
    if row is None or not row.is_active:
        raise Http404
    query = {**dict(row.option_codes), "store": place}
    with translation.override(translation.get_language_from_request(request)):
        return redirect(f"{reverse('shop_product', args=[row.handle])}?{urlencode(query)}")


@require_safe
@pages.public
def code(request: HttpRequest, handle: str) -> HttpResponse:
    """Draw the code that opens this page on another device."""
    found = products.product(handle, language=shop_of(request).language)
    if found.status is not ProductStatus.ACTIVE:
        raise Http404
    path = reverse("shop_product", args=[found.handle])
    chosen = {name: request.GET[name] for name in [option.code for option in found.options] if name in request.GET}
    address = request.build_absolute_uri(f"{path}?{urlencode(chosen)}" if chosen else path)
    drawn = io.BytesIO()
    segno.make(address[:1000], micro=False, error="m").save(drawn, kind="svg", border=2, svgns=True, light="#fff")
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={_DAY}"
    return response
