"""Open and change locations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from arasta.contexts.inventory.models import Location, LocationText
from arasta.contexts.inventory.types import LocationKind
from arasta.kernel import db


@dataclass(frozen=True, slots=True)
class LocationInput:
    """A location as it shall be; `texts` maps a language to (name, opening hours)."""

    code: str
    kind: LocationKind
    name: str
    country: str
    city: str = ""
    address_line: str = ""
    postal_code: str = ""
    phone: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)


_FIELDS = ("kind", "name", "country", "city", "address_line", "postal_code", "phone", "latitude", "longitude")


def save_locations(inputs: Sequence[LocationInput]) -> dict[str, UUID]:
    """Create or change locations by code; return the ids of all by code."""
    with db.transaction():
        Location.objects.bulk_create(
            [Location(code=one.code, **{name: getattr(one, name) for name in _FIELDS}) for one in inputs],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=list(_FIELDS),
        )
        ids = dict(Location.objects.filter(code__in=[one.code for one in inputs]).values_list("code", "id"))
        LocationText.objects.bulk_create(
            [
                LocationText(location_id=ids[one.code], language=language, name=name, opening_hours=hours)
                for one in inputs
                for language, (name, hours) in one.texts.items()
            ],
            update_conflicts=True,
            unique_fields=["location", "language"],
            update_fields=["name", "opening_hours"],
        )
    return ids
