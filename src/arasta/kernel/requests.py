"""What every request carries beside Django's own: the actor."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from arasta.kernel.access import ANONYMOUS, Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts; nobody until an edge said otherwise."""
    return cast(Actor, getattr(request, "actor", ANONYMOUS))


def set_actor(request: HttpRequest, actor: Actor) -> None:
    """Say who acts on this request."""
    cast(Any, request).actor = actor
