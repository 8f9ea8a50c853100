"""Looking for things in a broad range: searches as shoppers write them, and pages of products."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID, uuid4

from arasta.bench import goods, limits, meters, plan
from arasta.bench.figures import Figure, figure
from arasta.bench.load.scripts import Calls, Script
from arasta.bench.plan import Name
from arasta.bench.stage import Stage
from arasta.contexts.brand import queries as brands
from arasta.contexts.brand.services import kits, shops
from arasta.contexts.brand.types import KitInput, ShopInput
from arasta.contexts.catalog.queries import owners
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.types import StockLine
from arasta.flows.discovering import learn
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM

_QUESTIONS, _PAGES = 400, 400
_AT_ONCE = 20_000
_UNITS = 50
FOLD = 5
"""How many times as many variants as the company's own there are to look for: a hundred thousand unless told otherwise."""


def search(stage: Stage) -> Figure:
    """Search pages as a browser gets them, with facets and counts: words in three languages, a fifth of them misspelt."""
    _stock_up(stage)
    limit = stage.limit(limits.FULL_TEXT)
    paths = [f"/search?q={quote(word)}" for word in goods.words(_QUESTIONS)]
    return _measured(
        stage, Name.SEARCH, paths, limit=limit, limit_is="pgbench, full-text search with its counts, 8 clients"
    )


def product_page(stage: Stage) -> Figure:
    """Product pages as a browser gets them, spread over the range."""
    _stock_up(stage)
    limit = stage.limit(limits.LEVELS_OF_ONE)
    count = max(1, owners.count_sold())
    step = max(1, count // _PAGES)
    rows = owners.sold_pages(offset=0, limit=count)[::step]
    paths = [f"/p/{row.handle}" for row in rows if row.handle.startswith("r")][:_PAGES]
    return _measured(
        stage, Name.PRODUCT_PAGE, paths, limit=limit, limit_is="pgbench, select of one SKU's 5 levels, 8 clients"
    )


def _measured(stage: Stage, name: Name, paths: list[str], *, limit: float | None, limit_is: str) -> Figure:
    script = Script("single", ("ask",), Calls("", uuid4().hex[: meters.RUN], "GET", paths))
    probed = meters.probe(stage, script)
    run = meters.put(stage, script, clients=stage.plan.clients[0])
    told = run.as_json(limit=limit)
    return figure(
        name,
        run.rate,
        "pages/s",
        limit=limit,
        limit_is=limit_is,
        **{key: told[key] for key in told if key not in {"value", "ratio"}},
        **probed,
        products=owners.count_sold(),
        **meters.about(stage),
    )


def _stock_up(stage: Stage) -> None:
    """Make the range once per home, with stock where it can be sent from."""
    _make_range(stage, stage.plan.variants * FOLD)


def _make_range(stage: Stage, variants: int) -> None:
    if owners.ids_of_handles(["r000000"]):
        return
    stage.tell(f"Making a range of {variants} variants to look for")
    _open_shop()
    made = goods.build(variants, at=clock.now())
    where = next(row.id for row in locations.locations(language="en") if row.code == plan.WAREHOUSES[0])
    keys: list[UUID] = [key for _, own in made for key in own]
    for start in range(0, len(keys), _AT_ONCE):
        lines = [StockLine(key, where, _UNITS) for key in keys[start : start + _AT_ONCE]]
        levels.receive(lines, reference="Opening stock", actor=SYSTEM)
    learn.tell_offers(channels.channel(plan.CHANNEL), at=clock.now())
    db.execute("VACUUM ANALYZE")


def _open_shop() -> None:
    """Let the bench's channel answer as a web shop at every host that nobody else has."""
    kits.save_kits([KitInput("bench", "Bench", brands.PLAIN.colors)], actor=SYSTEM)
    shops.open_shops([ShopInput(channels.channel(plan.CHANNEL).id, "bench", is_general=True)], actor=SYSTEM)
