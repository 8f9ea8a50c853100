"""Say on every request which member of staff acts, at the price of one query and only when somebody asks."""

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
from arasta.kernel.access import ANONYMOUS, Actor
from arasta.kernel.requests import set_actor

Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Set `request.actor` from the session. The JSON API takes keys only, so that no cookie can be abused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith("/api/"):
            set_actor(request, cast(Actor, SimpleLazyObject(partial(_find, request))))
        else:
            set_actor(request, ANONYMOUS)
        return self.get_response(request)


def _find(request: HttpRequest) -> Actor:
    set_actor(request, ANONYMOUS)  # should the database fail now, the error page must not ask it again
    actor = actor_of_session(request)
    set_actor(request, actor)
    return actor


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
