"""Meta's documents, as far as they concern us."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Said(msgspec.Struct, frozen=True):
    message: str = ""


class Judged(msgspec.Struct, frozen=True):
    """What Meta sees at once in a batch, before it is worked off."""

    retailer_id: str = ""
    errors: Sequence[Said] = ()


class Receipt(msgspec.Struct, frozen=True):
    handles: Sequence[str] = ()
    validation_status: Sequence[Judged] = ()


class ItemError(msgspec.Struct, frozen=True):
    id: str = ""
    message: str = ""


class Batch(msgspec.Struct, frozen=True):
    """How a batch stands. Products that are not named among the errors were taken."""

    handle: str = ""
    status: str = ""
    errors: Sequence[ItemError] = ()
    ids_of_invalid_requests: Sequence[str] = ()


class Batches(msgspec.Struct, frozen=True):
    data: Sequence[Batch] = ()


class Problem(msgspec.Struct, frozen=True):
    title: str = ""
    description: str = ""


class Product(msgspec.Struct, frozen=True):
    retailer_id: str = ""
    name: str = ""
    description: str = ""
    availability: str = ""
    inventory: int | None = None
    price: str = ""
    sale_price: str = ""
    url: str = ""
    image_url: str = ""
    additional_image_urls: Sequence[str] = ()
    retailer_product_group_id: str = ""
    gtin: str = ""
    product_type: str = ""
    review_status: str = ""
    review_rejection_reasons: Sequence[str] = ()
    errors: Sequence[Problem] = ()


class Cursors(msgspec.Struct, frozen=True):
    after: str = ""


class Paging(msgspec.Struct, frozen=True):
    cursors: Cursors = Cursors()
    next: str = ""


class Products(msgspec.Struct, frozen=True):
    data: Sequence[Product] = ()
    paging: Paging = Paging()


class About(msgspec.Struct, frozen=True):
    id: str = ""
    name: str = ""


class Change(msgspec.Struct, frozen=True):
    field: str = ""
    value: dict[str, msgspec.Raw] = {}


class Entry(msgspec.Struct, frozen=True):
    id: str = ""
    time: int = 0
    changes: Sequence[Change] = ()


class Note(msgspec.Struct, frozen=True):
    """What a webhook carries."""

    object: str = ""
    entry: Sequence[Entry] = ()
