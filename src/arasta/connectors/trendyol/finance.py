"""The settlement service: what the marketplace took and owes. Written from general knowledge, to be checked.

Each kind of transaction is asked for alone, in windows of at most fifteen days. A row of a sale is two entries: the
sale, and the commission it cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec

from arasta.connectors.trendyol import answers
from arasta.connectors.trendyol.client import Calls
from arasta.connectors.trendyol.documents import Settlement
from arasta.connectors.trendyol.windows import Place, content_of, instant, page_of
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import PulledPage, Trouble
from arasta.contexts.channels.types.returning import EntryKind, MoneyEntry
from arasta.kernel.money import Money, exponent, round_minor
from arasta.kernel.transport.wire import Plan

PAGE = 500
KINDS = {
    "Sale": EntryKind.SALE,
    "Return": EntryKind.REFUND,
    "Discount": EntryKind.DISCOUNT,
    "DiscountCancel": EntryKind.DISCOUNT,
    "Coupon": EntryKind.DISCOUNT,
    "CouponCancel": EntryKind.DISCOUNT,
}
_NAMES = tuple(KINDS)


def read_page(calls: Calls, at: Place, currency: str) -> Plan[PulledPage]:
    """Read one page of one kind of transaction; the window ends with the last kind's last page."""
    kind = _NAMES[at.part]
    body = answers.expect_json((yield calls.settlements(at.start, at.end, kind, at.page, PAGE)))
    page = page_of(at, body, entries=entries_of(content_of(body), kind, currency))
    if page.cursor or at.part + 1 == len(_NAMES):
        return page
    return replace(page, cursor=replace(at, page=0, part=at.part + 1).written(), watermark="", is_behind=False)


def entries_of(documents: Sequence[Any], kind: str, currency: str) -> list[MoneyEntry]:
    """Read rows as entries. Raises ChannelTrouble."""
    try:
        rows = msgspec.convert(list(documents), list[Settlement])
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong
    return [entry for row in rows for entry in _entries(row, kind, currency)]


def _entries(row: Settlement, kind: str, currency: str) -> Iterator[MoneyEntry]:
    gained = (row.credit or Decimal(0)) - (row.debt or Decimal(0))
    whole = MoneyEntry(
        external_id=str(row.id),
        kind=KINDS.get(kind, EntryKind.OTHER),
        amount=_money(gained, currency),
        at=instant(row.transaction_date),
        word=row.transaction_type or kind,
        order_id=row.order_number or "",
        payout_id=str(row.payment_order_id or ""),
    )
    yield whole
    if row.commission_amount:
        cost = row.commission_amount if gained > 0 else -row.commission_amount
        yield replace(
            whole, external_id=f"{row.id}:commission", kind=EntryKind.COMMISSION, amount=_money(-cost, currency)
        )


def _money(amount: Decimal, currency: str) -> Money:
    return Money(round_minor(amount.scaleb(exponent(currency))), currency)
