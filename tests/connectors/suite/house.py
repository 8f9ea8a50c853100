"""A connector in the house: installed on a channel, with stock, prices and the real flows, against its rig."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import httpx

from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import orders as links
from arasta.contexts.channels.queries import parking, sync
from arasta.contexts.channels.services import channels, listings, sessions
from arasta.contexts.channels.types import (
    ChannelInput,
    ChannelKind,
    Listing,
    ListingInput,
    ListingStatus,
    LocationPlace,
    Stream,
    SyncState,
)
from arasta.contexts.channels.types.listings import PushOutcome
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.services import levels
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderFilter
from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.flows.ordering.pull_stream import streams_of
from arasta.flows.publishing.poll_tickets import poll_tickets
from arasta.flows.publishing.push_offers import push_offers
from arasta.flows.publishing.push_queue import TOPICS
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty
from arasta.kernel.transport import shared
from arasta.kernel.transport.sending import Pace
from tests import makers
from tests.connectors.suite.rig import PRICE_MINOR, Goods, Rig

BETWEEN_ROUNDS = 15


class House:
    """What a test does on both sides of a channel. While `is_down` nothing of the channel can be reached; so many of the
    next calls as `fails` says are answered by a server's fault, and nothing is done.
    """

    def __init__(self, rig: Rig) -> None:
        self.rig, self.is_down, self.fails, self.variants = rig, False, 0, dict[str, UUID]()
        self.lags, self._changed = list[float](), dict[str, tuple[Goods, datetime]]()
        self.warehouse = makers.make_location()
        code, currency = f"house-{rig.connector}", rig.account.currency
        made = channels.save_channels(
            [
                ChannelInput(
                    code=code,
                    kind=ChannelKind.MARKETPLACE,
                    name=code,
                    currency=currency,
                    country="TR",
                    language="en",
                )
            ]
        )
        self.channel = made[code]
        channels.place_locations(self.channel, [LocationPlace(self.warehouse)])
        channels.install(
            self.channel,
            connector=rig.connector,
            settings=dict(rig.account.settings),
            secrets=dict(rig.account.secrets),
            actor=SYSTEM,
        )
        self.installation = channel_reads.installation(self.channel)
        self.sells = Stream.ORDERS in streams_of(self.installation)

    def sell(self, *skus: str, units: int) -> Sequence[Goods]:
        """Have things on sale there as here, both sides knowing the same number."""
        return self.list_goods(self.rig.offer(*skus, units=units), units=units)

    def list_goods(self, goods: Sequence[Goods], *, units: int) -> Sequence[Goods]:
        """Sell here what is on sale there, both sides knowing the same number."""
        for one in goods:
            variant = self.variants[one.external_id] = makers.make_variant(one.sku)
            makers.make_price(variant, PRICE_MINOR, currency=self.rig.account.currency)
            makers.receive(variant, self.warehouse, units)
        wanted = [ListingInput(variant_id=self.variants[one.external_id], external_id=one.external_id) for one in goods]
        saved = listings.save_listings(self.channel, wanted, actor=SYSTEM)
        listings.move_listings([row.id for row in saved], ListingStatus.ACTIVE, actor=SYSTEM)
        refs = {one.external_id: one.refs for one in goods}
        known = [PushOutcome(listing_id=row.id, quantity=units, refs=refs[row.external_id]) for row in saved]
        listings.record_push(known, now=self.rig.now, actor=SYSTEM)
        self.settle()
        return goods

    def add(self, goods: Goods, units: int) -> None:
        """Find more units, or fewer, in the warehouse."""
        variant = self.variants[goods.external_id]
        self._changed.setdefault(goods.external_id, (goods, self.rig.now))
        if units > 0:
            makers.receive(variant, self.warehouse, units)
        elif units < 0:
            levels.adjust([levels.Correction(variant, self.warehouse, units)], reason="missing", actor=SYSTEM)

    def ours(self, goods: Goods) -> int:
        """Return how many we want the channel to show."""
        variant = self.variants[goods.external_id]
        return availability.offered([variant], channel_id=self.channel, location_ids=[self.warehouse])[variant].total

    def round(self) -> None:
        """Read what was sold, tell what changed, ask what became of it, and let some time pass."""
        if self.sells:
            pull_channel_orders(self.installation, at=self.rig.now)
        push_offers(self.installation, at=self.rig.now)
        self.rig.wait(BETWEEN_ROUNDS)
        poll_tickets(self.installation, at=self.rig.now)
        self._measure()

    def _measure(self) -> None:
        """Note how long it took until the channel showed what changed."""
        for key, (goods, since) in list(self._changed.items()):
            if self.rig.units(goods) == self.ours(goods):
                self.lags.append((self.rig.now - since).total_seconds())
                del self._changed[key]

    def settle(self, most: int = 80) -> int:
        """Go round until nothing waits to be told or answered; return how many rounds it took."""
        for number in range(most):
            if self.is_quiet():
                return number
            self.round()
        raise AssertionError(f"never quiet: {self.waiting()}")

    def is_quiet(self) -> bool:
        """Tell whether nothing waits to be told or answered."""
        later = self.rig.now + timedelta(days=1)
        return not self.waiting() and not sync.due_tickets(later, installation_id=self.installation.id)

    def waiting(self) -> list[UUID]:
        """Return the variants that wait to be told."""
        return [key for key, _ in dirty.keys_waiting(self.installation.listener, topics=TOPICS)]

    def orders(self) -> list[str]:
        """Return the channel's ids of the orders in our book, each as often as it is in."""
        book = [row.id for row in orders.page(OrderFilter(channel_id=self.channel), limit=100).items]
        return sorted(one.external_id for one in links.external_orders_of(book).values())

    def listing(self, goods: Goods) -> Listing:
        """Return a listing as it is stored."""
        return listing_reads.listings_by_external(self.channel, [goods.external_id])[goods.external_id]

    def parked(self) -> list[str]:
        """Return what waits for a person."""
        return [item.external_id for item in parking.parked_page(self.channel).items]

    def stream(self, stream: Stream) -> SyncState:
        """Return how a stream stands."""
        return next(state for state in sync.sync_states([self.channel]) if state.stream is stream)

    def client(self) -> httpx.Client:
        """Return a client that reaches the channel, unless it is down."""
        return httpx.Client(transport=_Line(self, self.rig.client()))


class _Line(httpx.BaseTransport):
    def __init__(self, house: House, client: httpx.Client) -> None:
        self._house, self._client = house, client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._house.is_down:
            raise httpx.ConnectError("the channel is down", request=request)
        if self._house.fails:
            self._house.fails -= 1
            return httpx.Response(500, request=request)
        return self._client.send(request)


@contextmanager
def open_house(rig: Rig) -> Iterator[House]:
    """Open the house for the block: sessions reach the rig and tell the time as it does."""
    made: list[House] = []

    def client() -> httpx.Client:
        return made[0].client()

    def seconds() -> float:
        return rig.now.timestamp()

    sessions.reach_by(client, Pace(now=seconds, sleep=rig.wait))
    try:
        made.append(House(rig))
        yield made[0]
    finally:
        sessions.reach_by(None)
        shared.forget(str(made[0].installation.id)) if made else None
