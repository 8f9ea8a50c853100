"""Makers: plain functions that put things into the system through its doors."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.inventory.services import levels, locations
from arasta.contexts.inventory.types import LocationKind, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id

_counter = iter(range(1, 1_000_000))


def make_location(code: str = "", kind: LocationKind = LocationKind.STORE) -> UUID:
    """Open a location."""
    name = code or f"LOC-{next(_counter)}"
    made = locations.save_locations([locations.LocationInput(code=name, kind=kind, name=name, country="TR")])
    return made[name]


def make_channel(code: str = "", kind: str = "web") -> UUID:
    """Open a channel selling in TRY."""
    from arasta.contexts.channels import types
    from arasta.contexts.channels.services import channels

    name = code or f"channel-{next(_counter)}"
    made = channels.save_channels(
        [types.ChannelInput(code=name, kind=types.ChannelKind(kind), name=name, currency="TRY", country="TR", language="en")]
    )
    return made[name]


def make_variant(sku: str = "") -> UUID:
    """Describe a product with one variant."""
    return make_variants(1, sku=sku)[0]


def make_variants(count: int, *, sku: str = "") -> list[UUID]:
    """Describe products with one variant each."""
    from tests.makers_catalog import save_plain_products

    return save_plain_products([sku or f"SKU-{next(_counter)}" for _ in range(count)])


def receive(variant: UUID, location: UUID, quantity: int) -> None:
    """Put units on a shelf."""
    levels.receive([StockLine(variant, location, quantity)], reference="opening", actor=SYSTEM)


def level_of(variant: UUID, location: UUID) -> tuple[int, int, int]:
    """Return (on hand, committed, reserved)."""
    found = db.rows(
        "SELECT on_hand, committed, reserved FROM inventory_level WHERE variant_id = %s AND location_id = %s",
        [variant, location],
    )
    return found[0] if found else (0, 0, 0)


def some_id() -> UUID:
    """Return an id of something that this test does not need."""
    return new_id()
