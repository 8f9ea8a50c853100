"""Statuses of the catalog and what its queries answer.

Texts are in the language asked for, else in English, else in whatever there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

FALLBACK_LANGUAGE = "en"
PRODUCT_PREFIX = "prd"
VARIANT_PREFIX = "var"


class ProductStatus(StrEnum):
    """Drafts are seen by staff only; archived products keep their history and are sold no more. Any may follow any."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class VariantStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class MediaStore(StrEnum):
    """Where a picture's file lives: shipped with the program, or uploaded."""

    STATIC = "static"
    MEDIA = "media"


class CardSort(StrEnum):
    """Orders of product cards; relevance means something only with a search."""

    NEWEST = "newest"
    FEATURED = "featured"
    TITLE = "title"
    RELEVANCE = "relevance"
    POPULAR = "popular"


class OfferSort(StrEnum):
    """Orders that need more than the catalog: offers of a channel (what has none comes last), or products given in order."""

    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    PICKED = "picked"


@dataclass(frozen=True, slots=True)
class OffersAsked:
    """Whose offers to look at, and which: as they were last told, so a card may know better."""

    channel_id: UUID
    currency: str
    is_there: bool = False
    least_minor: int | None = None
    most_minor: int | None = None

    @property
    def narrows(self) -> bool:
        return self.is_there or self.least_minor is not None or self.most_minor is not None


@dataclass(frozen=True, slots=True)
class OfferTold:
    """A product's lowest price on a channel, and whether any of it is there."""

    product_id: UUID
    lowest_minor: int
    is_there: bool


@dataclass(frozen=True, slots=True)
class VariantRow:
    """`options` are (name, value) for people, `option_codes` the same for machines, in the product's order.

    `is_active`: the variant and its product are both sold; `status` is the variant's own.
    """

    id: UUID
    sku: str
    gtin: str | None
    product_id: UUID
    handle: str
    title: str
    options: tuple[tuple[str, str], ...]
    options_text: str
    option_codes: tuple[tuple[str, str], ...]
    picture: str | None
    swatch: str
    tax_class: str
    weight_grams: int
    is_active: bool
    brand: str
    status: VariantStatus


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product on a shelf; only variants that are sold."""

    id: UUID
    handle: str
    title: str
    brand: str
    category: str
    picture: str | None
    variant_ids: tuple[UUID, ...]
    swatches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which products to show. `option_values` are (option, value) codes: of one option any, of several options each.

    `also` are other spellings of the search, `products` the only ones to look among, `within` categories that a channel
    sells: none means all; `since` is when the oldest of them was first described.
    """

    category: str | None = None
    brand: str | None = None
    search: str = ""
    option_values: tuple[tuple[str, str], ...] = ()
    featured: bool | None = None
    also: tuple[str, ...] = ()
    products: tuple[UUID, ...] | None = None
    within: tuple[str, ...] = ()
    since: datetime | None = None
    offers: OffersAsked | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    code: str
    name: str
    swatch: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """How many products each further choice would leave; `code` is "category", "brand" or an option's."""

    code: str
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    total: int
    categories: tuple[FacetValue, ...]
    brands: tuple[FacetValue, ...]
    options: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """`products` counts the active products here and below."""

    id: UUID
    code: str
    name: str
    description: str
    products: int
    children: tuple[CategoryNode, ...]


@dataclass(frozen=True, slots=True)
class CategoryRow:
    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class BrandRow:
    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    code: str
    name: str
    swatch: str


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option with its values; on a product, only those its active variants have."""

    code: str
    name: str
    values: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True)
class TextRow:
    language: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class HungPicture:
    """A picture as its gallery's page shows it: small, with its words by language."""

    id: UUID
    url: str
    alt: dict[str, str]
    value: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class PictureRow:
    """`value` is (option, value) when the picture is of the variants that have it."""

    url: str
    alt: str
    value: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """Everything about one product. `variants` holds archived ones too; `path` leads from the root to its category."""

    id: UUID
    handle: str
    title: str
    description: str
    status: ProductStatus
    tax_class: str
    is_featured: bool
    brand: BrandRow | None
    path: tuple[CategoryRow, ...]
    texts: tuple[TextRow, ...]
    options: tuple[OptionRow, ...]
    variants: tuple[VariantRow, ...]
    media: tuple[PictureRow, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product in the back office's list."""

    id: UUID
    handle: str
    title: str
    status: ProductStatus
    category: str
    brand: str
    picture: str | None
    variants: int
    updated_at: datetime
