"""Take returns that customers asked for on a channel into the list of ours; what is called off there is withdrawn.

one transaction per return: lock the order, see what of it can still come back, write the request once.
"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from arasta.contexts.channels.queries import returns as channel_returns
from arasta.contexts.channels.types.returning import ReturnRow as ChannelReturn
from arasta.contexts.channels.types.returning import ReturnState
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.returns import queries
from arasta.contexts.returns.services import requests
from arasta.contexts.returns.types import LONGEST_NOTE, LineToReturn, ReturnReason, ReturnStatus, ReturnToRequest
from arasta.kernel import db
from arasta.kernel.access import Actor

_COMING = {ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.RECEIVED, ReturnState.REFUNDED}
_OFF = {ReturnState.REJECTED, ReturnState.CANCELLED}


def adopt_return(channel_return_id: UUID, *, actor: Actor) -> None:
    """Follow a channel's return in our list; again changes nothing. One of no order of ours waits until there is one."""
    for told in channel_returns.returns_by_id([channel_return_id]):
        if told.order_id is None:
            continue
        with db.transaction():
            statuses.lock([told.order_id])
            known = [one for one in queries.of_orders([told.order_id]) if one.external_id == told.external_id]
            if known and told.state in _OFF and known[0].status is ReturnStatus.REQUESTED:
                requests.withdraw(known[0].id, order_id=told.order_id, actor=actor)
            elif not known and told.state in _COMING:
                _request(told, told.order_id, actor)


def _request(told: ChannelReturn, order_id: UUID, actor: Actor) -> None:
    """Write down what may come back of a channel's return: units that left, and that nobody asked for already."""
    wanted = Counter[UUID]()
    for said in told.lines:
        if said.order_line_id and not said.never_left:
            wanted[said.order_line_id] += said.quantity
    order, asked = order_book.order(order_id), queries.asked_units(order_id)
    lines = tuple(
        LineToReturn(line.id, line.sku, line.name, line.options, units, ReturnReason.OTHER)
        for line in order.lines
        if (units := min(wanted[line.id], line.shipped - max(line.returned, asked.get(line.id, 0)))) > 0
    )
    if lines:
        note = "; ".join(dict.fromkeys(one.reason for one in told.lines if one.reason))[:LONGEST_NOTE]
        row = order.row
        wish = ReturnToRequest(row.id, row.number, row.channel_id, row.customer_id, lines, note, told.external_id)
        requests.request([wish], actor=actor)
