"""Found the demo company Kervan: places, people, products, prices, stock, channels. Done once per database."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from arasta.contexts.catalog.services import options, products, taxonomy
from arasta.contexts.catalog.types import MediaStore
from arasta.contexts.catalog.types.inputs import (
    BrandInput,
    CategoryInput,
    OptionInput,
    PictureInput,
    ProductInput,
    ValueInput,
    VariantInput,
)
from arasta.contexts.inventory.queries import locations as places
from arasta.contexts.inventory.services import kits, levels, locations, supplies, terms
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.locations import LocationInput
from arasta.contexts.inventory.services.supplies import SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import LocationKind, StockLine, SupplyKind, TermsKind
from arasta.contexts.pricing.services import price_lists, prices, taxes
from arasta.contexts.pricing.types import PriceInput, PriceListInput
from arasta.demo import before, brands, channels, doors, finds, named, people, praise, standing, talks, trade
from arasta.demo.kervan import data
from arasta.demo.kervan.data import Company, ProductData
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.calendar import day_of
from arasta.kernel.money import Money

Step = Callable[[str], None]


def is_founded() -> bool:
    """Tell whether the company stands in this database."""
    return any(row.code == "WH-IST" for row in places.locations())


def found(*, media: Path, twins_url: str, at: datetime, step: Step) -> people.Logins:
    """Found the company in one transaction, so that a start that was killed leaves nothing half done."""
    company = data.load()
    step("pictures")
    copy_pictures(media)
    with db.transaction():
        step("places and people")
        where = _locations(company)
        doors.open_doors(where)
        staff = people.hire(company, where)
        step("products")
        variants = _catalog(company)
        step("prices")
        _prices(company, variants, at)
        step("stock")
        named.track(company, variants)
        _stock(company, variants, where, at)
        _kits_and_preorders(company, variants, where, at)
        step("channels")
        opened = channels.open_channels(company, where, variants, twins_url=twins_url)
        brands.dress(opened, media=media)
        before.prepare(company, opened)
        standing.note(opened, at=at)
        step("reviews")
        praise.collect(media=media, at=at)
        step("talks")
        talks.begin(opened["web"], at=at)
        step("what leads to it")
        finds.help_to_find(opened["web"], at=at)
        step("a first morning")
        trade.Trade(company, opened=opened, where=where, variants=variants, at=at).begin()
    return staff


def copy_pictures(media: Path) -> None:
    """Put the products' pictures where the shop serves them from."""
    target = media / "kervan"
    target.mkdir(parents=True, exist_ok=True)
    for picture in data.MEDIA.glob("*.webp"):
        if not (target / picture.name).exists():
            shutil.copyfile(picture, target / picture.name)


def _locations(company: Company) -> dict[str, UUID]:
    return locations.save_locations(
        [
            LocationInput(
                code=one.code,
                kind=LocationKind(one.kind),
                name=one.name["en"],
                country=one.country,
                city=one.city,
                address_line=", ".join(one.address),
                postal_code=one.postal_code,
                phone=one.phone,
                latitude=one.latitude,
                longitude=one.longitude,
                texts={language: (one.name[language], one.opening_hours[language]) for language in data.LANGUAGES},
            )
            for one in company.locations
        ]
    )


def _catalog(company: Company) -> dict[str, UUID]:
    taxonomy.save_categories(
        [CategoryInput(code=c.code, names=c.texts, parent=c.parent, position=c.position) for c in company.categories]
    )
    taxonomy.save_brands([BrandInput(code=brand.code, name=brand.name) for brand in company.brands])
    options.save_options(
        [
            OptionInput(
                code=option.code,
                names=option.texts,
                values=tuple(ValueInput(code=v.code, names=v.texts, swatch=v.hex or "") for v in option.values),
            )
            for option in company.options
        ]
    )
    saved = products.save_products([_product(one) for one in company.products], actor=SYSTEM)
    return dict(saved.variants)


def _product(one: ProductData) -> ProductInput:
    return ProductInput(
        handle=one.handle,
        titles=one.title,
        descriptions=one.description,
        category=one.category,
        brand=one.brand,
        tax_class=one.tax_class,
        is_featured=one.featured,
        options=one.options,
        variants=tuple(
            VariantInput(sku=v.sku, gtin=v.gtin, options=v.options, weight_grams=v.weight_grams) for v in one.variants
        ),
        media=tuple(
            PictureInput(path=f"kervan/{name}", alt=one.title, store=MediaStore.MEDIA) for name in one.pictures
        ),
    )


def _prices(company: Company, variants: dict[str, UUID], at: datetime) -> None:
    taxes.save_default_tax_rates()
    price_lists.save_price_lists(
        [PriceListInput(code=f"retail-{c.lower()}", name=f"Retail {c}", currency=c) for c in data.CURRENCIES],
        actor=SYSTEM,
    )
    prices.set_prices(
        [
            PriceInput(
                price_list=f"retail-{currency.lower()}",
                variant_id=variants[variant.sku],
                price=Money(variant.prices[currency], currency),
                compare_at=Money(variant.compare_at[currency], currency) if currency in variant.compare_at else None,
            )
            for product in company.products
            for variant in product.variants
            for currency in data.CURRENCIES
        ],
        now=at,
        actor=SYSTEM,
    )


def _stock(company: Company, variants: dict[str, UUID], where: dict[str, UUID], at: datetime) -> None:
    stock = [
        (variant.sku, place, quantity)
        for product in company.products
        for variant in product.variants
        for place, quantity in variant.stock.items()
        if quantity
    ]
    names = named.names(company, stock, at)
    levels.receive(
        [
            StockLine(variants[sku], where[place], quantity, traced=names.get((sku, place), ()))
            for sku, place, quantity in stock
        ],
        reference="Opening stock",
        actor=SYSTEM,
    )


def _kits_and_preorders(company: Company, variants: dict[str, UUID], where: dict[str, UUID], at: datetime) -> None:
    kits.set_kits(
        [
            KitInput(variants[kit.sku], tuple((variants[sku], units) for sku, units in kit.components.items()))
            for kit in company.kits
        ],
        actor=SYSTEM,
    )
    days = {one.sku: day_of(at) + timedelta(days=one.ships_in_days) for one in company.preorders}
    terms.set_terms(
        [TermsInput(variants[one.sku], TermsKind.PREORDER, days[one.sku], one.limit) for one in company.preorders],
        actor=SYSTEM,
    )
    supplies.announce(
        [
            SupplyInput(
                variants[one.sku],
                where[one.location],
                one.announced,
                days[one.sku],
                SupplyKind.PRODUCTION,
                "Spring firing",
            )
            for one in company.preorders
        ],
        actor=SYSTEM,
    )
