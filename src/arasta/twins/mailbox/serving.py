"""Serve the mailbox: the door that messages come in by, and its pages."""

import sqlite3
from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from arasta.twins.served import Served, Surroundings
from arasta.twins.store import Store
from arasta.twins.web import GoTo, Page, Visit, page
from arasta.twins.wire import Answer, Call, Refusal, endpoint

NAME = "mailbox"
SHOWN = 100
LONGEST = 500_000
MEDIA = {"email", "sms"}
FIELDS = ("medium", "to", "sender", "title", "text", "html", "language")
SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, medium TEXT NOT NULL, address TEXT NOT NULL, sender TEXT NOT NULL,
  title TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, language TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS message_by_address ON message (address);
"""
_LETTER = {
    "content-security-policy": "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


def build(around: Surroundings) -> Served:
    """Build the mailbox over its file."""
    store = Store(around.home / f"{NAME}.sqlite3", SCHEMA)
    routes = [
        Route("/v1/messages/{key}", endpoint(partial(_take, store, around), around.sleep), methods=["PUT"]),
        Route("/", page(_in_books(store, _newest))),
        Route("/messages/{key}", page(_in_books(store, _one))),
        Route("/messages/{key}/letter", partial(_letter, store)),
        Route("/empty", page(_in_books(store, _empty)), methods=["POST"]),
    ]
    return Served(NAME, "Mailbox", Mount(f"/{NAME}", routes=routes))


def _take(store: Store, around: Surroundings, call: Call) -> Answer:
    try:
        body = call.json_object()
        values = [body.get(name) for name in FIELDS]
        if not all(isinstance(value, str) and len(value) <= LONGEST for value in values):
            raise Refusal(400, "invalid", f"{', '.join(FIELDS)} must be texts.")
        if body["medium"] not in MEDIA or not body["to"]:
            raise Refusal(400, "invalid", "A message needs an address, and email or sms as its medium.")
    except Refusal as refusal:
        return refusal.plain()
    at_ms = int(around.now().timestamp()) * 1000
    with store.transaction() as db:
        db.execute(
            "INSERT INTO message (key, medium, address, sender, title, text, html, language, at_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (call.params["key"], *values, at_ms),
        )
    return Answer(200, {"kept": True})


def _newest(db: sqlite3.Connection, visit: Visit) -> Page:
    address = visit.call.query.get("to", "")
    rows = db.execute(
        "SELECT * FROM message WHERE ? IN ('', address) ORDER BY number DESC LIMIT ?", (address, SHOWN)
    ).fetchall()
    people = db.execute(
        "SELECT address, count(*) AS messages FROM message GROUP BY 1 ORDER BY max(number) DESC LIMIT 30"
    ).fetchall()
    return Page("mailbox/newest.html", {"rows": rows, "people": people, "address": address})


def _one(db: sqlite3.Connection, visit: Visit) -> Page:
    return Page("mailbox/message.html", {"row": _find(db, str(visit.call.params["key"]))})


def _empty(db: sqlite3.Connection, visit: Visit) -> GoTo:
    db.execute("DELETE FROM message")
    return GoTo(f"/{NAME}/")


def _letter(store: Store, request: Request) -> Response:
    """Show a letter alone: nothing in it runs, and no other page may frame it."""
    try:
        with store.transaction() as db:
            row = _find(db, request.path_params["key"])
    except Refusal as refusal:
        return HTMLResponse("", refusal.status)
    return HTMLResponse(row["html"], headers=_LETTER)


def _find(db: sqlite3.Connection, key: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM message WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise Refusal(404, "not_found", "There is no such message.")
    return row


def _in_books(store: Store, act: Callable[[sqlite3.Connection, Visit], Page | GoTo]) -> Callable[[Visit], Page | GoTo]:
    """Run a page in one transaction."""

    def run(visit: Visit) -> Page | GoTo:
        with store.transaction() as db:
            return act(db, visit)

    return run
