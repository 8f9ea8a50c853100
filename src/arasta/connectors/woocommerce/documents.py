"""WooCommerce's documents as they come: typed, numbers exact, unknown fields and meta data passed over."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec


class Doc(msgspec.Struct, kw_only=True):
    """A part of a document."""


class Meta(Doc):
    key: str = ""
    value: Any = None


class Address(Doc):
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""

    @property
    def full_name(self) -> str:
        """The person's name, or the company's."""
        return f"{self.first_name} {self.last_name}".strip() or self.company


class Tax(Doc):
    id: int = 0
    total: str = ""


class TaxLine(Doc):
    rate_id: int = 0
    rate_percent: Decimal | None = None


class Charge(Doc, kw_only=True):
    """Anything with an amount without tax and its tax: delivery, or a fee (negative ones are discounts)."""

    total: Decimal = Decimal(0)
    total_tax: Decimal = Decimal(0)

    @property
    def gross(self) -> Decimal:
        return self.total + self.total_tax


class Line(Charge, kw_only=True):
    id: int
    quantity: int
    name: str = ""
    product_id: int = 0
    variation_id: int = 0
    sku: str | None = None
    subtotal: Decimal = Decimal(0)
    subtotal_tax: Decimal = Decimal(0)
    taxes: list[Tax] = msgspec.field(default_factory=list)
    meta_data: list[Meta] = msgspec.field(default_factory=list)


class RefundShort(Doc):
    id: int


class Order(Doc):
    id: int
    status: str
    currency: str
    date_modified_gmt: datetime
    total: Decimal
    line_items: list[Line]
    number: str = ""
    date_created_gmt: datetime | None = None
    customer_id: int = 0
    billing: Address = msgspec.field(default_factory=Address)
    shipping: Address = msgspec.field(default_factory=Address)
    tax_lines: list[TaxLine] = msgspec.field(default_factory=list)
    shipping_lines: list[Charge] = msgspec.field(default_factory=list)
    fee_lines: list[Charge] = msgspec.field(default_factory=list)
    refunds: list[RefundShort] = msgspec.field(default_factory=list)
    meta_data: list[Meta] = msgspec.field(default_factory=list)


class Refund(Doc):
    id: int
    date_created_gmt: datetime
    amount: Decimal
    reason: str = ""
    line_items: list[Line] = msgspec.field(default_factory=list)
    meta_data: list[Meta] = msgspec.field(default_factory=list)


class Image(Doc):
    src: str = ""


class Attribute(Doc):
    name: str
    id: int = 0
    option: str = ""
    options: list[str] = msgspec.field(default_factory=list)
    variation: bool = False


class Category(Doc):
    id: int


class Product(Doc):
    """A product or a variation; a variation found by its SKU names its parent."""

    id: int
    status: str = "publish"
    type: str = "simple"
    parent_id: int = 0
    name: str = ""
    slug: str = ""
    sku: str = ""
    permalink: str = ""
    description: str = ""
    date_modified_gmt: datetime | None = None
    regular_price: str = ""
    sale_price: str = ""
    manage_stock: bool | str = False
    stock_quantity: Decimal | None = None
    images: list[Image] = msgspec.field(default_factory=list)
    image: Image | None = None
    attributes: list[Attribute] = msgspec.field(default_factory=list)
    categories: list[Category] = msgspec.field(default_factory=list)


class Note(Doc):
    note: str = ""


class Setting(Doc):
    value: Any = ""


class Webhook(Doc):
    id: int
    topic: str = ""
    status: str = ""
    delivery_url: str = ""


class Environment(Doc):
    home_url: str = ""
    version: str = ""


class ShopSettings(Doc):
    currency: str = ""


class SystemStatus(Doc):
    environment: Environment
    settings: ShopSettings


def milliseconds(moment: datetime | None) -> int:
    """Return a moment as a version; times come in GMT without saying so."""
    return 0 if moment is None else int(in_gmt(moment).timestamp()) * 1000


def in_gmt(moment: datetime) -> datetime:
    """Return a moment that came without a zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


PRIVATE_KEYS = frozenset({
    "first_name", "last_name", "company", "address_1", "address_2", "city", "postcode", "email", "phone",
    "customer_ip_address", "customer_user_agent", "customer_note", "customer_id", "transaction_id", "secret",
    "order_key", "note",
})  # fmt: skip
