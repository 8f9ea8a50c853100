"""A channel with listings and a connector that is asked for its rules only: the ground of tests about listings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from arasta.contexts.channels import ports
from arasta.contexts.channels.ports import Account, Opened
from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.services import channels, listings
from arasta.contexts.channels.types import Channel, Issue, Listing, ListingInput, ListingItem, ListingStatus
from arasta.contexts.channels.types.issues import issue
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from tests import makers, makers_catalog

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CLERK = Actor(ActorKind.STAFF, id="1", name="Ayşe")
LONGEST_TITLE = 60


class Strict:
    """A connector whose channel refuses long titles and asks for its brand number."""

    def check_listing(self, item: ListingItem) -> Sequence[Issue]:
        issues = []
        if len(item.title) > LONGEST_TITLE:
            issues.append(issue("title", "length", most=LONGEST_TITLE, count=len(item.title)))
        if not item.facts.get("brand_id"):
            issues.append(issue("brand_id", "number_missing"))
        if len(item.images) < 2:
            issues.append(Issue(field="images", code="few", text="two sell better", blocks=False))
        return issues


def _open(account: Account) -> Opened:
    return Opened(Strict(), "http://127.0.0.1", {})  # type: ignore[arg-type]


@contextmanager
def strict_connector() -> Iterator[None]:
    """Make the connector "strict" known for the block."""
    before = dict(ports._factories)
    ports.register_connector("strict", _open)
    yield
    ports._factories.clear()
    ports._factories.update(before)


class Counter:
    """A marketplace where shirts in two colors and two sizes are on offer."""

    def __init__(self) -> None:
        key = makers.make_channel(kind="marketplace")
        channels.install(key, connector="strict", settings={}, secrets={"key": "x"}, actor=SYSTEM)
        makers_catalog.save_colors_and_sizes()
        saved = makers_catalog.save(makers_catalog.shirt())
        self.variants = dict(sorted(saved.variants.items()))
        for number, variant in enumerate(self.variants.values()):
            makers.make_price(variant, 10_000 + 1_000 * number)
        self.channel: Channel = channel_reads.channel_by_id(key)

    def offer(self, *, status: ListingStatus = ListingStatus.DRAFT) -> list[Listing]:
        """Offer all shirts under their SKUs."""
        wanted = [ListingInput(variant_id=key, external_id=sku, status=status) for sku, key in self.variants.items()]
        return listings.save_listings(self.channel.id, wanted, actor=SYSTEM)

    def listing(self, sku: str) -> Listing:
        """Return a listing as it is now."""
        return listing_reads.listings_by_external(self.channel.id, [sku])[sku]

    def ids(self) -> list[UUID]:
        """Return the ids of all listings."""
        return [row.id for row in listing_reads.listings_page(self.channel.id).items]
