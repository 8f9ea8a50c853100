"""Subscriptions, and the letters that wait for each: signed, whole, once."""

import base64
import hashlib
import hmac
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from arasta.twins import deliveries
from arasta.twins.deliveries import Letter, Post, Pumped
from arasta.twins.faults import Fault
from arasta.twins.store import read_settings, take_numbers, write_setting
from arasta.twins.wire import Refusal, decode, encode
from arasta.twins.woocommerce.shop import HOME, Shop
from arasta.twins.woocommerce.types import DISABLED_AFTER, TOPICS, Books
from arasta.twins.woocommerce.writing import both

STATUSES = ("active", "paused", "disabled")
LAST_CRON = "last_cron_ms"
PING_SECONDS = 2.0
AGENT = {"user-agent": "WooCommerce-Twin"}

Body = Mapping[str, Any]


def find(books: Books, webhook_id: int) -> sqlite3.Row:
    """Return a subscription. Raises Refusal 404."""
    row: sqlite3.Row | None = books.db.execute("SELECT * FROM webhook WHERE number = ?", (webhook_id,)).fetchone()
    if row is None:
        raise Refusal(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
    return row


def create(books: Books, body: Body) -> int:
    """Subscribe and return the id. Raises Refusal 400."""
    if body.get("topic") not in TOPICS:
        raise Refusal(
            400, "woocommerce_rest_shop_webhook_invalid_topic", "Webhook topic is required and must be valid."
        )
    number = take_numbers(books.db, "webhook", 1)
    values = (number, str(number), _name(body, f"Webhook {number}"), body["topic"], _url(body), _secret(body))
    books.db.execute(
        "INSERT INTO webhook (number, id, name, topic, url, secret, status, active, failures, created_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, 'active', 1, 0, ?)",
        (*values, books.now_ms),
    )
    return number


def change(books: Books, row: sqlite3.Row, body: Body) -> None:
    """Change a subscription; waking it forgets its failures and what waited. Raises Refusal 400."""
    status = body.get("status", shown_status(row))
    if status not in STATUSES:
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): status")
    is_woken = status == "active" and not row["active"]
    if is_woken:
        books.db.execute("DELETE FROM letter WHERE webhook_id = ? AND done_ms IS NULL", (row["id"],))
    url = _url(body) if "delivery_url" in body else row["url"]
    books.db.execute(
        "UPDATE webhook SET name = ?, url = ?, secret = ?, status = ?, active = ?, failures = ? WHERE number = ?",
        (
            _name(body, row["name"]),
            url,
            _secret(body) or row["secret"],
            status,
            int(status == "active"),
            0 if is_woken else row["failures"],
            row["number"],
        ),
    )


def delete(books: Books, row: sqlite3.Row) -> None:
    """Drop a subscription with what waits for it."""
    books.db.execute("DELETE FROM webhook WHERE number = ?", (row["number"],))


def shown_status(row: sqlite3.Row) -> str:
    """Return how a subscription stands: one that failed too often is disabled."""
    if row["active"]:
        return "active"
    return "disabled" if row["status"] == "active" else str(row["status"])


def view(row: sqlite3.Row) -> dict[str, Any]:
    """Return a subscription as the shop writes it: without its secret."""
    resource, _, event = row["topic"].partition(".")
    return {
        "id": row["number"],
        "name": row["name"],
        "status": shown_status(row),
        "topic": row["topic"],
        "resource": resource,
        "event": event,
        "hooks": [f"woocommerce_{event}_{resource}"],
        "delivery_url": row["url"],
        **both("date_created", row["created_ms"]),
        **both("date_modified", row["created_ms"]),
    }


def announce(books: Books, topic: str, bodies: Sequence[Body], table: str) -> None:
    """Queue documents as they are now for every subscription to the topic."""
    hooks = books.db.execute(
        "SELECT id, number FROM webhook WHERE topic = ? AND active = 1 ORDER BY number", (topic,)
    ).fetchall()
    for body in bodies:
        told = _as_told(books, body, table)
        deliveries.enqueue(
            books,
            [Letter(hook["id"], str(body["id"]), topic, told, _head(books, hook["number"], topic)) for hook in hooks],
        )


def _as_told(books: Books, body: Body, table: str) -> bytes:
    """Return the document, or what was told of it the last time."""
    written = encode(dict(body))
    row = books.db.execute(f"SELECT told FROM {table} WHERE id = ?", (body["id"],)).fetchone()  # noqa: S608 - a table named here
    before = row["told"].encode() if row else b""
    books.db.execute(f"UPDATE {table} SET told = ? WHERE id = ?", (written.decode(), body["id"]))  # noqa: S608 - the same
    return before if before and books.strikes(Fault.STALE_PAYLOAD) else written


def _head(books: Books, number: int, topic: str) -> dict[str, str]:
    resource, _, event = topic.partition(".")
    return {
        "x-wc-webhook-source": f"{HOME}/",
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-resource": resource,
        "x-wc-webhook-event": event,
        "x-wc-webhook-id": str(number),
        "x-wc-webhook-delivery-id": books.digest(f"{number} {books.now_ms // 1000}")[:32],
    }


def _headers(row: sqlite3.Row) -> dict[str, str]:
    signature = hmac.new(row["secret"].encode(), row["body"], hashlib.sha256).digest()
    signed = {"x-wc-webhook-signature": base64.b64encode(signature).decode(), "content-type": "application/json"}
    return {**AGENT, **decode(row["head"]), **signed}


POST = Post(headers=_headers, silent_after=DISABLED_AFTER, retries=False)


def deliver(shop: Shop, *, limit: int = deliveries.PUMP_LIMIT) -> Pumped:
    """Send what waits, if the shop's cron runs: it only does so many times a minute."""
    with shop.books() as books:
        last = int(read_settings(books.db).get(LAST_CRON, "0"))
        if 0 <= books.now_ms - last < books.settings.cron_every_ms:
            return Pumped(sent=0, failed=0, waiting=deliveries.waiting(books))
        write_setting(books.db, LAST_CRON, str(books.now_ms))
    return deliveries.pump(shop, POST, limit=limit)


def ping(shop: Shop, url: str, webhook_id: int) -> None:
    """Try a new address with a form, unsigned; whatever it answers, the subscription stands."""
    try:
        shop.http.post(url, data={"webhook_id": str(webhook_id)}, headers=AGENT, timeout=PING_SECONDS)
    except Exception:
        return


def _name(body: Body, stand_in: str) -> str:
    name = body.get("name", stand_in)
    return name[:200] if isinstance(name, str) else stand_in


def _secret(body: Body) -> str:
    secret = body.get("secret", "")
    return secret if isinstance(secret, str) else ""


def _url(body: Body) -> str:
    url = body.get("delivery_url")
    if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise Refusal(400, "woocommerce_rest_shop_webhook_invalid_delivery_url", "Webhook delivery URL must be valid.")
    return url
