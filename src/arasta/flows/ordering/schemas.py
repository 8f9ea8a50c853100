"""Shapes of carts and orders in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Literal

from ninja import Schema
from pydantic import Field

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter, OrderRow
from arasta.contexts.orders.services.carts import CartLineInput, CheckoutInput
from arasta.contexts.orders.types import Address, DeliveryKind, FulfillmentStatus, OrderStatus, PaymentStatus
from arasta.flows.ordering.price_cart import PricedCart
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.http.schemas import Body, MoneyOut
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.pages import Page
from arasta.kernel.quantity import MOST


class UnknownSku(Missing):
    """One of the SKUs is not in the catalog; nothing was changed."""

    code = "unknown_sku"
    template = gettext_noop("There is no SKU “%(sku)s”.")


class CartLineIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=0, le=MOST, description="0 takes the SKU out")


class CartIn(Body):
    channel: str = Field(description="Code of the channel", max_length=60)
    currency: str = Field(default="", max_length=3)
    language: str = Field(default="", max_length=8)
    lines: list[CartLineIn] = Field(default_factory=list, max_length=500)


class AddressSchema(Body):
    name: str = Field(min_length=1, max_length=200)
    line1: str = Field(min_length=1, max_length=200)
    city: str = Field(min_length=1, max_length=100)
    country: str = Field(pattern="^[A-Z]{2}$")
    line2: str = Field(default="", max_length=200)
    district: str = Field(default="", max_length=100)
    region: str = Field(default="", max_length=100)
    postal_code: str = Field(default="", max_length=20)
    phone: str = Field(default="", max_length=30)


class CheckoutIn(Body):
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    delivery: Literal["delivery", "pickup"]
    delivery_method: str = Field(default="", max_length=60)
    pickup_location: str | None = Field(default=None, description="Public id: loc_…")
    address: AddressSchema | None = None

    def to_input(self) -> CheckoutInput:
        return CheckoutInput(
            email=self.email.lower(),
            delivery=DeliveryKind(self.delivery),
            delivery_method=self.delivery_method,
            pickup_location_id=from_public("loc", self.pickup_location) if self.pickup_location else None,
            address=Address(**self.address.model_dump()) if self.address else None,
        )


class MoneyIn(Body):
    minor: int = Field(strict=True, ge=0)
    currency: str = Field(min_length=3, max_length=3)


class PlaceIn(Body):
    provider: str = Field(default="testpay", max_length=60)
    token: str = Field(max_length=200, description="Stands for the card; card numbers never come here")
    return_url: str = Field(default="", max_length=500)
    seen_total: MoneyIn | None = Field(default=None, description="What the buyer saw; another total is refused")


class CancelIn(Body):
    reason: str = Field(min_length=1, max_length=500)


class CartLineOut(Schema):
    sku: str
    name: str
    options: str
    quantity: int
    unit_price: MoneyOut
    total: MoneyOut
    tax_rate: Decimal
    offered: int = Field(description="How many the channel may sell now")
    price_changed: bool


class CartOut(Schema):
    id: str
    channel: str
    status: str
    version: int
    lines: list[CartLineOut]
    not_sold_here: list[str]
    lines_total: MoneyOut
    delivery: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    held_until: datetime | None

    @classmethod
    def of(cls, priced: PricedCart) -> CartOut:
        return cls(
            id=to_public("crt", priced.cart.id),
            channel=priced.channel.code,
            status=priced.cart.status,
            version=priced.cart.version,
            lines=[
                CartLineOut(
                    sku=line.variant.sku,
                    name=line.variant.title,
                    options=line.variant.options_text,
                    quantity=line.quantity,
                    unit_price=MoneyOut.of(line.unit_price),
                    total=MoneyOut.of(line.total),
                    tax_rate=line.tax_rate,
                    offered=line.offered,
                    price_changed=line.price_changed,
                )
                for line in priced.lines
            ],
            not_sold_here=[to_public("var", key) for key in priced.unsellable],
            lines_total=MoneyOut.of(priced.lines_total),
            delivery=MoneyOut.of(priced.delivery),
            tax=MoneyOut.of(priced.tax),
            total=MoneyOut.of(priced.total),
            held_until=priced.held_until,
        )


class HoldOut(Schema):
    cart_id: str
    expires_at: datetime


class OrderSummary(Schema):
    id: str
    number: str
    channel: str
    external_id: str
    status: str
    payment_status: str
    fulfillment_status: str
    delivery: str
    customer_name: str
    email: str
    total: MoneyOut
    units: int
    placed_at: datetime


class OrderLineOut(Schema):
    id: str
    sku: str
    name: str
    options: str
    quantity: int
    canceled: int
    shipped: int
    returned: int
    unit_price: MoneyOut
    discount: MoneyOut
    total: MoneyOut
    tax_rate: Decimal
    tax: MoneyOut


class EntryOut(Schema):
    kind: str
    text: str
    by: str
    at: datetime


class OrderOut(OrderSummary):
    lines: list[OrderLineOut]
    addresses: dict[str, AddressSchema]
    delivery_price: MoneyOut
    tax: MoneyOut
    paid: MoneyOut
    refunded: MoneyOut
    timeline: list[EntryOut]

    @classmethod
    def of(cls, detail: OrderDetail) -> OrderOut:
        codes = {key: row.code for key, row in channels.channels_by_id([detail.row.channel_id]).items()}
        return cls(
            **summary(detail.row, codes).model_dump(),
            lines=[
                OrderLineOut(
                    id=to_public("lin", line.id),
                    **{name: getattr(line, name) for name in ("sku", "name", "options", "quantity", "canceled", "shipped", "returned", "tax_rate")},
                    **{name: MoneyOut.of(getattr(line, name)) for name in ("unit_price", "discount", "total", "tax")},
                )
                for line in detail.lines
            ],
            addresses={role.value: AddressSchema(**asdict(address)) for role, address in detail.addresses.items()},
            delivery_price=MoneyOut.of(detail.delivery_price),
            tax=MoneyOut.of(detail.tax),
            paid=MoneyOut.of(detail.paid),
            refunded=MoneyOut.of(detail.refunded),
            timeline=[
                EntryOut(kind=entry.kind, text=entry.text, by=entry.actor_name or entry.actor_kind, at=entry.happened_at)
                for entry in detail.timeline
            ],
        )  # fmt: skip


class PlacedOut(Schema):
    order: OrderOut | None = None
    payment_id: str = ""
    redirect_url: str = ""


class OrderQuery(Schema):
    channel: str | None = None
    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    fulfillment_status: FulfillmentStatus | None = None
    search: str = Field(default="", max_length=100)
    cursor: str | None = None
    limit: int = Field(default=50, ge=1, le=200)

    def to_filter(self) -> OrderFilter:
        return OrderFilter(
            channel_id=channels.channel(self.channel).id if self.channel else None,
            status=self.status,
            payment_status=self.payment_status,
            fulfillment_status=self.fulfillment_status,
            search=self.search,
        )


class OrderPage(Schema):
    items: list[OrderSummary]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[OrderRow]) -> OrderPage:
        codes = {key: row.code for key, row in channels.channels_by_id([row.channel_id for row in page.items]).items()}
        return cls(items=[summary(row, codes) for row in page.items], next_cursor=page.next_cursor)


def summary(row: OrderRow, codes: dict[object, str]) -> OrderSummary:
    """Dress an order for the outside."""
    names = ("number", "external_id", "status", "payment_status", "fulfillment_status", "delivery")
    return OrderSummary(
        id=to_public("ord", row.id),
        channel=codes.get(row.channel_id, ""),
        **{name: getattr(row, name) for name in names},
        customer_name=row.customer_name,
        email=row.email,
        total=MoneyOut.of(row.total),
        units=row.units,
        placed_at=row.placed_at,
    )


def cart_lines(lines: Sequence[CartLineIn], language: str) -> list[CartLineInput]:
    """Find the variants of SKUs. Raises UnknownSku."""
    known = variants.variant_ids_by_sku([line.sku for line in lines])
    for line in lines:
        if line.sku not in known:
            raise UnknownSku(sku=line.sku)
    return [CartLineInput(known[line.sku], line.quantity) for line in lines]
