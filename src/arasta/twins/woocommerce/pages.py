"""Pages where one plays the shop: its window and its customers' orders."""

import sqlite3
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from arasta.twins.fault_page import framed
from arasta.twins.web import GoTo, Page, Visit
from arasta.twins.wire import Refusal, decode, query_number
from arasta.twins.woocommerce import orders, refunds
from arasta.twins.woocommerce.api import told_order, told_products
from arasta.twins.woocommerce.control import announce_sale
from arasta.twins.woocommerce.shop import CURRENCY, Shop
from arasta.twins.woocommerce.types import MAY_CANCEL, STATUSES, Books
from arasta.twins.woocommerce.writing import money

PER_PAGE = 24
ORDERS_PER_PAGE = 20
MOST_IN_ONE_BUY = 20
MOST_PAGES = 100_000
_ON_SALE = (
    "FROM product p LEFT JOIN product above ON above.id = p.parent_id WHERE p.kind <> 'variable' "
    "AND p.status = 'publish' AND coalesce(above.status, 'publish') = 'publish' AND p.regular_minor IS NOT NULL"
)


class Pages:
    """The pages of one shop."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def window(self, books: Books, visit: Visit) -> Page:
        """Show what is on sale."""
        text, number = visit.call.query.get("q", "")[:100], _page_number(visit)
        like = f"%{text}%"
        rows = books.db.execute(
            "SELECT p.*, coalesce(nullif(p.name, ''), above.name) AS title, above.images AS above_images "
            f"{_ON_SALE} AND (p.name LIKE ? OR above.name LIKE ? OR p.sku LIKE ?) ORDER BY p.id LIMIT ? OFFSET ?",
            (like, like, like, PER_PAGE + 1, number * PER_PAGE),
        ).fetchall()
        left = visit.call.query.get("left", "")
        return Page(
            "shop.html",
            framed(self._shop, "shop", {})
            | {
                "currency": CURRENCY,
                "key": "sku",
                "query": text,
                "cards": [self._card(books, row) for row in rows[:PER_PAGE]],
                "page": number,
                "has_more": len(rows) > PER_PAGE,
                "on_sale": books.db.execute(f"SELECT count(*) AS n {_ON_SALE}").fetchone()["n"],
                "waiting": 0,
                "notice": visit.say("shop.sold_out", left=left) if left.isdigit() else "",
            },
        )

    def _card(self, books: Books, row: sqlite3.Row) -> dict[str, Any]:
        images = decode(row["images"]) or decode(row["above_images"] or "[]")
        options = ", ".join(str(one.get("option", "")) for one in decode(row["attributes"]) if one.get("option"))
        title = f"{row['title']} {options}".strip()
        sale = row["regular_minor"] if row["sale_minor"] is None else row["sale_minor"]
        left = max(0, row["quantity"]) if row["managed"] else MOST_IN_ONE_BUY
        return {
            "key": row["sku"],
            "title": title,
            "letter": title[:1].upper(),
            "hue": row["id"] * 47 % 360,
            "picture": self._shop.picture(books, images[0]) if images else "/static/mark.svg",
            "sale_minor": sale,
            "list_minor": row["regular_minor"],
            "left": left,
            "most": min(left, MOST_IN_ONE_BUY),
        }

    def buy(self, books: Books, visit: Visit) -> GoTo:
        """Buy one thing as the shop's customer."""
        quantity = query_number(visit.form, "quantity", 1, least=1, most=MOST_IN_ONE_BUY)
        wanted = orders.Want(visit.form.get("sku", ""), quantity)
        outcome = orders.place(books, orders.OrderRequest((wanted,)))
        if isinstance(outcome, orders.Placed):
            announce_sale(books, outcome.order_id)
            return GoTo(f"/woocommerce/orders?{urlencode({'placed': outcome.order_id})}")
        return GoTo(f"/woocommerce/?{urlencode({'q': visit.form.get('q', ''), 'left': outcome.left})}")

    def my_orders(self, books: Books, visit: Visit) -> Page:
        """Show the customers' orders, newest first."""
        number = _page_number(visit)
        rows = books.db.execute(
            "SELECT * FROM purchase ORDER BY id DESC LIMIT ? OFFSET ?", (ORDERS_PER_PAGE + 1, number * ORDERS_PER_PAGE)
        ).fetchall()
        return Page(
            "orders.html",
            framed(self._shop, "orders", {})
            | {
                "words": "woocommerce.",
                "currency": CURRENCY,
                "packages": [_shown(row, orders.lines_of(books, row["id"])) for row in rows[:ORDERS_PER_PAGE]],
                "page": number,
                "has_more": len(rows) > ORDERS_PER_PAGE,
                "placed": visit.call.query.get("placed", "")[:20],
            },
        )

    def act(self, books: Books, visit: Visit) -> GoTo:
        """Cancel or pay as the customer, or give everything back as the shop's staff."""
        row, wanted = orders.find(books, visit.call.params["order_id"]), visit.form.get("act", "")
        if wanted == "cancel" and row["status"] in MAY_CANCEL:
            told_products(books, orders.move(books, row, "cancelled"))
        elif wanted == "processing" and row["status"] in {"pending", "on-hold"}:
            told_products(books, orders.move(books, row, "processing"))
        elif wanted == "refunded" and row["status"] in {"processing", "completed"}:
            refunds.add(books, row, _everything(books, row))
        else:
            raise Refusal(400, "invalid", visit.say("orders.unknown_act"))
        told_order(books, row["id"], "order.updated")
        return GoTo("/woocommerce/orders")


def _page_number(visit: Visit) -> int:
    return query_number(visit.call.query, "page", 0, least=0, most=MOST_PAGES)


def _everything(books: Books, row: sqlite3.Row) -> dict[str, Any]:
    """Return a refund of all that was not given back before."""
    lines = orders.lines_of(books, row["id"])
    whole = sum(line["total_minor"] for line in lines) + row["delivery_minor"] + row["fee_minor"]
    earlier = refunds.of(books, row["id"])
    amount = money(whole - sum(one["amount_minor"] for one in earlier), row["currency"])
    named = [] if earlier else [{"id": line["id"], "quantity": line["quantity"]} for line in lines]
    return {"amount": amount, "reason": "", "line_items": named, "api_restock": False}


def _shown(row: sqlite3.Row, lines: Sequence[sqlite3.Row]) -> dict[str, Any]:
    moves = {
        "pending": ["processing"],
        "on-hold": ["processing"],
        "processing": ["refunded"],
        "completed": ["refunded"],
    }
    parcels = next((one["value"] for one in decode(row["meta"]) if one["key"] == "_arasta_parcels"), "{}")
    return {
        "id": row["id"],
        "order_number": row["id"],
        "ordered_ms": row["created_ms"],
        "shopper": f"{row['first_name']} {row['last_name']}",
        "city": row["city"],
        "status": row["odd_status"] or row["status"],
        "is_known_status": row["odd_status"] is None and row["status"] in STATUSES,
        "tracking": ", ".join(decode(parcels)),
        "lines": [
            {"quantity": line["quantity"], "name": line["name"], "unit_minor": line["total_minor"] // line["quantity"]}
            for line in lines
        ],
        "total_minor": sum(line["total_minor"] for line in lines) + row["delivery_minor"] + row["fee_minor"],
        "may_cancel": row["status"] in MAY_CANCEL,
        "next": moves.get(row["status"], []),
    }
