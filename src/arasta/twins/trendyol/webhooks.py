"""Webhook subscriptions, and the deliveries that wait for each."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from arasta.twins.deliveries import Letter, enqueue
from arasta.twins.store import take_numbers
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.types import WEBHOOK_STATUS, Status
from arasta.twins.trendyol.views import package_bodies
from arasta.twins.wire import Refusal, decode, encode

MOST_WEBHOOKS = 15
BASIC = "BASIC_AUTHENTICATION"
API_KEY = "API_KEY"


def _invalid(message: str) -> Refusal:
    return Refusal(400, "WebhookValidationException", message)


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 500:
        raise _invalid(f"{name} must be a text of at most 500 characters.")
    return value


def _read_url(body: Mapping[str, Any]) -> str:
    url = _text(body, "url")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise _invalid("url must be an http or https address.")
    return url


def _read_statuses(body: Mapping[str, Any]) -> list[str]:
    statuses = body.get("subscribedStatuses")
    if statuses is None:
        return []
    if not isinstance(statuses, list) or not all(one in WEBHOOK_STATUS.values() for one in statuses):
        raise _invalid("subscribedStatuses holds a status that is not known.")
    return statuses


def _read(body: Mapping[str, Any]) -> tuple[str, ...]:
    auth = _text(body, "authenticationType")
    username, password, api_key = (_text(body, name) for name in ("username", "password", "apiKey"))
    if auth not in {BASIC, API_KEY}:
        raise _invalid(f"authenticationType must be {BASIC} or {API_KEY}.")
    if auth == BASIC and not (username and password):
        raise _invalid("username and password are required.")
    if auth == API_KEY and not api_key:
        raise _invalid("apiKey is required.")
    return (_read_url(body), auth, username, password, api_key, encode(_read_statuses(body)).decode())


def create(books: Books, seller_id: int, body: Mapping[str, Any]) -> str:
    """Subscribe and return the id. Raises Refusal 400 for a wrong body or the sixteenth webhook."""
    values = _read(body)
    row = books.db.execute("SELECT count(*) AS webhooks FROM webhook WHERE seller_id = ?", (seller_id,)).fetchone()
    if row["webhooks"] >= MOST_WEBHOOKS:
        raise _invalid(f"A seller may have at most {MOST_WEBHOOKS} webhooks.")
    number = take_numbers(books.db, "webhook", 1)
    webhook_id = books.digest(f"webhook {number}")[:24]
    books.db.execute(
        "INSERT INTO webhook VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?)",
        (number, webhook_id, seller_id, *values, books.now_ms),
    )
    return webhook_id


def replace(books: Books, seller_id: int, webhook_id: str, body: Mapping[str, Any]) -> None:
    """Change a subscription. Raises Refusal 400 for a wrong body or an unknown id."""
    cursor = books.db.execute(
        "UPDATE webhook SET url = ?, auth = ?, username = ?, password = ?, api_key = ?, statuses = ? "
        "WHERE id = ? AND seller_id = ?",
        (*_read(body), webhook_id, seller_id),
    )
    _require_one(cursor)


def delete(books: Books, seller_id: int, webhook_id: str) -> None:
    """Drop a subscription with its waiting deliveries. Raises Refusal 400 for an unknown id."""
    _require_one(books.db.execute("DELETE FROM webhook WHERE id = ? AND seller_id = ?", (webhook_id, seller_id)))


def set_active(books: Books, seller_id: int, webhook_id: str, *, active: bool) -> None:
    """Wake or silence a subscription. Raises Refusal 400 for an unknown id."""
    cursor = books.db.execute(
        "UPDATE webhook SET active = ?, failures = 0 WHERE id = ? AND seller_id = ?",
        (int(active), webhook_id, seller_id),
    )
    _require_one(cursor)


def _require_one(cursor: sqlite3.Cursor) -> None:
    if cursor.rowcount == 0:
        raise Refusal(400, "WebhookNotFoundException", "There is no such webhook.")


def list_all(books: Books, seller_id: int) -> list[dict[str, Any]]:
    """Return a seller's subscriptions without their secrets."""
    rows = books.db.execute("SELECT * FROM webhook WHERE seller_id = ? ORDER BY number", (seller_id,))
    return [
        {
            "id": row["id"],
            "url": row["url"],
            "authenticationType": row["auth"],
            "username": row["username"] or None,
            "status": "ACTIVE" if row["active"] else "PASSIVE",
            "subscribedStatuses": decode(row["statuses"]),
            "createdDate": row["created_ms"],
        }
        for row in rows
    ]


def announce(books: Books, seller_id: int, package_ids: Sequence[int]) -> None:
    """Queue the packages as they are now for every subscription that wants their status."""
    subscriptions = books.db.execute(
        "SELECT id, statuses FROM webhook WHERE seller_id = ? AND active = 1 ORDER BY number", (seller_id,)
    ).fetchall()
    if not subscriptions or not package_ids:
        return
    wanted = [(row["id"], frozenset(decode(row["statuses"]))) for row in subscriptions]
    real = books.db.execute(
        "SELECT id, status FROM package WHERE id IN (SELECT value FROM json_each(?))",
        (encode(list(package_ids)).decode(),),
    )
    statuses = {row["id"]: row["status"] for row in real}
    letters: list[Letter] = []
    for body in package_bodies(books, package_ids):
        package_id = body["shipmentPackageId"]
        status = statuses[package_id]
        content = encode({"totalElements": 1, "totalPages": 1, "page": 0, "size": 1, "content": [body]})
        letters += [
            Letter(webhook_id, str(package_id), status, content, {})
            for webhook_id, chosen in wanted
            if not chosen or WEBHOOK_STATUS[Status(status)] in chosen
        ]
    enqueue(books, letters)
