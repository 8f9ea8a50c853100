"""The replay's channels: a till in every store, a web shop, and a marketplace account on the twin; all from one pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import ChannelInput, ChannelKind, Installation, LocationPlace
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText
from arasta.contexts.registers import services as registers
from arasta.contexts.registers.types import RegisterRow, RegisterToSave
from arasta.demo.replay.dataset import CURRENCY, METHOD
from arasta.demo.replay.founding import Ground
from arasta.demo.replay.plan import Plan
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.transport import shared

WEB, MARKET, TILL = "replay-web", "replay-market", "replay-till-"
DELIVERY_MINOR = 499
_SETTINGS = {"seller_id": "1234", "brand_id": "40", "category_id": "411", "image_base": "https://replay.example"}
_SECRETS = {"api_key": "demo-key", "api_secret": "demo-secret"}


@dataclass(frozen=True, slots=True)
class Opened:
    """The channels that sell."""

    web: UUID
    market: Installation
    registers: Mapping[int, RegisterRow]


def open_channels(plan: Plan, ground: Ground, *, market_url: str) -> Opened:
    """Open all channels and say which places serve them."""
    stores = plan.stores
    opened = channels.save_channels(
        [
            _channel(WEB, ChannelKind.WEB, "Web shop of the replay"),
            _channel(MARKET, ChannelKind.MARKETPLACE, "Trendyol of the replay"),
            *(_channel(f"{TILL}{store}", ChannelKind.STORE, f"Till of store {store}") for store in stores),
        ]
    )
    shipping = [LocationPlace(ground.warehouse, 0)]
    shipping += [LocationPlace(ground.stores[store], rank) for rank, store in enumerate(plan.shipping_stores, start=1)]
    for code in (WEB, MARKET):
        channels.place_locations(opened[code], shipping)
    for store in stores:
        channels.place_locations(opened[f"{TILL}{store}"], [LocationPlace(ground.stores[store], 0, ships=False)])
    _delivery_method()
    return Opened(opened[WEB], _account(opened[MARKET], market_url), _registers(stores, ground, opened))


def close_marketplace(installation: Installation) -> None:
    """Stop telling and asking a marketplace whose twin ends with the replay."""
    channels.pause(installation.channel_id, actor=SYSTEM)


def _channel(code: str, kind: ChannelKind, name: str) -> ChannelInput:
    return ChannelInput(code=code, kind=kind, name=name, currency=CURRENCY, country="TR", language="en")


def _delivery_method() -> None:
    parcel = DeliveryMethodToSave(
        code=METHOD,
        kind=DeliveryKind.DELIVERY,
        texts=(
            MethodText("en", "Parcel", "To your door"),
            MethodText("tr", "Kargo", "Kapınıza kadar"),
            MethodText("ru", "Посылка", "До вашей двери"),
        ),
        prices=(Money(DELIVERY_MINOR, CURRENCY),),
        min_days=1,
        max_days=3,
        position=90,
    )
    methods.save_delivery_methods([parcel])


def _account(channel: UUID, market_url: str) -> Installation:
    settings = {**_SETTINGS, "base_url": f"{market_url}/trendyol/integration", "stream_gap_seconds": "0"}
    installed = channels.install(channel, connector="trendyol", settings=settings, secrets=_SECRETS, actor=SYSTEM)
    # The twin of a replay was told to have no limits; ours would only make a fast replay slow.
    shared.lift(str(installed.id))
    return installed


def _registers(stores: Sequence[int], ground: Ground, opened: Mapping[str, UUID]) -> dict[int, RegisterRow]:
    wanted = {
        f"CJ-{store}-1": RegisterToSave(
            code=f"CJ-{store}-1",
            name=f"Till of store {store}",
            location_id=ground.stores[store],
            channel_id=opened[f"{TILL}{store}"],
        )
        for store in stores
    }
    saved = {row.code: row for row in registers.save_registers(list(wanted.values()))}
    return {store: saved[f"CJ-{store}-1"] for store in stores}
