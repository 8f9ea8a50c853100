"""Bearer keys at the JSON edge."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.requests import actor_of


class ApiKeyAuth(HttpBearer):
    """Let an API key act within its scopes: `Authorization: Bearer ark_...`. The middleware has looked the key up."""

    openapi_name = "ApiKey"

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the key's actor, or nobody for an unknown or revoked key."""
        actor = actor_of(request)
        return actor if actor.kind is ActorKind.API_KEY else None
