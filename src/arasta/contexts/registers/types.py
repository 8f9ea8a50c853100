"""Values of registers: rows, commands, totals of a day, and the document that a receipt is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.money import Money
from arasta.kernel.papers import PLAIN, Look

RegisterId = NewType("RegisterId", UUID)
ReceiptId = NewType("ReceiptId", UUID)


class ReceiptTender(StrEnum):
    """What a till sale was paid with."""

    CASH = "cash"
    CARD = "card"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class RegisterToSave:
    """A register as it should be; known codes are changed, others made."""

    code: str
    name: str
    location_id: UUID
    channel_id: UUID
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register as it stands; `last_receipt` is the number of its newest receipt, 0 before the first."""

    id: RegisterId
    code: str
    name: str
    location_id: UUID
    location_name: str
    channel_id: UUID
    is_active: bool
    last_receipt: int


@dataclass(frozen=True, slots=True)
class ReceiptToWrite:
    """A receipt of one order. Cashier id and name come from whoever stood at the till."""

    register_id: RegisterId
    order_id: UUID
    order_number: str
    cashier_id: str
    cashier_name: str
    tender: ReceiptTender
    tendered: Money
    change: Money
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt as it was written."""

    id: ReceiptId
    number: int
    register_id: RegisterId
    register_code: str
    location_id: UUID
    order_id: UUID
    order_number: str
    cashier_id: str
    cashier_name: str
    tender: ReceiptTender
    tendered: Money
    change: Money
    printed_at: datetime

    @property
    def total(self) -> Money:
        """What the customer paid."""
        return self.tendered - self.change

    @property
    def printed_number(self) -> str:
        """The number as it stands on the paper."""
        return f"{self.register_code}-{self.number:06d}"


@dataclass(frozen=True, slots=True)
class TenderTotal:
    """What one tender brought in one currency."""

    tender: ReceiptTender
    receipts: int
    total: Money


@dataclass(frozen=True, slots=True)
class DaySales:
    """The sales of one business day, newest receipt first; `receipts` holds the newest, `count` counts all."""

    day: date
    totals: tuple[TenderTotal, ...]
    receipts: tuple[ReceiptRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line on the paper. `note` is a second, smaller line (options, or a discount)."""

    name: str
    sku: str
    quantity: int
    unit_price: Money
    total: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptTax:
    """Tax contained in the total, per rate; `label` as printed ("KDV %20")."""

    label: str
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """Everything that stands on a receipt. `printed_at` is in the store's zone; `discounts` are named and negative."""

    language: str
    shop_name: str
    address: tuple[str, ...]
    tax_id: str
    number: str
    order_number: str
    register: str
    cashier: str
    printed_at: datetime
    lines: tuple[ReceiptLine, ...]
    discounts: tuple[tuple[str, Money], ...]
    taxes: tuple[ReceiptTax, ...]
    total: Money
    tender: ReceiptTender
    tendered: Money
    change: Money
    qr_text: str = ""
    footer: str = ""
    look: Look = PLAIN
