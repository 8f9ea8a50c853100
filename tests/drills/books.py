"""Read the database for the checker, once the house has come to rest."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import psycopg

from arasta.kernel.ids import to_public
from arasta.local.waiting import TooLong, wait_until
from tests.drills.company import opening
from tests.drills.history import Booked, Books, Shelf
from tests.drills.house import House

AT_REST_WITHIN = 270.0

_ORDERS = """
SELECT o.id, o.email, o.total_minor, o.paid_minor - o.refunded_minor,
  (SELECT json_object_agg(sku, quantity) FROM
    (SELECT sku, sum(quantity) AS quantity FROM orders_line WHERE order_id = o.id GROUP BY 1) l),
  (SELECT json_object_agg(sku, quantity) FROM
    (SELECT v.sku, sum(a.quantity - a.released) AS quantity
     FROM inventory_allocation a JOIN catalog_variant v ON v.id = a.variant_id WHERE a.order_id = o.id GROUP BY 1) a),
  (SELECT count(*) FROM outbox_event e WHERE e.name = 'orders.order_placed' AND e.subject = 'order:' || o.id)
FROM orders_order o
"""

_SHELVES = """
SELECT v.sku, sum(l.on_hand), sum(l.committed), sum(l.reserved),
  (SELECT coalesce(sum(m.quantity), 0) FROM inventory_movement m JOIN inventory_goods_receipt r ON r.id = m.receipt_id
   WHERE m.variant_id = v.id AND r.reference <> 'opening')
FROM inventory_level l JOIN catalog_variant v ON v.id = l.variant_id GROUP BY v.id, v.sku
"""

_RECEIPTS = "SELECT reference, count(*) FROM inventory_goods_receipt WHERE reference <> 'opening' GROUP BY 1"

# What may be under way for a while and must come to an end by itself: its name, and how many there are.
UNDER_WAY = {
    "deliveries that wait": "SELECT count(*) FROM outbox_delivery WHERE status <> 'done'",
    "holds that have not ended": "SELECT count(*) FROM inventory_reservation WHERE status = 'held'",
    "payments without an end": "SELECT count(*) FROM payments_payment WHERE status IN ('pending', 'authorized')",
    "jobs that nobody carries": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
    " AND (worker_id IS NULL OR worker_id NOT IN (SELECT id FROM procrastinate_workers))",
}

# What must never be: a sentence, and how many rows are so.
NEVER = {
    "carts that became orders and still hold units": "SELECT count(*) FROM inventory_reservation r"
    " JOIN orders_order o ON o.cart_id = r.cart_id WHERE r.status = 'held'",
    "payments that kept money without an order": "SELECT count(*) FROM payments_payment p"
    " WHERE captured_minor > refunded_minor AND NOT EXISTS (SELECT FROM orders_order o WHERE o.id = p.order_id)",
    "orders that do not bear the database's time": "SELECT count(*) FROM orders_order"
    " WHERE placed_at NOT BETWEEN clock_timestamp() - interval '30 minutes' AND clock_timestamp()",
    "holds longer than their channel grants": "SELECT count(*) FROM inventory_reservation r"
    " JOIN channels_channel c ON c.id = r.channel_id"
    " WHERE r.expires_at > r.created_at + make_interval(mins => c.hold_minutes) + interval '5 seconds'",
}


def read(house: House) -> Books:
    """Wait until nothing is under way any more, then read the books. What never comes to rest is a trouble."""
    troubles = [*_come_to_rest(house), *house.audit()]
    with house.connect() as line:
        counted = {name: _number(line, sql) for name, sql in NEVER.items()}
        kept = _number(line, "SELECT coalesce(sum(captured_minor - refunded_minor), 0) FROM payments_payment"
                             " WHERE provider = 'testpay'")  # fmt: skip
        troubles += [f"{count} {name}" for name, count in counted.items() if count]
        troubles += _of_provider(house, kept)
        return Books(list(_orders(line)), _shelves(line), dict(_rows(line, _RECEIPTS)), troubles)


def _come_to_rest(house: House) -> list[str]:
    left: dict[str, int] = {}

    def is_at_rest() -> bool:
        left.update(_under_way(house))
        return not any(left.values())

    try:
        wait_until(is_at_rest, seconds=AT_REST_WITHIN, what="")
    except TooLong:
        return [f"{count} {name}" for name, count in left.items() if count]
    return []


def _under_way(house: House) -> dict[str, int]:
    try:
        with house.connect() as line:
            return {name: _number(line, sql) for name, sql in UNDER_WAY.items()}
    except psycopg.OperationalError:
        return {"answers of the database that do not come": 1}


def _orders(line: psycopg.Connection[Any]) -> Iterator[Booked]:
    for key, email, total, paid, lines, allocated, facts in _rows(line, _ORDERS):
        yield Booked(to_public("ord", key), email, total, paid, lines or {}, allocated or {}, facts)


def _shelves(line: psycopg.Connection[Any]) -> dict[str, Shelf]:
    at_first = opening()
    return {
        sku: Shelf(at_first[sku], int(received), int(on_hand), int(committed), int(reserved))
        for sku, on_hand, committed, reserved, received in _rows(line, _SHELVES)
    }


def _of_provider(house: House, kept: int) -> Iterator[str]:
    """The provider's own books: what it keeps is what we say it keeps."""
    with urllib.request.urlopen(f"http://127.0.0.1:{house.port + 1}/testpay/control/state", timeout=10) as answer:
        sums = json.loads(answer.read())["sums"]
    theirs = sum(one["captured_minor"] - one["refunded_minor"] for one in sums)
    if theirs != kept:
        yield f"the provider keeps {theirs}, our books say {kept}"


def _number(line: psycopg.Connection[Any], sql: str) -> int:
    return int(_rows(line, sql)[0][0])


def _rows(line: psycopg.Connection[Any], sql: str) -> list[tuple[Any, ...]]:
    return line.execute(sql).fetchall()
