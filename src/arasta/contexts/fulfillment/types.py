"""Values of fulfillment: statuses and their legal moves, sourcing, commands, rows and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.money import Money

FulfillmentOrderId = NewType("FulfillmentOrderId", UUID)
FulfillmentLineId = NewType("FulfillmentLineId", UUID)
ShipmentId = NewType("ShipmentId", UUID)


class DeliveryKind(StrEnum):
    """How goods reach the customer; BRING: first they are brought to the place where the customer fetches them."""

    DELIVERY = "delivery"
    PICKUP = "pickup"
    BRING = "bring"


CHOSEN_KINDS = (DeliveryKind.DELIVERY, DeliveryKind.PICKUP)
"""What a shopper can choose; whether goods are brought first is the house's matter."""


class FulfillmentStatus(StrEnum):
    """Where a fulfillment order stands. SENT and ARRIVED: what is brought to another place is on its way, or there."""

    OPEN = "open"
    ACCEPTED = "accepted"
    READY = "ready"
    SHIPPED = "shipped"
    PICKED_UP = "picked_up"
    SENT = "sent"
    ARRIVED = "arrived"
    CANCELED = "canceled"


_S = FulfillmentStatus

LEGAL_MOVES: dict[FulfillmentStatus, frozenset[FulfillmentStatus]] = {
    _S.OPEN: frozenset({_S.ACCEPTED, _S.CANCELED}),
    _S.ACCEPTED: frozenset({_S.READY, _S.SHIPPED, _S.SENT, _S.CANCELED}),
    _S.READY: frozenset({_S.SHIPPED, _S.PICKED_UP, _S.SENT, _S.CANCELED}),
    _S.SHIPPED: frozenset(),
    _S.PICKED_UP: frozenset(),
    _S.SENT: frozenset({_S.ARRIVED}),
    _S.ARRIVED: frozenset(),
    _S.CANCELED: frozenset(),
}

ACTIVE = frozenset({_S.OPEN, _S.ACCEPTED, _S.READY})
"""Statuses in which the location still has something to do."""

KIND_ONLY: dict[FulfillmentStatus, DeliveryKind] = {
    _S.SHIPPED: DeliveryKind.DELIVERY,
    _S.PICKED_UP: DeliveryKind.PICKUP,
    _S.SENT: DeliveryKind.BRING,
    _S.ARRIVED: DeliveryKind.BRING,
}
"""Statuses that only one kind of fulfillment order can reach."""


def may_move(kind: DeliveryKind, current: FulfillmentStatus, target: FulfillmentStatus) -> bool:
    """Tell whether a fulfillment order of a kind may go from one status to another."""
    return target in LEGAL_MOVES[current] and KIND_ONLY.get(target, kind) is kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """Stock of one variant that one location can sell now; the lowest priority is preferred."""

    location_id: UUID
    variant_id: UUID
    sellable: int
    priority: int


class Reason(StrEnum):
    """Why a location was chosen."""

    ONLY_LOCATION = "only_location"
    HAS_EVERYTHING = "has_everything"
    FEWEST_SPLITS = "fewest_splits"
    HAS_SOME = "has_some"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A quantity of one variant from one location, and why from there."""

    variant_id: UUID
    location_id: UUID
    quantity: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class SourcingPlan:
    """Where everything comes from, and (variant, quantity) of what nobody has."""

    assignments: tuple[Assignment, ...]
    missing: tuple[tuple[UUID, int], ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class LineToFulfill:
    """An allocated quantity of an order line; SKU and name are copied for the picker."""

    order_line_id: UUID
    variant_id: UUID
    quantity: int
    allocation_id: UUID
    sku: str
    name: str


@dataclass(frozen=True, slots=True)
class FulfillmentOrderToOpen:
    """A request to one location; `target_id`: the place to which it brings the goods."""

    order_id: UUID
    order_number: str
    location_id: UUID
    kind: DeliveryKind
    lines: tuple[LineToFulfill, ...]
    due_at: datetime | None = None
    target_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ShipmentToMake:
    """Goods about to leave. No quantities: everything that is left of the fulfillment order."""

    fulfillment_order_id: FulfillmentOrderId
    carrier: str
    tracking_number: str
    tracking_url: str = ""
    quantities: Mapping[FulfillmentLineId, int] | None = None


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A quantity of an allocation that left the location: what inventory must be told."""

    line_id: FulfillmentLineId
    order_line_id: UUID
    variant_id: UUID
    location_id: UUID
    allocation_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Left:
    """What left with one shipment, or over the counter (then there is no shipment)."""

    fulfillment_order_id: FulfillmentOrderId
    order_id: UUID
    shipment_id: ShipmentId | None
    status: FulfillmentStatus
    lines: tuple[LeftLine, ...]


@dataclass(frozen=True, slots=True)
class FulfillmentLineRow:
    """A line as the picker sees it."""

    id: FulfillmentLineId
    order_line_id: UUID
    variant_id: UUID
    allocation_id: UUID
    sku: str
    name: str
    quantity: int
    shipped_quantity: int

    @property
    def left(self) -> int:
        """What is still to be shipped or handed over."""
        return self.quantity - self.shipped_quantity


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """Goods that left together, as (line, quantity)."""

    id: ShipmentId
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    lines: tuple[tuple[FulfillmentLineId, int], ...]
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FulfillmentOrderRow:
    """A fulfillment order with its lines and shipments.

    `target_id`: to which place goods are brought, by which transfer. `spot`: where they wait, a shelf or a compartment.
    """

    id: FulfillmentOrderId
    number: str
    order_id: UUID
    order_number: str
    location_id: UUID
    location_name: str
    kind: DeliveryKind
    status: FulfillmentStatus
    created_at: datetime
    due_at: datetime | None
    accepted_at: datetime | None
    ready_at: datetime | None
    closed_at: datetime | None
    lines: tuple[FulfillmentLineRow, ...]
    shipments: tuple[ShipmentRow, ...]
    target_id: UUID | None = None
    target_name: str = ""
    transfer_id: UUID | None = None
    spot: str = ""

    @property
    def units(self) -> int:
        """How many units were asked for."""
        return sum(line.quantity for line in self.lines)

    @property
    def units_left(self) -> int:
        """How many units are still to leave."""
        return sum(line.left for line in self.lines)

    @property
    def goods_ids(self) -> tuple[UUID, ...]:
        return tuple(line.variant_id for line in self.lines)

    def called(self, names: Mapping[UUID, tuple[str, str]]) -> FulfillmentOrderRow:
        """Return it with other names for the goods, by variant as (SKU, name); a line of another SKU keeps its own."""
        given = [(line, *names.get(line.variant_id, ("", ""))) for line in self.lines]
        lines = tuple(replace(line, name=name) if sku == line.sku else line for line, sku, name in given)
        return replace(self, lines=lines)

    def may_become(self, status: FulfillmentStatus) -> bool:
        """Tell whether the status is a legal next one."""
        return may_move(self.kind, self.status, status)


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many fulfillment orders stand in a status."""

    status: FulfillmentStatus
    count: int


@dataclass(frozen=True, slots=True)
class PickingPlace:
    """A location that fulfils."""

    location_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class MethodText:
    """A delivery method in one language."""

    language: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class DeliveryMethodToSave:
    """A delivery method as it should be; known codes are changed, others made."""

    code: str
    kind: DeliveryKind
    texts: tuple[MethodText, ...]
    prices: tuple[Money, ...]
    min_days: int
    max_days: int
    is_active: bool = True
    position: int = 50


@dataclass(frozen=True, slots=True)
class DeliveryMethodRow:
    """A delivery method with all its texts and prices."""

    id: UUID
    code: str
    kind: DeliveryKind
    texts: tuple[MethodText, ...]
    prices: tuple[Money, ...]
    min_days: int
    max_days: int
    is_active: bool
    position: int

    def text(self, language: str) -> MethodText:
        """Return the text in a language, else in English, else any."""
        known = {text.language: text for text in self.texts}
        first = self.texts[0] if self.texts else MethodText(language, self.code, "")
        return known.get(language[:2]) or known.get("en") or first

    def price(self, currency: str) -> Money | None:
        """Return the price in a currency; without one the method is not offered in it."""
        return next((price for price in self.prices if price.currency == currency), None)
