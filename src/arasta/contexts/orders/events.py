"""Facts the order book tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderEvent(Event):
    """A fact about one order; they are told in order."""

    name: ClassVar[str] = "orders.order_event"

    order_id: UUID
    number: str
    channel_id: UUID

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderEvent):
    """An order was placed on any channel. `delivery` is "counter" for goods that were handed over at once."""

    name: ClassVar[str] = "orders.order_placed"

    delivery: str
    total_minor: int
    currency: str
    units: int


@dataclass(frozen=True, kw_only=True)
class OrderCanceled(OrderEvent):
    """An order, or what was still open of it, was canceled."""

    name: ClassVar[str] = "orders.order_canceled"

    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderLinesCanceled(OrderEvent):
    """Some units of an order were canceled; the rest is still to be fulfilled."""

    name: ClassVar[str] = "orders.order_lines_canceled"

    reason: str
    units: int


@dataclass(frozen=True, kw_only=True)
class OrderFulfilled(OrderEvent):
    """Units of an order left: `fulfillment_status` is what the order is now."""

    name: ClassVar[str] = "orders.order_fulfilled"

    fulfillment_status: str


@dataclass(frozen=True, kw_only=True)
class OrderAddressChanged(OrderEvent):
    """An order goes to another address, or somebody else comes for it; the order knows which."""

    name: ClassVar[str] = "orders.order_address_changed"


@dataclass(frozen=True, kw_only=True)
class OrderWayChanged(OrderEvent):
    """An order reaches its customer another way, which may cost another sum; `location_id` is where it is fetched.

    `is_taken_back`: a dearer way was not paid in time, and the former one stands again.
    """

    name: ClassVar[str] = "orders.order_way_changed"

    delivery: str
    location_id: UUID | None
    total_minor: int
    currency: str
    is_taken_back: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderDueWaits(OrderEvent):
    """What became due of an order by another way is not paid yet, and its customer is to be reminded."""

    name: ClassVar[str] = "orders.order_due_waits"


@dataclass(frozen=True, kw_only=True)
class OrderDuePaid(OrderEvent):
    """What was still due of an order that stood already was paid."""

    name: ClassVar[str] = "orders.order_due_paid"
