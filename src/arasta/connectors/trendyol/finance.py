"""The account: what the marketplace took, kept and paid out.

Each kind of transaction is asked for alone, in windows of at most fifteen days, and again until it is paid out. A row of
a sale is two entries: the sale, and the commission it cost. An invoice of the carrier is told by its parcels, so that
each order bears its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from arasta.connectors.trendyol import answers
from arasta.connectors.trendyol.client import Calls
from arasta.connectors.trendyol.documents import CargoItem, Settlement
from arasta.connectors.trendyol.windows import Place, content_of, instant, page_of
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import PulledPage, Trouble
from arasta.contexts.channels.types.returning import EntryKind, MoneyEntry
from arasta.kernel.money import Money, exponent, round_minor
from arasta.kernel.transport.wire import Plan

D = TypeVar("D")

PAGE = 500
STILL_UNPAID = timedelta(days=45)
EVERY = timedelta(hours=1)
KINDS = {
    "Sale": EntryKind.SALE,
    "Return": EntryKind.REFUND,
    "Discount": EntryKind.DISCOUNT,
    "DiscountCancel": EntryKind.DISCOUNT,
    "Coupon": EntryKind.DISCOUNT,
    "CouponCancel": EntryKind.DISCOUNT,
    "ProvisionPositive": EntryKind.OTHER,
    "ProvisionNegative": EntryKind.OTHER,
    "SellerRevenuePositive": EntryKind.OTHER,
    "SellerRevenueNegative": EntryKind.OTHER,
    "CommissionPositive": EntryKind.COMMISSION,
    "CommissionNegative": EntryKind.COMMISSION,
    "SellerRevenuePositiveCancel": EntryKind.OTHER,
    "SellerRevenueNegativeCancel": EntryKind.OTHER,
    "CommissionPositiveCancel": EntryKind.COMMISSION,
    "CommissionNegativeCancel": EntryKind.COMMISSION,
}
OTHERS = {"PaymentOrder": EntryKind.PAYOUT, "DeductionInvoices": EntryKind.FEE, "Stoppage": EntryKind.TAX}
# How the marketplace calls what it deducts: the carrier's invoice, and advertising.
CARGO, ADVERTISING = "kargo fatura", "reklam"
_NAMES = (*KINDS, *OTHERS)


def read_page(calls: Calls, at: Place, currency: str) -> Plan[PulledPage]:
    """Read one page of one kind of transaction; the window ends with the last kind's last page."""
    kind = _NAMES[at.part]
    ask = calls.settlements if kind in KINDS else calls.other_financials
    body = answers.expect_json((yield ask(at.start, at.end, kind, at.page, PAGE)))
    entries = yield from _entries_of_page(calls, content_of(body), kind, currency)
    page = page_of(at, body, entries=entries)
    if page.cursor or at.part + 1 == len(_NAMES):
        return page
    return replace(page, cursor=replace(at, page=0, part=at.part + 1).written(), watermark="", is_behind=False)


def _entries_of_page(calls: Calls, documents: Sequence[Any], kind: str, currency: str) -> Plan[list[MoneyEntry]]:
    rows = _read(documents, Settlement)
    if kind in KINDS:
        return [entry for row in rows for entry in _entries(row, kind, currency)]
    entries: list[MoneyEntry] = []
    for row in rows:
        if CARGO in (row.transaction_type or "").casefold():
            entries += yield from _parcels(calls, row, currency)
        else:
            entries.append(_entry(row, OTHERS[kind], currency))
    return entries


def entries_of(documents: Sequence[Any], kind: str, currency: str) -> list[MoneyEntry]:
    """Read rows of settlements as entries. Raises ChannelTrouble."""
    return [entry for row in _read(documents, Settlement) for entry in _entries(row, kind, currency)]


def _entries(row: Settlement, kind: str, currency: str) -> Iterator[MoneyEntry]:
    whole = _entry(row, KINDS[kind], currency)
    yield replace(whole, word=kind)
    if row.commission_amount:
        cost = abs(row.commission_amount) if whole.amount.minor > 0 else -abs(row.commission_amount)
        yield replace(
            whole,
            external_id=f"{row.id}:commission",
            kind=EntryKind.COMMISSION,
            amount=_money(-cost, currency),
            word=kind,
        )


def _entry(row: Settlement, kind: EntryKind, currency: str) -> MoneyEntry:
    word = row.transaction_type or ""
    is_advertising = kind is EntryKind.FEE and ADVERTISING in word.casefold()
    return MoneyEntry(
        external_id=str(row.id),
        kind=EntryKind.ADVERTISING if is_advertising else kind,
        amount=_money((row.credit or Decimal(0)) - (row.debt or Decimal(0)), currency),
        at=instant(row.transaction_date),
        word=word,
        order_id=row.order_number or "",
        payout_id=str(row.payment_order_id or ""),
        expected_at=instant(row.payment_date) if row.payment_date else None,
    )


def _parcels(calls: Calls, row: Settlement, currency: str) -> Plan[list[MoneyEntry]]:
    """Read which parcels an invoice is for; one that names none is told whole."""
    whole = _entry(row, EntryKind.SHIPPING, currency)
    found: list[CargoItem] = []
    pages, page = 1, 0
    while page < pages:
        body = answers.expect_json((yield calls.cargo_invoice(row.id, page, PAGE)))
        found += _read(content_of(body), CargoItem)
        pages, page = int(body.get("totalPages") or 1), page + 1
    parcels = [
        replace(
            whole,
            external_id=f"{row.id}:{one.parcel_unique_id}:{number}",
            amount=_money(-one.amount, currency),
            word=one.shipment_package_type or whole.word,
            order_id=one.order_number,
        )
        for number, one in enumerate(found)
    ]
    return parcels or [whole]


def _read(documents: Sequence[Any], shape: type[D]) -> list[D]:
    try:
        return [msgspec.convert(one, shape) for one in documents]
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def _money(amount: Decimal, currency: str) -> Money:
    return Money(round_minor(amount.scaleb(exponent(currency))), currency)
