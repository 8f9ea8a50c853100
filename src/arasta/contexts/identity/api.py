"""Who am I: the first call of every integrator."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from arasta.contexts.identity.types import KEY_PREFIX
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Identity"])


class Me(Schema):
    """The caller, as the API sees it."""

    kind: str = Field(description="`api_key`")
    id: str = Field(description="`key_...`")
    name: str
    scopes: list[str] = Field(description="What this key may do")


@router.get("/me", response={200: Me, 401: Problem}, operation_id="me", summary="Who am I, and what may I do")
def me(request: HttpRequest) -> Me:
    """Say which key is calling and its scopes."""
    actor = actor_of(request)
    return Me(
        kind=actor.kind,
        id=to_public(KEY_PREFIX, UUID(actor.id)),
        name=actor.name,
        scopes=sorted(actor.permissions),
    )
