"""The port of sales channels, for Google Merchant Center."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from arasta.connectors.google import account as accounts
from arasta.connectors.google import login, products, pushing
from arasta.connectors.google.account import NAME, Merchant
from arasta.connectors.google.client import PAGE, Calls, rate_groups
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
    Refusal,
    Refused,
    SeenListing,
    Subscribed,
    Verified,
)
from arasta.contexts.channels.types.issues import refused_unsent
from arasta.contexts.channels.types.showing import Shown
from arasta.kernel.transport.wire import Plan

T = TypeVar("T")

AT_ONCE = 100
_LISTINGS = PullSpec(newest_first=False, page_max=PAGE, longest_window=None, lookback=None, overlap=timedelta(0))
_WHOLE = PushSpec(batch_max=AT_ONCE, by_ticket=False, singles=AT_ONCE)


class Google:
    """One merchant's account. It brings visitors, so nothing is read but what it shows of our products."""

    def __init__(self, merchant: Merchant) -> None:
        self._merchant = merchant
        self._calls = Calls(merchant)

    def capabilities(self) -> Capabilities:
        """Say what can be told; each store separately where the stores' codes are known."""
        offers = PushSpec(batch_max=AT_ONCE, by_ticket=False, singles=AT_ONCE, per_place=bool(self._merchant.places))
        return Capabilities(
            pull={Stream.LISTINGS: _LISTINGS},
            push={Op.STOCK: offers, Op.PRICE: offers, Op.LISTING: _WHOLE, Op.UNLIST: _WHOLE},
            rate_groups=rate_groups(self._merchant.calls_per_minute),
            reads_back=True,
        )

    def pull(self, stream: Stream, *, watermark: str, cursor: str, now: datetime) -> Plan[PulledPage]:
        """Plan to read a page of all that is shown. Raises NotOffered for any other stream."""
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
        """Plan to change stock and prices."""
        return pushing.send_offers(self._calls, _at_most(items))

    def push_listings(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to put products in; those that break a rule are answered without being sent."""
        broken = {item.external_id: [one for one in self.check_listing(item) if one.blocks] for item in items}
        good = [item for item in _at_most(items) if not broken[item.external_id]]
        pushed = yield from pushing.send_listings(self._calls, good)
        wrong = [refused_unsent(code, issues) for code, issues in broken.items() if issues]
        return Pushed(results=[*wrong, *pushed.results])

    def unlist(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to take products out."""
        return pushing.take_out(self._calls, _at_most(items))

    def tell(self, op: Op, item: PackageItem) -> Plan[Pushed]:
        """Raise NotOffered: there are no packages."""
        raise NotOffered(what=op)

    def poll(self, op: Op, ticket: str) -> Plan[Polled]:
        """Raise NotOffered: calls are answered at once."""
        raise NotOffered(what="poll")

    def check_listing(self, item: ListingItem) -> Sequence[Issue]:
        """Check Google's rules before sending."""
        return list(products.check(item, self._merchant))

    def shown_as(self, item: ListingItem) -> Shown:
        """Say how Google shows a product."""
        return products.shown(item)

    def fetch_listings(self, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
        """Plan to read what is shown of products, and what is wrong with them."""
        return pushing.read_back(self._calls, refs)

    def introduce(self) -> Plan[Introduction]:
        """Plan to ask whose account it is."""
        return pushing.introduce(self._calls)

    def subscribe(self, address: str) -> Plan[Subscribed]:
        """Raise NotOffered: what is shown is read back."""
        raise NotOffered(what="webhook")

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        """Refuse: Google does not call us."""
        return Refused(Refusal.NOT_OFFERED)

    def hints(self, verified: Verified) -> Sequence[Hint]:
        """Give none."""
        return []


def open_google(account: Account) -> Opened:
    """Open the connector for an account. Raises SettingsWrong."""
    merchant = accounts.read(account)
    return Opened(Google(merchant), merchant.base_url, {}, token=partial(login.token, merchant))


def register() -> None:
    """Make the connector known; called once at start."""
    register_connector(NAME, open_google)


def _at_most(items: Sequence[T]) -> Sequence[T]:
    if len(items) > AT_ONCE:
        raise ValueError(f"at most {AT_ONCE} products go at once")
    return items
