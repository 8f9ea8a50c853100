"""Trendyol's documents as they come: typed, numbers exact, unknown fields passed over."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Doc(msgspec.Struct, rename="camel", kw_only=True):
    """A part of a document; its fields are in camel case there."""


class Address(Doc):
    full_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    district: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    phone: str | None = None
    tax_office: str | None = None
    tax_number: str | None = None


class UnitPrice(Doc):
    line_item_price: Decimal | None = None
    line_item_seller_discount: Decimal | None = None
    line_item_ty_discount: Decimal | None = None


class Line(Doc):
    line_id: int
    barcode: str
    quantity: int
    stock_code: str | None = None
    product_name: str | None = None
    line_gross_amount: Decimal | None = None
    line_seller_discount: Decimal | None = None
    line_ty_discount: Decimal | None = None
    line_unit_price: Decimal | None = None
    vat_rate: Decimal | None = None
    commission: Decimal | None = None
    currency_code: str | None = None
    discount_details: list[UnitPrice] = msgspec.field(default_factory=list)


class Package(Doc):
    shipment_package_id: int
    order_number: str
    status: str
    last_modified_date: int
    lines: list[Line]
    order_date: int | None = None
    currency_code: str | None = None
    package_total_price: Decimal | None = None
    customer_id: int | None = None
    customer_first_name: str | None = None
    customer_last_name: str | None = None
    customer_email: str | None = None
    cargo_tracking_number: int | None = None
    cargo_tracking_link: str | None = None
    cargo_sender_number: str | None = None
    cargo_provider_name: str | None = None
    origin_package_ids: list[int] | None = None
    agreed_delivery_date: int | None = None
    shipment_address: Address | None = None
    invoice_address: Address | None = None


class BatchItem(Doc):
    status: str
    request_item: dict[str, object] = msgspec.field(default_factory=dict)
    failure_reasons: list[str] = msgspec.field(default_factory=list)

    @property
    def barcode(self) -> str:
        """The barcode, wherever this kind of batch keeps it."""
        product = self.request_item.get("product")
        inner = product.get("barcode") if isinstance(product, dict) else None
        return str(self.request_item.get("barcode") or inner or "")

    @property
    def content_id(self) -> str:
        """The number of the content, where the batch was about contents."""
        update = self.request_item.get("updateRequest")
        return str(update.get("contentId") or "") if isinstance(update, dict) else ""


class Batch(Doc):
    batch_request_id: str
    items: list[BatchItem]
    status: str | None = None
    batch_request_type: str = ""


class Word(Doc):
    name: str = ""


class Picture(Doc):
    url: str = ""


class Stock(Doc):
    quantity: int | None = None


class Prices(Doc):
    sale_price: Decimal | None = None
    list_price: Decimal | None = None


class Variant(Doc):
    barcode: str
    stock_code: str | None = None
    vat_rate: int | None = None
    stock: Stock = msgspec.field(default_factory=Stock)
    price: Prices = msgspec.field(default_factory=Prices)
    product_url: str | None = None
    archived: bool = False
    locked: bool = False
    lock_reason: str | None = None
    blacklisted: bool = False


class Content(Doc):
    content_id: int
    variants: list[Variant]
    product_main_id: str = ""
    title: str = ""
    description: str = ""
    category: Word = msgspec.field(default_factory=Word)
    images: list[Picture] = msgspec.field(default_factory=list)


class Rejection(Doc):
    reject_reason: str = ""
    reject_reason_detail: str | None = None


class Draft(Doc):
    barcode: str
    status: str
    product_main_id: str = ""
    stock_code: str | None = None
    title: str = ""
    description: str = ""
    category: Word = msgspec.field(default_factory=Word)
    quantity: int | None = None
    sale_price: Decimal | None = None
    list_price: Decimal | None = None
    media: list[Picture] = msgspec.field(default_factory=list)
    reject_reason_details: list[Rejection] = msgspec.field(default_factory=list)


class CalledPackage(Doc):
    order_number: str
    last_modified_date: int = 0


class Called(Doc):
    content: list[CalledPackage]


class Subscription(Doc):
    id: str
    url: str = ""
    status: str = ""


class ClaimItem(Doc):
    id: str
    claim_item_status: Word
    customer_claim_item_reason: Word = msgspec.field(default_factory=Word)


class ClaimedLine(Doc):
    id: int
    barcode: str = ""
    price: Decimal = Decimal(0)


class ClaimedItems(Doc):
    order_line: ClaimedLine
    claim_items: list[ClaimItem]


class Claim(Doc):
    id: str
    order_number: str
    claim_date: int
    items: list[ClaimedItems]
    last_modified_date: int | None = None


class Settlement(Doc):
    id: str
    transaction_date: int
    transaction_type: str | None = None
    order_number: str | None = None
    debt: Decimal | None = None
    credit: Decimal | None = None
    commission_amount: Decimal | None = None
    payment_order_id: int | None = None
    payment_date: int | None = None


class CargoItem(Doc):
    parcel_unique_id: int
    order_number: str
    amount: Decimal
    shipment_package_type: str = ""


PRIVATE_KEYS = frozenset({
    "customerId", "customerFirstName", "customerLastName", "customerEmail", "fullName", "firstName", "lastName",
    "address1", "address2", "fullAddress", "phone", "district", "postalCode", "taxNumber", "taxOffice",
    "identityNumber", "apiKey", "password",
})  # fmt: skip
