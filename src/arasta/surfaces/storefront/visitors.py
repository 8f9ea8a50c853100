"""Who shops: a customer by a small key of the session, everybody else anonymous. Staff sessions mean nothing here."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import SignedIn
from arasta.kernel.access import ANONYMOUS, Actor, ActorKind

KEY = "shop_customer"


def begin(request: HttpRequest, who: SignedIn) -> None:
    """Sign a customer in under a new session key, so that a key planted before is worthless."""
    request.session.cycle_key()
    request.session[KEY] = {"id": str(who.id), "mark": who.mark}
    rotate_token(request)
    _remember(request, None)


def end(request: HttpRequest) -> None:
    """Sign a customer out."""
    request.session.pop(KEY, None)
    request.session.cycle_key()
    _remember(request, ANONYMOUS)


def shopper_of(request: HttpRequest) -> Actor:
    """Return who shops, read once per request; a changed password ends the session."""
    known = getattr(request, "shopper", None)
    if known is None:
        known = _find(request) or ANONYMOUS
        _remember(request, known)
    return cast(Actor, known)


def customer_id_of(request: HttpRequest) -> UUID | None:
    """Return the id of the customer who is signed in."""
    shopper = shopper_of(request)
    return UUID(shopper.id) if shopper.kind is ActorKind.CUSTOMER else None


def _find(request: HttpRequest) -> Actor | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    kept = request.session.get(KEY)
    if not isinstance(kept, dict):
        return None
    try:
        return customers.actor_of_session(UUID(str(kept.get("id"))), str(kept.get("mark")))
    except ValueError:
        return None


def _remember(request: HttpRequest, shopper: Actor | None) -> None:
    cast(Any, request).shopper = shopper
