"""Pages where one plays the marketplace: its shop and its customers' orders."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from arasta.twins.fault_page import framed, in_books
from arasta.twins.trendyol import listings, orders, packages
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.shoppers import OrderRequest, Want
from arasta.twins.trendyol.twin import Twin
from arasta.twins.trendyol.types import CUSTOMER_MAY_CANCEL, MARKET_MOVES, Status
from arasta.twins.trendyol.views import CURRENCY
from arasta.twins.web import Act, GoTo, Page, Visit
from arasta.twins.wire import Refusal, query_number

PER_PAGE = 24
ORDERS_PER_PAGE = 20
MOST_IN_ONE_BUY = 20
MOST_PAGES = 100_000


def _card(twin: Twin, books: Books, row: sqlite3.Row) -> dict[str, Any]:
    return {
        "key": row["barcode"],
        "title": row["title"],
        "letter": row["title"][:1].upper(),
        "hue": row["content_id"] * 47 % 360,
        "picture": twin.picture(books, row["image_url"]),
        "sale_minor": row["sale_minor"],
        "list_minor": row["list_minor"],
        "left": row["quantity"],
        "most": min(row["quantity"], MOST_IN_ONE_BUY),
    }


def _page_number(visit: Visit) -> int:
    return query_number(visit.call.query, "page", 0, least=0, most=MOST_PAGES)


def shop(twin: Twin, books: Books, visit: Visit) -> Page:
    """Show what is on sale."""
    text, number = visit.call.query.get("q", "")[:100], _page_number(visit)
    rows = listings.search(books, text, limit=PER_PAGE + 1, offset=number * PER_PAGE)
    counts = listings.count_by_approval(books)
    return Page(
        "shop.html",
        {
            **framed(twin, "shop", {}),
            "currency": CURRENCY,
            "key": "barcode",
            "query": text,
            "cards": [_card(twin, books, row) for row in rows[:PER_PAGE]],
            "page": number,
            "has_more": len(rows) > PER_PAGE,
            "on_sale": counts.get("approved", 0),
            "waiting": counts.get("pending", 0),
            "notice": _sold_out_notice(visit),
        },
    )


def _sold_out_notice(visit: Visit) -> str:
    left = visit.call.query.get("left", "")
    return visit.say("shop.sold_out", left=left) if left.isdigit() else ""


def buy(twin: Twin, books: Books, visit: Visit) -> GoTo:
    """Buy one listing as the marketplace's customer."""
    quantity = query_number(visit.form, "quantity", 1, least=1, most=MOST_IN_ONE_BUY)
    barcode = visit.form.get("barcode", "")
    row = books.db.execute("SELECT seller_id FROM listing WHERE barcode = ?", (barcode,)).fetchone()
    if row is None:
        raise Refusal(404, "not_found", visit.say("shop.gone"))
    outcome = orders.place(books, row["seller_id"], OrderRequest((Want(barcode, quantity),)))
    if isinstance(outcome, orders.Placed):
        return GoTo(f"/trendyol/orders?{urlencode({'placed': outcome.order_number})}")
    return GoTo(f"/trendyol/?{urlencode({'q': visit.form.get('q', ''), 'left': outcome.left})}")


def _shown_package(row: sqlite3.Row, lines: list[Any]) -> dict[str, Any]:
    status = Status(row["status"])
    return {
        "id": row["id"],
        "order_number": row["order_number"],
        "ordered_ms": row["ordered_ms"],
        "shopper": f"{row['first_name']} {row['last_name']}",
        "city": row["city"],
        "status": row["odd_status"] or status.value,
        "is_known_status": row["odd_status"] is None,
        "tracking": row["sender_number"] or row["tracking_number"],
        "lines": lines,
        "total_minor": sum(line["unit_minor"] * line["quantity"] for line in lines),
        "may_cancel": status in CUSTOMER_MAY_CANCEL,
        "next": packages.next_by_carrier(status),
    }


def my_orders(twin: Twin, books: Books, visit: Visit) -> Page:
    """Show the customers' orders, newest first."""
    number = _page_number(visit)
    rows = books.db.execute(
        "SELECT p.*, k.* FROM package k JOIN purchase p ON p.order_number = k.order_number "
        "WHERE k.status <> ? ORDER BY k.id DESC LIMIT ? OFFSET ?",
        (Status.UNPACKED.value, ORDERS_PER_PAGE + 1, number * ORDERS_PER_PAGE),
    ).fetchall()
    shown = [_shown_package(row, list(packages.lines_of(books, row["id"]).values())) for row in rows[:ORDERS_PER_PAGE]]
    values = framed(twin, "orders", {}) | {"words": "", "currency": CURRENCY, "packages": shown, "page": number}
    placed = visit.call.query.get("placed", "")[:20]
    return Page("orders.html", values | {"has_more": len(rows) > ORDERS_PER_PAGE, "placed": placed})


def act_on_package(twin: Twin, books: Books, visit: Visit) -> GoTo:
    """Cancel as the customer, or move the package as the carrier."""
    package = packages.find(books, visit.call.params["package_id"])
    wanted = visit.form.get("act", "")
    if wanted == "cancel":
        packages.cancel(books, package, None, text="Customer changed their mind")
    elif wanted in set(Status):
        packages.move(books, package, Status(wanted), legal=MARKET_MOVES)
    else:
        raise Refusal(400, "invalid", visit.say("orders.unknown_act"))
    return GoTo("/trendyol/orders")


def bound(twin: Twin, act: Callable[[Twin, Books, Visit], Page | GoTo]) -> Act:
    """Run a page of the marketplace in one transaction."""
    return in_books(twin, partial(act, twin))
