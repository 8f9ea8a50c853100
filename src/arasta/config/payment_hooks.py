"""The door at which payment providers call: what they signed makes us look at a payment, and nothing else does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from arasta.contexts.payments.ports import Call, NoticeForged
from arasta.contexts.payments.queries import UnknownAccount
from arasta.contexts.payments.types import ACCOUNT_PREFIX
from arasta.flows.ordering.hear_provider import hear_provider
from arasta.flows.ordering.refusals import PaymentUnclear
from arasta.kernel import clock
from arasta.kernel.ids import UnknownId, from_public

MOST_BYTES = 500_000


@csrf_exempt
@require_POST
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Take a call for one account: 2xx when it is dealt with, 401 when forged, 503 when they shall come again."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        hear_provider(
            from_public(ACCOUNT_PREFIX, key), Call(dict(request.headers.items()), request.body), at=clock.now()
        )
    except (UnknownId, UnknownAccount):
        return HttpResponse(status=404)
    except NoticeForged:
        return HttpResponse(status=401)
    except PaymentUnclear:
        return HttpResponse(status=503)
    return HttpResponse(status=204)
