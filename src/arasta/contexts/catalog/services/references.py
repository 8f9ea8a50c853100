"""Find what inputs refer to by code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.domain.faults import Faults
from arasta.contexts.catalog.types.inputs import ProductInput
from arasta.contexts.catalog.types.refusals import (
    UnknownBrand,
    UnknownCategory,
    UnknownOption,
    UnknownOptionValue,
)
from arasta.kernel import db
from arasta.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class References:
    """Keys by code; `values` by option and value."""

    categories: dict[str, UUID]
    brands: dict[str, UUID]
    options: dict[str, UUID]
    values: dict[tuple[str, str], UUID]

    def category(self, code: str | None) -> UUID | None:
        """Return the category's key. Raises UnknownCategory."""
        if code is not None and code not in self.categories:
            raise UnknownCategory(category=code)
        return self.categories[code] if code is not None else None

    def brand(self, code: str | None) -> UUID | None:
        """Return the brand's key. Raises UnknownBrand."""
        if code is not None and code not in self.brands:
            raise UnknownBrand(brand=code)
        return self.brands[code] if code is not None else None

    def option(self, code: str) -> UUID:
        """Return the option's key. Raises UnknownOption."""
        if code not in self.options:
            raise UnknownOption(option=code)
        return self.options[code]

    def value(self, option: str, code: str) -> UUID:
        """Return the option value's key. Raises UnknownOption or UnknownOptionValue."""
        self.option(option)
        if (option, code) not in self.values:
            raise UnknownOptionValue(option=option, value=code)
        return self.values[option, code]


def find(
    *, categories: Iterable[str | None] = (), brands: Iterable[str | None] = (), options: Iterable[str] = ()
) -> References:
    """Look codes up with three statements; of each option all values."""
    found = db.rows(
        "SELECT o.code, o.id, v.code, v.id FROM catalog_option o"
        " LEFT JOIN catalog_option_value v ON v.option_id = o.id WHERE o.code = ANY(%s)",
        [list(set(options))],
    )
    return References(
        categories=_keys("SELECT code, id FROM catalog_category WHERE code = ANY(%s)", categories),
        brands=_keys("SELECT code, id FROM catalog_brand WHERE code = ANY(%s)", brands),
        options={row[0]: row[1] for row in found},
        values={(row[0], row[2]): row[3] for row in found if row[2] is not None},
    )


def _keys(sql: str, codes: Iterable[str | None]) -> dict[str, UUID]:
    return dict(db.rows(sql, [list({code for code in codes if code is not None})]))


def of_products(products: Sequence[ProductInput], faults: Faults) -> References:
    """Look up what products refer to, and find the references that lead nowhere."""
    options = {option for product in products for option in product.axes}
    pictures = [picture for product in products for picture in product.media or ()]
    known = find(
        categories=[product.category for product in products],
        brands=[product.brand for product in products],
        options=options | {picture.value[0] for picture in pictures if picture.value},
    )
    for place, product in faults.spared(products):
        try:
            _look_up(product, known)
        except DomainError as error:
            faults.add(place, None, error)
    for place, at, variant in faults.spared_variants(products):
        for pair in variant.options.items():
            if pair not in known.values:
                faults.add(place, at, UnknownOptionValue(option=pair[0], value=pair[1]))
                break
    return known


def _look_up(product: ProductInput, known: References) -> None:
    known.category(product.category)
    known.brand(product.brand)
    for option in product.axes:
        known.option(option)
    for picture in product.media or ():
        if picture.value:
            known.value(*picture.value)
