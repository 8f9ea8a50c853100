"""Where an actor may act, and the parts of a page that others fill."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from arasta.kernel.access import Actor
from arasta.kernel.errors import Forbidden, gettext_noop
from arasta.kernel.web import panels


class AnotherLocation(Forbidden):
    """The actor works elsewhere."""

    code = "another_location"
    template = gettext_noop("You do not work at this location, so its stock is not yours to change.")


def require_at(actor: Actor, location_id: UUID) -> None:
    """Raise AnotherLocation unless the actor works at a location."""
    if not actor.may_at(location_id):
        raise AnotherLocation


def panel_urls(slot: str, actor: Actor, key: str) -> list[str]:
    """Return the addresses of a slot's panels about the subject with a public id."""
    urls = (address(panel.url_name, key) for panel in panels.panels_for(slot, actor))
    return [url for url in urls if url]


def address(name: str, key: str) -> str:
    """Return the address of a page about the subject with a public id; empty if no such page is built in."""
    try:
        return reverse(name, kwargs={"key": key})
    except NoReverseMatch:
        return ""
