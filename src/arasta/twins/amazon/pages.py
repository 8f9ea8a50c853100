"""Pages where one plays the marketplace: its shop and its customers' orders."""

import sqlite3
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.routing import BaseRoute, Route

from arasta.twins.amazon import items, orders
from arasta.twins.amazon.control import ACTS
from arasta.twins.amazon.orders import OrderRequest, Placed, Want
from arasta.twins.amazon.types import CURRENCY, OPEN, Books, Settings, Status
from arasta.twins.fault_page import framed, in_books
from arasta.twins.twin import Twin
from arasta.twins.web import GoTo, Page, Visit, page
from arasta.twins.wire import Refusal, decode, query_number

PER_PAGE = 24
ORDERS_PER_PAGE = 20
MOST_IN_ONE_BUY = 20
MOST_PAGES = 100_000


def _card(twin: Twin[Settings], books: Books, row: sqlite3.Row) -> dict[str, Any]:
    return {
        "key": row["sku"],
        "title": row["title"],
        "letter": row["title"][:1].upper(),
        "hue": row["number"] * 47 % 360,
        "picture": twin.picture(books, row["picture"]),
        "sale_minor": row["price_minor"] or 0,
        "list_minor": row["list_minor"] or 0,
        "left": items.left(row),
        "most": min(items.left(row), MOST_IN_ONE_BUY),
    }


def shop(twin: Twin[Settings], books: Books, visit: Visit) -> Page:
    """Show what is on sale."""
    text = visit.call.query.get("q", "")[:100]
    number = query_number(visit.call.query, "page", 0, least=0, most=MOST_PAGES)
    rows = books.db.execute(
        "SELECT * FROM item WHERE issues = '[]' AND price_minor IS NOT NULL AND (title LIKE ? OR sku = ?) "
        "ORDER BY number LIMIT ? OFFSET ?",
        (f"%{text}%", text, PER_PAGE + 1, number * PER_PAGE),
    ).fetchall()
    counts = books.db.execute(
        "SELECT count(*) FILTER (WHERE issues = '[]') AS good, count(*) AS every FROM item"
    ).fetchone()
    left = visit.call.query.get("left", "")
    values = {
        "currency": CURRENCY,
        "key": "sku",
        "query": text,
        "cards": [_card(twin, books, row) for row in rows[:PER_PAGE]],
        "page": number,
        "has_more": len(rows) > PER_PAGE,
        "on_sale": counts["good"],
        "waiting": counts["every"] - counts["good"],
        "notice": visit.say("shop.sold_out", left=left) if left.isdigit() else "",
    }
    return Page("shop.html", framed(twin, "shop", values))


def buy(books: Books, visit: Visit) -> GoTo:
    """Buy one item as the marketplace's customer."""
    quantity = query_number(visit.form, "quantity", 1, least=1, most=MOST_IN_ONE_BUY)
    sku = visit.form.get("sku", "")
    if items.find(books, sku) is None:
        raise Refusal(404, "not_found", visit.say("shop.gone"))
    outcome = orders.place(books, OrderRequest((Want(sku, quantity),)))
    if isinstance(outcome, Placed):
        return GoTo(f"/amazon/orders?{urlencode({'placed': outcome.order_id})}")
    return GoTo(f"/amazon/?{urlencode({'q': visit.form.get('q', ''), 'left': outcome.left})}")


def _shown(books: Books, row: sqlite3.Row) -> dict[str, Any]:
    buyer, lines = decode(row["buyer"]), orders.lines_of(books, row["order_id"])
    parcels = orders.parcels_of(books, row["order_id"])
    return {
        "id": row["order_id"],
        "order_number": row["order_id"],
        "ordered_ms": row["created_ms"],
        "shopper": f"{buyer['first_name']} {buyer['last_name']}",
        "city": buyer["city"],
        "status": row["odd_status"] or row["status"],
        "is_known_status": row["odd_status"] is None,
        "tracking": ", ".join(parcel["tracking"] for parcel in parcels),
        "lines": [dict(line) | {"name": line["title"]} for line in lines],
        "total_minor": sum(line["unit_minor"] * line["quantity"] for line in lines),
        "may_cancel": row["status"] in OPEN and not any(line["shipped"] for line in lines),
        "next": _next(row, parcels, lines),
    }


def _next(row: sqlite3.Row, parcels: list[sqlite3.Row], lines: list[sqlite3.Row]) -> list[str]:
    """Return what can be played with an order now."""
    is_there = any(parcel["status"] != "DELIVERED" for parcel in parcels)
    can = {
        "pay": row["status"] == Status.PENDING,
        "ship": bool(row["by_amazon"]) and row["status"] == Status.UNSHIPPED,
        "deliver": is_there,
        "refund": any(line["shipped"] > line["refunded"] for line in lines),
    }
    return [name for name, is_possible in can.items() if is_possible]


def my_orders(twin: Twin[Settings], books: Books, visit: Visit) -> Page:
    """Show the customers' orders, newest first."""
    number = query_number(visit.call.query, "page", 0, least=0, most=MOST_PAGES)
    rows = books.db.execute(
        "SELECT * FROM purchase ORDER BY number DESC LIMIT ? OFFSET ?", (ORDERS_PER_PAGE + 1, number * ORDERS_PER_PAGE)
    ).fetchall()
    values = {
        "words": "amazon.",
        "currency": CURRENCY,
        "packages": [_shown(books, row) for row in rows[:ORDERS_PER_PAGE]],
        "page": number,
        "has_more": len(rows) > ORDERS_PER_PAGE,
        "placed": visit.call.query.get("placed", "")[:20],
    }
    return Page("orders.html", framed(twin, "orders", values))


def act(books: Books, visit: Visit) -> GoTo:
    """Play the customer, the carrier or Amazon."""
    order_id, wanted = visit.call.params["order_id"], visit.form.get("act", "")
    if wanted == "cancel":
        orders.cancel(books, order_id, None, by="BUYER")
    elif wanted in ACTS:
        ACTS[wanted](books, order_id)
    else:
        raise Refusal(400, "invalid", visit.say("orders.unknown_act"))
    return GoTo("/amazon/orders")


def routes(twin: Twin[Settings]) -> list[BaseRoute]:
    """Return the pages' routes."""
    return [
        Route("/", page(in_books(twin, partial(shop, twin)))),
        Route("/buy", page(in_books(twin, buy)), methods=["POST"]),
        Route("/orders", page(in_books(twin, partial(my_orders, twin)))),
        Route("/orders/{order_id}", page(in_books(twin, act)), methods=["POST"]),
    ]
