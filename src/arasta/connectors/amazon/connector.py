"""The port of sales channels, for Amazon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from arasta.connectors.amazon import (
    canceling,
    families,
    feeds,
    finances,
    listings,
    login,
    mapping,
    notices,
    offers,
    pulling,
    pushing,
    rules,
    settingup,
    telling,
)
from arasta.connectors.amazon.account import NAME, Shop, read_shop
from arasta.connectors.amazon.client import LISTINGS_PAGE, ORDERS_PAGE, Calls, rate_groups
from arasta.connectors.amazon.documents import PRIVATE_KEYS
from arasta.contexts.channels.ports import Account, NotOffered, Opened, register_connector
from arasta.contexts.channels.types import (
    Capabilities,
    ChannelOrder,
    Issue,
    ItemResult,
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
from arasta.contexts.channels.types.issues import issue, refused_unsent
from arasta.contexts.channels.types.showing import Shown
from arasta.kernel.transport.wire import Plan

USER_AGENT = "Arasta/1 (Language=Python)"
NO_TIME = timedelta(0)
MONEY_PAGE = 100

_FEED = PushSpec(
    batch_max=feeds.MOST_MESSAGES,
    by_ticket=True,
    ticket_lives=feeds.TICKET_LIVES,
    largest=offers.LARGEST_QUANTITY,
    singles=pushing.ONE_BY_ONE,
)
_CANCELING = PushSpec(batch_max=1, by_ticket=True, ticket_lives=feeds.TICKET_LIVES)
_TELLING = PushSpec(batch_max=1, by_ticket=False)
_MONEY = PullSpec(
    newest_first=True,
    page_max=MONEY_PAGE,
    longest_window=finances.WINDOW,
    lookback=None,
    overlap=finances.OVERLAP,
)
_PULL = {
    Stream.ORDERS: PullSpec(
        newest_first=True,
        page_max=ORDERS_PAGE,
        longest_window=None,
        lookback=None,
        overlap=pulling.OVERLAP,
        every=pulling.EVERY,
        resumes=True,
    ),
    Stream.LISTINGS: PullSpec(
        newest_first=False, page_max=LISTINGS_PAGE, longest_window=None, lookback=None, overlap=pulling.OVERLAP
    ),
    Stream.RETURNS: _MONEY,
    Stream.SETTLEMENTS: _MONEY,
}
_QUEUE = PullSpec(newest_first=False, page_max=notices.AT_ONCE, longest_window=None, lookback=None, overlap=NO_TIME)

_rules = rules.Rules()


class Amazon:
    """One seller's account on one marketplace."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._calls = Calls(shop)

    def capabilities(self) -> Capabilities:
        """Say what the marketplace can do, within the usage plans that everybody has."""
        return Capabilities(
            pull=_PULL | ({Stream.NOTICES: _QUEUE} if self._shop.setting("queue_url") else {}),
            push={
                Op.STOCK: _FEED,
                Op.PRICE: _FEED,
                Op.LISTING: _FEED,
                Op.UNLIST: _FEED,
                Op.TRACKING: _TELLING,
                Op.CANCEL: _CANCELING,
            },
            rate_groups=rate_groups(),
            private_keys=PRIVATE_KEYS,
            reads_back=True,
            category_fact="product_type",
        )

    def pull(self, stream: Stream, *, watermark: str, cursor: str, now: datetime) -> Plan[PulledPage]:
        """Plan to read one page of a stream. Raises NotOffered."""
        if stream not in self.capabilities().pull:
            raise NotOffered(what=stream)
        if stream is Stream.NOTICES:
            return notices.read_page(self._shop, cursor, now)
        if stream is Stream.LISTINGS:
            return listings.read_page(self._calls, listings.place(watermark, cursor, now=now), self._shop)
        if stream is Stream.ORDERS:
            here = pulling.place(watermark, cursor, now=now, shop=self._shop)
            return pulling.read_orders(self._calls, here, self._shop)
        return finances.read_page(self._calls, finances.place(watermark, cursor, now=now), stream, self._shop)

    def fetch_order(self, external_id: str) -> Plan[ChannelOrder | Unmapped | None]:
        """Plan to read one order whole."""
        return pulling.read_order(self._calls, external_id, self._shop)

    def read_order(self, raw: str) -> ChannelOrder | Unmapped:
        """Read a stored document again."""
        return mapping.read_raw(raw, self._shop)

    def push_offers(self, items: Sequence[OfferItem], *, now: datetime) -> Plan[Pushed]:
        """Plan to send quantities and prices: a few one by one, many as a feed."""
        _refuse_more_than_a_feed(items)
        return pushing.send_offers(self._calls, self._shop, items)

    def push_listings(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to put products on offer; those that break a rule of their kind are answered without being sent."""
        _refuse_more_than_a_feed(items)
        yield from self._learn(items)
        broken = {item.external_id: [one for one in self.check_listing(item) if one.blocks] for item in items}
        good = [item for item in items if not broken[item.external_id]]
        themes = {item.external_id: families.theme_of(item, self._schema(item)) for item in good}
        pushed = yield from pushing.send_listings(self._calls, self._shop, good, themes)
        wrong = [refused_unsent(sku, issues) for sku, issues in broken.items() if issues]
        return Pushed(results=[*wrong, *pushed.results], ticket=pushed.ticket, poll_after=pushed.poll_after)

    def preview_listing(self, item: ListingItem) -> Plan[ItemResult]:
        """Plan to ask Amazon whether it would take a product, without putting it on offer."""
        answer = yield self._calls.put_listing(item.external_id, offers.product(item, self._shop), preview=True)
        return pushing.result_of(item.external_id, answer)

    def unlist(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to take listings off the marketplace."""
        _refuse_more_than_a_feed(items)
        return pushing.remove(self._calls, self._shop, items)

    def tell(self, op: Op, item: PackageItem) -> Plan[Pushed]:
        """Plan to tell that a parcel left, or that we cannot send it. Raises NotOffered for all else."""
        if op is Op.CANCEL:
            return canceling.cancel(self._calls, self._shop, item)
        if op is not Op.TRACKING:
            raise NotOffered(what=op)
        return telling.confirm_shipment(self._calls, self._shop, item)

    def poll(self, op: Op, ticket: str) -> Plan[Polled]:
        """Plan to ask what became of a feed."""
        if op is Op.CANCEL:
            return canceling.poll(self._calls, ticket)
        return feeds.poll(self._calls, ticket)

    def check_listing(self, item: ListingItem) -> Sequence[Issue]:
        """Check the rules for all products, and those of its kind once they were read."""
        issues = list(offers.check(item, self._shop))
        body, schema = offers.product(item, self._shop), self._schema(item)
        if schema is not None and body["requirements"] == offers.WHOLE:
            issues += rules.broken(schema, body["attributes"])
            if item.options and not families.theme_of(item, schema):
                issues.append(issue("options", "no_family", blocks=False))
        return issues

    def _schema(self, item: ListingItem) -> rules.Schema | None:
        return _rules.get(self._shop.marketplace_id, offers.product_type(item, self._shop))

    def shown_as(self, item: ListingItem) -> Shown:
        """Say how Amazon shows a product."""
        return listings.shown(item, self._shop)

    def fetch_listings(self, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
        """Plan to read listings back by their SKUs."""
        return listings.read_back(self._calls, refs, self._shop)

    def introduce(self) -> Plan[Introduction]:
        """Plan to ask who the seller is."""
        return settingup.introduce(self._calls, self._shop)

    def subscribe(self, address: str) -> Plan[Subscribed]:
        """Plan to have notices sent to our queue; `address` may be the queue's, else the setting names it."""
        return settingup.subscribe(self._calls, self._shop, address)

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        """Believe no call: notices come by the queue."""
        return Refused(Refusal.NOT_OFFERED)

    def hints(self, verified: Verified) -> Sequence[Hint]:
        """Give none."""
        return ()

    def _learn(self, items: Sequence[ListingItem]) -> Plan[None]:
        """Read the rules of those kinds of products that are not known yet. Raises ChannelTrouble."""
        market = self._shop.marketplace_id
        kinds = dict.fromkeys(offers.product_type(item, self._shop) for item in items)
        for kind in kinds:
            if kind and _rules.get(market, kind) is None:
                schema = yield from rules.fetch(self._calls, kind)
                _rules.keep(market, kind, schema)


def open_amazon(account: Account) -> Opened:
    """Open the connector for an account. Raises SettingsWrong."""
    shop = read_shop(account)
    return Opened(Amazon(shop), shop.base_url, {"user-agent": USER_AGENT}, token=partial(login.token, shop))


def register() -> None:
    """Make the connector known; called once at start."""
    register_connector(NAME, open_amazon)


def _refuse_more_than_a_feed(items: Sequence[object]) -> None:
    if len(items) > feeds.MOST_MESSAGES:
        raise ValueError(f"a feed holds at most {feeds.MOST_MESSAGES} items, not {len(items)}")
