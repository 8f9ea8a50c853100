"""The catalog over JSON: products, variants by id or SKU, categories; products saved in batches."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.catalog import ports
from arasta.contexts.catalog.queries import categories, products, shelves, variants
from arasta.contexts.catalog.services import products as saving
from arasta.contexts.catalog.types import (
    FALLBACK_LANGUAGE,
    PRODUCT_PREFIX,
    VARIANT_PREFIX,
    CardSort,
    CategoryNode,
    MediaStore,
    ProductCard,
    ProductDetail,
    ProductStatus,
    Shelf,
    VariantRow,
    VariantStatus,
)
from arasta.contexts.catalog.types.inputs import PictureInput, ProductInput, VariantInput
from arasta.contexts.catalog.types.refusals import UnknownSku, UnknownVariant
from arasta.kernel.http import guards
from arasta.kernel.http.conditional import conditional
from arasta.kernel.http.schemas import Body, Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Catalog"])

MOST_PRODUCTS = 1_000
LANGUAGE = Field(None, description="Language of the texts; else that of Accept-Language", max_length=8)

Titles = Annotated[dict[str, str], Field(description="Language to text", max_length=30)]


class NamedOption(Schema):
    option: str = Field(description="Code of the option")
    value: str = Field(description="Code of the value")
    option_name: str
    value_name: str


class VariantOut(Schema):
    id: str = Field(description="`var_...`")
    sku: str
    gtin: str | None
    product_id: str = Field(description="`prd_...`")
    handle: str
    title: str
    options: list[NamedOption]
    options_text: str
    picture: str | None
    swatch: str
    brand: str
    tax_class: str
    weight_grams: int
    is_active: bool = Field(description="The variant and its product are sold")

    @classmethod
    def of(cls, row: VariantRow) -> VariantOut:
        return cls(
            id=to_public(VARIANT_PREFIX, row.id),
            product_id=to_public(PRODUCT_PREFIX, row.product_id),
            options=[
                NamedOption(option=option, value=value, option_name=option_name, value_name=value_name)
                for (option, value), (option_name, value_name) in zip(row.option_codes, row.options, strict=True)
            ],
            sku=row.sku,
            gtin=row.gtin,
            handle=row.handle,
            title=row.title,
            options_text=row.options_text,
            picture=row.picture,
            swatch=row.swatch,
            brand=row.brand,
            tax_class=row.tax_class,
            weight_grams=row.weight_grams,
            is_active=row.is_active,
        )


class CardOut(Schema):
    id: str = Field(description="`prd_...`")
    handle: str
    title: str
    brand: str
    category: str
    picture: str | None
    variant_ids: list[str] = Field(description="Variants that are sold")
    swatches: list[str]

    @classmethod
    def of(cls, card: ProductCard) -> CardOut:
        return cls(
            id=to_public(PRODUCT_PREFIX, card.id),
            handle=card.handle,
            title=card.title,
            brand=card.brand,
            category=card.category,
            picture=card.picture,
            variant_ids=[to_public(VARIANT_PREFIX, key) for key in card.variant_ids],
            swatches=list(card.swatches),
        )


class CardsOut(Schema):
    items: list[CardOut]
    next_cursor: str | None = Field(description="Send it as `cursor`; null at the end")


class PictureOut(Schema):
    url: str
    alt: str


class ProductOut(Schema):
    id: str = Field(description="`prd_...`")
    handle: str
    title: str
    description: str
    status: ProductStatus
    tax_class: str
    is_featured: bool
    brand: str | None = Field(description="Code of the brand")
    category: str | None = Field(description="Code of the category")
    titles: dict[str, str] = Field(description="Language to title")
    descriptions: dict[str, str] = Field(description="Language to description")
    variants: list[VariantOut]
    media: list[PictureOut]

    @classmethod
    def of(cls, row: ProductDetail) -> ProductOut:
        return cls(
            id=to_public(PRODUCT_PREFIX, row.id),
            handle=row.handle,
            title=row.title,
            description=row.description,
            status=row.status,
            tax_class=row.tax_class,
            is_featured=row.is_featured,
            brand=row.brand.code if row.brand else None,
            category=row.path[-1].code if row.path else None,
            titles={text.language: text.title for text in row.texts},
            descriptions={text.language: text.description for text in row.texts},
            variants=[VariantOut.of(variant) for variant in row.variants],
            media=[PictureOut(url=picture.url, alt=picture.alt) for picture in row.media],
        )


class CategoryOut(Schema):
    code: str
    name: str
    description: str
    products: int = Field(description="Active products here and below")
    children: list[CategoryOut]

    @classmethod
    def of(cls, node: CategoryNode) -> CategoryOut:
        return cls(
            code=node.code,
            name=node.name,
            description=node.description,
            products=node.products,
            children=[cls.of(child) for child in node.children],
        )


class VariantIn(Body):
    sku: str = Field(max_length=64)
    gtin: str | None = Field(None, max_length=14)
    options: dict[str, str] = Field(default_factory=dict, description="Code of an option to code of a value")
    weight_grams: int = Field(0, ge=0)
    status: VariantStatus = VariantStatus.ACTIVE

    def given(self) -> VariantInput:
        return VariantInput(
            sku=self.sku,
            gtin=self.gtin or None,
            options=self.options,
            weight_grams=self.weight_grams,
            status=self.status,
        )


class PictureIn(Body):
    path: str = Field(max_length=300, description="Below the media folder, or of a static file")
    alt: Titles = Field(default_factory=dict)
    store: MediaStore = MediaStore.MEDIA

    def given(self) -> PictureInput:
        return PictureInput(path=self.path, alt=self.alt, store=self.store)


class ProductIn(Body):
    """A whole product: its facts are replaced; languages and variants that are not sent stay as they are."""

    handle: str = Field(max_length=120)
    titles: Titles
    descriptions: Titles = Field(default_factory=dict)
    category: str | None = None
    brand: str | None = None
    tax_class: str = "standard"
    status: ProductStatus = ProductStatus.ACTIVE
    is_featured: bool = False
    options: list[str] = Field(default_factory=list, description="Codes of the options, in order")
    variants: list[VariantIn] = Field(default_factory=list, max_length=500)
    media: list[PictureIn] | None = Field(None, description="All pictures; null leaves them", max_length=100)

    def given(self) -> ProductInput:
        return ProductInput(
            handle=self.handle,
            titles=self.titles,
            descriptions=self.descriptions,
            category=self.category,
            brand=self.brand,
            tax_class=self.tax_class,
            status=self.status,
            is_featured=self.is_featured,
            options=tuple(self.options),
            variants=tuple(variant.given() for variant in self.variants),
            media=None if self.media is None else tuple(picture.given() for picture in self.media),
        )


class ProductsIn(Body):
    products: list[ProductIn] = Field(min_length=1, max_length=MOST_PRODUCTS)


class SavedOut(Schema):
    products: dict[str, str] = Field(description="Handle to `prd_...`")
    variants: dict[str, str] = Field(description="SKU to `var_...`")


class CardFilter(Schema):
    search: str = Field("", max_length=200)
    channel: str | None = Field(None, description="Code; only what is in this channel's range", max_length=60)
    category: str | None = Field(None, description="Code; includes what lies below")
    brand: str | None = Field(None, description="Code")
    option: list[str] = Field(default_factory=list, description="`color:red`; may be repeated", max_length=50)
    featured: bool | None = None
    sort: CardSort = CardSort.NEWEST
    language: str | None = LANGUAGE
    cursor: str | None = None
    limit: int = Field(24, ge=1, le=200)


REFUSALS = {401: Problem, 403: Problem, 422: Problem}


@router.get(
    "/catalog/products",
    response={200: CardsOut, 404: Problem, **REFUSALS},
    operation_id="list_products",
    summary="Find products",
)
@decorate_view(conditional)
@decorate_view(guards.read("catalog.read"))
def list_products(request: HttpRequest, asked: Query[CardFilter]) -> CardsOut:
    """Return active products that have something to sell: all of them, or those in the range of a channel."""
    pairs = [text.partition(":") for text in asked.option]
    shelf = Shelf(
        category=asked.category,
        brand=asked.brand,
        search=asked.search,
        option_values=tuple((option, value) for option, _, value in pairs),
        featured=asked.featured,
        within=() if asked.channel is None else ports.range_of(asked.channel),
    )
    page = shelves.product_cards(
        shelf, language=_language(asked.language), sort=asked.sort, cursor=asked.cursor, limit=asked.limit
    )
    return CardsOut(items=[CardOut.of(card) for card in page.items], next_cursor=page.next_cursor)


@router.put(
    "/catalog/products",
    response={200: SavedOut, 409: Problem, **REFUSALS},
    operation_id="save_products",
    summary="Create or update products",
)
@decorate_view(guards.write("catalog.write"))
def save_products(request: HttpRequest, body: ProductsIn) -> SavedOut:
    """Save products by handle and variants by SKU: all of them or none."""
    saved = saving.save_products([product.given() for product in body.products], actor=actor_of(request))
    return SavedOut(
        products={handle: to_public(PRODUCT_PREFIX, key) for handle, key in saved.products.items()},
        variants={sku: to_public(VARIANT_PREFIX, key) for sku, key in saved.variants.items()},
    )


@router.get(
    "/catalog/products/{handle}",
    response={200: ProductOut, 404: Problem, **REFUSALS},
    operation_id="get_product",
    summary="Read one product",
)
@decorate_view(conditional)
@decorate_view(guards.read("catalog.read"))
def get_product(request: HttpRequest, handle: str, language: str | None = None) -> ProductOut:
    """Return a product of any status with its variants, archived ones too."""
    return ProductOut.of(products.product(handle, language=_language(language)))


@router.get(
    "/catalog/variants/{key}",
    response={200: VariantOut, 404: Problem, **REFUSALS},
    operation_id="get_variant",
    summary="Read one variant by id or SKU",
)
@decorate_view(conditional)
@decorate_view(guards.read("catalog.read"))
def get_variant(request: HttpRequest, key: str, language: str | None = None) -> VariantOut:
    """Return a variant: `key` is its SKU or its `var_...` id."""
    spoken = _language(language)
    by_sku = variants.variants_by_sku([key], language=spoken)
    if key in by_sku:
        return VariantOut.of(by_sku[key])
    if not key.startswith(f"{VARIANT_PREFIX}_"):
        raise UnknownSku(sku=key[:64])
    variant_id = from_public(VARIANT_PREFIX, key)
    found = variants.variants([variant_id], language=spoken)
    if variant_id not in found:
        raise UnknownVariant
    return VariantOut.of(found[variant_id])


@router.get(
    "/catalog/categories",
    response={200: list[CategoryOut], **REFUSALS},
    operation_id="list_categories",
    summary="Read the category tree",
)
@decorate_view(conditional)
@decorate_view(guards.read("catalog.read"))
def list_categories(request: HttpRequest, language: str | None = None) -> list[CategoryOut]:
    """Return the roots with all that lies below."""
    return [CategoryOut.of(node) for node in categories.category_tree(language=_language(language))]


def _language(asked: str | None) -> str:
    return (asked or get_language() or FALLBACK_LANGUAGE).split("-")[0].replace("\x00", "")[:8]
