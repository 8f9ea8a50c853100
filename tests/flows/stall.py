"""A stall on the marketplace: the twin in this process, a channel with the connector on it, stock in two places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from cryptography.fernet import Fernet

from arasta.contexts.catalog.types.inputs import PictureInput, ProductInput, VariantInput
from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking
from arasta.contexts.channels.queries import sync as sync_reads
from arasta.contexts.channels.services import channels, listings, sessions
from arasta.contexts.channels.types import (
    ChannelOrder,
    Listing,
    ListingInput,
    ListingStatus,
    LocationPlace,
    Stream,
    SyncState,
)
from arasta.contexts.channels.types.parking import ParkedItem
from arasta.contexts.inventory.services import levels
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter
from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.flows.ordering.take_channel_pages import Pulled
from arasta.flows.publishing.poll_tickets import poll_tickets
from arasta.flows.publishing.publish_listings import publish_waiting
from arasta.flows.publishing.push_offers import push_offers
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty
from arasta.kernel.transport import shared
from tests import makers, makers_catalog
from tests.connectors.suite.twin_rig import Wire
from tests.connectors.trendyol.bench import SECRETS, SETTINGS
from tests.twins import makers as twin
from tests.twins.makers import World

KEY = Fernet.generate_key().decode()
PRICE = 44900
AT_ONCE = {"stream_gap_seconds": "0", "image_base": "https://shop.example"}


class Stall:
    """What a test does on both sides of the marketplace."""

    def __init__(self, world: World, wire: Wire) -> None:
        self.world, self.wire = world, wire
        self.warehouse, self.store = makers.make_location(), makers.make_location()
        self.channel = makers.make_channel(kind="marketplace")
        places = [LocationPlace(self.warehouse, 0), LocationPlace(self.store, 1, picks_up=True)]
        channels.place_locations(self.channel, places)
        channels.install(
            self.channel, connector="trendyol", settings={**SETTINGS, **AT_ONCE}, secrets=SECRETS, actor=SYSTEM
        )
        self.installation = channel_reads.installation(self.channel)
        world.control("PUT", "/settings", json={"stream_gap_ms": 0, "batch_delay_ms": 0, "approval_delay_ms": 0})

    def describe(self, *barcodes: str, pictured: bool = True, priced: bool = True) -> list[UUID]:
        """Describe products with a price, offered as drafts under their barcodes."""
        saved = makers_catalog.save(*(_product(code, pictured=pictured) for code in barcodes))
        variants = [saved.variants[f"SKU-{code}"] for code in barcodes]
        for variant in variants if priced else []:
            makers.make_price(variant, PRICE)
        wanted = [ListingInput(variant_id=v, external_id=code) for v, code in zip(variants, barcodes, strict=True)]
        listings.save_listings(self.channel, wanted, actor=SYSTEM)
        return variants

    def offer(self, *barcodes: str, units: int = 5) -> list[UUID]:
        """Put products with units in the warehouse on sale, the marketplace knowing the number."""
        variants = self.describe(*barcodes)
        for variant in variants:
            makers.receive(variant, self.warehouse, units)
        self.publish()
        self.round()
        return variants

    def publish(self) -> None:
        """Send drafts and hear that they were taken."""
        publish_waiting(self.installation, at=self.world.time)
        self.poll()

    def push(self) -> int:
        """Tell what changed."""
        return push_offers(self.installation, at=self.world.time)

    def poll(self) -> int:
        """Ask a little later what became of batches."""
        self.world.wait(seconds=10)
        return poll_tickets(self.installation, at=self.world.time)

    def round(self) -> None:
        """Tell and ask until nothing is left to be told."""
        for _ in range(5):
            if not self.dirty() and not sync_reads.due_tickets(self.world.time, installation_id=self.installation.id):
                return
            self.push()
            self.poll()

    def pull(self) -> Pulled:
        """Read what was sold."""
        self.world.wait(seconds=10)
        return pull_channel_orders(self.installation, at=self.world.time)

    def read(self) -> list[ChannelOrder]:
        """Read the stream without taking anything."""
        self.world.wait(seconds=10)
        with sessions.open_session(self.installation) as session:
            page = session.run(session.connector.pull(Stream.ORDERS, watermark="", cursor="", now=self.world.time))
        return list(page.orders)

    def buy(self, quantity: int = 1, barcode: str = twin.BARCODE, **more: Any) -> dict[str, Any]:
        """Buy as the marketplace's customer, a second after whoever bought before."""
        self.world.wait(seconds=1)
        return twin.order(self.world, quantity, barcode, **more)

    def shown(self, barcode: str = twin.BARCODE) -> int:
        """Return how many the marketplace shows."""
        return twin.quantity_of(self.world, barcode)

    def status_at_market(self, placed: dict[str, Any]) -> str:
        """Return the marketplace's word for where an order's package is."""
        return str(twin.package(self.world, placed["packageId"])["status"])

    def all_is_well(self) -> None:
        """Let the marketplace answer again, and let the time pass for which it asked us to wait."""
        self.world.control("DELETE", "/faults")
        shared.forget(str(self.installation.id))

    def dirty(self) -> list[UUID]:
        """Return the variants that wait to be told."""
        topics = (dirty.AVAILABILITY, dirty.PRICES)
        taken = [change for topic in topics for change in dirty.take(topic, self.installation.listener, limit=100)]
        return sorted({change.key for change in taken})

    def orders(self) -> list[OrderDetail]:
        """Return the channel's orders in our book, oldest first."""
        rows = orders.page(OrderFilter(channel_id=self.channel)).items
        return [orders.order(row.id) for row in reversed(rows)]

    def parked(self) -> list[ParkedItem]:
        """Return what waits for a person."""
        return list(parking.parked_page(self.channel).items)

    def parked_item(self, key: UUID) -> ParkedItem:
        """Return an item, decided or not."""
        return parking.parked_item(key)

    def take_away(self, variant: UUID, units: int) -> None:
        """Find that units are missing in the warehouse."""
        levels.adjust([levels.Correction(variant, self.warehouse, -units)], reason="missing", actor=SYSTEM)

    def listing(self, barcode: str = twin.BARCODE) -> Listing:
        """Return a listing."""
        return listing_reads.listings_by_external(self.channel, [barcode])[barcode]

    def stream(self, stream: Stream) -> SyncState:
        """Return how a stream stands."""
        return next(state for state in sync_reads.sync_states([self.channel]) if state.stream is stream)


def activate(stall: Stall, barcode: str) -> None:
    """Say that the marketplace sells a listing."""
    listings.move_listings([stall.listing(barcode).id], ListingStatus.ACTIVE, actor=SYSTEM)


@contextmanager
def open_stall(home: Path) -> Iterator[Stall]:
    """Open the stall for the block; sessions reach the twin in this process."""
    world = World(home / "twins")
    wire = Wire(world)
    sessions.reach_by(lambda: httpx.Client(transport=wire))
    try:
        yield Stall(world, wire)
    finally:
        sessions.reach_by(None)


def available(variant: UUID) -> int:
    """Return how many units of a variant are free in all."""
    found = db.rows(
        "SELECT COALESCE(sum(on_hand - committed - reserved), 0) FROM inventory_level WHERE variant_id = %s", [variant]
    )
    return int(found[0][0])


def _product(barcode: str, *, pictured: bool) -> ProductInput:
    return ProductInput(
        handle=f"thing-{barcode}".lower(),
        titles={"en": f"Thing {barcode}"},
        variants=(VariantInput(sku=f"SKU-{barcode}"),),
        media=(PictureInput(path=f"pictures/{barcode}.webp"),) if pictured else (),
    )
