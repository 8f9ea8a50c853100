"""Facts that returns tell. Their order is kept per order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


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
