"""A small shop with feeds, made through the doors."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime
from pathlib import Path
from uuid import UUID

from arasta.contexts.channels.queries import feed_files, feeds
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.services import feeds as book
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.channels.types.feeds import Feed, FeedFormat, FeedInput, FeedKind, FeedTarget
from arasta.flows.feeding import write_feeds
from tests import makers, makers_catalog


class Shop:
    """A web shop that sells shirts from a warehouse and a store, and a channel of its own for each reader of feeds."""

    def __init__(self) -> None:
        makers_catalog.save_colors_and_sizes()
        self.web = makers.make_channel("web")
        self.google = makers.make_channel("google", kind="marketplace")
        self.warehouse, self.store = makers.make_location("WH"), makers.make_location("ST-1")
        channels.place_locations(
            self.web,
            [
                LocationPlace(self.warehouse, 0, ships=True, picks_up=False),
                LocationPlace(self.store, 1, ships=True, picks_up=True),
            ],
        )
        saved = makers_catalog.save(makers_catalog.shirt())
        self.products = list(saved.products.values())
        self.shirts: dict[str, UUID] = dict(saved.variants)

    def sell(self, *skus: str, minor: int = 49900) -> None:
        """Give variants a price and stock."""
        for sku in skus or self.shirts:
            makers.make_price(self.shirts[sku], minor)
            makers.receive(self.shirts[sku], self.warehouse, 5)

    def feed(
        self,
        target: FeedTarget = FeedTarget.GOOGLE,
        *,
        kind: FeedKind = FeedKind.PRODUCTS,
        form: FeedFormat = FeedFormat.TSV,
        name: str = "all",
        only_listed: bool = False,
    ) -> Feed:
        """Open a feed."""
        return book.open_feed(
            FeedInput(
                channel_id=self.google,
                shop_id=self.web,
                name=name,
                target=target,
                kind=kind,
                format=form,
                only_listed=only_listed,
            )
        )


def write(feed: Feed, *, at: datetime = makers.DAY) -> Feed:
    """Write a feed now and return it as it is then."""
    write_feeds.write([feeds.feed(feed.id)], now=lambda: at)
    return feeds.feed(feed.id)


def text_of(feed: Feed) -> str:
    """Return what stands in the file."""
    return gzip.decompress(Path(feed_files.file_of(feed, feed.version)).read_bytes()).decode()


def table(text: str) -> list[dict[str, str]]:
    """Read a file with tabs."""
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def rows(feed: Feed) -> dict[str, dict[str, str]]:
    """Return the rows of a feed by offer."""
    return {row["id"]: row for row in table(text_of(feed))}


def changes(feed: Feed, since: int) -> dict[str, dict[str, str]]:
    """Return the rows that changed after a version."""
    return {row["id"]: row for row in table(b"".join(feed_files.changes(feed, since=since)).decode())}
