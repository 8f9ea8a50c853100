"""A kit's stylesheet, kept by browsers for as long as its word in the address holds."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from arasta.contexts.brand import queries
from arasta.contexts.brand.queries import PLAIN
from arasta.contexts.brand.types import UnknownKit

_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=60"


@require_safe
def stylesheet(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the colors and fonts of a kit."""
    try:
        kit = PLAIN if code == PLAIN.code else queries.kit(code)
    except UnknownKit as unknown:
        raise Http404 from unknown
    response = HttpResponse(queries.stylesheet(kit), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = _FOR_GOOD if request.GET.get("v") == queries.version(kit) else _FOR_NOW
    return response
