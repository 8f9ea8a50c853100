"""The demo company as frozen values, read from the TOML files beside this module.

The files are the truth and are written to be read: `company.toml` holds places, words and people,
`products/*.toml` the goods. Nothing here touches a database; the seeder pushes these values through the
public services. `ANCHORS` names variants whose stock demos and journeys may rely on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "tr", "ru")
CURRENCIES = ("TRY", "EUR", "USD")
HERE = Path(__file__).parent
MEDIA = HERE / "media"

# What a demo may rely on: name of the situation -> SKU.
ANCHORS: Mapping[str, str] = {
    "last_unit_in_kadikoy": "KRV-VAS-EPH",
    "three_units_in_kadikoy": "KRV-MUS-ATL",
    "three_units_split": "KRV-TEL-GLT",
    "plentiful": "KRV-MUG-IZN-IND",
    "sold_out_everywhere": "KRV-SOF-KYF",
    "one_size_left_in_izmir": "KRV-DRS-GCE-L",
}

Texts = Mapping[str, str]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LocationData:
    code: str
    kind: str
    name: Texts
    address: tuple[str, ...]
    city: str
    postal_code: str
    country: str
    latitude: Decimal
    longitude: Decimal
    phone: str
    opening_hours: Texts

    @property
    def holds_stock(self) -> bool:
        """Tell whether goods lie there for sale; to a locker or a partner's point they are brought."""
        return self.kind not in {"locker", "partner"}


@dataclass(frozen=True, slots=True)
class CategoryData:
    code: str
    parent: str | None
    texts: Texts
    position: int


@dataclass(frozen=True, slots=True)
class BrandData:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OptionValueData:
    """One value of an option; `hex` (`#rrggbb`) is set for colors only."""

    code: str
    texts: Texts
    hex: str | None


@dataclass(frozen=True, slots=True)
class OptionData:
    code: str
    texts: Texts
    values: tuple[OptionValueData, ...]


@dataclass(frozen=True, slots=True)
class VariantData:
    """A SKU. Amounts are minor units, VAT included; `compare_at` is empty when the price was never higher."""

    sku: str
    gtin: str
    options: Mapping[str, str]
    prices: Mapping[str, int]
    compare_at: Mapping[str, int]
    stock: Mapping[str, int]
    weight_grams: int
    color: str | None


@dataclass(frozen=True, slots=True)
class ProductData:
    handle: str
    title: Texts
    description: Texts
    brand: str
    category: str
    tax_class: str
    options: tuple[str, ...]
    pictures: tuple[str, ...]
    variants: tuple[VariantData, ...]
    featured: bool


@dataclass(frozen=True, slots=True)
class StaffData:
    """Somebody who signs in; `location` is the place an associate or a picker works at."""

    name: str
    email: str
    role: str
    location: str | None


@dataclass(frozen=True, slots=True)
class CustomerData:
    name: str
    email: str
    phone: str
    language: str
    address: tuple[str, ...]
    city: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class KitData:
    """What one unit of a kit consists of: how many of each SKU."""

    sku: str
    components: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PreorderData:
    """A SKU that is sold before it is there: when it ships, how many may wait, how many are announced where."""

    sku: str
    ships_in_days: int
    limit: int
    announced: int
    location: str


@dataclass(frozen=True, slots=True)
class LotData:
    """A lot: its share of the units in percent, and the days until it expires."""

    code: str
    percent: int
    days: int


@dataclass(frozen=True, slots=True)
class LotsData:
    """A SKU that is kept by lot; the last of its lots takes what the others leave."""

    sku: str
    stop_days: int
    lots: tuple[LotData, ...]


@dataclass(frozen=True, slots=True)
class SerialsData:
    """A SKU whose units have serial numbers."""

    sku: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    locations: tuple[LocationData, ...]
    categories: tuple[CategoryData, ...]
    brands: tuple[BrandData, ...]
    options: tuple[OptionData, ...]
    products: tuple[ProductData, ...]
    staff: tuple[StaffData, ...]
    customers: tuple[CustomerData, ...]
    kits: tuple[KitData, ...]
    preorders: tuple[PreorderData, ...]
    lots: tuple[LotsData, ...]
    serials: tuple[SerialsData, ...]


def load() -> Company:
    """Read the whole company; products come in the order of their categories."""
    company = _read(HERE / "company.toml")
    locations = tuple(_location(row) for row in company["location"])
    categories = tuple(_category(row, position) for position, row in enumerate(company["category"]))
    options = tuple(_option(row) for row in company["option"])
    return Company(
        name=company["name"],
        locations=locations,
        categories=categories,
        brands=tuple(BrandData(**row) for row in company["brand"]),
        options=options,
        products=_products(categories, locations=locations, options=options),
        staff=tuple(StaffData(**{"location": None, **row}) for row in company["staff"]),
        customers=tuple(_customer(row) for row in company["customer"]),
        kits=tuple(KitData(**row) for row in company["kit"]),
        preorders=tuple(PreorderData(**row) for row in company["preorder"]),
        lots=tuple(
            LotsData(**{**row, "lots": tuple(LotData(**lot) for lot in row["lots"])}) for row in company["lots"]
        ),
        serials=tuple(SerialsData(**row) for row in company["serials"]),
    )


def _read(path: Path) -> Row:
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def _location(row: Row) -> LocationData:
    return LocationData(**{**row, "address": tuple(row["address"])})


def _category(row: Row, position: int) -> CategoryData:
    return CategoryData(code=row["code"], parent=row.get("parent"), texts=row["texts"], position=position)


def _option(row: Row) -> OptionData:
    values = tuple(OptionValueData(**{"hex": None, **value}) for value in row["values"])
    return OptionData(code=row["code"], texts=row["texts"], values=values)


def _customer(row: Row) -> CustomerData:
    return CustomerData(**{**row, "address": tuple(row["address"])})


def _products(
    categories: Iterable[CategoryData],
    *,
    locations: tuple[LocationData, ...],
    options: tuple[OptionData, ...],
) -> tuple[ProductData, ...]:
    places = tuple(location.code for location in locations if location.holds_stock)
    swatches = {(o.code, value.code): value.hex for o in options for value in o.values if value.hex}
    files = [_read(HERE / "products" / f"{top.code}.toml") for top in categories if top.parent is None]
    return tuple(_product(row, places=places, swatches=swatches) for content in files for row in content["product"])


def _product(row: Row, *, places: tuple[str, ...], swatches: Mapping[tuple[str, str], str]) -> ProductData:
    shared = {"price": row["price"], "was": row.get("was", {}), "grams": row["grams"], "options": {}}
    return ProductData(
        handle=row["handle"],
        title=row["title"],
        description=row["description"],
        brand=row["brand"],
        category=row["category"],
        tax_class=row["tax_class"],
        options=tuple(row["options"]),
        pictures=tuple(row["pictures"]),
        variants=tuple(
            _variant({**shared, **variant}, places=places, swatches=swatches) for variant in row["variants"]
        ),
        featured=row.get("featured", False),
    )


def _variant(row: Row, *, places: tuple[str, ...], swatches: Mapping[tuple[str, str], str]) -> VariantData:
    colors = [swatches[choice] for choice in row["options"].items() if choice in swatches]
    return VariantData(
        sku=row["sku"],
        gtin=row["gtin"],
        options=row["options"],
        prices=_amounts(row["price"]),
        compare_at=_amounts(row["was"]),
        stock=dict(zip(places, row["stock"], strict=True)),
        weight_grams=row["grams"],
        color=colors[0] if colors else None,
    )


def _amounts(prices: Mapping[str, Decimal]) -> dict[str, int]:
    """Turn decimal prices into minor units; the three currencies all have two decimals."""
    amounts = {currency: price * 100 for currency, price in prices.items()}
    if any(amount % 1 for amount in amounts.values()):
        raise ValueError(f"a price has more than two decimals: {prices}")
    return {currency: int(amount) for currency, amount in amounts.items()}
