"""Values of the order book and its legal moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType, Protocol
from uuid import UUID

from arasta.kernel.errors import Conflict, Missing, gettext_noop
from arasta.kernel.money import Money

CartId = NewType("CartId", UUID)
OrderId = NewType("OrderId", UUID)

BY_CUSTOMER = "by the customer"
"""The reason of a cancellation that the customer wished."""


class CartStatus(StrEnum):
    OPEN = "open"
    ORDERED = "ordered"
    ABANDONED = "abandoned"


class OrderStatus(StrEnum):
    PLACED = "placed"
    COMPLETED = "completed"
    CANCELED = "canceled"


class PaymentStatus(StrEnum):
    UNPAID = "unpaid"
    AUTHORIZED = "authorized"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class FulfillmentStatus(StrEnum):
    UNFULFILLED = "unfulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    FULFILLED = "fulfilled"
    CANCELED = "canceled"


class DeliveryKind(StrEnum):
    """How the goods reach the customer: carried out of the store, sent, or picked up."""

    COUNTER = "counter"
    DELIVERY = "delivery"
    PICKUP = "pickup"


class AddressRole(StrEnum):
    SHIPPING = "shipping"
    BILLING = "billing"


ORDER_MOVES: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PLACED: frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELED}),
    OrderStatus.COMPLETED: frozenset(),
    OrderStatus.CANCELED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where goods or a bill go, as the order remembers it. `country` is ISO 3166 alpha-2."""

    name: str
    line1: str
    city: str
    country: str
    line2: str = ""
    district: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How an order reaches its customer, and what that costs: fetched at a location, or sent by a method to an address."""

    delivery: DeliveryKind
    price: Money
    tax_rate: Decimal
    location_id: UUID | None = None
    method: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class UnpaidWay:
    """An order whose dearer way is not paid yet: the way that stands again, and when, if it never is."""

    order_id: UUID
    former: Way
    until: datetime


@dataclass(frozen=True, slots=True)
class LineInput:
    """A line to be ordered: the copy of what was sold, its price with tax included, and its tax rate (0.20).

    `id` is given by a caller who promised stock to the line before it was written. `is_fetched`: it is picked up at the
    order's location, though the order is sent.
    """

    variant_id: UUID
    sku: str
    name: str
    options: str
    quantity: int
    unit_price: Money
    tax_rate: Decimal
    discount: Money | None = None
    external_line_id: str = ""
    id: UUID | None = None
    is_fetched: bool = False


@dataclass(frozen=True, slots=True)
class OrderInput:
    """An order to be written. `cart_id` or `external_id` makes it unique; `placed_at` only for a channel's own time.

    `paid`: money that was taken before the order was written, and is recorded in the same transaction.
    """

    id: UUID
    channel_id: UUID
    currency: str
    lines: tuple[LineInput, ...]
    delivery: DeliveryKind
    email: str = ""
    customer_id: UUID | None = None
    customer_name: str = ""
    language: str = "en"
    cart_id: UUID | None = None
    external_id: str = ""
    location_id: UUID | None = None
    delivery_method: str = ""
    delivery_price: Money | None = None
    delivery_tax_rate: Decimal = Decimal("0.20")
    shipping_address: Address | None = None
    billing_address: Address | None = None
    placed_at: datetime | None = None
    note: str = ""
    paid: Money | None = None


class PaymentSums(Protocol):
    """What payments come to in minor units, as those who keep them sum them; read as `OrderPaid` reads them."""

    @property
    def promised(self) -> int: ...
    @property
    def paid(self) -> int: ...
    @property
    def refunded(self) -> int: ...
    @property
    def is_let_go(self) -> bool: ...
    @property
    def undone(self) -> int: ...


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """What the payments of an order come to in minor units: `promised` is what is taken or may still be.

    `is_let_go`: a promise was given up. `undone`: what was taken by payments that gave all of it back.
    """

    order_id: UUID
    promised: int
    paid: int
    refunded: int = 0
    is_let_go: bool = False
    undone: int = 0


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line as it was written."""

    id: UUID
    variant_id: UUID
    sku: str
    quantity: int
    external_line_id: str = ""


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order as it was written; `is_new` is false when the cart or the channel's order had been placed before."""

    id: UUID
    number: str
    total: Money
    lines: tuple[PlacedLine, ...]
    is_new: bool = True


class CartClosed(Conflict):
    code = "cart_closed"
    template = gettext_noop("This cart has become an order already.")


class UnknownCart(Missing):
    code = "unknown_cart"
    template = gettext_noop("This cart does not exist.")


class EmptyCart(Conflict):
    code = "cart_empty"
    template = gettext_noop("The cart is empty. Put something in first.")


class UnknownOrder(Missing):
    code = "unknown_order"
    template = gettext_noop("This order does not exist.")


class OrderClosed(Conflict):
    code = "order_closed"
    template = gettext_noop("Order %(number)s is closed; that cannot be changed any more.")
