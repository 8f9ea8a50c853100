"""Make what a data set needs: its products and prices, stores with tills, a warehouse, channels, the opening stock."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from arasta.contexts.catalog.services import products, taxonomy
from arasta.contexts.catalog.types import MediaStore
from arasta.contexts.catalog.types.inputs import BrandInput, CategoryInput, PictureInput, ProductInput, VariantInput
from arasta.contexts.inventory.queries import locations as places
from arasta.contexts.inventory.services import levels, locations
from arasta.contexts.inventory.services.locations import LocationInput
from arasta.contexts.inventory.types import LocationKind, StockLine
from arasta.contexts.pricing.services import price_lists, prices, taxes
from arasta.contexts.pricing.types import PriceInput, PriceListInput
from arasta.demo.kervan.data import MEDIA
from arasta.demo.replay.dataset import CURRENCY, Dataset, Goods
from arasta.demo.replay.plan import Plan
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money

T = TypeVar("T")
Step = Callable[[str, int, int], None]

WAREHOUSE = "CJ-WH"
PRICE_LIST = "completejourney"
PICTURE = "replay/basket.webp"
DRAWN_AS = "basket.webp"
_FOOD = {"GROCERY", "PRODUCE", "MEAT", "MEAT-PCKGD", "DELI", "PASTRY", "SEAFOOD", "SEAFOOD-PCKGD", "NUTRITION"}
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Ground:
    """What the sellers stand on: ids of variants by product, of stores by number, and of the warehouse."""

    variants: Mapping[int, UUID]
    stores: Mapping[int, UUID]
    warehouse: UUID


def is_replayed() -> bool:
    """Tell whether a replay was begun in this database."""
    return any(place.code == WAREHOUSE for place in places.locations())


def store_code(store: int) -> str:
    """Return the code of a store's location."""
    return f"CJ-{store}"


def lay_ground(data: Dataset, plan: Plan, *, media: Path, at: datetime, step: Step) -> Ground:
    """Put places, products, prices and stock into the system, through its public services."""
    where = _locations(plan)
    _picture(media)
    variants = _catalog(list(data.goods.values()), step)
    _prices(data, variants, at, step)
    ground = Ground(variants, {store: where[store_code(store)] for store in plan.stores}, where[WAREHOUSE])
    _stock(plan, ground, step)
    return ground


def _locations(plan: Plan) -> dict[str, UUID]:
    stores = [
        LocationInput(code=store_code(store), kind=LocationKind.STORE, name=f"Store {store}", country="TR")
        for store in plan.stores
    ]
    depot = LocationInput(code=WAREHOUSE, kind=LocationKind.WAREHOUSE, name="Warehouse of the replay", country="TR")
    return locations.save_locations([depot, *stores])


def _picture(media: Path) -> None:
    """All products share one picture: the marketplace takes none without."""
    target = media / PICTURE
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(MEDIA / DRAWN_AS, target)


def _catalog(goods: Sequence[Goods], step: Step) -> dict[int, UUID]:
    departments = sorted({one.department for one in goods})
    taxonomy.save_categories([CategoryInput(code=_code(name), names={"en": name.title()}) for name in departments])
    brands = sorted({one.brand for one in goods})
    taxonomy.save_brands([BrandInput(code=_code(name), name=f"{name} brand") for name in brands])
    variants: dict[int, UUID] = {}
    for some in _batches(goods):
        saved = products.save_products([_product(one) for one in some], actor=SYSTEM)
        variants |= {one.key: saved.variants[one.sku] for one in some}
        step("products", len(variants), len(goods))
    return variants


def _product(goods: Goods) -> ProductInput:
    return ProductInput(
        handle=goods.handle,
        titles={"en": goods.title},
        category=_code(goods.department),
        brand=_code(goods.brand),
        tax_class="food" if goods.department in _FOOD else "standard",
        variants=(VariantInput(sku=goods.sku),),
        media=(PictureInput(path=PICTURE, store=MediaStore.MEDIA),),
    )


def _code(name: str) -> str:
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name.lower()).split()
    return "-".join(["cj", *words])


def _prices(data: Dataset, variants: Mapping[int, UUID], at: datetime, step: Step) -> None:
    taxes.save_default_tax_rates()
    price_lists.save_price_lists(
        [PriceListInput(code=PRICE_LIST, name="Complete Journey", currency=CURRENCY)], actor=SYSTEM
    )
    wanted = [
        PriceInput(price_list=PRICE_LIST, variant_id=variants[key], price=Money(goods.minor, CURRENCY))
        for key, goods in data.goods.items()
    ]
    done = 0
    for some in _batches(wanted):
        prices.set_prices(some, now=at, actor=SYSTEM)
        done += len(some)
        step("prices", done, len(wanted))


def _stock(plan: Plan, ground: Ground, step: Step) -> None:
    shelves = [
        StockLine(ground.variants[goods], ground.stores[store], units)
        for (store, goods), units in plan.on_shelves.items()
    ]
    depot = [StockLine(ground.variants[goods], ground.warehouse, units) for goods, units in plan.in_warehouse.items()]
    lines, done = [*depot, *shelves], 0
    for some in _batches(lines):
        levels.receive(some, reference="Opening stock of the replay", actor=SYSTEM)
        done += len(some)
        step("stock", done, len(lines))


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
