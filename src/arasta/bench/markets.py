"""Marketplaces for the benchmarks: sellers at the twin, with channels that list the company's goods for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import httpx

from arasta.bench import plan
from arasta.bench.stage import Stage
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.channels.queries import channels as channel_book
from arasta.contexts.channels.queries import sync
from arasta.contexts.channels.services import channels, listings
from arasta.contexts.channels.types import (
    ChannelInput,
    ChannelKind,
    Installation,
    ListingInput,
    ListingStatus,
    LocationPlace,
)
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import StockLine
from arasta.flows.publishing.push_queue import TOPICS
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty
from arasta.local.waiting import TooLong, wait_until

PLACE = plan.LOCATIONS[-1]
AT_ONCE = 1000
FIRST_SELLER = 500_000
UNLIMITED = {"limit_product_write": 10**6, "limit_product_read": 10**6, "burst_per_10s": 10**6, "approval_delay_ms": 0}
REAL = {"limit_product_write": 200, "limit_product_read": 1000, "burst_per_10s": 50}
QUIET_WITHIN = 90.0


class Counting(httpx.HTTPTransport):
    """Carries calls to the network and keeps the bodies of those that tell stock."""

    def __init__(self) -> None:
        super().__init__()
        self.calls, self.stock = 0, list[bytes]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if request.url.path.endswith("/price-and-inventory"):
            self.stock.append(request.read())
        return super().handle_request(request)

    def close(self) -> None:
        """Stay open: sessions come and go."""

    def items(self) -> list[dict[str, Any]]:
        """Return what was told of stock, in the order in which it was told."""
        return [item for body in self.stock for item in json.loads(body)["items"]]


def open_market(stage: Stage, number: int, skus: Sequence[str]) -> Installation:
    """Open a channel that lists so many goods of the company at a seller of its own, as found at an earlier run."""
    code, seller = f"bench-market-{number}", FIRST_SELLER + number
    base = f"http://127.0.0.1:{stage.port + 1}/trendyol"
    _enroll(base, seller, skus)
    currency = plan.CURRENCY
    made = channels.save_channels(
        [
            ChannelInput(
                code=code, kind=ChannelKind.MARKETPLACE, name=code, currency=currency, country="TR", language="tr"
            )
        ]
    )
    channels.place_locations(made[code], [LocationPlace(locations.by_code(PLACE).id)])
    settings = {"seller_id": str(seller), "base_url": f"{base}/integration"}
    secrets = {"api_key": f"key-{seller}", "api_secret": f"secret-{seller}"}
    channels.install(made[code], connector="trendyol", settings=settings, secrets=secrets, actor=SYSTEM)
    for start in range(0, len(skus), AT_ONCE):
        _list(made[code], skus[start : start + AT_ONCE])
    return channel_book.installation(made[code])


def tune(stage: Stage, settings: dict[str, int]) -> None:
    """Change the twin's limits."""
    control = f"http://127.0.0.1:{stage.port + 1}/trendyol/control/settings"
    httpx.put(control, json=settings, timeout=30).raise_for_status()


def is_quiet(markets: Sequence[Installation]) -> bool:
    """Tell whether no marketplace is to be told anything, or to answer what it was told."""
    later = clock.now() + timedelta(days=1)
    return not any(
        dirty.keys_waiting(market.listener, topics=TOPICS, limit=1)
        or sync.due_tickets(later, installation_id=market.id, limit=1)
        for market in markets
    )


def until_quiet(markets: Sequence[Installation]) -> float:
    """Wait until all marketplaces know everything, but not for ever; return how long it took."""
    began = monotonic()
    with suppress(TooLong):
        wait_until(lambda: is_quiet(markets), seconds=QUIET_WITHIN, what="")
    return monotonic() - began


def variants(skus: Sequence[str]) -> list[UUID]:
    """Return the variants with these SKUs, in their order."""
    known = catalog.variant_ids_by_sku(skus)
    return [known[code] for code in skus]


def receive(keys: Sequence[UUID], where: UUID, units: int) -> None:
    """Find so many units more of each."""
    for start in range(0, len(keys), AT_ONCE):
        lines = [StockLine(key, where, units) for key in keys[start : start + AT_ONCE]]
        levels.receive(lines, reference="Bench", actor=SYSTEM)


def take_away(keys: Sequence[UUID], where: UUID, units: int) -> None:
    """Miss so many units of each."""
    for start in range(0, len(keys), AT_ONCE):
        lines = [Correction(key, where, -units) for key in keys[start : start + AT_ONCE]]
        levels.adjust(lines, reason="missing", actor=SYSTEM)


def _list(channel: UUID, skus: Sequence[str]) -> None:
    wanted = [ListingInput(variant_id=key, external_id=code) for code, key in zip(skus, variants(skus), strict=True)]
    saved = listings.save_listings(channel, wanted, actor=SYSTEM)
    listings.move_listings([row.id for row in saved], ListingStatus.ACTIVE, actor=SYSTEM)


def _enroll(base: str, seller: int, skus: Sequence[str]) -> None:
    """Add a seller at the twin, with these products approved."""
    with httpx.Client(base_url=base, timeout=120) as client:
        account = {"sellerId": seller, "apiKey": f"key-{seller}", "apiSecret": f"secret-{seller}"}
        if client.post("/control/sellers", json=account).status_code not in {201, 409}:
            raise RuntimeError("the twin takes no seller")
        client.headers["user-agent"] = f"{seller} - SelfIntegration"
        client.auth = (account["apiKey"], account["apiSecret"])  # type: ignore[assignment]
        for start in range(0, len(skus), AT_ONCE):
            items = [_product(code) for code in skus[start : start + AT_ONCE]]
            path = f"/integration/product/sellers/{seller}/v2/products"
            client.post(path, json={"items": items}).raise_for_status()
        sleep(1)
        client.get("/control/state")
        sleep(1)
        client.get("/control/state")


def _product(code: str) -> dict[str, Any]:
    return {
        "barcode": code,
        "title": f"Thing {code}",
        "productMainId": code,
        "brandId": 11,
        "categoryId": 22,
        "quantity": 0,
        "stockCode": code,
        "description": "<p>Thing</p>",
        "listPrice": 125,
        "salePrice": 125,
        "vatRate": 20,
        "images": [{"url": "https://pictures.example/thing.webp"}],
        "attributes": [{"attributeId": 338, "attributeValueIds": [6821]}],
    }
