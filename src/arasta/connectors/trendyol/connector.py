"""The port of sales channels, for Trendyol."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from arasta.connectors.trendyol import calling, claims, contents, finance, mapping, offers, pulling, pushing, windows
from arasta.connectors.trendyol.client import APPROVED_PAGE, PAGE, Calls, rate_groups
from arasta.connectors.trendyol.documents import PRIVATE_KEYS
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

NAME = "trendyol"
BASE_URL = "https://apigw.trendyol.com/integration"
INTEGRATOR = re.compile(r"[A-Za-z0-9 ]{1,30}")
TICKET_LIVES = timedelta(hours=4)
OUT_OF_STOCK_REASON = 500

_OFFERS = PushSpec(
    batch_max=pushing.BATCH,
    by_ticket=True,
    ticket_lives=TICKET_LIVES,
    largest=offers.LARGEST_QUANTITY,
    same_again_after=offers.REPEAT_BAN,
)
_PRODUCTS = PushSpec(batch_max=pushing.BATCH, by_ticket=True, ticket_lives=TICKET_LIVES)
_TELLING = PushSpec(batch_max=1, by_ticket=False)
_TOLD = (Op.ACCEPT, Op.INVOICE, Op.INVOICE_LINK, Op.TRACKING, Op.CANCEL)
_ANSWERS = (Op.APPROVE_RETURN, Op.REJECT_RETURN)
_ORDERS = PullSpec(
    newest_first=True,
    page_max=PAGE,
    longest_window=pulling.WINDOW,
    lookback=pulling.LOOKBACK,
    overlap=pulling.OVERLAP,
)
_CLAIMS = PullSpec(
    newest_first=False,
    page_max=claims.PAGE,
    longest_window=windows.WINDOW,
    lookback=windows.LOOKBACK,
    overlap=claims.STILL_CHANGES,
)
_LISTINGS = PullSpec(
    newest_first=False,
    page_max=APPROVED_PAGE,
    longest_window=None,
    lookback=None,
    overlap=timedelta(0),
    every=contents.EVERY,
)
_SETTLEMENTS = PullSpec(
    newest_first=False,
    page_max=finance.PAGE,
    longest_window=windows.WINDOW,
    lookback=windows.LOOKBACK,
    overlap=finance.STILL_UNPAID,
    every=finance.EVERY,
)
_WEBHOOK = WebhookSpec(auth="api_key", is_full=True, is_signed=False, disables_after="13 failures")


class Trendyol:
    """One seller's account."""

    def __init__(self, account: Account) -> None:
        self._settings = account.settings
        self._currency = account.currency
        self._secrets = account.secrets
        self._calls = Calls(int(account.settings["seller_id"]))

    def capabilities(self) -> Capabilities:
        """Say what the marketplace can do, within the budgets of its lowest seller tier."""
        return Capabilities(
            pull={
                Stream.ORDERS: _ORDERS,
                Stream.LISTINGS: _LISTINGS,
                Stream.RETURNS: _CLAIMS,
                Stream.SETTLEMENTS: _SETTLEMENTS,
            },
            push={
                Op.STOCK: _OFFERS,
                Op.PRICE: _OFFERS,
                Op.LISTING: _PRODUCTS,
                **dict.fromkeys((*_TOLD, *_ANSWERS, Op.REFUND), _TELLING),
            },
            rate_groups=rate_groups(int(self._settings.get("stream_gap_seconds", "5"))),
            private_keys=PRIVATE_KEYS,
            webhook=_WEBHOOK,
            rejections=claims.REJECTIONS,
            reads_back=True,
        )

    def pull(self, stream: Stream, *, watermark: str, cursor: str, now: datetime) -> Plan[PulledPage]:
        """Plan to read one page of packages, products, claims or transactions. Raises NotOffered for other streams."""
        if stream is Stream.LISTINGS:
            return contents.read_page(self._calls, cursor, now)
        if stream is Stream.RETURNS:
            place = windows.place(watermark, cursor, now=now, overlap=claims.STILL_CHANGES)
            return claims.read_page(self._calls, place, self._currency)
        if stream is Stream.SETTLEMENTS:
            place = windows.place(watermark, cursor, now=now, overlap=finance.STILL_UNPAID)
            return finance.read_page(self._calls, place, self._currency)
        if stream is not Stream.ORDERS:
            raise NotOffered(what=stream)
        at = pulling.place(watermark, cursor, now=now, settings=self._settings)
        return pulling.read_page(self._calls, at, self._currency)

    def fetch_order(self, external_id: str) -> Plan[ChannelOrder | Unmapped | None]:
        """Plan to read one order with all its packages."""
        return pulling.read_order(self._calls, external_id, self._currency)

    def read_order(self, raw: str) -> ChannelOrder | Unmapped:
        """Read a stored document again."""
        return mapping.read_raw(raw, self._currency)

    def push_offers(self, items: Sequence[OfferItem], *, now: datetime) -> Plan[Pushed]:
        """Plan to send at most a thousand quantities and prices."""
        _refuse_more_than_a_batch(items)
        return pushing.send_offers(self._calls, items, now)

    def push_listings(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to put at most a thousand products on offer; those that break a rule are answered without being sent."""
        _refuse_more_than_a_batch(items)
        broken = {item.external_id: [one for one in self.check_listing(item) if one.blocks] for item in items}
        good = [item for item in items if not broken[item.external_id]]
        pushed = yield from pushing.send_products(self._calls, good, self._settings)
        wrong = [refused_unsent(code, issues) for code, issues in broken.items() if issues]
        return Pushed(results=[*wrong, *pushed.results], ticket=pushed.ticket, poll_after=pushed.poll_after)

    def tell(self, op: Op, item: PackageItem) -> Plan[Pushed]:
        """Plan to tell that a package is picked, invoiced, tracked or lacks lines, or what we say about a return."""
        if op is Op.REFUND:
            return claims.approve(self._calls, item)
        if op in _ANSWERS:
            return claims.answer(self._calls, op, item)
        if op not in _TOLD:
            raise NotOffered(what=op)
        reason = int(self._settings.get("unsupplied_reason_id", OUT_OF_STOCK_REASON))
        return pushing.tell(self._calls, op, item, reason)

    def poll(self, op: Op, ticket: str) -> Plan[Polled]:
        """Plan to ask what became of a batch."""
        return pulling.read_batches(self._calls, ticket)

    def check_listing(self, item: ListingItem) -> Sequence[Issue]:
        """Check the marketplace's rules before sending."""
        return offers.check(item, self._settings)

    def shown_as(self, item: ListingItem) -> Shown:
        """Say how the marketplace shows a product."""
        return contents.shown(item)

    def unlist(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Raise NotOffered."""
        raise NotOffered(what=Op.UNLIST)

    def fetch_listings(self, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
        """Plan to read what is shown of products, approved or not."""
        return contents.read_back(self._calls, [ref["external_id"] for ref in refs])

    def introduce(self) -> Plan[Introduction]:
        """Plan to try address and credentials with a reading that costs nothing of the orders' budget."""
        yield from calling.subscriptions(self._calls)
        seller = str(self._calls.seller_id)
        return Introduction(account=seller, name=f"Trendyol {seller}", currency=offers.CURRENCY, country="TR")

    def subscribe(self, address: str) -> Plan[Subscribed]:
        """Plan to have the marketplace call us of every change of a package."""
        return calling.subscribe(self._calls, address, calling.key_of(self._secrets))

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        """Judge a call by the key it brings."""
        return calling.verify(request, [calling.key_of(one) for one in secrets if one.get("api_secret")])

    def hints(self, verified: Verified) -> Sequence[Hint]:
        """Say which orders to read."""
        return calling.hints(verified)


def open_trendyol(account: Account) -> Opened:
    """Open the connector for an account. Raises SettingsWrong."""
    integrator = account.settings.get("integrator", "SelfIntegration")
    checks = {
        "seller_id": account.settings.get("seller_id", "").isdigit(),
        "integrator": INTEGRATOR.fullmatch(integrator) is not None,
        "api_key": bool(account.secrets.get("api_key")),
        "api_secret": bool(account.secrets.get("api_secret")),
    }
    for name, is_right in checks.items():
        if not is_right:
            raise SettingsWrong(connector=NAME, missing=name)
    headers = {
        "user-agent": f"{account.settings['seller_id']} - {integrator}",
        "authorization": basic_auth(account.secrets["api_key"], account.secrets["api_secret"]),
    }
    return Opened(Trendyol(account), account.settings.get("base_url", BASE_URL), headers)


def register() -> None:
    """Make the connector known; called once at start."""
    register_connector(NAME, open_trendyol)


def _refuse_more_than_a_batch(items: Sequence[object]) -> None:
    if len(items) > pushing.BATCH:
        raise ValueError(f"a batch holds at most {pushing.BATCH} items, not {len(items)}")
