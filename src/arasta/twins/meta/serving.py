"""Serve the catalog: its interface, its page, its control routes."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

from arasta.twins import buckets, deliveries, fault_page, faults, feed_sources, offers, showing, steering
from arasta.twins.feed_sources import Reader
from arasta.twins.meta import api, batches, judging, webhooks
from arasta.twins.meta.types import FAULTS, NAME, RESET, SCHEMA, TUNED, VERSION, Books, Settings
from arasta.twins.served import Served, Surroundings
from arasta.twins.showing import Shown
from arasta.twins.store import Store
from arasta.twins.twin import Twin
from arasta.twins.wire import endpoint

_TABLES = faults.SCHEMA + buckets.SCHEMA + offers.SCHEMA + feed_sources.SCHEMA + SCHEMA + deliveries.SCHEMA


def _key(row: Mapping[str, str]) -> str:
    return row.get("id", "").strip()


READER = Reader("facebookexternalhit-twin/1.1", _key, judging.fields_of)


def _fall_due(books: Books) -> None:
    batches.work_off(books)
    due = books.db.execute("SELECT offer_id FROM offer WHERE due_ms <= ?", (books.now_ms,)).fetchall()
    offers.process_due(books, judging.judge)
    if due:
        webhooks.announce(books, [row["offer_id"] for row in due])


def _card(shown: Mapping[str, Any]) -> Shown:
    sale, price = str(shown.get("sale_price") or ""), str(shown.get("price", ""))
    return Shown(
        title=str(shown.get("title", "")),
        picture=str(shown.get("image_link", "")),
        price=sale or price,
        before=price if sale else "",
        availability=str(shown.get("availability", "")),
        link=str(shown.get("link", "")),
        group=str(shown.get("item_group_id", "")),
    )


def build(around: Surroundings) -> Served:
    """Build the twin with its demo catalog."""
    twin = Twin(
        name=NAME,
        store=Store(around.home / f"{NAME}.sqlite3", _TABLES),
        now=around.now,
        seed=around.seed,
        http=around.http,
        settings=Settings,
        faults=FAULTS,
        tuned=TUNED,
        tabs=("shop", "faults"),
        pictures=around.pictures,
        fall_due=_fall_due,
    )
    reader = replace(READER, note=around.home / f"{NAME}.feeds")
    fetch = partial(feed_sources.fetch_due, twin, reader)
    deliver = partial(deliveries.pump, twin, webhooks.POST)
    operations = [
        Route(one.path, endpoint(partial(api.serve, twin, one), around.sleep), methods=[one.method])
        for one in api.OPERATIONS
    ]
    routes: list[BaseRoute] = [
        Mount(f"/{VERSION}", routes=operations),
        Mount(
            "/control",
            routes=[
                *steering.routes(twin, around.sleep, showing.actions((*buckets.RESET, *RESET)), deliver),
                Route("/fetch", endpoint(showing.fetch_now(twin, fetch), around.sleep), methods=["POST"]),
                Route("/webhooks", endpoint(partial(webhooks.subscribe, twin), around.sleep), methods=["POST"]),
            ],
        ),
        *showing.routes(twin, _card, fetch),
        *fault_page.routes(twin, deliver),
    ]

    def pump() -> None:
        fetch()
        deliver()

    return Served(NAME, "Meta", Mount(f"/{NAME}", routes=routes), pump)
