"""Say on every request who acts, at the price of one query and only when somebody asks.

Pages know staff by their session; the JSON API knows machines by their key and takes no session, so that no cookie can
be abused. It happens here and not in the API's own authentication because permissions are checked before that runs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import api_keys
from arasta.kernel.access import ANONYMOUS, Actor
from arasta.kernel.requests import set_actor

Answer = Callable[[HttpRequest], HttpResponse]
Find = Callable[[HttpRequest], Actor]


class ActorMiddleware:
    """Set `request.actor`: staff by session on pages, a key at the API, otherwise nobody."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        find = _way_in(request)
        actor = cast(Actor, SimpleLazyObject(partial(_find_once, find, request))) if find else ANONYMOUS
        set_actor(request, actor)
        return self.get_response(request)


def actor_of_session(request: HttpRequest) -> Actor:
    """Return the member of staff whom the session names, or nobody."""
    name, mark = request.session.get(SESSION_KEY), request.session.get(HASH_SESSION_KEY)
    if not isinstance(name, str) or not isinstance(mark, str):
        return ANONYMOUS
    try:
        staff_id = UUID(name)
    except ValueError:
        return ANONYMOUS
    return queries.actor_of_session(staff_id, mark) or ANONYMOUS


def actor_of_bearer(request: HttpRequest) -> Actor:
    """Return the actor of the key in `Authorization: Bearer ark_...`, or nobody; note its use from time to time."""
    scheme, _, plain = request.headers.get("Authorization", "").partition(" ")
    known = queries.known_key(plain.strip()) if scheme.lower() == "bearer" else None
    if known is None:
        return ANONYMOUS
    if known.use_is_unnoted:
        api_keys.note_use([known.id])
    return known.actor


def _way_in(request: HttpRequest) -> Find | None:
    if request.path.startswith("/api/"):
        return actor_of_bearer if "Authorization" in request.headers else None
    return actor_of_session if settings.SESSION_COOKIE_NAME in request.COOKIES else None


def _find_once(find: Find, request: HttpRequest) -> Actor:
    set_actor(request, ANONYMOUS)  # should the database fail now, the error page must not ask it again
    actor = find(request)
    set_actor(request, actor)
    return actor
