"""Request a return: what was handed over not too long ago, and is not asked for already.

one transaction: lock the order, count what may still come back, write the request. Whoever asks twice at the same
moment waits at the order's lock, and then sees what the first one asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.services import statuses
from arasta.contexts.returns import queries
from arasta.contexts.returns.services import requests as returns
from arasta.contexts.returns.types import LineToReturn, NothingToReturn, ReturnReason, ReturnRow, ReturnToRequest
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop

RETURN_WITHIN = timedelta(days=30)
"""So long after the last parcel left, or the goods were handed over, customers may ask."""


class TooLateToReturn(Conflict):
    code = "too_late_to_return"
    template = gettext_noop("The time for returns is over: it ended on %(day)s.")


class NotLeftToReturn(Conflict):
    code = "not_left_to_return"
    template = gettext_noop("Only %(left)s of “%(name)s” can still come back.")


@dataclass(frozen=True, slots=True)
class Returnable:
    """What of an order may still come back, by line, and until when; no `until` means that nothing left yet."""

    lines: tuple[tuple[LineRow, int], ...]
    until: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Tell whether something may still be asked for."""
        return bool(self.lines) and self.until is not None and at <= self.until


def returnable(order: OrderDetail) -> Returnable:
    """Return what of an order may still be asked for."""
    asked = queries.asked_units(order.row.id)
    left = [(line, line.shipped - max(line.returned, asked.get(line.id, 0))) for line in order.lines]
    gone = [
        moment
        for part in fulfillment.of_orders([order.row.id])
        for moment in (
            *(parcel.shipped_at for parcel in part.shipments),
            part.closed_at if part.units_left == 0 else None,
        )
        if moment
    ]
    until = max(gone) + RETURN_WITHIN if gone else None
    return Returnable(tuple((line, units) for line, units in left if units > 0), until)


def request_return(
    order_id: UUID, wanted: Mapping[UUID, tuple[int, ReturnReason]], *, note: str, at: datetime, actor: Actor
) -> ReturnRow:
    """Ask to send back units of lines. Raises UnknownOrder, NothingToReturn, TooLateToReturn, NotLeftToReturn."""
    with db.transaction():
        statuses.lock([order_id])
        order = order_book.order(order_id)
        open_ = returnable(order)
        if not wanted or not open_.lines:
            raise NothingToReturn
        if open_.until is None or at > open_.until:
            raise TooLateToReturn(day=open_.until.date().isoformat() if open_.until else "")
        lines = tuple(_line(line, units, *wanted[line.id]) for line, units in open_.lines if line.id in wanted)
        if len(lines) < len(wanted):
            raise NothingToReturn
        row = order.row
        request = ReturnToRequest(row.id, row.number, row.channel_id, row.customer_id, lines, note)
        return returns.request([request], actor=actor)[0]


def _line(line: LineRow, left: int, units: int, reason: ReturnReason) -> LineToReturn:
    if units > left:
        raise NotLeftToReturn(left=left, name=line.name)
    return LineToReturn(line.id, line.sku, line.name, line.options, units, reason)
