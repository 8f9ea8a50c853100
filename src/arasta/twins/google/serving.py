"""Serve the merchant center: its interface, its login, its page, its control routes."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

from arasta.twins import buckets, fault_page, faults, feed_sources, offers, showing, steering
from arasta.twins.feed_sources import Reader
from arasta.twins.google import api, gate, judging
from arasta.twins.google.types import FAULTS, NAME, RESET, SCHEMA, TUNED, Settings
from arasta.twins.served import Served, Surroundings
from arasta.twins.showing import Shown
from arasta.twins.store import Store
from arasta.twins.twin import Twin
from arasta.twins.wire import endpoint

READER = Reader("Googlebot-Twin/1.0 (feed fetcher)", api.read_row, judging.attributes_of)
_TABLES = faults.SCHEMA + buckets.SCHEMA + offers.SCHEMA + feed_sources.SCHEMA + SCHEMA


def _words(price: Any) -> str:
    if not isinstance(price, Mapping):
        return ""
    whole, part = divmod(int(price["amountMicros"]), judging.MICROS)
    return f"{whole}.{part // 10_000:02d} {price['currencyCode']}"


def _card(shown: Mapping[str, Any]) -> Shown:
    sale, price = _words(shown.get("salePrice")), _words(shown.get("price"))
    return Shown(
        title=str(shown.get("title", "")),
        picture=str(shown.get("imageLink", "")),
        price=sale or price,
        before=price if sale else "",
        availability=str(shown.get("availability", "")),
        link=str(shown.get("link", "")),
        group=str(shown.get("itemGroupId", "")),
    )


def build(around: Surroundings) -> Served:
    """Build the twin with its demo merchant."""
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
        fall_due=partial(offers.process_due, judge=judging.judge),
    )
    reader = replace(READER, note=around.home / f"{NAME}.feeds")
    fetch = partial(feed_sources.fetch_due, twin, reader)
    operations = [
        Route(one.path, endpoint(partial(gate.serve, twin, one), around.sleep), methods=[one.method])
        for one in api.OPERATIONS
    ]
    routes: list[BaseRoute] = [
        Mount("/api", routes=operations),
        Route("/oauth/token", endpoint(partial(gate.give_token, twin), around.sleep), methods=["POST"]),
        Mount(
            "/control",
            routes=[
                *steering.routes(twin, around.sleep, showing.actions((*buckets.RESET, *RESET)), None),
                Route("/fetch", endpoint(showing.fetch_now(twin, fetch), around.sleep), methods=["POST"]),
            ],
        ),
        *showing.routes(twin, _card, fetch),
        *fault_page.routes(twin, None),
    ]
    return Served(NAME, "Google Merchant Center", Mount(f"/{NAME}", routes=routes), fetch)
