"""Begin and end staff sessions, in the keys that Django's own session check reads."""

from __future__ import annotations

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from arasta.contexts.identity.types import SignedIn

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin(request: HttpRequest, who: SignedIn) -> None:
    """Sign somebody in under a new session key, so that a key planted before is worthless."""
    if request.session.get(SESSION_KEY) not in (None, str(who.id)):
        request.session.flush()
    else:
        request.session.cycle_key()
    request.session[SESSION_KEY] = str(who.id)
    request.session[HASH_SESSION_KEY] = who.mark
    request.session[BACKEND_SESSION_KEY] = _BACKEND
    rotate_token(request)


def end(request: HttpRequest) -> None:
    """Sign out and leave nothing of the session behind on a shared device."""
    request.session.flush()
