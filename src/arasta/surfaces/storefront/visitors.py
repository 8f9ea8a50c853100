"""Who shops: a customer by a session of theirs, everybody else anonymous. Staff sessions mean nothing here."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from arasta.contexts.customers.services import sessions
from arasta.contexts.customers.types import SignedIn, SignInWay
from arasta.kernel.access import ANONYMOUS, Actor, ActorKind
from arasta.surfaces.storefront.devices import device_of

KEY = "shop_customer"


def begin(request: HttpRequest, who: SignedIn, way: SignInWay) -> None:
    """Sign a customer in under a new session key, so that a key planted before is worthless."""
    request.session.cycle_key()
    device = device_of(request.META.get("HTTP_USER_AGENT", ""))
    request.session[KEY] = str(sessions.begin(who.id, way=way, device=device))
    rotate_token(request)
    _remember(request, None)


def end(request: HttpRequest) -> None:
    """Sign a customer out on this device."""
    session_id, shopper = session_of(request), shopper_of(request)
    if session_id is not None and shopper.kind is ActorKind.CUSTOMER:
        sessions.end(UUID(shopper.id), [session_id], actor=shopper)
    request.session.pop(KEY, None)
    request.session.cycle_key()
    _remember(request, ANONYMOUS)


def shopper_of(request: HttpRequest) -> Actor:
    """Return who shops, read once per request; a session that was ended elsewhere is nobody's."""
    known = getattr(request, "shopper", None)
    if known is None:
        session_id = session_of(request)
        known = (sessions.recognize(session_id) if session_id else None) or ANONYMOUS
        _remember(request, known)
    return cast(Actor, known)


def customer_id_of(request: HttpRequest) -> UUID | None:
    """Return the id of the customer who is signed in."""
    shopper = shopper_of(request)
    return UUID(shopper.id) if shopper.kind is ActorKind.CUSTOMER else None


def session_of(request: HttpRequest) -> UUID | None:
    """Return the id of the session that this browser keeps, ended or not."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.session_key:
        return None
    try:
        return UUID(str(request.session.get(KEY)))
    except ValueError:
        return None


def _remember(request: HttpRequest, shopper: Actor | None) -> None:
    cast(Any, request).shopper = shopper
