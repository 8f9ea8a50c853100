"""Request returns, withdraw them, receive what came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.returns import queries
from arasta.contexts.returns.events import ReturnReceived, ReturnRequested, ReturnWithdrawn
from arasta.contexts.returns.types import (
    LONGEST_NOTE,
    RETURN_MOVES,
    MoreThanAsked,
    NoteTooLong,
    NothingToReturn,
    Received,
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
INSERT INTO returns_return (id, number, order_id, order_number, channel_id, customer_id, note, external_id)
SELECT r.id, r.order_number || '-R' || (SELECT count(*) + r.place FROM returns_return o WHERE o.order_id = r.order_id),
       r.order_id, r.order_number, r.channel_id, r.customer_id, r.note, r.external_id
FROM json_to_recordset(%s::json) AS r(id uuid, place int, order_id uuid, order_number text, channel_id uuid,
                                      customer_id uuid, note text, external_id text)
RETURNING id, number
"""

_LINES = """
INSERT INTO returns_line (id, request_id, order_line_id, sku, name, options, quantity, reason)
SELECT l.id, l.request, l.order_line, l.sku, l.name, l.options, l.quantity, l.reason
FROM json_to_recordset(%s::json) AS l(id uuid, request uuid, order_line uuid, sku text, name text, options text,
                                      quantity int, reason text)
"""

_RECEIVED = "UPDATE returns_return SET status = 'received', location_id = %s, received_at = %s WHERE id = %s"

_CAME = """
UPDATE returns_line l SET resell = c.resell, damaged = c.damaged
FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS c(line, resell, damaged)
WHERE l.request_id = %s AND l.order_line_id = c.line
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
        number = _lock(return_id, order_id, ReturnStatus.WITHDRAWN)
        db.execute("UPDATE returns_return SET status = 'withdrawn' WHERE id = %s", [return_id])
        units = queries.one(return_id).units
        fact = ReturnWithdrawn(return_id=return_id, number=number, order_id=order_id, units=units)
        publish([fact], actor=actor)


def receive(
    return_id: UUID, lines: Sequence[Received], *, order_id: UUID, location_id: UUID, at: datetime, actor: Actor
) -> ReturnRow:
    """Write down what of a return came back where, and in which state; a return is received once.

    Raises UnknownReturn, ReturnClosed, MoreThanAsked, NothingToReturn; publishes ReturnReceived.
    """
    with db.transaction():
        number = _lock(return_id, order_id, ReturnStatus.RECEIVED)
        asked = {line.order_line_id: line for line in queries.one(return_id).lines}
        came = [line for line in lines if line.resell or line.damaged]
        for line in came:
            known = asked.get(line.order_line_id)
            if known is None or min(line.resell, line.damaged) < 0:
                raise NothingToReturn
            if line.resell + line.damaged > known.quantity:
                raise MoreThanAsked(name=known.name, asked=known.quantity, came=line.resell + line.damaged)
        if not came:
            raise NothingToReturn
        db.execute(_RECEIVED, [location_id, at, return_id])
        columns = [[getattr(line, name) for line in came] for name in ("order_line_id", "resell", "damaged")]
        db.execute(_CAME, [*columns, return_id])
        fact = ReturnReceived(
            return_id=return_id,
            number=number,
            order_id=order_id,
            units=sum(line.resell + line.damaged for line in came),
            location_id=location_id,
            damaged=sum(line.damaged for line in came),
        )
        publish([fact], actor=actor)
        return queries.one(return_id)


def _lock(return_id: UUID, order_id: UUID, target: ReturnStatus) -> str:
    """Lock a return that may go there, and return its number. Raises UnknownReturn, ReturnClosed."""
    found = db.rows(
        "SELECT number, status FROM returns_return WHERE id = %s AND order_id = %s FOR UPDATE", [return_id, order_id]
    )
    if not found:
        raise UnknownReturn
    number, status = found[0]
    if target not in RETURN_MOVES[ReturnStatus(status)]:
        raise ReturnClosed(number=number)
    return str(number)


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
                "external_id": wanted.external_id,
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
