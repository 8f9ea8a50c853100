"""What every page knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.requests import actor_of
from arasta.kernel.web import navigation

OFFICE = "/office"
MOST_IN_DOCK = 5


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Give templates the actor, the languages and, in the back office, the navigation and the palette."""
    actor = actor_of(request)
    known: dict[str, Any] = {"actor": actor, "actor_name": actor.name, "languages": settings.LANGUAGES}
    if actor.kind is ActorKind.STAFF and request.path.startswith(OFFICE):
        known |= _office(request, actor)
    return known


def _office(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    sections, dock = [], []
    known = navigation.entries_for(actor)
    here = _nearest(request.path, [url for _, entries in known for one in entries if (url := _url(one.url_name))])
    for section, entries in known:
        items = [(entry, item) for entry in entries if (item := _item(entry, here))]
        if items:
            title = gettext(section) if section else ""
            sections.append({"title": title, "items": [item for _, item in items]})
        dock += [{**item, "label": gettext(entry.dock)} for entry, item in items if entry.dock]
    return {
        "navigation": sections,
        "dock": dock[:MOST_IN_DOCK],
        "home_url": _url("backoffice_home"),
        "palette_search_url": _url("backoffice_find"),
        "palette_commands": _commands(actor),
    }


def _item(entry: navigation.Entry, here: str) -> dict[str, Any] | None:
    url = _url(entry.url_name)
    if url is None:
        return None
    return {"label": gettext(entry.label), "url": url, "icon": entry.icon, "active": url == here}


def _commands(actor: Actor) -> list[dict[str, str]]:
    return [
        {
            "label": gettext(command.label),
            "icon": command.icon,
            "url": url,
            "keywords": gettext(command.keywords) if command.keywords else "",
        }
        for command in navigation.commands_for(actor)
        if (url := _url(command.url_name))
    ]


def _nearest(path: str, urls: Iterable[str]) -> str:
    """Return the address a page lies at or below; of several the longest, so that one page only is the active one."""
    return max((url for url in urls if _is_at(path, url)), key=len, default="")


def _is_at(path: str, url: str) -> bool:
    """Tell whether a page lies at or below an address; everything lies below the home page, so that one must match."""
    return path == url or (url.rstrip("/") != OFFICE and path.startswith(f"{url.rstrip('/')}/"))


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
