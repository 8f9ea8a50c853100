"""Say when Kervan's places are open, and how they serve whoever comes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from uuid import UUID

from arasta.contexts.pickup.services import places
from arasta.contexts.pickup.types import PlaceToSave, Terms, spans_of
from arasta.demo.kervan.data import HERE


def open_doors(where: Mapping[str, UUID]) -> None:
    """Save the hours and terms of `pickup.toml`."""
    with (HERE / "pickup.toml").open("rb") as file:
        rows = tomllib.load(file)["place"]
    places.save_places(
        [
            PlaceToSave(
                location_id=where[row.pop("location")],
                week={weekday: spans_of(text) for weekday, text in enumerate(row.pop("week"))},
                special={},
                terms=Terms(**row),
            )
            for row in rows
        ]
    )
