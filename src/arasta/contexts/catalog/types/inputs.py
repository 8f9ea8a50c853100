"""What the services take. Texts map a language to a text; references to others are by code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from arasta.contexts.catalog.types import MediaStore, ProductStatus, VariantStatus
from arasta.kernel.errors import DomainError

Texts = Mapping[str, str]

TITLE_MOST = 300
DESCRIPTION_MOST = 20_000
ALT_MOST = 300
WEIGHT_MOST = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryInput:
    code: str
    names: Texts
    descriptions: Texts = field(default_factory=dict)
    parent: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandInput:
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueInput:
    """Without a position the value stands where it is given."""

    code: str
    names: Texts
    swatch: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionInput:
    """An option and its values, in order."""

    code: str
    names: Texts
    values: tuple[ValueInput, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantInput:
    """`options` maps the code of an option to the code of a value."""

    sku: str
    gtin: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    weight_grams: int = 0
    status: VariantStatus = VariantStatus.ACTIVE

    @property
    def options_key(self) -> str:
        """The values as one word, the same for variants that do not differ."""
        return ";".join(f"{option}={value}" for option, value in sorted(self.options.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureInput:
    """`value` is (option, value) when the picture shows only the variants that have it."""

    path: str
    alt: Texts = field(default_factory=dict)
    store: MediaStore = MediaStore.STATIC
    value: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPicture:
    """A picture that hangs, as it shall be shown; `value` as above."""

    media_id: UUID
    alt: Texts = field(default_factory=dict)
    value: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductInput:
    """A whole product. Without `options` the first variant's count; without `media` pictures stay as they are."""

    handle: str
    titles: Texts
    descriptions: Texts = field(default_factory=dict)
    category: str | None = None
    brand: str | None = None
    tax_class: str = "standard"
    status: ProductStatus = ProductStatus.ACTIVE
    is_featured: bool = False
    options: tuple[str, ...] = ()
    variants: tuple[VariantInput, ...] = ()
    media: tuple[PictureInput, ...] | None = None

    @property
    def axes(self) -> tuple[str, ...]:
        """The options the product offers."""
        return self.options or tuple(self.variants[0].options if self.variants else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChange:
    """New facts of a product. A language given an empty title loses its text; languages not given stay."""

    product_id: UUID
    titles: Texts
    descriptions: Texts = field(default_factory=dict)
    category: str | None = None
    brand: str | None = None
    tax_class: str = "standard"
    is_featured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantChange:
    """New facts of a variant; its SKU and options are what it is, and stay."""

    variant_id: UUID
    gtin: str | None
    weight_grams: int
    status: VariantStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedProducts:
    """The keys of what was saved, by handle and by SKU."""

    products: Mapping[str, UUID]
    variants: Mapping[str, UUID]


class Fact(StrEnum):
    """What a standing product or variant may keep as it is when the rest of it is saved."""

    CATEGORY = "category"
    BRAND = "brand"
    TAX_CLASS = "tax_class"
    STATUS = "status"
    FEATURED = "featured"
    DESCRIPTION = "description"
    GTIN = "gtin"
    WEIGHT = "weight"
    VARIANT_STATUS = "variant_status"
    POSITION = "position"
    OPTIONS = "options"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a product of a batch, or one variant of it, cannot be saved; both by their places in what was given."""

    product: int
    variant: int | None
    error: DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundProducts:
    """What was saved of a batch, what of it was new or altered, and the faults of the rest."""

    saved: SavedProducts
    new: frozenset[UUID]
    changed: frozenset[UUID]
    faults: tuple[Fault, ...]
