"""The port of sales channels, for WooCommerce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from arasta.connectors.woocommerce import (
    calling,
    client,
    goods,
    introducing,
    lookup,
    mapping,
    publishing,
    pulling,
    pushing,
    telling,
)
from arasta.connectors.woocommerce.documents import PRIVATE_KEYS
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
    WebhookSpec,
)
from arasta.contexts.channels.types.issues import refused_unsent
from arasta.contexts.channels.types.showing import Shown
from arasta.kernel.transport.wire import Plan, basic_auth

NAME = "woocommerce"
API = "/wp-json/wc/v3"
CALLS_PER_MINUTE = "240"

_READS = {
    Stream.ORDERS: pulling.read_orders,
    Stream.RETURNS: pulling.read_returns,
    Stream.LISTINGS: pulling.read_listings,
}
_PULL = PullSpec(newest_first=False, page_max=client.PAGE, longest_window=None, lookback=None, overlap=pulling.OVERLAP)
_OFFERS = PushSpec(batch_max=pushing.MOST_ITEMS, by_ticket=False, together=goods.parent_in)
_LISTINGS = PushSpec(batch_max=publishing.MOST_ITEMS, by_ticket=False)
_TELLING = PushSpec(batch_max=1, by_ticket=False)
_WEBHOOK = WebhookSpec(
    auth="hmac-sha256", is_full=True, is_signed=True, answer_within=timedelta(seconds=5), disables_after="5 failures"
)


class WooCommerce:
    """One shop."""

    def __init__(self, account: Account) -> None:
        self._settings = account.settings
        self._currency = account.currency
        self._secrets = account.secrets
        self._tax = _tax(account.settings)

    def capabilities(self) -> Capabilities:
        """Say what a shop can do, within the budget that was set for its host."""
        return Capabilities(
            pull=dict.fromkeys(_READS, _PULL),
            push={
                Op.STOCK: _OFFERS,
                Op.PRICE: _OFFERS,
                Op.LISTING: _LISTINGS,
                Op.UNLIST: _LISTINGS,
                Op.TRACKING: _TELLING,
                Op.CANCEL: _TELLING,
                Op.REFUND: _TELLING,
            },
            rate_groups=client.rate_groups(int(self._settings.get("calls_per_minute") or CALLS_PER_MINUTE)),
            private_keys=PRIVATE_KEYS,
            webhook=_WEBHOOK,
            reads_back=True,
            category_fact=goods.CATEGORIES,
        )

    def pull(self, stream: Stream, *, watermark: str, cursor: str, now: datetime) -> Plan[PulledPage]:
        """Plan to read one page by the last change. Raises NotOffered for a stream a shop has not."""
        if stream not in _READS:
            raise NotOffered(what=stream)
        since = self._settings.get("orders_since", "")
        at = pulling.place(watermark, cursor, now=now, since=since, everything=stream is Stream.LISTINGS)
        return _READS[stream](at, self._currency)

    def fetch_order(self, external_id: str) -> Plan[ChannelOrder | Unmapped | None]:
        """Plan to read one order with its refunds."""
        return pulling.read_order(external_id, self._currency)

    def read_order(self, raw: str) -> ChannelOrder | Unmapped:
        """Read a stored document again."""
        return mapping.read_raw(raw, self._currency)

    def push_offers(self, items: Sequence[OfferItem], *, now: datetime) -> Plan[Pushed]:
        """Plan to send quantities and prices."""
        _refuse_more_than(pushing.MOST_ITEMS, items)
        return pushing.send_offers(items, self._tax)

    def push_listings(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to put products on offer; those that break a rule are answered without being sent."""
        _refuse_more_than(publishing.MOST_ITEMS, items)
        broken = {item.external_id: [one for one in self.check_listing(item) if one.blocks] for item in items}
        good = [item for item in items if not broken[item.external_id]]
        terms = publishing.Terms(self._settings.get("new_status") or "publish", self._tax)
        pushed = (yield from publishing.publish(good, terms)) if good else Pushed(results=[])
        wrong = [refused_unsent(code, issues) for code, issues in broken.items() if issues]
        return Pushed(results=[*wrong, *pushed.results])

    def tell(self, op: Op, item: PackageItem) -> Plan[Pushed]:
        """Plan to tell of a parcel, a cancellation or a refund. Raises NotOffered."""
        if op not in {Op.TRACKING, Op.CANCEL, Op.REFUND}:
            raise NotOffered(what=op)
        moves_money = self._settings.get("refunds_move_money", "yes") == "yes"
        return telling.tell(op, item, telling.Terms(self._currency, moves_money))

    def poll(self, op: Op, ticket: str) -> Plan[Polled]:
        """Raise NotOffered: a shop answers at once."""
        raise NotOffered(what="poll")

    def check_listing(self, item: ListingItem) -> Sequence[Issue]:
        """Check the shop's rules before sending."""
        return list(goods.check(item, self._currency))

    def unlist(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to hide products from buyers."""
        _refuse_more_than(publishing.MOST_ITEMS, items)
        return pushing.take_off(items)

    def shown_as(self, item: ListingItem) -> Shown:
        """Say how the shop shows a product."""
        return goods.shown(item)

    def fetch_listings(self, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
        """Plan to read listings back."""
        return lookup.seen(refs, self._currency)

    def introduce(self) -> Plan[Introduction]:
        """Plan to ask the shop what it is."""
        return introducing.introduce()

    def subscribe(self, address: str) -> Plan[Subscribed]:
        """Plan to have the shop call us of orders and products."""
        return calling.subscribe(address, calling.secret_of(self._secrets))

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        """Judge a call by its signature."""
        whole = [one for one in secrets if one.get("webhook_secret") or one.get("consumer_secret")]
        return calling.verify(request, [calling.secret_of(one) for one in whole])

    def hints(self, verified: Verified) -> Sequence[Hint]:
        """Say what a call is about."""
        return calling.hints(verified)


def open_woocommerce(account: Account) -> Opened:
    """Open the connector for an account. Raises SettingsWrong."""
    checks = {
        "address": _is_safe(account.settings.get("address", ""), account.settings.get("allow_http", "no")),
        "calls_per_minute": (account.settings.get("calls_per_minute") or CALLS_PER_MINUTE).isdigit(),
        "tax_percent": _is_tax(account.settings),
        "consumer_key": bool(account.secrets.get("consumer_key")),
        "consumer_secret": bool(account.secrets.get("consumer_secret")),
    }
    for name, is_right in checks.items():
        if not is_right:
            raise SettingsWrong(connector=NAME, missing=name)
    headers = {"authorization": basic_auth(account.secrets["consumer_key"], account.secrets["consumer_secret"])}
    return Opened(WooCommerce(account), account.settings["address"].rstrip("/") + API, headers)


def register() -> None:
    """Make the connector known; called once at start."""
    register_connector(NAME, open_woocommerce)


def _is_safe(address: str, allow_http: str) -> bool:
    """A password goes with every call, so the address must be one of https."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and allow_http == "yes"))


def _tax(settings: Mapping[str, str]) -> Decimal:
    """Return the rate to take off prices: none where the shop's own hold the tax."""
    if settings.get("prices_include_tax", "yes") == "yes":
        return Decimal(0)
    return Decimal(settings.get("tax_percent", "")) / 100


def _is_tax(settings: Mapping[str, str]) -> bool:
    try:
        return 0 <= _tax(settings) < 1
    except InvalidOperation:
        return False


def _refuse_more_than(most: int, items: Sequence[object]) -> None:
    if len(items) > most:
        raise ValueError(f"a batch holds at most {most} items, not {len(items)}")
