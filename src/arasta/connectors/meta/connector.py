"""The port of sales channels, for Meta's catalogs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from arasta.connectors.meta import account as accounts
from arasta.connectors.meta import calling, products, pushing
from arasta.connectors.meta.account import NAME, Catalog
from arasta.connectors.meta.client import MOST_ITEMS, PAGE, Calls, rate_groups
from arasta.contexts.channels.ports import Account, NotOffered, Opened, register_connector
from arasta.contexts.channels.types import (
    Capabilities,
    ChannelOrder,
    Issue,
    ListingItem,
    OfferItem,
    Op,
    PackageItem,
    Polled,
    PulledPage,
    PullSpec,
    Pushed,
    PushSpec,
    Stream,
    Unmapped,
)
from arasta.contexts.channels.types.inbound import (
    Hint,
    Introduction,
    RawRequest,
    Refused,
    SeenListing,
    Subscribed,
    Verified,
    WebhookSpec,
)
from arasta.contexts.channels.types.issues import refused_unsent
from arasta.contexts.channels.types.showing import Shown
from arasta.kernel.transport.wire import Plan

TICKET_LIVES = timedelta(hours=24)
_LISTINGS = PullSpec(newest_first=False, page_max=PAGE, longest_window=None, lookback=None, overlap=timedelta(0))
_BATCH = PushSpec(batch_max=MOST_ITEMS, by_ticket=True, ticket_lives=TICKET_LIVES)
_WEBHOOK = WebhookSpec(auth="hmac-sha256", is_full=False, is_signed=True, challenge=True)


class Meta:
    """One catalog. It brings visitors, so nothing is read but what it shows of our products."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._calls = Calls(catalog)

    def capabilities(self) -> Capabilities:
        """Say what the catalog takes: a hundred batches an hour."""
        return Capabilities(
            pull={Stream.LISTINGS: _LISTINGS},
            push={Op.STOCK: _BATCH, Op.PRICE: _BATCH, Op.LISTING: _BATCH, Op.UNLIST: _BATCH},
            rate_groups=rate_groups(),
            webhook=_WEBHOOK,
            reads_back=True,
        )

    def pull(self, stream: Stream, *, watermark: str, cursor: str, now: datetime) -> Plan[PulledPage]:
        """Plan to read a page of the catalog. Raises NotOffered for any other stream."""
        if stream is not Stream.LISTINGS:
            raise NotOffered(what=stream)
        return pushing.read_page(self._calls, cursor)

    def fetch_order(self, external_id: str) -> Plan[ChannelOrder | Unmapped | None]:
        """Raise NotOffered: nothing is bought there."""
        raise NotOffered(what=Stream.ORDERS)

    def read_order(self, raw: str) -> ChannelOrder | Unmapped:
        """Raise NotOffered: nothing is bought there."""
        raise NotOffered(what=Stream.ORDERS)

    def push_offers(self, items: Sequence[OfferItem], *, now: datetime) -> Plan[Pushed]:
        """Plan to change stock and prices of products that are there."""
        _refuse_more_than_a_batch(items)
        return pushing.send(self._calls, [products.change(item) for item in items], may_create=False)

    def push_listings(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to put products in; those that break a rule are answered without being sent."""
        _refuse_more_than_a_batch(items)
        broken = {item.external_id: [one for one in self.check_listing(item) if one.blocks] for item in items}
        good = [products.whole(item) for item in items if not broken[item.external_id]]
        pushed = yield from pushing.send(self._calls, good, may_create=True)
        wrong = [refused_unsent(code, issues) for code, issues in broken.items() if issues]
        return Pushed(results=[*wrong, *pushed.results], ticket=pushed.ticket, poll_after=pushed.poll_after)

    def unlist(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to take products out."""
        _refuse_more_than_a_batch(items)
        return pushing.send(self._calls, [products.deletion(item.external_id) for item in items], may_create=False)

    def tell(self, op: Op, item: PackageItem) -> Plan[Pushed]:
        """Raise NotOffered: there are no packages."""
        raise NotOffered(what=op)

    def poll(self, op: Op, ticket: str) -> Plan[Polled]:
        """Plan to ask what became of a batch."""
        return pushing.poll(self._calls, ticket)

    def check_listing(self, item: ListingItem) -> Sequence[Issue]:
        """Check Meta's rules before sending."""
        return list(products.check(item, self._catalog))

    def shown_as(self, item: ListingItem) -> Shown:
        """Say how the catalog shows a product."""
        return products.shown(item)

    def fetch_listings(self, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
        """Plan to read what the catalog shows of products."""
        return pushing.read_back(self._calls, refs)

    def introduce(self) -> Plan[Introduction]:
        """Plan to ask what catalog it is."""
        return pushing.introduce(self._calls)

    def subscribe(self, address: str) -> Plan[Subscribed]:
        """Raise NotOffered: the address is entered in the application's settings."""
        raise NotOffered(what="subscribe")

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        """Judge a call by its signature, and the echo by our word."""
        return calling.verify(request, secrets)

    def hints(self, verified: Verified) -> Sequence[Hint]:
        """Say which products a call names."""
        return calling.hints(verified)


def open_meta(account: Account) -> Opened:
    """Open the connector for an account. Raises SettingsWrong."""
    catalog = accounts.read(account)
    return Opened(Meta(catalog), catalog.base_url, {"authorization": f"Bearer {catalog.token}"})


def register() -> None:
    """Make the connector known; called once at start."""
    register_connector(NAME, open_meta)


def _refuse_more_than_a_batch(items: Sequence[object]) -> None:
    if len(items) > MOST_ITEMS:
        raise ValueError(f"at most {MOST_ITEMS} products go in a batch")
