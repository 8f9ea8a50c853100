"""Receive what a customer sent back: on the shelf again, or aside as damaged; then its money may be given back.

one transaction: lock the order, write down what came, move the stock, count it on the order, ask for the refund.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.inventory.services import returned
from arasta.contexts.inventory.services.returned import CameBack
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.returns import queries
from arasta.contexts.returns.services import requests
from arasta.contexts.returns.types import Received, RefundRow, ReturnRow
from arasta.flows.returning.refund_order import RefundWish, ask_refund
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money


def receive_return(
    return_id: UUID, lines: Sequence[Received], *, location_id: UUID, at: datetime, actor: Actor
) -> ReturnRow:
    """Take back what came of a return.

    Raises UnknownReturn, ReturnClosed, MoreThanAsked, NothingToReturn, NeverSent, AnotherLocation.
    """
    order_id = queries.one(return_id).order_id
    with db.transaction():
        statuses.lock([order_id])
        row = requests.receive(return_id, lines, order_id=order_id, location_id=location_id, at=at, actor=actor)
        came = [CameBack(line.order_line_id, line.came, line.damaged) for line in row.lines if line.came]
        returned.take_back(order_id, came, location_id=location_id, reference=row.number, actor=actor)
        units = {line.line_id: line.units for line in came}
        statuses.record_returned(order_id, units, note=row.number, actor=actor)
        return row


def ask_refund_of(return_id: UUID, *, reason: str, actor: Actor) -> RefundRow:
    """Ask to give back what the units cost that came with a return; again answers the refund as it stands.

    Raises UnknownReturn, NothingToRefund (nothing came), and what `ask_refund` raises.
    """
    row = queries.one(return_id)
    currency = order_book.order(row.order_id).row.total.currency
    units = {line.order_line_id: line.came for line in row.lines if line.came}
    wish = RefundWish(f"return:{row.id}", reason, units, Money.zero(currency), return_id=row.id)
    return ask_refund(row.order_id, wish, actor=actor)
