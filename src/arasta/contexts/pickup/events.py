"""Facts that pickup tells. Those about an order keep its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _ForOrder:
    order_id: UUID
    location_id: UUID

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class CustomerArrived(_ForOrder, Event):
    """A customer waits for their goods, at the desk or in a car."""

    name: ClassVar[str] = "pickup.customer_arrived"

    fulfillment_order_id: UUID
    way: str
    bay: str
    car: str


@dataclass(frozen=True, kw_only=True)
class CustomerSeen(_ForOrder, Event):
    """Staff are on their way to the customer."""

    name: ClassVar[str] = "pickup.customer_seen"

    fulfillment_order_id: UUID
    by: str


@dataclass(frozen=True, kw_only=True)
class ShortfallAsked(_ForOrder, Event):
    """Units of a pickup were not found; the customer is to say what shall become of it."""

    name: ClassVar[str] = "pickup.shortfall_asked"

    fulfillment_order_id: UUID
    order_line_id: UUID
    quantity: int


@dataclass(frozen=True, kw_only=True)
class ShortfallAnswered(_ForOrder, Event):
    """The customer said what shall become of it, or the units were found."""

    name: ClassVar[str] = "pickup.shortfall_answered"

    fulfillment_order_id: UUID
    answer: str


@dataclass(frozen=True, kw_only=True)
class KeepEnded(_ForOrder, Event):
    """Nobody came, or paid, in time: the goods go back to the shelf."""

    name: ClassVar[str] = "pickup.keep_ended"

    reason: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class _ForFitting:
    fitting_id: UUID
    location_id: UUID
    starts_at: datetime

    @property
    def subject(self) -> str:
        return f"fitting:{self.fitting_id}"


@dataclass(frozen=True, kw_only=True)
class FittingBooked(_ForFitting, Event):
    """Somebody booked a slot to try something on."""

    name: ClassVar[str] = "pickup.fitting_booked"

    email: str
    language: str


@dataclass(frozen=True, kw_only=True)
class FittingEnded(_ForFitting, Event):
    """A fitting is over: held, canceled, or nobody came."""

    name: ClassVar[str] = "pickup.fitting_ended"

    status: str
