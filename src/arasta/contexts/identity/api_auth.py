"""Bearer keys at the JSON edge."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import api_keys
from arasta.kernel.access import Actor
from arasta.kernel.requests import set_actor


class ApiKeyAuth(HttpBearer):
    """Let an API key act within its scopes: `Authorization: Bearer ark_...`."""

    openapi_name = "ApiKey"

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the key's actor and say so on the request; nobody for an unknown or revoked key."""
        known = queries.known_key(token)
        if known is None:
            return None
        if known.use_is_unnoted:
            api_keys.note_use([known.id])
        set_actor(request, known.actor)
        return known.actor
