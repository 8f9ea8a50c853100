"""Makers: plain functions that put things into the system through its doors."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from arasta.contexts.inventory.services import levels, locations
from arasta.contexts.inventory.types import LocationKind, StockLine
from arasta.contexts.registers.types import RegisterRow
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

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
        [
            types.ChannelInput(
                code=name, kind=types.ChannelKind(kind), name=name, currency="TRY", country="TR", language="en"
            )
        ]
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


def make_price(variant: UUID, minor: int, *, currency: str = "TRY", at: datetime = DAY) -> None:
    """Set what one unit costs on every channel of the currency, its tax being that of the country."""
    from arasta.contexts.pricing.services import price_lists, prices, taxes
    from arasta.contexts.pricing.types import PriceInput, PriceListInput
    from arasta.kernel.money import Money

    code = f"base-{currency.lower()}"
    price_lists.save_price_lists([PriceListInput(code=code, name=code, currency=currency)], actor=SYSTEM)
    prices.set_prices(
        [PriceInput(price_list=code, variant_id=variant, price=Money(minor, currency))], now=at, actor=SYSTEM
    )
    taxes.save_default_tax_rates()


def make_register(location: UUID, *, code: str = "", channel: UUID | None = None) -> RegisterRow:
    """Put a till into a store, selling on a channel of that store."""
    from arasta.contexts.channels.services import channels
    from arasta.contexts.channels.types import LocationPlace
    from arasta.contexts.registers import services as registers
    from arasta.contexts.registers.types import RegisterToSave

    name = code or f"R{next(_counter)}"
    sells_on = channel or make_channel(kind="store")
    channels.place_locations(sells_on, [LocationPlace(location, 0, ships=False, picks_up=True)])
    to_save = RegisterToSave(code=name, name=f"Till {name}", location_id=location, channel_id=sells_on)
    return registers.save_registers([to_save])[0]


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
