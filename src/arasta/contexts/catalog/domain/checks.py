"""Refuse inputs that no catalog should hold, before the database is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from arasta.contexts.catalog.domain.faults import Faults
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
from arasta.kernel.errors import DomainError

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


def find_faults(products: Sequence[ProductInput], faults: Faults) -> None:
    """Find what is wrong with a batch in itself."""
    handles: set[str] = set()
    for place, product in enumerate(products):
        try:
            if product.handle in handles:
                raise GivenTwice(value=product.handle)
            handles.add(product.handle)
            _check_product(product)
        except DomainError as error:
            faults.add(place, None, error)
    _find_faulty_variants(products, faults)


def _find_faulty_variants(products: Sequence[ProductInput], faults: Faults) -> None:
    given: set[str] = set()
    axes = [set(product.axes) for product in products]
    for place, at, variant in faults.spared_variants(products):
        try:
            check_variant(variant, axes[place])
            for word in (variant.sku, f"gtin {variant.gtin}") if variant.gtin else (variant.sku,):
                if word in given:
                    raise GivenTwice(value=word.removeprefix("gtin "))
                given.add(word)
        except DomainError as error:
            faults.add(place, at, error)


def check_gtin(gtin: str | None) -> None:
    """Raise InvalidGtin unless gtin is absent or has a right check digit."""
    if gtin is not None and not (
        gtin.isascii() and gtin.isdigit() and len(gtin) in _GTIN_LENGTHS and _is_checked(gtin)
    ):
        raise InvalidGtin(gtin=gtin[:20])


def _is_checked(digits: str) -> bool:
    """Tell whether the last digit checks the others: from the right, each second one counts three times."""
    return (sum(map(int, digits[::-2])) + 3 * sum(map(int, digits[-2::-2]))) % 10 == 0


def check_weight(sku: str, grams: int) -> None:
    """Raise InvalidWeight unless grams is a sensible whole number."""
    if type(grams) is not int or not 0 <= grams <= WEIGHT_MOST:
        raise InvalidWeight(sku=sku)


def check_variants(variants: Sequence[VariantInput], axes: Sequence[str]) -> None:
    """Raise the first fault of variants of one product."""
    for variant in variants:
        check_variant(variant, set(axes))


def check_variant(variant: VariantInput, axes: Set[str]) -> None:
    """Raise the first fault of a variant of a product with these options."""
    if not _SKU.fullmatch(variant.sku):
        raise InvalidSku(sku=variant.sku[:64])
    check_gtin(variant.gtin)
    check_weight(variant.sku, variant.weight_grams)
    if variant.options.keys() != axes:
        raise OptionsDiffer(sku=variant.sku)


def _check_product(product: ProductInput) -> None:
    check_code(product.handle)
    check_code(product.tax_class)
    check_texts("title", product.titles, most=TITLE_MOST, needed=True)
    check_texts("description", product.descriptions, most=DESCRIPTION_MOST, needed=False)
    refuse_doubles(product.options)
    _check_media(product.media or ())


def _check_media(pictures: Sequence[PictureInput]) -> None:
    refuse_doubles(picture.path for picture in pictures)
    for picture in pictures:
        if not _PATH.fullmatch(picture.path) or ".." in picture.path:
            raise InvalidPath(path=picture.path[:120])
        check_texts("alt", picture.alt, most=TITLE_MOST, needed=False)
