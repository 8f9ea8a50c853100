"""Google's documents, as far as they concern us. Whole numbers of 64 bits come as text."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Document(msgspec.Struct, rename="camel", frozen=True):
    """A document; fields that we do not know are passed over."""


class Price(Document, frozen=True):
    amount_micros: str = "0"
    currency_code: str = ""


class Attributes(Document, frozen=True):
    title: str = ""
    description: str = ""
    link: str = ""
    image_link: str = ""
    additional_image_links: Sequence[str] = ()
    availability: str = ""
    price: Price | None = None
    sale_price: Price | None = None
    gtins: Sequence[str] = ()
    item_group_id: str = ""
    sell_on_google_quantity: str = ""
    product_types: Sequence[str] = ()


class Issue(Document, frozen=True):
    code: str = ""
    severity: str = ""
    attribute: str = ""
    description: str = ""
    detail: str = ""


class Destination(Document, frozen=True):
    reporting_context: str = ""
    approved_countries: Sequence[str] = ()
    pending_countries: Sequence[str] = ()
    disapproved_countries: Sequence[str] = ()


class ProductStatus(Document, frozen=True):
    destination_statuses: Sequence[Destination] = ()
    item_level_issues: Sequence[Issue] = ()


class Product(Document, frozen=True):
    """What is shown, made out of what was sent."""

    name: str = ""
    offer_id: str = ""
    data_source: str = ""
    version_number: str = "0"
    product_attributes: Attributes = Attributes()
    product_status: ProductStatus = ProductStatus()


class Products(Document, frozen=True):
    products: Sequence[Product] = ()
    next_page_token: str = ""


class Business(Document, frozen=True):
    account_id: str = ""
    account_name: str = ""
    time_zone: dict[str, str] = {}


class DataSource(Document, frozen=True):
    display_name: str = ""
    input: str = ""
