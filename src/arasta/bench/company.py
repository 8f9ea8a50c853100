"""A synthetic company, made through the public services: a web shop, five locations, so many variants with stock."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from arasta.bench import plan
from arasta.contexts.catalog.services import products
from arasta.contexts.catalog.types.inputs import ProductInput, VariantInput
from arasta.contexts.channels.queries import channels as channel_book
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import ChannelInput, ChannelKind, LocationPlace
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText
from arasta.contexts.identity.services import api_keys
from arasta.contexts.identity.types import PERMISSIONS
from arasta.contexts.inventory.services import levels, locations
from arasta.contexts.inventory.services.locations import LocationInput
from arasta.contexts.inventory.types import LocationKind, StockLine
from arasta.contexts.pricing.services import price_lists, prices, taxes
from arasta.contexts.pricing.types import PriceInput, PriceListInput
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from arasta.local.faults import Fault

NOTE = "bench.json"
AT_ONCE = 1000
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Company:
    """What the load needs to know; kept in the home, for the key is told only once."""

    token: str
    variants: int


def found(root: Path, variants: int, *, at: datetime, tell: Tell) -> Company:
    """Found the company in an empty database, or find the one that was founded there before. Raises Fault."""
    noted = root / NOTE
    if noted.exists():
        return Company(**json.loads(noted.read_text(encoding="utf-8")))
    if channel_book.channels():
        raise Fault("This home belongs to a company.", "Benchmarks fill the database: choose an empty --home.")
    tell(f"Founding a company of {variants} variants")
    where = _places()
    taxes.save_default_tax_rates()
    price_lists.save_price_lists(
        [PriceListInput(code=plan.PRICE_LIST, name="Retail", currency=plan.CURRENCY)], actor=SYSTEM
    )
    _open_shop(where)
    numbered = [plan.sku(number) for number in range(1, variants + 1)]
    for start in range(0, len(numbered), AT_ONCE):
        stock_up(add_variants(numbered[start : start + AT_ONCE], at=at), list(where.values()), units=plan.PLENTY)
    _, token = api_keys.create_api_key("Bench", scopes=PERMISSIONS, actor=SYSTEM)
    tell("Let the database look at its tables, as it does by itself within minutes")
    db.execute("VACUUM ANALYZE")
    return note(root, Company(token, variants))


def note(root: Path, company: Company) -> Company:
    """Keep what is known of the company for the next run on this home."""
    path = root / NOTE
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(company)), encoding="utf-8")
    return company


def add_variants(skus: Sequence[str], *, at: datetime) -> dict[str, UUID]:
    """Add products of one variant each, with prices."""
    wanted = [
        ProductInput(handle=code.lower(), titles={"en": f"Thing {code}"}, variants=(VariantInput(sku=code),))
        for code in skus
    ]
    saved = dict(products.save_products(wanted, actor=SYSTEM).variants)
    amount = Money(plan.PRICE_MINOR, plan.CURRENCY)
    prices.set_prices(
        [PriceInput(price_list=plan.PRICE_LIST, variant_id=key, price=amount) for key in saved.values()],
        now=at,
        actor=SYSTEM,
    )
    return saved


def stock_up(variants: dict[str, UUID], where: Sequence[UUID], *, units: int) -> None:
    """Put so many units of each variant on the shelf at each of the locations."""
    lines = [StockLine(variant, place, units) for variant in variants.values() for place in where]
    levels.receive(lines, reference="Opening stock", actor=SYSTEM)


def _places() -> dict[str, UUID]:
    return locations.save_locations(
        [
            LocationInput(
                code=code,
                kind=LocationKind.WAREHOUSE if code in plan.WAREHOUSES else LocationKind.STORE,
                name=code,
                country="TR",
            )
            for code in plan.LOCATIONS
        ]
    )


def _open_shop(where: dict[str, UUID]) -> None:
    shop = channels.save_channels(
        [
            ChannelInput(
                code=plan.CHANNEL,
                kind=ChannelKind.WEB,
                name="Bench",
                currency=plan.CURRENCY,
                country="TR",
                language="en",
            )
        ]
    )[plan.CHANNEL]
    places = [
        LocationPlace(place, rank, ships=code in plan.WAREHOUSES, picks_up=code not in plan.WAREHOUSES)
        for rank, (code, place) in enumerate(where.items())
    ]
    channels.place_locations(shop, places)
    methods.save_delivery_methods(
        [
            DeliveryMethodToSave(
                code=plan.METHOD,
                kind=DeliveryKind.DELIVERY,
                texts=tuple(MethodText(language, "Parcel", "To your door") for language in ("en", "tr", "ru")),
                prices=(Money(4990, plan.CURRENCY),),
                min_days=1,
                max_days=3,
                position=1,
            )
        ]
    )
