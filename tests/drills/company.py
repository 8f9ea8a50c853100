"""Found the company that the drills sell from: `python -m tests.drills.company HOME`. Prints what clients need."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from arasta.cli import database

SKUS = 20
SCARCE = 8
FEW = 30
MANY = 50_000
PRICE = 10_000
DELIVERY = 5_000
HOLD_MINUTES = 1


def skus() -> list[str]:
    """Name the SKUs, the scarce ones first."""
    return [f"DRILL-{number:02}" for number in range(1, SKUS + 1)]


def opening() -> dict[str, int]:
    """Say how many units of each SKU there are at first, at both places together."""
    return {sku: 2 * (FEW if place < SCARCE else MANY) for place, sku in enumerate(skus())}


def found() -> dict[str, object]:
    """Open a web channel that ships from two places, with stock, prices, delivery and a key."""
    from arasta.contexts.channels.services import channels
    from arasta.contexts.channels.types import ChannelInput, ChannelKind, LocationPlace
    from arasta.contexts.fulfillment.services import methods
    from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText
    from arasta.contexts.identity.services import api_keys
    from arasta.contexts.identity.types import PERMISSIONS
    from arasta.kernel import db
    from arasta.kernel.access import SYSTEM
    from arasta.kernel.money import Money
    from tests import makers

    with db.transaction():
        places = [makers.make_location("DEPOT"), makers.make_location("STORE")]
        web = ChannelInput(
            code="web",
            kind=ChannelKind.WEB,
            name="Drill",
            currency="TRY",
            country="TR",
            language="en",
            hold_minutes=HOLD_MINUTES,
        )
        channel = channels.save_channels([web])["web"]
        channels.place_locations(channel, [LocationPlace(place, rank) for rank, place in enumerate(places)])
        text = MethodText("en", "Standard", "")
        prices = (Money(DELIVERY, "TRY"),)
        methods.save_delivery_methods(
            [
                DeliveryMethodToSave(
                    code="standard", kind=DeliveryKind.DELIVERY, texts=(text,), prices=prices, min_days=1, max_days=3
                )
            ]
        )
        for sku, units in opening().items():
            variant = makers.make_variant(sku)
            makers.make_price(variant, PRICE)
            for place in places:
                makers.receive(variant, place, units // len(places))
        key = api_keys.create_api_key("Drill", scopes=tuple(PERMISSIONS), actor=SYSTEM)[1]
    return {"api_key": key}


def main(home: str) -> None:
    """Make the tables and the company, and print the key."""
    with database.connected(Path(home)):
        database.migrate(lambda line: None)
        told = found()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
