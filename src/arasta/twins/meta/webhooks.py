"""How the catalog calls its merchant: an echo that proves the address, then signed notes of what it reviewed."""

import hashlib
import hmac
import sqlite3

import httpx

from arasta.twins.deliveries import Letter, Post, enqueue
from arasta.twins.meta.types import APP_SECRET, CATALOG, Books, Settings
from arasta.twins.twin import Twin
from arasta.twins.wire import Answer, Call, Refusal, encode

ECHO_SECONDS = 5.0


def _headers(row: sqlite3.Row) -> dict[str, str]:
    signature = hmac.new(APP_SECRET.encode(), row["body"], hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "user-agent": "facebookexternalua-twin",
        "x-hub-signature-256": f"sha256={signature}",
    }


POST = Post(headers=_headers, silent_after=10)


def announce(books: Books, codes: list[str]) -> None:
    """Tell every address which products were reviewed."""
    changes = [{"field": "items", "value": {"retailer_id": code}} for code in codes]
    note = {"object": "product_catalog", "entry": [{"id": CATALOG, "time": books.now_ms // 1000, "changes": changes}]}
    hooks = books.db.execute("SELECT id FROM webhook WHERE active = 1").fetchall()
    enqueue(books, [Letter(row["id"], CATALOG, "items", encode(note), {}) for row in hooks])


def subscribe(twin: Twin[Settings], call: Call) -> Answer:
    """Take an address once it gave the echo: {url, verifyToken}."""
    try:
        body = call.json_object()
        url, word = str(body.get("url", "")), str(body.get("verifyToken", ""))
        _echo(twin, url, word)
    except Refusal as refusal:
        return refusal.plain()
    with twin.books() as books:
        hook = books.digest(url)[:16]
        books.db.execute(
            "INSERT INTO webhook (id, number, url) VALUES (?, (SELECT count(*) + 1 FROM webhook), ?) "
            "ON CONFLICT (id) DO UPDATE SET active = 1, failures = 0",
            (hook, url),
        )
    return Answer(200, {"subscribed": url})


def _echo(twin: Twin[Settings], url: str, word: str) -> None:
    with twin.books() as books:
        challenge = str(int(books.digest(f"echo {books.now_ms}")[:8], 16))
    asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": word}
    try:
        answer = twin.http.get(url, params=asked, timeout=ECHO_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Refusal(400, "invalid", f"The address does not answer: {type(error).__name__}.") from error
    if answer.status_code != 200 or answer.text.strip() != challenge:
        raise Refusal(400, "invalid", "The address did not give the echo.")
