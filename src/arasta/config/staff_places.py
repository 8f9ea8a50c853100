"""Tell the staff pages which locations there are, and what they are called: rooms may not look into the stock room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import get_language

from arasta.contexts.identity.ports import Place, provide_places
from arasta.contexts.inventory.queries import locations
from arasta.kernel.web.places import provide_names


def places() -> Sequence[Place]:
    """Return all locations in the reader's language."""
    return [Place(row.id, row.name) for row in locations.locations(language=(get_language() or "en")[:2])]


def names() -> Mapping[UUID, str]:
    """Return what all locations are called in the reader's language."""
    return {one.id: one.name for one in places()}


def register() -> None:
    """Offer the locations; called once at start."""
    provide_places(places)
    provide_names(names)
