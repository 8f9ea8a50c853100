"""A shop's documents as they come: typed, numbers exact, unknown fields passed over."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Doc(msgspec.Struct, rename="camel", kw_only=True):
    """A part of a document; its fields are in camel case there."""


class Nodes(msgspec.Struct, Generic[T], rename="camel", kw_only=True):
    """A page of a list, read to its end before it comes here."""

    nodes: list[T]


class Named(Doc):
    id: str


class Amount(Doc):
    amount: Decimal
    currency_code: str


class Bag(Doc):
    """An amount in the shop's currency and in the one the buyer saw."""

    shop_money: Amount
    presentment_money: Amount


class Allocation(Doc):
    allocated_amount_set: Bag


class Tax(Doc):
    price_set: Bag
    rate: Decimal | None = None


class Line(Doc):
    id: str
    title: str
    quantity: int
    current_quantity: int
    original_unit_price_set: Bag
    sku: str | None = None
    variant_title: str | None = None
    variant: Named | None = None
    discount_allocations: list[Allocation] = msgspec.field(default_factory=list)
    tax_lines: list[Tax] = msgspec.field(default_factory=list)


class PackageLine(Doc):
    id: str
    total_quantity: int
    remaining_quantity: int
    line_item: Named


class Tracking(Doc):
    number: str | None = None
    company: str | None = None
    url: str | None = None


class Parcel(Doc):
    id: str
    display_status: str | None = None
    tracking_info: list[Tracking] = msgspec.field(default_factory=list)


class Package(Doc):
    id: str
    status: str
    line_items: Nodes[PackageLine]
    fulfillments: Nodes[Parcel]
    fulfill_by: datetime | None = None


class Address(Doc):
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    zip: str | None = None
    country_code_v2: str | None = msgspec.field(default=None, name="countryCodeV2")
    phone: str | None = None


class Customer(Doc):
    id: str
    first_name: str | None = None
    last_name: str | None = None


class Shipping(Doc):
    discounted_price_set: Bag
    tax_lines: list[Tax] = msgspec.field(default_factory=list)


class Order(Doc):
    id: str
    updated_at: datetime
    processed_at: datetime
    taxes_included: bool
    total_price_set: Bag
    total_tip_received_set: Bag
    line_items: Nodes[Line]
    fulfillment_orders: Nodes[Package]
    shipping_lines: Nodes[Shipping]
    display_financial_status: str | None = None
    edited: bool = False
    cancelled_at: datetime | None = None
    email: str | None = None
    customer: Customer | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    original_total_duties_set: Bag | None = None
    original_total_additional_fees_set: Bag | None = None


PRIVATE_KEYS = frozenset({
    "email", "phone", "name", "firstName", "lastName", "company", "address1", "address2", "zip", "province",
    "shippingAddress", "billingAddress", "customer", "note", "signedAddress",
})  # fmt: skip


def tail(text: str) -> str:
    """Return the number of a global id: all that is kept of it with us."""
    return text.rpartition("/")[2].partition("?")[0]


def gid(kind: str, number: str) -> str:
    """Return the global id of a number."""
    return f"gid://shopify/{kind}/{number}"
