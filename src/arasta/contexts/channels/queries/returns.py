"""Reads: what comes back through channels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.channels.types.returning import ReturnAnswer, ReturnLineRow, ReturnRow, ReturnState
from arasta.kernel import db
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.money import Money
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


class UnknownChannelReturn(Missing):
    code = "unknown_channel_return"
    template = gettext_noop("There is no such return on a channel.")


_RETURN = """
SELECT r.id, r.channel_id, r.external_id, r.external_order, o.order_id, r.state, r.status, r.version, r.asked_at,
       r.refunded_minor, r.currency, r.restocked, r.awaits_answer, r.answer, r.answered_at, r.reason, r.note
FROM channels_external_return r
LEFT JOIN channels_external_order o ON o.channel_id = r.channel_id AND o.external_id = r.external_order
"""

_LINES = """
SELECT l.external_return_id, l.external_id, l.sku, l.quantity, l.reason, l.never_left,
  (SELECT x.order_line_id FROM channels_external_order o
   JOIN channels_external_package p ON p.external_order_id = o.id JOIN channels_external_line x ON x.package_id = p.id
   WHERE o.channel_id = r.channel_id AND o.external_id = r.external_order AND x.order_line_id IS NOT NULL
     AND (x.external_id = l.external_line OR l.external_line = '' AND x.sku = l.sku)
   ORDER BY p.version DESC, x.external_id LIMIT 1)
FROM channels_external_return_line l JOIN channels_external_return r ON r.id = l.external_return_id
WHERE l.external_return_id = ANY(%s) AND l.quantity > 0 ORDER BY l.external_return_id, l.external_id
"""


def returns_by_id(return_ids: Sequence[UUID]) -> list[ReturnRow]:
    """Return returns by id; unknown ids are absent."""
    return _returns("WHERE r.id = ANY(%s) ORDER BY r.external_id", [list(return_ids)])


def channel_return(return_id: UUID) -> ReturnRow:
    """Return one return. Raises UnknownChannelReturn."""
    found = returns_by_id([return_id])
    if not found:
        raise UnknownChannelReturn
    return found[0]


def waiting_page(*, cursor: str | None = None, limit: int = 50) -> Page[ReturnRow]:
    """Return the returns of all channels that wait for our answer, asked for first."""
    after, size = decode_cursor(cursor, 2), clamp(limit)
    at, key = after or (None, None)
    found = _returns(
        "WHERE r.awaits_answer AND (%s::timestamptz IS NULL OR (r.asked_at, r.id) > (%s::timestamptz, %s::uuid))"
        " ORDER BY r.asked_at, r.id LIMIT %s",
        [*[at] * 2, key, size + 1],
    )
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], encode_cursor(_word(last.asked_at), str(last.id)) if last else None)


def returns_of_orders(order_ids: Sequence[UUID]) -> dict[UUID, list[ReturnRow]]:
    """Return what came back of orders of ours, oldest first."""
    found: dict[UUID, list[ReturnRow]] = {order_id: [] for order_id in order_ids}
    for row in _returns("WHERE o.order_id = ANY(%s) ORDER BY r.asked_at, r.id", [list(order_ids)]):
        if row.order_id is not None:
            found[row.order_id].append(row)
    return found


def returns_page(
    channel_id: UUID, *, state: ReturnState | None = None, cursor: str | None = None, limit: int = 50
) -> Page[ReturnRow]:
    """Return the returns of a channel, asked for last first."""
    after, size = decode_cursor(cursor, 2), clamp(limit)
    at, key = after or (None, None)
    found = _returns(
        "WHERE r.channel_id = %s AND (%s::text IS NULL OR r.state = %s)"
        " AND (%s::timestamptz IS NULL OR (r.asked_at, r.id) < (%s::timestamptz, %s::uuid))"
        " ORDER BY r.asked_at DESC, r.id DESC LIMIT %s",
        [channel_id, *[state] * 2, *[at] * 2, key, size + 1],
    )
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], encode_cursor(_word(last.asked_at), str(last.id)) if last else None)


def orders_with_news(channel_id: UUID, *, limit: int = 200) -> list[UUID]:
    """Return orders of ours that do not know yet what a channel gave back for them."""
    found = db.rows(
        "SELECT DISTINCT o.order_id FROM channels_external_return r JOIN channels_external_order o"
        " ON o.channel_id = r.channel_id AND o.external_id = r.external_order"
        " WHERE r.channel_id = %s AND NOT r.is_noted AND o.order_id IS NOT NULL ORDER BY 1 LIMIT %s",
        [channel_id, limit],
    )
    return [row[0] for row in found]


def _returns(tail: str, params: Sequence[Any]) -> list[ReturnRow]:
    found = db.rows(f"{_RETURN} {tail}", params)
    lines: dict[UUID, list[ReturnLineRow]] = {row[0]: [] for row in found}
    for key, *rest in db.rows(_LINES, [list(lines)]) if found else []:
        lines[key].append(ReturnLineRow(*rest))
    return [_row(row, lines[row[0]]) for row in found]


def _row(row: Sequence[Any], lines: list[ReturnLineRow]) -> ReturnRow:
    refunded = None if row[9] is None else Money(row[9], row[10])
    answer = (row[12], ReturnAnswer(row[13]), *row[14:17])
    return ReturnRow(*(*row[:5], ReturnState(row[5]), *row[6:9], refunded, row[11], *answer, lines))


def _word(at: datetime) -> str:
    return at.isoformat()
