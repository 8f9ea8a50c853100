"""What is decided about a request to the API before, and about its answer after, any route."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from arasta.kernel.http import problems

Answer = Callable[[HttpRequest], HttpResponse]
API = "/api/"
_MOST_SWALLOWED = 64_000_000
_PIECE = 65_536


class SpeakProblems:
    """Refuse what no route may see, and let every refusal be a problem, the framework's own among them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self.get_response(request)
        response = _refusal(request) or self.get_response(request)
        if response.status_code == 405:
            refused = problems.at_the_edge("method_not_allowed")
            refused.headers["Allow"] = response.headers["Allow"]
            return refused
        return response


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """A body is refused by its announced length, before a byte is kept; U+0000 fits no column."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        _swallow(request.META["wsgi.input"], _MOST_SWALLOWED)
        return problems.at_the_edge("length_required")
    if not length.isdecimal():
        return problems.at_the_edge("bad_request")
    if int(length) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        _swallow(request.META["wsgi.input"], min(int(length), _MOST_SWALLOWED))
        return problems.at_the_edge("body_too_large")
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return problems.at_the_edge("bad_request")
    return None


def _swallow(body: BinaryIO, most: int) -> None:
    """Read a refused body and forget it: who is still sending would see a broken line and not the answer."""
    while most > 0 and (piece := body.read(min(most, _PIECE))):
        most -= len(piece)
