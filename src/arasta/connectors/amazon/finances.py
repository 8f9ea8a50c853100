"""What money moved at Amazon: each transaction falls into its smallest parts; a refund is also something that came back.

A transaction that Amazon holds back for a while is not counted; when it is let go it is told again, sometimes under an
id of its own that names the first: both are one entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from arasta.connectors.amazon import answers
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import Calls, iso, milliseconds
from arasta.connectors.amazon.pulling import LATE
from arasta.contexts.channels.types import PulledPage, Stream, failures
from arasta.contexts.channels.types.returning import (
    ChannelReturn,
    ChannelReturnLine,
    EntryKind,
    MoneyEntry,
    ReturnState,
)
from arasta.kernel.money import Money, Rounding, exponent, round_minor
from arasta.kernel.transport.wire import Plan, read_json, write_json

AT_FIRST = timedelta(days=30)
OVERLAP = timedelta(days=3)
WINDOW = timedelta(days=170)
HELD_BACK = "DEFERRED"
PAYOUT_NAMES = ("SETTLEMENT_ID", "FINANCIAL_EVENT_GROUP_ID", "DISBURSEMENT_ID")
REFUND = "refund"

# Words of a part, of those it is in, or of the transaction; the first that fits says what the money was for.
KINDS = (
    (("commission", "referralfee"), EntryKind.COMMISSION),
    (("advertis", "productads", "sponsored"), EntryKind.ADVERTISING),
    (("transfer", "disbursement", "payout"), EntryKind.PAYOUT),
    (("tax", "vat"), EntryKind.TAX),
    (("promotion", "promo", "discount", "rebate", "coupon"), EntryKind.DISCOUNT),
    (("fee", "fba", "expense"), EntryKind.FEE),
    (("shipping", "postage"), EntryKind.SHIPPING),
    (("productcharge", "principal", "sales", "item"), EntryKind.SALE),
)


class Doc(msgspec.Struct, rename="camel"):
    """A part of a transaction; its fields are in camel case there."""


class Currency(Doc):
    currency_code: str
    currency_amount: Decimal = Decimal(0)


class Part(Doc):
    breakdown_type: str = ""
    breakdown_amount: Currency | None = None
    breakdowns: list[Part] | None = None


class Related(Doc):
    related_identifier_name: str
    related_identifier_value: str


class ItemRelated(Doc):
    item_related_identifier_name: str = ""
    item_related_identifier_value: str = ""


class Item(Doc):
    description: str = ""
    related_identifiers: list[ItemRelated] = msgspec.field(default_factory=list)
    total_amount: Currency | None = None
    contexts: list[dict[str, Any]] = msgspec.field(default_factory=list)


class Transaction(Doc, kw_only=True):
    transaction_type: str = ""
    transaction_id: str = ""
    transaction_status: str = ""
    description: str = ""
    posted_date: datetime
    total_amount: Currency
    related_identifiers: list[Related] = msgspec.field(default_factory=list)
    breakdowns: list[Part] | None = None
    items: list[Item] | None = None

    def related(self, *names: str) -> str:
        """Return the first id of these names."""
        known = {one.related_identifier_name: one.related_identifier_value for one in self.related_identifiers}
        return next((known[name] for name in names if name in known), "")

    @property
    def is_refund(self) -> bool:
        return REFUND in f"{self.transaction_type} {self.description}".lower()

    @property
    def key(self) -> str:
        """What is the same for a transaction while it is held back and when it is let go."""
        first = self.related("DEFERRED_TRANSACTION_ID") or self.transaction_id
        order = self.related("ORDER_ID")
        return first or f"{self.transaction_type}:{order}:{milliseconds(self.posted_date)}:{_exact(self.total_amount)}"


class Payload(Doc):
    transactions: list[dict[str, Any]] = msgspec.field(default_factory=list)
    next_token: str | None = None


class Listed(Doc):
    payload: Payload


@dataclass(frozen=True)
class Place:
    """Where we are: the window, when it was opened, and Amazon's token in it."""

    after: str
    before: str
    opened: str
    token: str = ""


def place(watermark: str, cursor: str, *, now: datetime) -> Place:
    """Return where to read on: in the window of the cursor, or in a new one behind the watermark."""
    if cursor:
        return Place(**read_json(cursor))
    start = datetime.fromisoformat(watermark) - OVERLAP if watermark else now - AT_FIRST
    end = min(now - LATE, start + WINDOW)
    return Place(iso(start), iso(end), iso(now - LATE))


def read_page(calls: Calls, at: Place, stream: Stream, shop: Shop) -> Plan[PulledPage]:
    """Read one page of transactions, as entries or as refunds. Raises ChannelTrouble."""
    answer = yield calls.transactions(at.after, at.before, at.token)
    if at.token and failures.is_refused(answer):
        at = replace(at, token="")
        answer = yield calls.transactions(at.after, at.before, "")
    page = answers.expect(answer, Listed).payload
    raws = [(answers.read(raw, Transaction), raw) for raw in page.transactions]
    told = [(one, raw) for one, raw in raws if one.transaction_status != HELD_BACK]
    token = page.next_token or ""
    wants_money = stream is Stream.SETTLEMENTS
    return PulledPage(
        entries=[entry for one, _ in told for entry in entries_of(one)] if wants_money else [],
        returns=[return_of(one, raw) for one, raw in told if one.is_refund and one.related("ORDER_ID")]
        if not wants_money
        else [],
        cursor=write_json(asdict(replace(at, token=token))).decode() if token else "",
        watermark="" if token else at.before,
        is_behind=not token and at.before < at.opened,
    )


def entries_of(transaction: Transaction) -> list[MoneyEntry]:
    """Split a transaction into its smallest parts; they sum to its total, whatever Amazon leaves out."""
    currency = transaction.total_amount.currency_code
    parts = list(_leaves(transaction.breakdowns or (), ()))
    whole = _minor(transaction.total_amount)
    amounts = [(path, _minor(part.breakdown_amount)) for path, part in parts if part.breakdown_amount is not None]
    rest = whole - sum(minor for _, minor in amounts)
    if rest:
        amounts.append((("rest",) if amounts else (), rest))
    found: dict[str, int] = {}
    for path, minor in amounts:
        if minor:
            name = "/".join(path) or transaction.transaction_type
            found[name] = found.get(name, 0) + minor
    return [_entry(transaction, name, Money(minor, currency)) for name, minor in found.items()]


def _entry(transaction: Transaction, name: str, amount: Money) -> MoneyEntry:
    return MoneyEntry(
        external_id=f"{transaction.key}/{name}",
        kind=kind_of(name.split("/"), transaction),
        amount=amount,
        at=transaction.posted_date,
        word=f"{transaction.transaction_type}: {name}",
        order_id=transaction.related("ORDER_ID"),
        payout_id=transaction.related(*PAYOUT_NAMES),
    )


def kind_of(path: list[str], transaction: Transaction) -> EntryKind:
    """Say what money was for, by the innermost word that tells."""
    for word in [*reversed(path), transaction.transaction_type, transaction.description]:
        lowered = word.lower().replace(" ", "")
        for signs, kind in KINDS:
            if any(sign in lowered for sign in signs):
                return EntryKind.REFUND if kind is EntryKind.SALE and transaction.is_refund else kind
    if transaction.is_refund:
        return EntryKind.REFUND
    return EntryKind.SALE if transaction.transaction_type.lower() == "shipment" else EntryKind.OTHER


def return_of(transaction: Transaction, raw: Mapping[str, Any]) -> ChannelReturn:
    """Read a refund as a return: the money went back; whether goods did, Amazon does not say here."""
    lines = [line for at, item in enumerate(transaction.items or ()) for line in _return_lines(at, item)]
    return ChannelReturn(
        external_id=transaction.related("REFUND_ID") or transaction.key,
        order_id=transaction.related("ORDER_ID"),
        state=ReturnState.REFUNDED,
        external_status=transaction.transaction_status or transaction.transaction_type,
        version=milliseconds(transaction.posted_date),
        asked_at=transaction.posted_date,
        lines=lines,
        refunded=_refunded(transaction),
        raw=write_json(raw).decode(),
    )


def _refunded(transaction: Transaction) -> Money:
    """Return what the buyer got back: the charges that were turned round, not the fees that came back to us."""
    currency = transaction.total_amount.currency_code
    parts = [entry for entry in entries_of(transaction) if entry.kind in _BUYERS]
    minor = sum(entry.amount.minor for entry in parts) if parts else _minor(transaction.total_amount)
    return Money(max(-minor, 0), currency)


_BUYERS = {EntryKind.REFUND, EntryKind.SHIPPING, EntryKind.TAX, EntryKind.DISCOUNT}


def _return_lines(at: int, item: Item) -> Iterator[ChannelReturnLine]:
    """Read the units a refund is about; the id is the adjustment's own, so the order's line is found by the SKU."""
    product = next((one for one in item.contexts if one.get("sku")), {})
    ids = {one.item_related_identifier_name: one.item_related_identifier_value for one in item.related_identifiers}
    quantity = int(product.get("quantityShipped") or 0)
    if product and quantity > 0:
        own_id = ids.get("ORDER_ADJUSTMENT_ITEM_ID") or str(at)
        yield ChannelReturnLine(external_id=own_id, line_id="", sku=str(product["sku"]), quantity=quantity)


def _leaves(parts: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Part]]:
    for part in parts:
        here = (*path, part.breakdown_type or "?")
        if part.breakdowns:
            yield from _leaves(part.breakdowns, here)
        else:
            yield here, part


def _minor(amount: Currency) -> int:
    """Count in minor units; Amazon books fees finer than they are paid."""
    return round_minor(_exact(amount).scaleb(exponent(amount.currency_code)), policy=Rounding.HALF_UP)


def _exact(amount: Currency) -> Decimal:
    return amount.currency_amount
