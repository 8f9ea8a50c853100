"""Reads: what channels keep, charge and pay out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.channels.types.returning import EntryKind, EntryRow, KindSum, OrderMoney, PaidOut, Payout
from arasta.kernel import db
from arasta.kernel.money import Money
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_OF_ORDERS = """
SELECT o.order_id, e.kind, e.currency, sum(e.amount_minor)::bigint
FROM channels_money_entry e
JOIN channels_external_order o ON o.channel_id = e.channel_id AND o.external_id = e.external_order
WHERE o.order_id = ANY(%s) AND e.kind <> 'payout' GROUP BY 1, 2, 3 ORDER BY 1, 3, 2
"""

_PAYOUTS = """
SELECT payout_id, currency, sum(amount_minor) FILTER (WHERE kind = 'sale'),
  sum(amount_minor) FILTER (WHERE kind = 'refund'), sum(amount_minor) FILTER (WHERE kind = 'commission'),
  sum(amount_minor) FILTER (WHERE kind = 'shipping'),
  sum(amount_minor) FILTER (WHERE kind NOT IN ('sale', 'refund', 'commission', 'shipping', 'payout')),
  sum(amount_minor) FILTER (WHERE kind = 'payout'), count(*) FILTER (WHERE kind <> 'payout'), min(at), max(at),
  min(expected_at)
FROM channels_money_entry WHERE channel_id = %(channel)s GROUP BY payout_id, currency
HAVING %(at)s::timestamptz IS NULL OR (max(at), payout_id, currency) < (%(at)s::timestamptz, %(payout)s, %(currency)s)
ORDER BY max(at) DESC, payout_id DESC, currency DESC LIMIT %(limit)s
"""

_PAID = """
SELECT e.payout_id, min(p.at) FROM channels_external_order o
JOIN channels_money_entry e ON e.channel_id = o.channel_id AND e.external_order = o.external_id AND e.payout_id <> ''
LEFT JOIN channels_money_entry p ON p.channel_id = e.channel_id AND p.payout_id = e.payout_id AND p.kind = 'payout'
WHERE o.order_id = %s GROUP BY 1 ORDER BY 2 NULLS LAST, 1
"""

_EXPECTED = """
SELECT max(e.expected_at) FROM channels_external_order o
JOIN channels_money_entry e ON e.channel_id = o.channel_id AND e.external_order = o.external_id AND e.payout_id = ''
WHERE o.order_id = %s
"""

_ENTRY = """
SELECT id, external_id, kind, amount_minor, currency, at, word, external_order, payout_id, expected_at
FROM channels_money_entry
"""


def sums_of_orders(order_ids: Sequence[UUID]) -> dict[UUID, list[KindSum]]:
    """Return what the entries of orders of ours add up to, by currency and kind; payouts are of no order."""
    sums: dict[UUID, list[KindSum]] = {order_id: [] for order_id in order_ids}
    for order_id, kind, currency, total in db.rows(_OF_ORDERS, [list(order_ids)]):
        sums[order_id].append(KindSum(EntryKind(kind), Money(total, currency)))
    return sums


def money_of_order(order_id: UUID) -> list[OrderMoney]:
    """Return what an order brought at its channel, in each currency of its entries; nothing while none is known."""
    sums = sums_of_orders([order_id])[order_id]
    return [_of_currency(sums, currency) for currency in sorted({one.amount.currency for one in sums})]


def payouts_of_order(order_id: UUID) -> list[PaidOut]:
    """Return the payouts that settled something of an order, the first first."""
    return [PaidOut(*row) for row in db.rows(_PAID, [order_id])]


def payout_expected_at(order_id: UUID) -> datetime | None:
    """Return when the last of what an order still has to bring is to be paid out, if the channel says so."""
    found: datetime | None = db.rows(_EXPECTED, [order_id])[0][0]
    return found


def payouts_page(channel_id: UUID, *, cursor: str | None = None, limit: int = 50) -> Page[Payout]:
    """Return what payouts settled, the newest first; what is not settled yet bears no id."""
    after, size = decode_cursor(cursor, 3), clamp(limit)
    at, payout, currency = after or (None, None, None)
    asked = {"channel": channel_id, "at": at, "payout": payout, "currency": currency, "limit": size + 1}
    found = [_payout(*row) for row in db.rows(_PAYOUTS, asked)]
    last = found[size - 1] if len(found) > size else None
    rest = encode_cursor(last.last_at.isoformat(), last.payout_id, last.paid_out.currency) if last else None
    return Page(found[:size], rest)


def entries_page(
    channel_id: UUID, *, payout_id: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[EntryRow]:
    """Return the entries of a channel, newest first, all or of a payout ("" for what is not settled yet)."""
    after, size = decode_cursor(cursor, 2), clamp(limit)
    at, key = after or (None, None)
    found = db.rows(
        f"{_ENTRY} WHERE channel_id = %s AND (%s::text IS NULL OR payout_id = %s)"
        " AND (%s::timestamptz IS NULL OR (at, id) < (%s::timestamptz, %s::uuid)) ORDER BY at DESC, id DESC LIMIT %s",
        [channel_id, *[payout_id] * 2, *[at] * 2, key, size + 1],
    )
    rows = [_entry(*row) for row in found[:size]]
    rest = encode_cursor(rows[-1].at.isoformat(), str(rows[-1].id)) if len(found) > size else None
    return Page(rows, rest)


def _entry(*row: Any) -> EntryRow:
    return EntryRow(row[0], row[1], EntryKind(row[2]), Money(row[3], row[4]), *row[5:])


def _of_currency(sums: Sequence[KindSum], currency: str) -> OrderMoney:
    own = {one.kind: one.amount for one in sums if one.amount.currency == currency}
    nothing = Money(0, currency)
    return OrderMoney(
        sale=own.pop(EntryKind.SALE, nothing),
        refunds=own.pop(EntryKind.REFUND, nothing),
        commission=own.pop(EntryKind.COMMISSION, nothing),
        shipping=own.pop(EntryKind.SHIPPING, nothing),
        fees=sum(own.values(), nothing),
    )


def _payout(payout_id: str, currency: str, *rest: Any) -> Payout:
    sums: list[Money] = [Money(int(total or 0), currency) for total in rest[:6]]
    return Payout(payout_id, OrderMoney(*sums[:5]), Money(-sums[5].minor, currency), *rest[6:])
