"""Plans that read orders: a window from the last watermark on, page by page, and one order whole.

Nothing is said about the order in which a window comes, so the watermark moves only with its last page. A page's token
lives a day and goes with the words that brought it; one that is no longer taken begins the window again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from arasta.connectors.amazon import answers, mapping
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import Calls, iso
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ChannelOrder, PulledPage, Trouble, Unmapped, failures
from arasta.kernel.transport.wire import Plan, read_json, write_json

AT_FIRST = timedelta(days=13)
OVERLAP = timedelta(minutes=10)
LATE = timedelta(minutes=3)
# One search comes back every three minutes; notices bring what is new meanwhile.
EVERY = timedelta(minutes=4)


@dataclass(frozen=True)
class Place:
    """Where we are: the start of the window, up to when it will have been read, and Amazon's token in it."""

    after: str
    until: str
    token: str = ""

    def cursor(self, token: str) -> str:
        """Write where to go on."""
        return write_json(asdict(replace(self, token=token))).decode()


def place(watermark: str, cursor: str, *, now: datetime, shop: Shop) -> Place:
    """Return where to read on: in the window of the cursor, or in a new one behind the watermark."""
    if cursor:
        return Place(**read_json(cursor))
    since = shop.setting("orders_since")
    start = datetime.fromisoformat(since) if since else now - AT_FIRST
    if watermark:
        start = datetime.fromisoformat(watermark) - OVERLAP
    return Place(iso(start), iso(now - LATE))


def read_orders(calls: Calls, at: Place, shop: Shop) -> Plan[PulledPage]:
    """Read one page of orders. Raises ChannelTrouble."""
    answer = yield calls.orders(at.after, at.token)
    if at.token and failures.is_refused(answer):
        at = replace(at, token="")
        answer = yield calls.orders(at.after, "")
    body = answers.expect_json(answer)
    orders, unmapped = mapping.orders_of(_listed(body, "orders"), shop)
    token = next_token(body)
    newest = max((order.version for order in orders), default=0)
    return PulledPage(
        orders=orders,
        unmapped=unmapped,
        cursor=at.cursor(token) if token else "",
        watermark="" if token else at.until,
        newest_at=datetime.fromtimestamp(newest // 1000, tz=UTC) if newest else None,
    )


def read_order(calls: Calls, order_id: str, shop: Shop) -> Plan[ChannelOrder | Unmapped | None]:
    """Read one order whole. Raises ChannelTrouble."""
    answer = yield calls.order(order_id)
    if answers.is_missing(answer):
        return None
    body = answers.expect_json(answer)
    if not isinstance(body, dict) or not isinstance(body.get("order"), dict):
        raise ChannelTrouble(Trouble.UNREADABLE, "no order")
    return mapping.read_document(body["order"], shop)


def next_token(body: Mapping[str, Any]) -> str:
    """Return the token of the next page, if there is one."""
    pages = body.get("pagination")
    return str(pages.get("nextToken") or "") if isinstance(pages, dict) else ""


def _listed(body: Any, name: str) -> list[Any]:
    found = body.get(name) if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise ChannelTrouble(Trouble.UNREADABLE, f"no list of {name}")
    return found
