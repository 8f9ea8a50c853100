"""Read returns and refunds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from arasta.contexts.returns.types import (
    LineToRefund,
    LineToReturn,
    RefundId,
    RefundRow,
    RefundShare,
    RefundStatus,
    ReturnId,
    ReturnReason,
    ReturnRow,
    ReturnStatus,
    UnknownRefund,
    UnknownReturn,
)
from arasta.kernel import db
from arasta.kernel.money import Money
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_SELECT = """
SELECT r.id, r.number, r.order_id, r.order_number, r.status, r.note, r.requested_at,
       r.external_id, r.location_id, r.received_at,
       (SELECT json_agg(json_build_array(l.order_line_id, l.sku, l.name, l.options, l.quantity, l.reason,
                                        l.resell, l.damaged) ORDER BY l.id)
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
    """Return how many units of an order's lines returns ask for or brought; a line without any is absent."""
    found = db.rows(
        "SELECT l.order_line_id,"
        " sum(CASE r.status WHEN 'received' THEN l.resell + l.damaged ELSE l.quantity END)::int"
        " FROM returns_line l JOIN returns_return r ON r.id = l.request_id"
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


_REFUND = """
SELECT f.id, f.key, f.order_id, f.request_id, f.status, f.reason, f.problem, f.amount_minor, f.extra_minor, f.currency,
       f.asked_at, f.actor_name,
       (SELECT json_agg(json_build_array(l.order_line_id, l.quantity, l.amount_minor, l.tax_minor) ORDER BY l.id)
        FROM returns_refund_line l WHERE l.refund_id = f.id),
       (SELECT json_agg(json_build_array(s.payment_id, s.amount_minor, s.until_minor, s.is_given) ORDER BY s.id)
        FROM returns_refund_share s WHERE s.refund_id = f.id)
FROM returns_refund f
"""


def refund(refund_id: UUID) -> RefundRow:
    """Return one refund. Raises UnknownRefund."""
    found = db.rows(_REFUND + "WHERE f.id = %s", [refund_id])
    if not found:
        raise UnknownRefund
    return _refund(found[0])


def refund_by_key(key: str) -> RefundRow | None:
    """Return the refund that was asked for under a key, if it was."""
    found = db.rows(_REFUND + "WHERE f.key = %s", [key])
    return _refund(found[0]) if found else None


def refunds_of_orders(order_ids: Collection[UUID]) -> list[RefundRow]:
    """Return the refunds of orders, the oldest first."""
    return [_refund(row) for row in db.rows(_REFUND + "WHERE f.order_id = ANY(%s) ORDER BY f.id", [list(order_ids)])]


def _refund(row: tuple[Any, ...]) -> RefundRow:
    key, name, order_id, return_id, status, reason, problem, amount, extra, currency, at, actor, lines, shares = row
    return RefundRow(
        id=RefundId(key),
        key=name,
        order_id=order_id,
        return_id=return_id,
        status=RefundStatus(status),
        reason=reason,
        problem=problem,
        amount=Money(amount, currency),
        extra=Money(extra, currency),
        lines=tuple(
            LineToRefund(UUID(line), units, Money(back, currency), Money(tax, currency))
            for line, units, back, tax in lines or ()
        ),
        shares=tuple(
            RefundShare(UUID(payment), Money(part, currency), Money(until, currency), is_given)
            for payment, part, until, is_given in shares or ()
        ),
        asked_at=at,
        actor_name=actor,
    )


def _row(row: tuple[Any, ...]) -> ReturnRow:
    key, number, order_id, order_number, status, note, at, external, location, received, lines = row
    return ReturnRow(
        id=ReturnId(key),
        number=number,
        order_id=order_id,
        order_number=order_number,
        status=ReturnStatus(status),
        note=note,
        requested_at=at,
        lines=tuple(
            LineToReturn(UUID(line), sku, name, options, units, ReturnReason(reason), resell, damaged)
            for line, sku, name, options, units, reason, resell, damaged in lines or ()
        ),
        external_id=external,
        location_id=location,
        received_at=received,
    )
