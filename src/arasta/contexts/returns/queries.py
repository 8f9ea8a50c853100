"""Read returns."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from arasta.contexts.returns.types import (
    LineToReturn,
    ReturnId,
    ReturnReason,
    ReturnRow,
    ReturnStatus,
    UnknownReturn,
)
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_SELECT = """
SELECT r.id, r.number, r.order_id, r.order_number, r.status, r.note, r.requested_at,
       (SELECT json_agg(json_build_array(l.order_line_id, l.sku, l.name, l.options, l.quantity, l.reason) ORDER BY l.id)
        FROM returns_line l WHERE l.request_id = r.id)
FROM returns_return r
"""


def one(return_id: UUID) -> ReturnRow:
    """Return one return. Raises UnknownReturn."""
    found = db.rows(_SELECT + "WHERE r.id = %s", [return_id])
    if not found:
        raise UnknownReturn
    return _row(found[0])


def of_orders(order_ids: Collection[UUID]) -> list[ReturnRow]:
    """Return the returns of orders, the newest first."""
    return [_row(row) for row in db.rows(_SELECT + "WHERE r.order_id = ANY(%s) ORDER BY r.id DESC", [list(order_ids)])]


def asked_units(order_id: UUID) -> dict[UUID, int]:
    """Return how many units of an order's lines live returns ask for; a line without any is absent."""
    found = db.rows(
        "SELECT l.order_line_id, sum(l.quantity)::int FROM returns_line l JOIN returns_return r ON r.id = l.request_id"
        " WHERE r.order_id = %s AND r.status <> 'withdrawn' GROUP BY 1",
        [order_id],
    )
    return dict(found)


def page(
    *, status: ReturnStatus | None = None, text: str = "", cursor: str | None = None, limit: int = 50
) -> Page[ReturnRow]:
    """Return returns, the newest first. `text` is the number of one or of an order."""
    size, after = clamp(limit), decode_cursor(cursor, 1)
    found = db.rows(
        _SELECT
        + "WHERE (%(status)s::text IS NULL OR r.status = %(status)s)"
        + " AND (%(text)s = '' OR r.number = %(text)s OR r.order_number = %(text)s)"
        + " AND (%(after)s::uuid IS NULL OR r.id < %(after)s::uuid) ORDER BY r.id DESC LIMIT %(limit)s",
        {
            "status": status.value if status else None,
            "text": text.strip(),
            "after": after[0] if after else None,
            "limit": size + 1,
        },
    )
    rows = [_row(row) for row in found[:size]]
    return Page(rows, encode_cursor(str(rows[-1].id)) if len(found) > size else None)


def _row(row: tuple[Any, ...]) -> ReturnRow:
    key, number, order_id, order_number, status, note, at, lines = row
    return ReturnRow(
        id=ReturnId(key),
        number=number,
        order_id=order_id,
        order_number=order_number,
        status=ReturnStatus(status),
        note=note,
        requested_at=at,
        lines=tuple(
            LineToReturn(UUID(line), sku, name, options, units, ReturnReason(reason))
            for line, sku, name, options, units, reason in lines or ()
        ),
    )
