"""Amazon's orders as they come: typed, amounts as text, unknown fields passed over."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Doc(msgspec.Struct, rename="camel"):
    """A part of a document; its fields are in camel case there."""


class Amount(Doc):
    amount: str
    currency_code: str


class Detail(Doc):
    subtype: str = ""
    value: Amount | None = None


class Part(Doc):
    type: str
    subtotal: Amount
    detailed_breakdowns: list[Detail] = msgspec.field(default_factory=list)


class ItemProceeds(Doc):
    proceeds_total: Amount | None = None
    breakdowns: list[Part] = msgspec.field(default_factory=list)


class OrderProceeds(Doc):
    grand_total: Amount | None = None
    breakdowns: list[Part] = msgspec.field(default_factory=list)


class Price(Doc):
    unit_price: Amount | None = None


class Product(Doc):
    seller_sku: str | None = None
    asin: str | None = None
    title: str | None = None
    price: Price | None = None


class ItemFulfillment(Doc):
    quantity_fulfilled: int | None = None
    quantity_unfulfilled: int | None = None


class Cancellation(Doc):
    cancellation_request: dict[str, object] | None = None
    cancellation_execution: dict[str, object] | None = None


class Item(Doc):
    order_item_id: str
    quantity_ordered: int
    product: Product
    proceeds: ItemProceeds | None = None
    cancellation: Cancellation | None = None
    fulfillment: ItemFulfillment | None = None


class Window(Doc):
    latest_date_time: datetime | None = None


class Fulfillment(Doc):
    fulfillment_status: str
    fulfilled_by: str | None = None
    ship_by_window: Window | None = None


class PackageStatus(Doc):
    status: str
    detailed_status: str | None = None


class Package(Doc):
    package_reference_id: str
    package_status: PackageStatus | None = None
    carrier: str | None = None
    tracking_number: str | None = None


class Address(Doc):
    name: str | None = None
    company_name: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    city: str | None = None
    district_or_county: str | None = None
    state_or_region: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    phone: str | None = None


class Recipient(Doc):
    delivery_address: Address | None = None


class Buyer(Doc):
    buyer_name: str | None = None
    buyer_email: str | None = None


class TaxAttribute(Doc):
    key: str = ""
    value: str = ""


class TaxRegistration(Doc):
    entity_type: str | None = None
    legal_name: str | None = None
    tax_registration_number: str | None = None
    tax_registration_address: Address | None = None
    tax_registration_attributes: list[TaxAttribute] = msgspec.field(default_factory=list)


class Tax(Doc):
    tax_registrations: list[TaxRegistration] = msgspec.field(default_factory=list)


class Order(Doc):
    order_id: str
    created_time: datetime
    last_updated_time: datetime
    order_items: list[Item]
    fulfillment: Fulfillment | None = None
    proceeds: OrderProceeds | None = None
    buyer: Buyer | None = None
    recipient: Recipient | None = None
    tax: Tax | None = None
    packages: list[Package] = msgspec.field(default_factory=list)


PRIVATE_KEYS = frozenset({
    "buyerName", "buyerEmail", "buyerCompanyName", "buyerPurchaseOrderNumber", "name", "companyName", "addressLine1",
    "addressLine2", "addressLine3", "districtOrCounty", "postalCode", "phone", "extendedFields", "legalName",
    "taxRegistrationNumber", "giftMessage", "access_token", "refresh_token", "serialNumbers", "url",
    "DestinationPostalCode",
})  # fmt: skip
