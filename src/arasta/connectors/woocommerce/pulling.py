"""Plans that read: orders and what was refunded of them, and what the shop shows.

Pages are counted by the shop: what changes while we read moves to the end, and all behind it moves one place forward.
So each page begins at the second in which the last one ended; only where a page holds nothing but one second is it
gone on from an offset, some places before its end. What is read twice does no harm.
All was read up to the moment the reading began, by our clock or the shop's, whichever is behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from arasta.connectors.woocommerce import answers, client, goods, mapping
from arasta.connectors.woocommerce.documents import Product, Refund, in_gmt
from arasta.connectors.woocommerce.lookup import variations_of
from arasta.connectors.woocommerce.returning import returns_of
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ChannelOrder, PulledPage, Trouble, Unmapped
from arasta.contexts.channels.types.inbound import SeenListing
from arasta.contexts.channels.types.returning import ChannelReturn
from arasta.kernel.transport.wire import HttpRequest, Plan, read_json, write_json

AT_FIRST = timedelta(days=14)
OVERLAP = timedelta(minutes=5)
SECOND = timedelta(seconds=1)
PRODUCTS_AT_ONCE = 20
STEPS_BACK = 5
_WRITTEN = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True)
class Place:
    """Where we are: the second after which we read, the offset in it, and when the reading began."""

    after: str
    opened: str
    offset: int = 0

    def next(self, changed: Sequence[datetime], found: int) -> Place:
        """Return the place behind a full page."""
        start = written(max(changed) - SECOND)
        if start <= self.after:
            return replace(self, offset=self.offset + max(1, found - STEPS_BACK))
        return Place(start, self.opened)

    def mark(self, said_at: datetime | None, newest: datetime | None) -> str:
        """Return how far all has been read; where the shop does not say the time, no farther than its last change."""
        clock = said_at or newest
        return min(self.opened, written(clock)) if clock else self.after or self.opened


def written(moment: datetime) -> str:
    """Write a moment as the shop does: in GMT, without a zone."""
    return in_gmt(moment).astimezone(UTC).strftime(_WRITTEN)


def place(watermark: str, cursor: str, *, now: datetime, since: str, everything: bool = False) -> Place:
    """Return where to read on: at the cursor, or a little before the watermark."""
    if cursor:
        return Place(**read_json(cursor))
    if watermark:
        return Place(written(datetime.fromisoformat(watermark) - OVERLAP), written(now))
    if everything:
        return Place("", written(now))
    return Place(written(datetime.fromisoformat(since) if since else now - AT_FIRST), written(now))


@dataclass(frozen=True)
class _Read:
    """What one page held, and an empty page that says where it goes on."""

    documents: list[Any]
    page: PulledPage


def read_orders(at: Place, currency: str) -> Plan[PulledPage]:
    """Read one page of orders, the refunds of those that have any with them."""
    read = yield from _page(at, client.changed_orders(at.after, at.offset), client.PAGE)
    mapped: list[ChannelOrder | Unmapped] = []
    for document in read.documents:
        if not mapping.is_draft(document):
            refunds = yield from _refunds(document)
            mapped.append(mapping.read(document, refunds, currency))
    orders = [one for one in mapped if isinstance(one, ChannelOrder)]
    return replace(
        read.page,
        orders=sorted(orders, key=lambda order: order.placed_at),
        unmapped=[one for one in mapped if isinstance(one, Unmapped)],
    )


def read_returns(at: Place, currency: str) -> Plan[PulledPage]:
    """Read what was refunded of the orders of one page: a refund changes its order."""
    read = yield from _page(at, client.changed_orders(at.after, at.offset), client.PAGE)
    returns: list[ChannelReturn] = []
    for document in read.documents:
        refunds = yield from _refunds(document)
        returns += returns_of(document, refunds, currency)
    return replace(read.page, returns=returns)


def read_listings(at: Place, currency: str) -> Plan[PulledPage]:
    """Read one page of products with all their variations."""
    read = yield from _page(at, client.changed_products(at.after, at.offset, PRODUCTS_AT_ONCE), PRODUCTS_AT_ONCE)
    listings: list[SeenListing] = []
    for document in read.documents:
        product = _shaped(document)
        if product.type == "variable":
            children = yield from variations_of(product.id)
            listings += [
                goods.seen(child, goods.Ids(product.id, child.id), currency, parent=product) for child in children
            ]
        else:
            listings.append(goods.seen(product, goods.Ids(product.id), currency))
    return replace(read.page, listings=listings)


def read_order(order_id: str, currency: str) -> Plan[ChannelOrder | Unmapped | None]:
    """Read one order whole."""
    if not order_id.isdigit():
        return None
    answer = yield client.order(order_id)
    if answers.is_missing(answer):
        return None
    document = answers.expect(answer, dict[str, Any])
    refunds = yield from _refunds(document)
    return mapping.read(document, refunds, currency)


def refunds_of(order_id: str) -> Plan[list[Refund]]:
    """Read the refunds of an order."""
    return answers.expect((yield client.refunds(order_id)), list[Refund])


def _refunds(document: Any) -> Plan[list[Any]]:
    """Read the refunds of an order that says it has some."""
    if not isinstance(document, Mapping) or not document.get("refunds"):
        return []
    return answers.expect_list((yield client.refunds(str(document.get("id")))))


def _page(at: Place, request: HttpRequest, size: int) -> Plan[_Read]:
    answer = yield request
    documents = answers.expect_list(answer)
    changed = [moment for moment in map(_changed, documents) if moment is not None]
    newest = max(changed, default=None)
    if changed and answers.has_more(answer, at.offset, len(documents), size):
        cursor = write_json(asdict(at.next(changed, len(documents)))).decode()
        return _Read(documents, PulledPage(cursor=cursor, newest_at=newest))
    mark = at.mark(answers.said_at(answer), newest)
    return _Read(documents, PulledPage(watermark=mark, newest_at=newest))


def _changed(document: Any) -> datetime | None:
    text = document.get("date_modified_gmt") if isinstance(document, Mapping) else None
    try:
        return in_gmt(datetime.fromisoformat(str(text)))
    except ValueError:
        return None


def _shaped(document: Any) -> Product:
    try:
        return msgspec.convert(document, Product)
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong
