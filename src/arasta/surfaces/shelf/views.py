"""The display at a shelf, and the office's pages that print labels."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from arasta.contexts.brand import queries as brands
from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.types import UnknownLocation
from arasta.kernel import clock
from arasta.kernel.access import ANONYMOUS
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.requests import set_actor
from arasta.kernel.web.pages import permitted
from arasta.surfaces.shelf import tags
from arasta.surfaces.shelf.labels_pdf import SIZES, Label, LabelSheet, sheet_pdf

MOST_LABELS = 240
MOST_COPIES = 24
_LANGUAGES = ("en", "tr", "ru")


class NothingToPrint(Invalid):
    """No variant was chosen that the store sells."""

    code = "nothing_to_print"
    template = gettext_noop("None of these is sold in this store, so there is nothing to print.")


@require_safe
def display(request: HttpRequest, place: str, sku: str) -> HttpResponse:
    """Show one variant as it is offered in one store; the display reads the page again and again."""
    set_actor(request, ANONYMOUS)
    if "\x00" in place + sku:
        raise Http404
    try:
        where = tags.store(place)
    except UnknownLocation as missing:
        raise Http404 from missing
    wish = request.GET.get("language", "")
    language = wish if wish in _LANGUAGES else where.channel.language
    found = tags.tags(where, [sku], language=language, at=clock.now())
    if not found:
        raise Http404
    context = {
        "tag": found[0],
        "store": where.row,
        "praise": tags.praise(found[0].variant.product_id, language=language),
        "scan_url": scan_url(request, where, sku),
        "kit": brands.kit_of(where.channel.id),
    }
    with translation.override(language):
        response = render(request, "shelf/display.html", {**context, "LANGUAGE_CODE": language})
    response["Content-Language"] = language
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@permitted("catalog.read")
def labels(request: HttpRequest) -> HttpResponse:
    """Choose a store and variants to print labels for."""
    language = (get_language() or "en")[:2]
    places = tags.stores(language=language)
    text = " ".join(request.GET.get("q", "").split())[:100]
    page = variants.variants_page(language=language, text=text, cursor=request.GET.get("after") or None)
    context = {
        "places": places,
        "place": request.GET.get("place") or (places[0].code if places else ""),
        "text": text,
        "rows": [row for row in page.items if row.is_active],
        "next_cursor": page.next_cursor,
        "sizes": SIZES,
        "most_copies": MOST_COPIES,
        "more_query": urlencode({"q": text, "after": page.next_cursor or ""}),
    }
    return render(request, "shelf/labels.html", context)


@require_safe
@permitted("catalog.read")
def sheet(request: HttpRequest) -> HttpResponse:
    """Draw a sheet of labels for the variants chosen."""
    where = tags.store(request.GET.get("place", ""), language="")
    language = where.channel.language
    copies = _copies(request.GET.get("copies", ""))
    asked = request.GET.getlist("sku")[:MOST_LABELS]
    found = tags.tags(where, asked, language=language, at=clock.now())
    if not found:
        raise NothingToPrint
    size = request.GET.get("size", "")
    drawn = [_label(request, where, tag) for tag in found for _ in range(copies)][:MOST_LABELS]
    content = sheet_pdf(LabelSheet(language, SIZES.get(size, SIZES["shelf"]), tuple(drawn), clock.now()))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="labels-{where.row.code.lower()}.pdf"'
    return response


def scan_url(request: HttpRequest, where: tags.Store, sku: str) -> str:
    """Return what a code at this shelf says."""
    return request.build_absolute_uri(reverse("shop_scan", args=[where.row.code, sku]))


def _label(request: HttpRequest, where: tags.Store, tag: tags.Tag) -> Label:
    variant = tag.variant
    return Label(
        title=variant.title,
        options=variant.options_text,
        sku=variant.sku,
        store=where.row.name,
        price=tag.price.price,
        before=tag.price.compare_at,
        lowest=tag.price.lowest_30_days,
        url=scan_url(request, where, variant.sku),
    )


def _copies(said: str) -> int:
    return max(1, min(int(said[:3]), MOST_COPIES)) if said.isascii() and said.isdecimal() else 1
