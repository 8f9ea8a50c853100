"""Request returns and withdraw them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.returns import queries
from arasta.contexts.returns.events import ReturnRequested, ReturnWithdrawn
from arasta.contexts.returns.types import (
    LONGEST_NOTE,
    RETURN_MOVES,
    NoteTooLong,
    NothingToReturn,
    ReturnClosed,
    ReturnId,
    ReturnRow,
    ReturnStatus,
    ReturnToRequest,
    UnknownReturn,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_REQUEST = """
INSERT INTO returns_return (id, number, order_id, order_number, channel_id, customer_id, note)
SELECT r.id, r.order_number || '-R' || (SELECT count(*) + r.place FROM returns_return o WHERE o.order_id = r.order_id),
       r.order_id, r.order_number, r.channel_id, r.customer_id, r.note
FROM json_to_recordset(%s::json) AS r(id uuid, place int, order_id uuid, order_number text, channel_id uuid,
                                      customer_id uuid, note text)
RETURNING id, number
"""

_LINES = """
INSERT INTO returns_line (id, request_id, order_line_id, sku, name, options, quantity, reason)
SELECT l.id, l.request, l.order_line, l.sku, l.name, l.options, l.quantity, l.reason
FROM json_to_recordset(%s::json) AS l(id uuid, request uuid, order_line uuid, sku text, name text, options text,
                                      quantity int, reason text)
"""


def request(returns: Sequence[ReturnToRequest], *, actor: Actor) -> list[ReturnRow]:
    """Write what customers want to send back; the caller holds the locks of the orders, and knows that it may be.

    Raises NothingToReturn, NoteTooLong; publishes ReturnRequested.
    """
    db.require_transaction()
    for wanted in returns:
        _check(wanted)
    keyed = [(new_id(), wanted) for wanted in returns]
    written = dict(db.rows(_REQUEST, [db.as_json(_columns(keyed))]))
    db.execute(_LINES, [db.as_json(_line_columns(keyed))])
    publish([_requested(key, written[key], wanted) for key, wanted in keyed], actor=actor)
    rows = {row.id: row for row in queries.of_orders([wanted.order_id for wanted in returns])}
    return [rows[ReturnId(key)] for key, _ in keyed]


def withdraw(return_id: UUID, *, order_id: UUID, actor: Actor) -> None:
    """Take a request of an order back. Raises UnknownReturn, ReturnClosed; publishes ReturnWithdrawn."""
    with db.transaction():
        found = db.rows(
            "SELECT number, status FROM returns_return WHERE id = %s AND order_id = %s FOR UPDATE",
            [return_id, order_id],
        )
        if not found:
            raise UnknownReturn
        number, status = found[0]
        if ReturnStatus.WITHDRAWN not in RETURN_MOVES[ReturnStatus(status)]:
            raise ReturnClosed(number=number)
        db.execute("UPDATE returns_return SET status = 'withdrawn' WHERE id = %s", [return_id])
        units = queries.one(return_id).units
        fact = ReturnWithdrawn(return_id=return_id, number=number, order_id=order_id, units=units)
        publish([fact], actor=actor)


def _check(wanted: ReturnToRequest) -> None:
    if not wanted.lines or any(line.quantity < 1 for line in wanted.lines):
        raise NothingToReturn
    if len(wanted.note) > LONGEST_NOTE:
        raise NoteTooLong(most=LONGEST_NOTE)


def _columns(keyed: Sequence[tuple[UUID, ReturnToRequest]]) -> list[dict[str, object]]:
    places: dict[UUID, int] = {}
    columns: list[dict[str, object]] = []
    for key, wanted in keyed:
        places[wanted.order_id] = places.get(wanted.order_id, 0) + 1
        columns.append(
            {
                "id": key,
                "place": places[wanted.order_id],
                "order_id": wanted.order_id,
                "order_number": wanted.order_number,
                "channel_id": wanted.channel_id,
                "customer_id": wanted.customer_id,
                "note": wanted.note.strip(),
            }
        )
    return columns


def _line_columns(keyed: Sequence[tuple[UUID, ReturnToRequest]]) -> list[dict[str, object]]:
    return [
        {
            "id": new_id(),
            "request": key,
            "order_line": line.order_line_id,
            "sku": line.sku,
            "name": line.name,
            "options": line.options,
            "quantity": line.quantity,
            "reason": line.reason.value,
        }
        for key, wanted in keyed
        for line in wanted.lines
    ]


def _requested(key: UUID, number: str, wanted: ReturnToRequest) -> ReturnRequested:
    units = sum(line.quantity for line in wanted.lines)
    return ReturnRequested(return_id=key, number=number, order_id=wanted.order_id, units=units)
