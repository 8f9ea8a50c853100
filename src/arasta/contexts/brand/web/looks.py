"""A kit's stylesheet and its icon, kept by browsers for as long as its word in the address holds."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from arasta.contexts.brand import queries
from arasta.contexts.brand.icons import SIZES, icon_png
from arasta.contexts.brand.queries import PLAIN
from arasta.contexts.brand.types import Kit, UnknownKit

_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=60"


@require_safe
def stylesheet(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the colors and fonts of a kit."""
    kit = _kit(code)
    response = HttpResponse(queries.stylesheet(kit), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = _FOR_GOOD if request.GET.get("v") == queries.version(kit) else _FOR_NOW
    return response


@require_safe
def icon(request: HttpRequest, code: str, size: int) -> HttpResponse:
    """Answer with a kit's icon in one of the sizes that are asked for."""
    kit = _kit(code)
    if size not in SIZES:
        raise Http404
    response = HttpResponse(icon_png(kit, size, media=Path(settings.MEDIA_ROOT)), content_type="image/png")
    response["Cache-Control"] = _FOR_GOOD if request.GET.get("v") == queries.icon_version(kit) else _FOR_NOW
    return response


def _kit(code: str) -> Kit:
    try:
        return PLAIN if code == PLAIN.code else queries.kit(code)
    except UnknownKit as unknown:
        raise Http404 from unknown
