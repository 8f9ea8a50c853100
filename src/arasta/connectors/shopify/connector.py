"""The port of sales channels, for Shopify."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from arasta.connectors.shopify import (
    answering,
    exporting,
    goods,
    inbound,
    mapping,
    money_back,
    offers,
    publishing,
    pulling,
    telling,
)
from arasta.connectors.shopify.client import (
    BALANCE_PAGE,
    ORDERS_PAGE,
    RETURNS_PAGE,
    VARIANTS_PAGE,
    VERSION,
    rate_group,
    read_budget,
)
from arasta.connectors.shopify.consenting import ShopConsent
from arasta.connectors.shopify.documents import PRIVATE_KEYS
from arasta.connectors.shopify.packages import UNPAID, Terms
from arasta.contexts.channels.ports import Account, NotOffered, Opened, SettingsWrong, register_connector
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
)
from arasta.contexts.channels.types.issues import refused_unsent
from arasta.contexts.channels.types.showing import Shown
from arasta.kernel.transport.wire import Plan

NAME = "shopify"
SHOP = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
LOOKBACK = timedelta(days=60)

_STOCK = PushSpec(
    batch_max=offers.BATCH,
    by_ticket=False,
    largest=offers.LARGEST,
    compares=True,
    per_place=True,
    together=offers.product_in,
)
_PRICES = PushSpec(batch_max=offers.BATCH, by_ticket=False)
_PRODUCTS = PushSpec(batch_max=publishing.BATCH, by_ticket=False)
_TELLING = PushSpec(batch_max=1, by_ticket=False)


def _stream(page: int, lookback: timedelta | None = None) -> PullSpec:
    return PullSpec(newest_first=False, page_max=page, longest_window=None, lookback=lookback, overlap=pulling.OVERLAP)


class Shopify:
    """One merchant's shop."""

    def __init__(self, account: Account) -> None:
        self._settings = account.settings
        self._currency = account.currency
        unpaid = account.settings.get("ships_unpaid", "").upper().replace(",", " ").split()
        self._terms = Terms(account.currency, frozenset(unpaid))

    def capabilities(self) -> Capabilities:
        """Say what a shop can do; its bucket of points is learned from its answers."""
        return Capabilities(
            pull={
                Stream.ORDERS: _stream(ORDERS_PAGE, LOOKBACK),
                Stream.LISTINGS: _stream(VARIANTS_PAGE),
                Stream.RETURNS: _stream(RETURNS_PAGE, LOOKBACK),
                Stream.SETTLEMENTS: _stream(BALANCE_PAGE),
            },
            push={
                Op.STOCK: _STOCK,
                Op.PRICE: _PRICES,
                Op.LISTING: _PRODUCTS,
                Op.UNLIST: _PRODUCTS,
                Op.ACCEPT: _TELLING,
                Op.TRACKING: _TELLING,
                Op.CANCEL: _TELLING,
                Op.REFUND: _TELLING,
                Op.APPROVE_RETURN: _TELLING,
                Op.REJECT_RETURN: _TELLING,
            },
            rate_groups=[rate_group()],
            private_keys=PRIVATE_KEYS,
            webhook=inbound.SPEC,
            reads_back=True,
            rejections=answering.REJECTIONS,
        )

    def pull(self, stream: Stream, *, watermark: str, cursor: str, now: datetime) -> Plan[PulledPage]:
        """Plan to read one page. Raises NotOffered for a stream the shop does not have."""
        at = pulling.place(watermark, cursor, now=now, settings=self._settings)
        if stream is Stream.ORDERS:
            return pulling.read_orders(at, self._terms)
        if stream is Stream.LISTINGS:
            if at.export:
                return exporting.read_on(at, self._currency)
            if watermark or cursor:
                return goods.read_page(at, self._currency)
            return exporting.read_first(pulling.Place(goods.EVER, at.opened), self._currency)
        if stream is Stream.RETURNS:
            return money_back.read_returns(at, self._currency)
        if stream is Stream.SETTLEMENTS:
            return money_back.read_balance(at)
        raise NotOffered(what=stream)

    def fetch_order(self, external_id: str) -> Plan[ChannelOrder | Unmapped | None]:
        """Plan to read one order with all its packages."""
        return pulling.read_order(external_id, self._terms)

    def read_order(self, raw: str) -> ChannelOrder | Unmapped:
        """Read a stored document again."""
        return mapping.read_raw(raw, self._terms)

    def push_offers(self, items: Sequence[OfferItem], *, now: datetime) -> Plan[Pushed]:
        """Plan to send at most a hundred quantities and prices."""
        _refuse_more_than(offers.BATCH, items)
        return offers.send(items, self._settings.get("location_id", ""))

    def push_listings(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to put products on offer; those that break a rule are answered without being sent."""
        broken = {item.external_id: [one for one in self.check_listing(item) if one.blocks] for item in items}
        good = [item for item in items if not broken[item.external_id]]
        pushed = yield from publishing.send(good, self._settings)
        wrong = [refused_unsent(external_id, issues) for external_id, issues in broken.items() if issues]
        return Pushed(results=[*wrong, *pushed.results], ticket=pushed.ticket, poll_after=pushed.poll_after)

    def unlist(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to take products out of the shop's window."""
        return publishing.unlist(items, self._settings)

    def tell(self, op: Op, item: PackageItem) -> Plan[Pushed]:
        """Plan to tell what became of a package, or what we say about a return. Raises NotOffered."""
        if op in {Op.APPROVE_RETURN, Op.REJECT_RETURN}:
            return answering.answer(op, item)
        if op not in {Op.ACCEPT, Op.TRACKING, Op.CANCEL, Op.REFUND}:
            raise NotOffered(what=op)
        return telling.tell(op, item, self._currency)

    def poll(self, op: Op, ticket: str) -> Plan[Polled]:
        """Plan to ask what became of a job or of a product."""
        return telling.poll(ticket) if telling.JOB in ticket else publishing.poll(ticket, self._settings)

    def check_listing(self, item: ListingItem) -> Sequence[Issue]:
        """Check the shop's rules before sending."""
        return list(publishing.check(item, self._currency))

    def shown_as(self, item: ListingItem) -> Shown:
        """Say how the shop shows a product."""
        return publishing.shown(item)

    def fetch_listings(self, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
        """Plan to read listings back."""
        _refuse_more_than(goods.AT_ONCE, refs)
        return goods.read_some(refs, self._currency)

    def introduce(self) -> Plan[Introduction]:
        """Plan to ask the shop who we are to it."""
        return inbound.introduce()

    def subscribe(self, address: str) -> Plan[Subscribed]:
        """Plan to have the shop call us, once for each topic."""
        return inbound.subscribe(address)

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        """Judge a call by its signature, its shop and its age."""
        return inbound.verify(request, shop=self._settings["shop"], secrets=secrets, now=now)

    def hints(self, verified: Verified) -> Sequence[Hint]:
        """Say what a call is about."""
        return inbound.hints(verified)


def _refuse_more_than(most: int, items: Sequence[object]) -> None:
    if len(items) > most:
        raise ValueError(f"a batch holds at most {most} items, not {len(items)}")


def open_shopify(account: Account) -> Opened:
    """Open the connector for an account. Raises SettingsWrong."""
    shop = account.settings.get("shop", "")
    checks = {
        "shop": SHOP.fullmatch(shop) is not None,
        "access_token": bool(account.secrets.get("access_token") or account.settings.get("client_id")),
        "ships_unpaid": set(account.settings.get("ships_unpaid", "").upper().replace(",", " ").split()) <= UNPAID,
    }
    for name, is_right in checks.items():
        if not is_right:
            raise SettingsWrong(connector=NAME, missing=name)
    base_url = account.settings.get("base_url") or f"https://{shop}/admin/api/{VERSION}"
    headers = {"x-shopify-access-token": account.secrets.get("access_token", "")}
    return Opened(Shopify(account), base_url, headers, read_budget=read_budget)


def register() -> None:
    """Make the connector known; called once at start."""
    register_connector(NAME, open_shopify, consent=ShopConsent())
