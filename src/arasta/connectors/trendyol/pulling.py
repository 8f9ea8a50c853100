"""Plans that read: the order stream window by window, one order, one package, one batch.

The stream brings the newest change first, so a watermark that was moved half way would lose the older changes. It is
moved to the moment the window was opened, and only with the window's last page. Windows overlap, and they reach ahead
of now: the documentation leaves open whether change times run three hours ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from arasta.connectors.trendyol import answers, contents, mapping
from arasta.connectors.trendyol.client import Calls
from arasta.connectors.trendyol.documents import Batch
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import (
    ChannelOrder,
    ItemResult,
    Outcome,
    Polled,
    PulledPage,
    Trouble,
    Unmapped,
    failures,
)
from arasta.kernel.transport.wire import Plan, read_json, write_json

WINDOW = timedelta(days=14)
LOOKBACK = timedelta(days=89)
AT_FIRST = timedelta(days=13)
OVERLAP = timedelta(minutes=10)
AHEAD = timedelta(hours=3, minutes=10)
CONTENT_BATCH = "ApprovedProductContentUpdate"
SUCCESS = "SUCCESS"
RUNNING = {"IN_PROGRESS", "PROCESSING", "WAITING"}


@dataclass(frozen=True)
class Place:
    """Where we are in the stream: the window, when it was opened, and the marketplace's own cursor in it."""

    start: int
    end: int
    opened: int
    next: str = ""

    @property
    def watermark(self) -> int:
        """How far all has been read once this window is at its end."""
        return min(self.end, self.opened)

    @property
    def is_behind(self) -> bool:
        """Whether the window ends before now."""
        return self.end < self.opened


def milliseconds(moment: datetime) -> int:
    """Return a moment as Trendyol counts time."""
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def place(watermark: str, cursor: str, *, now: datetime, settings: Mapping[str, str]) -> Place:
    """Return where to read on: in the window of the cursor, or in a new one behind the watermark."""
    if cursor:
        return Place(**read_json(cursor))
    opened = milliseconds(now)
    start = int(watermark) - _span(OVERLAP) if watermark else _beginning(now, settings)
    start = max(start, opened - _span(LOOKBACK))
    return Place(start, min(opened + _span(AHEAD), start + _span(WINDOW)), opened)


def read_page(calls: Calls, at: Place, currency: str) -> Plan[PulledPage]:
    """Read one page. A cursor that is no longer taken begins the window again; what was read is then read twice."""
    answer = yield calls.stream(at.start, at.end, at.next)
    if at.next and failures.is_refused(answer):
        at = replace(at, next="")
        answer = yield calls.stream(at.start, at.end, at.next)
    body = answers.expect_json(answer)
    documents, following = _content(body), _following(body)
    orders, unmapped = mapping.orders_of(documents, currency)
    newest = max((order.version for order in orders), default=0)
    return PulledPage(
        orders=orders,
        unmapped=unmapped,
        cursor=write_json(asdict(replace(at, next=following))).decode() if following else "",
        watermark="" if following else str(at.watermark),
        is_behind=not following and at.is_behind,
        newest_at=datetime.fromtimestamp(newest // 1000, tz=UTC) if newest else None,
    )


def read_order(calls: Calls, order_number: str, currency: str) -> Plan[ChannelOrder | Unmapped | None]:
    """Read one order with all its packages."""
    answer = yield calls.order(order_number)
    documents = _content(answers.expect_json(answer))
    return mapping.read_packages(documents, currency) if documents else None


def read_status(calls: Calls, package_id: str) -> Plan[str]:
    """Read the status of one package; empty when it cannot be told."""
    answer = yield calls.package(package_id)
    if answers.failure_of(answer) is not None:
        return ""
    found = [one for one in _content(answers.body_of(answer)) if str(one.get("shipmentPackageId")) == package_id]
    return str(found[0].get("status", "")) if found else ""


def read_batches(calls: Calls, ticket: str) -> Plan[Polled]:
    """Ask what became of the batches of a ticket: new products go out apart from what is told of known ones."""
    polled = []
    for batch_id in ticket.split():
        polled += [(yield from _read_batch(calls, batch_id))]
    return Polled(
        is_done=all(one.is_done for one in polled),
        lost=any(one.lost for one in polled),
        results=tuple(answers.worst([result for one in polled for result in one.results])),
        rest=next((one.rest for one in polled if one.rest), None),
    )


def _read_batch(calls: Calls, batch_id: str) -> Plan[Polled]:
    """Ask what became of a batch. One that is not known any more is lost: its newest values are to be sent again."""
    answer = yield calls.batch(batch_id)
    if failures.is_refused(answer):
        return Polled(is_done=True, lost=True)
    try:
        batch = msgspec.convert(answers.expect_json(answer), Batch)
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong
    running = (batch.status or "") in RUNNING or any(item.status in RUNNING for item in batch.items)
    if running:
        return Polled(is_done=False)
    if batch.batch_request_type != CONTENT_BATCH:
        return Polled(is_done=True, results=[_result(item) for item in batch.items])
    failed = yield from contents.failures(calls, [item for item in batch.items if item.status != SUCCESS])
    return Polled(is_done=True, lost=failed is None, results=failed or [], rest=Outcome.OK)


def _result(item: Any) -> ItemResult:
    if item.status == SUCCESS:
        return ItemResult(external_id=item.barcode, outcome=Outcome.OK)
    return answers.item_failure(item.barcode, item.failure_reasons)


def _span(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)


def _beginning(now: datetime, settings: Mapping[str, str]) -> int:
    since = settings.get("orders_since")
    return milliseconds(datetime.fromisoformat(since) if since else now - AT_FIRST)


def _content(body: Any) -> list[Any]:
    content = body.get("content") if isinstance(body, dict) else None
    if not isinstance(content, list):
        raise ChannelTrouble(Trouble.UNREADABLE, "no list of packages")
    return content


def _following(body: Any) -> str:
    if not body.get("hasMore"):
        return ""
    if not body.get("nextCursor"):
        raise ChannelTrouble(Trouble.UNREADABLE, "more is promised, but no cursor given")
    return str(body["nextCursor"])
