"""Subscriptions to topics, and the letters they cause."""

import base64
import hmac
import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from arasta.twins.deliveries import Letter, Post, enqueue
from arasta.twins.faults import Fault
from arasta.twins.shopify.desk import Desk, connection, user_error
from arasta.twins.shopify.types import VERSION, gid
from arasta.twins.store import take_numbers
from arasta.twins.wire import decode, encode

ODD_FIELD = "carbon_footprint"
SILENT_AFTER = 9
WAITS = (60, 300, 600, 1200, 2400, 3600, 3600, 3600)


def create(desk: Desk, topic: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Subscribe an address to a topic, once."""
    uri = str(given.get("uri") or "")
    problem = None if uri.startswith(("http://", "https://")) else "Address is not valid."
    db = desk.books.db
    if db.execute("SELECT 1 FROM webhook WHERE topic = ? AND url = ?", (topic, uri)).fetchone():
        problem = "Address for this topic has already been taken"
    if problem:
        error = user_error(["webhookSubscription", "uri"], problem)
        return {"webhookSubscription": None, "userErrors": [error]}
    number = take_numbers(db, "webhook", 1, start=1_000_001)
    db.execute(
        "INSERT INTO webhook VALUES (?, ?, ?, ?, ?, 1, 0, ?)",
        (
            number,
            gid("WebhookSubscription", number),
            uri,
            topic,
            encode(given.get("includeFields") or []).decode(),
            desk.books.now_ms,
        ),
    )
    return {"webhookSubscription": {"id": gid("WebhookSubscription", number)}, "userErrors": []}


def list_all(desk: Desk, first: int | None, uri: str | None) -> dict[str, Any]:
    """Return the subscriptions of an address, or all."""
    rows = desk.books.db.execute(
        "SELECT * FROM webhook WHERE active = 1 AND (? IS NULL OR url = ?) ORDER BY number", (uri, uri)
    ).fetchall()
    return connection(
        rows,
        lambda row: {"id": row["id"], "topic": row["topic"], "uri": row["url"]},
        first=first,
    )


def announce(desk: Desk) -> None:
    """Queue what happened in this call for those who subscribed to it."""
    subscribed = desk.books.db.execute("SELECT * FROM webhook WHERE active = 1 ORDER BY number").fetchall()
    letters: list[Letter] = []
    for topic, payload in desk.tells:
        word = _word(topic)
        event = take_numbers(desk.books.db, "event", 1)
        told = payload
        if "updated_at" in payload and desk.books.strikes(Fault.STALE_PAYLOAD):
            told = payload | {"updated_at": desk.time(desk.books.now_ms - 3_600_000)}
        letters += [_letter(desk, row, word, told, event) for row in subscribed if row["topic"] == topic]
    if letters:
        enqueue(desk.books, letters)


def _word(topic: str) -> str:
    head, _, tail = topic.lower().partition("_")
    return f"{head}/{tail}"


def _letter(desk: Desk, row: sqlite3.Row, word: str, payload: Mapping[str, Any], event: int) -> Letter:
    fields = decode(row["fields"])
    body = encode({name: value for name, value in payload.items() if not fields or name in (*fields, ODD_FIELD)})
    mark = desk.books.digest(f"letter {event} {row['number']}")
    head = {
        "x-shopify-topic": word,
        "x-shopify-shop-domain": desk.shop["domain"],
        "x-shopify-api-version": VERSION,
        "x-shopify-webhook-id": f"{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:32]}",
        "x-shopify-event-id": desk.books.digest(f"event {event}")[:32],
        "x-shopify-triggered-at": str(desk.time(desk.books.now_ms)),
        "x-shopify-hmac-sha256": signature(body, desk.shop["client_secret"]),
    }
    return Letter(row["id"], str(payload.get("id", "")), word, body, head)


def signature(body: bytes, secret: str) -> str:
    """Sign a body as the shop does."""
    return base64.b64encode(hmac.new(secret.encode(), body, sha256).digest()).decode()


def _headers(row: sqlite3.Row) -> dict[str, str]:
    return {"content-type": "application/json", "user-agent": "Shopify-Twin", **decode(row["head"])}


POST = Post(headers=_headers, silent_after=SILENT_AFTER, waits=WAITS, seconds=5.0)
