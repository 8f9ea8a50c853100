"""Serve the account: its interface, the page buyers pay on, what it took, its switches."""

import sqlite3
from functools import partial

from starlette.routing import Mount, Route

from arasta.twins import deliveries, fault_page, steering
from arasta.twins.books import Settings
from arasta.twins.deliveries import Post
from arasta.twins.fault_page import in_books
from arasta.twins.iyzico import api, forms, pages
from arasta.twins.iyzico.types import FAULTS, NAME, RESET, SCHEMA, Books
from arasta.twins.served import Served, Surroundings
from arasta.twins.steering import Action, forget
from arasta.twins.store import Store
from arasta.twins.twin import Twin
from arasta.twins.web import page
from arasta.twins.wire import Answer, Call, decode, endpoint

SILENT_AFTER = 100


def build(around: Surroundings) -> Served:
    """Build the twin."""
    twin = Twin(
        name=NAME,
        store=Store(around.home / f"{NAME}.sqlite3", SCHEMA),
        now=around.now,
        seed=around.seed,
        http=around.http,
        settings=Settings,
        faults=FAULTS,
        tabs=("payments", "faults"),
    )
    deliver = partial(deliveries.pump, twin, Post(headers=_headers, silent_after=SILENT_AFTER))
    calls = [
        Route(one.path, endpoint(partial(api.serve, twin, around.public_url, one), around.sleep), methods=[one.method])
        for one in api.OPERATIONS
    ]
    own: list[Action[Settings]] = [
        ("GET", "/state", _state),
        ("POST", "/reset", forget(RESET)),
        ("PUT", "/webhook", _call_at),
    ]
    routes = [
        *calls,
        Mount("/control", routes=steering.routes(twin, around.sleep, own, deliver)),
        Route("/", page(in_books(twin, partial(pages.overview, twin)))),
        Route("/pay", page(in_books(twin, pages.ask)), methods=["GET"]),
        Route("/pay", page(in_books(twin, pages.pay)), methods=["POST"]),
        *fault_page.routes(twin, deliver),
    ]
    return Served(NAME, "iyzico", Mount(f"/{NAME}", routes=routes), deliver)


def _headers(letter: sqlite3.Row) -> dict[str, str]:
    return {"content-type": "application/json", **decode(letter["head"])}


def _state(books: Books, call: Call) -> Answer:
    rows = books.db.execute("SELECT status, phase, count(*) AS forms FROM form GROUP BY 1, 2 ORDER BY 1, 2")
    return Answer(200, {"now": books.now_ms, "forms": [dict(row) for row in rows]})


def _call_at(books: Books, call: Call) -> Answer:
    """Enter where the shop is called: {url}."""
    url = str(call.json_object().get("url") or "")
    forms.call_at(books, url)
    return Answer(200, {"url": url})
