"""Read locations."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from arasta.contexts.inventory.types import LocationKind, UnknownLocation
from arasta.kernel import prepared


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A location in the reader's language."""

    id: UUID
    code: str
    kind: LocationKind
    name: str
    address_line: str
    city: str
    postal_code: str
    country: str
    phone: str
    latitude: Decimal | None
    longitude: Decimal | None
    time_zone: str
    opening_hours: str


_LOCATIONS = """
SELECT l.id, l.code, l.kind, COALESCE(t.name, l.name), l.address_line, l.city, l.postal_code, l.country, l.phone,
       l.latitude, l.longitude, l.time_zone, COALESCE(t.opening_hours, '')
FROM inventory_location l LEFT JOIN inventory_location_text t ON t.location_id = l.id AND t.language = %s
WHERE l.is_active ORDER BY l.kind = 'warehouse' DESC, l.kind, l.code
"""


def locations(*, language: str = "en") -> list[LocationRow]:
    """Return all active locations: warehouses first, then by kind and code."""
    return [
        LocationRow(row[0], row[1], LocationKind(row[2]), *row[3:]) for row in prepared.rows(_LOCATIONS, [language])
    ]


def by_id(*, language: str = "en") -> dict[UUID, LocationRow]:
    """Return all active locations by id."""
    return {row.id: row for row in locations(language=language)}


def by_code(code: str, *, language: str = "en") -> LocationRow:
    """Return one location. Raises UnknownLocation."""
    for row in locations(language=language):
        if row.code.lower() == code.lower():
            return row
    raise UnknownLocation(location=code)
