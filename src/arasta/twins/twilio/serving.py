"""Serve the gateway: its interface, the phones that got something, its switches."""

from functools import partial
from typing import Any

from starlette.routing import Mount, Route

from arasta.twins import fault_page, faults, steering
from arasta.twins.books import Settings
from arasta.twins.fault_page import framed, in_books
from arasta.twins.served import Served, Surroundings
from arasta.twins.steering import Action, forget
from arasta.twins.store import Store
from arasta.twins.twilio import api
from arasta.twins.twilio.types import FAULTS, NAME, RESET, SCHEMA, VERSION, Books
from arasta.twins.twin import Twin
from arasta.twins.web import Page, Visit, page
from arasta.twins.wire import Answer, Call, endpoint

SHOWN = 100


def build(around: Surroundings) -> Served:
    """Build the twin."""
    twin = Twin(
        name=NAME,
        store=Store(around.home / f"{NAME}.sqlite3", faults.SCHEMA + SCHEMA),
        now=around.now,
        seed=around.seed,
        http=around.http,
        settings=Settings,
        faults=FAULTS,
        tabs=("texts", "faults"),
    )
    calls = [
        Route(api.PATH, endpoint(partial(api.serve, twin, one), around.sleep), methods=[one.method])
        for one in api.OPERATIONS
    ]
    own: list[Action[Settings]] = [
        ("GET", "/state", _state),
        ("POST", "/reset", forget(RESET)),
        ("GET", "/texts", _all),
    ]
    routes = [
        Mount(f"/{VERSION}", routes=calls),
        Mount("/control", routes=steering.routes(twin, around.sleep, own, None)),
        Route("/", page(in_books(twin, partial(_show, twin))), methods=["GET"]),
        *fault_page.routes(twin, None),
    ]
    return Served(NAME, "Twilio", Mount(f"/{NAME}", routes=routes))


def _rows(books: Books) -> list[dict[str, Any]]:
    return [dict(row) for row in books.db.execute("SELECT * FROM text ORDER BY number DESC LIMIT ?", (SHOWN,))]


def _show(twin: Twin[Settings], books: Books, visit: Visit) -> Page:
    return Page("twilio/texts.html", framed(twin, "texts", {"rows": _rows(books)}))


def _all(books: Books, call: Call) -> Answer:
    return Answer(200, {"texts": _rows(books)})


def _state(books: Books, call: Call) -> Answer:
    return Answer(200, {"now": books.now_ms, "texts": books.db.execute("SELECT count(*) FROM text").fetchone()[0]})
