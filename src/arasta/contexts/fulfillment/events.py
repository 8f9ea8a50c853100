"""Facts that fulfillment tells. Their order is kept per order, so that its fulfillment status follows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LeftUnits:
    """Units of an order line that left."""

    order_line_id: UUID
    variant_id: UUID
    quantity: int


@dataclass(frozen=True, kw_only=True)
class _FulfillmentFact:
    fulfillment_order_id: UUID
    number: str
    order_id: UUID
    location_id: UUID
    kind: str

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderOpened(_FulfillmentFact, Event):
    """A location was asked to fulfil lines."""

    name: ClassVar[str] = "fulfillment.fulfillment_order_opened"

    units: int


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderAccepted(_FulfillmentFact, Event):
    """The location took the request on."""

    name: ClassVar[str] = "fulfillment.fulfillment_order_accepted"


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderReady(_FulfillmentFact, Event):
    """The goods are packed, or wait at the desk."""

    name: ClassVar[str] = "fulfillment.fulfillment_order_ready"


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderCanceled(_FulfillmentFact, Event):
    """The request was taken back before anything left."""

    name: ClassVar[str] = "fulfillment.fulfillment_order_canceled"


@dataclass(frozen=True, kw_only=True)
class ShipmentDispatched(_FulfillmentFact, Event):
    """Goods left with a carrier. `is_last`: nothing of the fulfillment order is left."""

    name: ClassVar[str] = "fulfillment.shipment_dispatched"

    shipment_id: UUID
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    lines: tuple[LeftUnits, ...]
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class ShipmentDelivered(_FulfillmentFact, Event):
    """A parcel reached its customer."""

    name: ClassVar[str] = "fulfillment.shipment_delivered"

    shipment_id: UUID
    delivered_at: datetime


@dataclass(frozen=True, kw_only=True)
class PickupHandedOver(_FulfillmentFact, Event):
    """The customer has the goods."""

    name: ClassVar[str] = "fulfillment.pickup_handed_over"

    handed_over_at: datetime
    lines: tuple[LeftUnits, ...]


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderSent(_FulfillmentFact, Event):
    """The goods are on their way to the place where their customer fetches them."""

    name: ClassVar[str] = "fulfillment.fulfillment_order_sent"

    target_id: UUID
    transfer_id: UUID


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderArrived(_FulfillmentFact, Event):
    """The goods reached the place where their customer fetches them."""

    name: ClassVar[str] = "fulfillment.fulfillment_order_arrived"

    target_id: UUID
    transfer_id: UUID
