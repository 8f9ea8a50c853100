"""Pages where one plays the marketplace: its shop, its customer's orders, its faults."""

import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from arasta.twins import log
from arasta.twins.trendyol import listings, orders, packages
from arasta.twins.trendyol.books import Books, Switch, change_settings, clear_faults, set_fault
from arasta.twins.trendyol.pump import pump
from arasta.twins.trendyol.shoppers import OrderRequest, Want
from arasta.twins.trendyol.twin import Twin
from arasta.twins.trendyol.types import CUSTOMER_MAY_CANCEL, MARKET_MOVES, Fault, Status
from arasta.twins.trendyol.views import CURRENCY
from arasta.twins.web import Act, GoTo, Page, Visit
from arasta.twins.wire import Refusal, query_number

PER_PAGE = 24
ORDERS_PER_PAGE = 20
LOG_SHOWN = 60
MOST_IN_ONE_BUY = 20
MOST_PAGES = 100_000
TUNED = ("batch_delay_ms", "approval_delay_ms", "stream_gap_ms", "late_answer_ms", "clock_offset_ms", "fault_seed")


def _picture(twin: Twin, books: Books, url: str) -> str:
    """Return where the picture is fetched from: a retailer at home may serve it under another address."""
    source, target = twin.pictures
    if books.settings.picture_from:
        source, target = books.settings.picture_from, books.settings.picture_to
    return target + url[len(source) :] if source and url.startswith(source) else url


def _card(twin: Twin, books: Books, row: sqlite3.Row) -> dict[str, Any]:
    return {
        "barcode": row["barcode"],
        "title": row["title"],
        "letter": row["title"][:1].upper(),
        "hue": row["content_id"] * 47 % 360,
        "picture": _picture(twin, books, row["image_url"]),
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
        "trendyol/shop.html",
        {
            "tab": "shop",
            "currency": CURRENCY,
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
    values = {"tab": "orders", "currency": CURRENCY, "packages": shown, "page": number}
    placed = visit.call.query.get("placed", "")[:20]
    return Page("trendyol/orders.html", values | {"has_more": len(rows) > ORDERS_PER_PAGE, "placed": placed})


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


def faults(twin: Twin, books: Books, visit: Visit) -> Page:
    """Show the switches, the settings, the webhooks and the request log."""
    off = Switch(0, None, 0, 0)
    switches = [{"name": fault.value, "switch": books.switches.get(fault, off)} for fault in Fault]
    webhooks = books.db.execute(
        "SELECT w.url, w.active, w.failures, count(d.id) AS waiting FROM webhook w "
        "LEFT JOIN delivery d ON d.webhook_id = w.id AND d.done_ms IS NULL GROUP BY w.id ORDER BY w.number"
    ).fetchall()
    return Page(
        "trendyol/faults.html",
        {
            "tab": "faults",
            "now_ms": books.now_ms,
            "switches": switches,
            "settings": [(name, getattr(books.settings, name)) for name in TUNED],
            "webhooks": webhooks,
            "requests": log.latest(books.db, LOG_SHOWN),
        },
    )


def switch_fault(twin: Twin, books: Books, visit: Visit) -> GoTo:
    """Turn one fault on or off, or all of them off."""
    name = visit.form.get("fault", "")
    if name == "none":
        clear_faults(books)
        return GoTo("/trendyol/faults")
    if name not in set(Fault):
        raise Refusal(400, "unknown_fault", visit.say("faults.unknown"))
    percent = query_number(visit.form, "percent", 100, least=1, most=100)
    times = query_number(visit.form, "times", 0, least=0, most=1_000_000) or None
    set_fault(books, Fault(name), percent=percent if visit.form.get("on") == "1" else 0, times=times)
    return GoTo(f"/trendyol/faults#{name}")


def tune(twin: Twin, books: Books, visit: Visit) -> GoTo:
    """Change the settings that the page shows."""
    most = 10**11
    changes = {name: query_number(visit.form, name, 0, least=-most, most=most) for name in TUNED if name in visit.form}
    change_settings(books.db, changes)
    return GoTo("/trendyol/faults#settings")


def in_books(twin: Twin, act: Callable[[Twin, Books, Visit], Page | GoTo]) -> Act:
    """Run a page in one transaction."""

    def run(visit: Visit) -> Page | GoTo:
        with twin.books() as books:
            return act(twin, books, visit)

    return run


def deliver_now(twin: Twin) -> Act:
    """Send the webhooks that are due."""

    def run(visit: Visit) -> GoTo:
        pump(twin)
        return GoTo("/trendyol/faults#webhooks")

    return run
