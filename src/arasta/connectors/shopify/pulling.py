"""Plans that read orders: the oldest change first, page by page, each order whole.

A page's newest change is a watermark by itself, since nothing older comes after it. The last page reaches almost to
now: what a quiet shop did not change is not read again. Pages are small, for a call may cost 1,000 points at most; what
does not fit into them is read order by order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from arasta.connectors.shopify import answers, mapping, queries
from arasta.connectors.shopify.client import ORDERS_PAGE, call
from arasta.connectors.shopify.documents import gid
from arasta.connectors.shopify.packages import Terms
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ChannelOrder, PulledPage, Trouble, Unmapped
from arasta.contexts.channels.types.failures import Failure
from arasta.kernel.transport.wire import HttpRequest, Plan, read_json, write_json

AT_FIRST = timedelta(days=13)
OVERLAP = timedelta(minutes=1)
CLOCKS_DIFFER_BY = timedelta(minutes=10)
INVALID_CURSOR = "cursor"


@dataclass(frozen=True)
class Place:
    """Where we are in a stream: from which change on, when it was opened, and the shop's own cursor.

    Or the export that holds all of it, and how many bytes of its file were read.
    """

    since: str
    opened: str
    next: str = ""
    export: str = ""
    read: int = 0

    def query(self, field: str) -> str:
        """Return the search for what happened since."""
        return f"{field}:>='{self.since}'"

    def cursor(self, following: str) -> str:
        """Return where to read on, if there is more."""
        return write_json(asdict(replace(self, next=following))).decode() if following else ""

    def in_export(self, export: str, read: int = 0) -> str:
        """Return where to read on in a file."""
        return write_json(asdict(replace(self, export=export, read=read))).decode()

    def watermark(self, newest: str, *, is_last: bool) -> str:
        """Return how far all has been read: to the newest change seen, and at the end almost to now."""
        almost_now = stamp(moment(self.opened) - CLOCKS_DIFFER_BY) if is_last else ""
        return max(newest, almost_now)


def stamp(at: datetime) -> str:
    """Write a moment as the shop does, so that text compares as time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """Read a moment."""
    return datetime.fromisoformat(text)


def place(watermark: str, cursor: str, *, now: datetime, settings: Mapping[str, str]) -> Place:
    """Return where to read on: behind the cursor, or in a new window behind the watermark."""
    if cursor:
        return Place(**read_json(cursor))
    if watermark:
        return Place(stamp(moment(watermark) - OVERLAP), stamp(now))
    since = settings.get("orders_since")
    return Place(stamp(datetime.fromisoformat(since) if since else now - AT_FIRST), stamp(now))


def page_of(
    document: str, at: Place, size: int, path: Sequence[str], *, field: str = "updated_at"
) -> Plan[tuple[list[Any], str]]:
    """Read one page and the cursor behind it. One that is no longer taken begins the window again."""
    found = yield from answers.ask(_request(document, at, size, field))
    if isinstance(found, Failure) and at.next and INVALID_CURSOR in found.text.casefold():
        found = yield from answers.ask(_request(document, replace(at, next=""), size, field))
    if isinstance(found, Failure):
        raise ChannelTrouble(found.trouble, f"{found.code} {found.text}".strip())
    connection: Any = found
    for name in path:
        connection = (connection or {}).get(name)
    if connection is None:
        return [], ""
    return list(connection["nodes"]), _following(connection)


def read_orders(at: Place, terms: Terms) -> Plan[PulledPage]:
    """Read one page of orders."""
    nodes, following = yield from page_of(queries.ORDERS, at, ORDERS_PAGE, ["orders"])
    read: list[ChannelOrder | Unmapped] = []
    for node in nodes:
        one = yield from _whole(node, terms)
        read.append(one)
    newest = max((str(node["updatedAt"]) for node in nodes), default="")
    return PulledPage(
        orders=[one for one in read if isinstance(one, ChannelOrder)],
        unmapped=[one for one in read if isinstance(one, Unmapped)],
        cursor=at.cursor(following),
        watermark=at.watermark(newest, is_last=not following),
        newest_at=moment(newest) if newest else None,
    )


def read_order(external_id: str, terms: Terms) -> Plan[ChannelOrder | Unmapped | None]:
    """Read one order whole."""
    if not external_id.isdigit():
        return None
    data = yield from answers.fetch(call(queries.ONE_ORDER, id=gid("Order", external_id)))
    if data["order"] is None:
        return None
    node = yield from _completed(data["order"])
    return mapping.read_node(node, terms)


def _whole(node: dict[str, Any], terms: Terms) -> Plan[ChannelOrder | Unmapped]:
    """Read an order of a page; if the page shows only a part of it, read it anew."""
    if _is_cut(node):
        data = yield from answers.fetch(call(queries.ONE_ORDER, id=node["id"]))
        node = yield from _completed(data["order"] or node)
    return mapping.read_node(node, terms)


def _is_cut(node: dict[str, Any]) -> bool:
    packages = node["fulfillmentOrders"]
    lists = [node["lineItems"], packages, *(package["lineItems"] for package in packages["nodes"])]
    return any(_following(one) for one in lists)


def _completed(node: dict[str, Any]) -> Plan[dict[str, Any]]:
    """Read the lists of an order to their ends."""
    whole = dict(node)
    for name, document in (("lineItems", queries.MORE_LINES), ("fulfillmentOrders", queries.MORE_PACKAGES)):
        whole[name] = yield from _to_the_end(node[name], document, node["id"], ("order", name))
    packages = []
    for package in whole["fulfillmentOrders"]["nodes"]:
        lines = package["lineItems"]
        full = yield from _to_the_end(lines, queries.MORE_PACKAGE_LINES, package["id"], ("node", "lineItems"))
        packages.append({**package, "lineItems": full})
    whole["fulfillmentOrders"] = {"nodes": packages}
    return whole


def _to_the_end(first: dict[str, Any], document: str, owner: str, path: tuple[str, str]) -> Plan[dict[str, Any]]:
    nodes, following = list(first["nodes"]), _following(first)
    while following:
        data = yield from answers.fetch(call(document, id=owner, after=following))
        connection = (data[path[0]] or {}).get(path[1])
        if connection is None:
            raise ChannelTrouble(Trouble.UNREADABLE, f"{owner} vanished while it was read")
        nodes += connection["nodes"]
        following = _following(connection)
    return {"nodes": nodes}


def _following(connection: dict[str, Any]) -> str:
    info = connection["pageInfo"]
    if not info["hasNextPage"]:
        return ""
    if not info["endCursor"]:
        raise ChannelTrouble(Trouble.UNREADABLE, "more is promised, but no cursor given")
    return str(info["endCursor"])


def _request(document: str, at: Place, size: int, field: str) -> HttpRequest:
    return call(document, query=at.query(field), after=at.next or None, page=size)
