"""Facts that registers tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event
from arasta.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ReceiptWritten(Event):
    """A register wrote a receipt for an order."""

    name: ClassVar[str] = "registers.receipt_written"

    receipt_id: UUID
    register_id: UUID
    location_id: UUID
    number: int
    order_id: UUID
    tender: str
    total: Money
    printed_at: datetime

    @property
    def subject(self) -> str:
        return f"register:{self.register_id}"
