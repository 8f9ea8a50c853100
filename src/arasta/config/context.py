"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from arasta.kernel.access import ActorKind
from arasta.kernel.requests import actor_of
from arasta.kernel.web import navigation


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Give templates the actor, the languages and, in the back office, the navigation."""
    actor = actor_of(request)
    known: dict[str, Any] = {"actor": actor, "actor_name": actor.name, "languages": settings.LANGUAGES}
    if actor.kind is ActorKind.STAFF and request.path.startswith("/office"):
        known["navigation"] = [
            {"label": gettext(section), "items": [item for entry in entries if (item := _item(request, entry))]}
            for section, entries in navigation.entries_for(actor)
        ]
    return known


def _item(request: HttpRequest, entry: navigation.Entry) -> dict[str, Any] | None:
    try:
        url = reverse(entry.url_name)
    except NoReverseMatch:
        return None
    return {"label": gettext(entry.label), "url": url, "icon": entry.icon, "active": request.path.startswith(url)}
