"""The connector on a bench: its transport reaches the marketplace's twin in this process; waiting moves the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import httpx

from arasta.connectors.trendyol.connector import Trendyol, open_trendyol
from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import ItemResult, LastSent, ListingItem, OfferItem, Op, Outcome, Polled, Pushed
from arasta.kernel.money import Money
from arasta.kernel.transport.limits import Limits
from arasta.kernel.transport.recording import Recording
from arasta.kernel.transport.sending import Pace, Transport
from arasta.kernel.transport.wire import Plan
from tests.connectors.suite.twin_rig import Wire
from tests.twins.makers import API, BARCODE, ORIGIN, World

T = TypeVar("T")

SETTINGS = {"seller_id": "1234", "base_url": ORIGIN + API, "brand_id": "11", "category_id": "22"}
SECRETS = {"api_key": "demo-key", "api_secret": "demo-secret"}
LISTING = UUID(int=1)


class Bench:
    """A connector, its transport, and the twin behind it."""

    def __init__(self, world: World, **settings: str) -> None:
        opened = open_trendyol(Account({**SETTINGS, **settings}, SECRETS, "TRY"))
        assert isinstance(opened.connector, Trendyol)
        able = opened.connector.capabilities()
        self.world, self.wire, self.connector, self.slept = world, Wire(world), opened.connector, list[float]()
        self.transport = Transport(
            httpx.Client(transport=self.wire),
            base_url=opened.base_url,
            headers=opened.headers,
            limits=Limits(able.rate_groups),
            recording=Recording(able.private_keys),
            pace=Pace(now=self._seconds, sleep=self._sleep),
        )

    def _seconds(self) -> float:
        return self.world.time.timestamp()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.world.wait(milliseconds=int(seconds * 1000) + 1)

    @property
    def now(self) -> datetime:
        return self.world.time

    def run(self, plan: Plan[T]) -> T:
        """Carry a plan out."""
        return self.transport.run(plan)

    def push(self, *items: OfferItem) -> Pushed:
        """Send one batch."""
        return self.run(self.connector.push_offers(items, now=self.now))

    def settle(self, pushed: Pushed) -> Polled:
        """Ask a little later what became of a batch."""
        self.world.wait(seconds=2)
        return self.run(self.connector.poll(Op.STOCK, pushed.ticket))


def stock(
    quantity: int, *, version: int = 1, barcode: str = BARCODE, last: LastSent | None = None, **prices: int
) -> OfferItem:
    """A quantity to send, with a price (in kuruş) where given."""
    price, before = prices.get("price"), prices.get("list_price")
    return OfferItem(
        listing_id=LISTING,
        external_id=barcode,
        version=version,
        quantity=quantity,
        price=None if price is None else Money(price, "TRY"),
        list_price=None if before is None else Money(before, "TRY"),
        last_sent=last,
    )


def listing(barcode: str = BARCODE, **changes: Any) -> ListingItem:
    """A product that may be put on offer."""
    values: dict[str, Any] = {
        "listing_id": LISTING,
        "external_id": barcode,
        "group": "CEZVE",
        "sku": f"SKU-{barcode}",
        "title": "Bakır cezve, ikilik",
        "description": "<p>El yapımı</p>",
        "price": Money(44900, "TRY"),
        "list_price": Money(49900, "TRY"),
        "quantity": 0,
        "tax_percent": 20,
        "images": ["https://pictures.example/cezve.webp"],
        "facts": {"attribute:338": "6821", "attribute:12": "copper"},
    }
    return ListingItem(**{**values, **changes})


def outcomes(results: Sequence[ItemResult]) -> list[tuple[str, Outcome]]:
    """Return what became of each item."""
    return [(result.external_id, result.outcome) for result in results]
