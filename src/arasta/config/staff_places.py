"""Tell the staff pages which locations there are: identity may not look into the stock room itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language

from arasta.contexts.identity.ports import Place, provide_places
from arasta.contexts.inventory.queries import locations


def places() -> Sequence[Place]:
    """Return all locations in the reader's language."""
    return [Place(row.id, row.name) for row in locations.locations(language=(get_language() or "en")[:2])]


def register() -> None:
    """Offer the locations; called once at start."""
    provide_places(places)
