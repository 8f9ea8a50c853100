"""The door at which channels call us: a call is judged, kept and answered; what it is about is looked at later."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.ports import SettingsWrong, UnknownConnector
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import inbox
from arasta.contexts.channels.types import INSTALLATION_PREFIX
from arasta.contexts.channels.types.inbound import RawRequest, Refused
from arasta.kernel import clock
from arasta.kernel.ids import UnknownId, from_public

MOST_BYTES = 2_000_000


@csrf_exempt
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Take a call for one installation: 2xx when it is kept, was kept before or concerns us not; 401 when forged."""
    too_much = _too_much(request)
    if too_much:
        return _said(too_much)
    try:
        installation = reads.installation_by_id(from_public(INSTALLATION_PREFIX, key))
    except (UnknownId, reads.InstallationMissing):
        return _said(404)
    try:
        answer = inbox.receive(installation, _raw(request), now=clock.now())
    except (SettingsWrong, UnknownConnector):
        return _said(503)  # the channel comes again; by then somebody has mended the settings
    if isinstance(answer, Refused):
        return _said(401)
    return HttpResponse(answer[1], content_type="text/plain")


def _too_much(request: HttpRequest) -> int:
    """Judge a body by its announced length, before a byte of it is read."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return 411
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal():
        return 400
    return 413 if int(length) > MOST_BYTES else 0


def _raw(request: HttpRequest) -> RawRequest:
    return RawRequest(
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        method=request.method or "POST",
        path=request.get_full_path(),
        query=request.GET.dict(),
    )


def _said(status: int) -> HttpResponse:
    return HttpResponse(status=status, content_type="text/plain")
