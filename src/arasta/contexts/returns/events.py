"""Facts that returns tell. Their order is kept per order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event
from arasta.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class _ReturnFact:
    return_id: UUID
    number: str
    order_id: UUID
    units: int

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class ReturnRequested(_ReturnFact, Event):
    """A customer wants to send something back."""

    name: ClassVar[str] = "returns.return_requested"


@dataclass(frozen=True, kw_only=True)
class ReturnWithdrawn(_ReturnFact, Event):
    """A customer keeps what they wanted to send back."""

    name: ClassVar[str] = "returns.return_withdrawn"


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(_ReturnFact, Event):
    """What a customer sent back is here; `units` of it."""

    name: ClassVar[str] = "returns.return_received"

    location_id: UUID
    damaged: int


@dataclass(frozen=True, kw_only=True)
class _RefundFact:
    refund_id: UUID
    order_id: UUID
    amount: Money

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class RefundAsked(_RefundFact, Event):
    """Money shall be given back."""

    name: ClassVar[str] = "returns.refund_asked"

    reason: str


@dataclass(frozen=True, kw_only=True)
class RefundGiven(_RefundFact, Event):
    """The money is on its way back: all who held it gave it, or were told to."""

    name: ClassVar[str] = "returns.refund_given"
