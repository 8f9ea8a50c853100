"""Refuse inputs that no catalog should hold, before the database is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stdnum import ean

from arasta.contexts.catalog.types.inputs import (
    DESCRIPTION_MOST,
    TITLE_MOST,
    WEIGHT_MOST,
    PictureInput,
    ProductInput,
    Texts,
    VariantInput,
)
from arasta.contexts.catalog.types.refusals import (
    GivenTwice,
    InvalidCode,
    InvalidGtin,
    InvalidLanguage,
    InvalidPath,
    InvalidSku,
    InvalidSwatch,
    InvalidText,
    InvalidWeight,
    OptionsDiffer,
)

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PATH = re.compile(r"[^/\x00-\x1f][^\x00-\x1f]{0,299}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?")
_SKU = re.compile(r"[^\s\x00-\x1f]{1,64}")
_SWATCH = re.compile(r"#[0-9a-f]{6}")
_GTIN_LENGTHS = {8, 12, 13, 14}


def check_code(code: str) -> None:
    """Raise InvalidCode unless code can stand in an address."""
    if len(code) > 120 or not _CODE.fullmatch(code):
        raise InvalidCode(value=code[:120])


def check_texts(field: str, texts: Texts, *, most: int, needed: bool) -> None:
    """Raise InvalidText if a needed text is missing in every language, or one is too long or holds a NUL.

    Raises InvalidLanguage for a key that is no language code.
    """
    for language in texts:
        if not _LANGUAGE.fullmatch(language):
            raise InvalidLanguage(language=language[:20])
    written = [text for text in texts.values() if text.strip()]
    if (needed and not written) or any(len(text) > most or "\x00" in text for text in texts.values()):
        raise InvalidText(field=field, most=most)


def check_swatch(swatch: str) -> None:
    """Raise InvalidSwatch unless swatch is empty or `#rrggbb`."""
    if swatch and not _SWATCH.fullmatch(swatch):
        raise InvalidSwatch(swatch=swatch[:20])


def refuse_doubles(values: Iterable[str]) -> None:
    """Raise GivenTwice for the first value that comes again."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise GivenTwice(value=value)
        seen.add(value)


def check_products(products: Sequence[ProductInput]) -> None:
    """Raise the first fault of a batch of products."""
    refuse_doubles(product.handle for product in products)
    variants = [variant for product in products for variant in product.variants]
    refuse_doubles(variant.sku for variant in variants)
    refuse_doubles(variant.gtin for variant in variants if variant.gtin)
    for product in products:
        _check_product(product)


def check_gtin(gtin: str | None) -> None:
    """Raise InvalidGtin unless gtin is absent or has a right check digit."""
    if gtin is not None and not (gtin.isascii() and len(gtin) in _GTIN_LENGTHS and ean.is_valid(gtin)):
        raise InvalidGtin(gtin=gtin[:20])


def check_weight(sku: str, grams: int) -> None:
    """Raise InvalidWeight unless grams is a sensible whole number."""
    if type(grams) is not int or not 0 <= grams <= WEIGHT_MOST:
        raise InvalidWeight(sku=sku)


def check_variants(variants: Sequence[VariantInput], axes: Sequence[str]) -> None:
    """Raise the first fault of variants of one product."""
    for variant in variants:
        if not _SKU.fullmatch(variant.sku):
            raise InvalidSku(sku=variant.sku[:64])
        check_gtin(variant.gtin)
        check_weight(variant.sku, variant.weight_grams)
        if set(variant.options) != set(axes):
            raise OptionsDiffer(sku=variant.sku)


def _check_product(product: ProductInput) -> None:
    check_code(product.handle)
    check_code(product.tax_class)
    check_texts("title", product.titles, most=TITLE_MOST, needed=True)
    check_texts("description", product.descriptions, most=DESCRIPTION_MOST, needed=False)
    refuse_doubles(product.options)
    check_variants(product.variants, product.axes)
    _check_media(product.media or ())


def _check_media(pictures: Sequence[PictureInput]) -> None:
    refuse_doubles(picture.path for picture in pictures)
    for picture in pictures:
        if not _PATH.fullmatch(picture.path) or ".." in picture.path:
            raise InvalidPath(path=picture.path[:120])
        check_texts("alt", picture.alt, most=TITLE_MOST, needed=False)
