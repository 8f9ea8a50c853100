"""Pages where one plays the shop's customer, its carrier and its merchant."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from arasta.twins.fault_page import framed
from arasta.twins.shopify import buying, goods, purchases, returning, sending
from arasta.twins.shopify.control import at_desk
from arasta.twins.shopify.desk import Desk
from arasta.twins.shopify.purchases import Doc, Purchase, total_of
from arasta.twins.shopify.shop import Shop
from arasta.twins.shopify.types import Books
from arasta.twins.web import GoTo, Page, Visit
from arasta.twins.wire import Refusal, decode, query_number

PER_PAGE = 24
ORDERS_PER_PAGE = 20
MOST_IN_ONE_BUY = 20
MOST_PAGES = 100_000


def _page_number(visit: Visit) -> int:
    return query_number(visit.call.query, "page", 0, least=0, most=MOST_PAGES)


def _card(shop: Shop, books: Books, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": row["sku"],
        "title": " · ".join([row["title"], *decode(row["options"]).values()]),
        "letter": row["title"][:1].upper(),
        "hue": row["product_id"] * 47 % 360,
        "picture": shop.picture(books, next(iter(goods.pictures(row)), "")),
        "sale_minor": row["price_minor"],
        "list_minor": row["compare_minor"] or 0,
        "left": row["left_over"],
        "most": min(row["left_over"], MOST_IN_ONE_BUY),
    }


def window(shop: Shop, books: Books, visit: Visit) -> Page:
    """Show what is on sale."""
    text, number = visit.call.query.get("q", "")[:100], _page_number(visit)
    rows = books.db.execute(
        "SELECT v.*, p.title, p.image, (SELECT coalesce(sum(max(available, 0)), 0) FROM level l "
        "WHERE l.item_id = v.item_id) AS left_over FROM variant v JOIN product p ON p.id = v.product_id "
        "WHERE p.published = 1 AND p.status = 'ACTIVE' AND (p.title LIKE ? OR v.sku LIKE ?) "
        "ORDER BY p.title, v.id LIMIT ? OFFSET ?",
        (f"%{text}%", f"%{text}%", PER_PAGE + 1, number * PER_PAGE),
    ).fetchall()
    left = visit.call.query.get("left", "")
    values = {
        "currency": shop.account.currency,
        "key": "sku",
        "query": text,
        "cards": [_card(shop, books, row) for row in rows[:PER_PAGE]],
        "page": number,
        "has_more": len(rows) > PER_PAGE,
        "on_sale": _count(books, "p.published = 1"),
        "waiting": _count(books, "p.published = 0"),
        "notice": visit.say("shop.sold_out", left=left) if left.isdigit() else "",
    }
    return Page("shop.html", framed(shop, "shop", values))


def _count(books: Books, which: str) -> int:
    row = books.db.execute(
        f"SELECT count(*) AS n FROM variant v JOIN product p ON p.id = v.product_id WHERE {which}"  # noqa: S608 - ours
    ).fetchone()
    return int(row["n"])


def buy(shop: Shop, books: Books, visit: Visit) -> GoTo:
    """Buy one thing as the shop's customer."""
    quantity = query_number(visit.form, "quantity", 1, least=1, most=MOST_IN_ONE_BUY)
    basket = buying.Basket((buying.Wish(visit.form.get("sku", ""), quantity),))
    try:
        outcome = at_desk(books, lambda desk: buying.place(desk, basket))
    except Refusal as refusal:
        raise Refusal(refusal.status, refusal.code, visit.say("shop.gone")) from refusal
    if isinstance(outcome, Purchase):
        return GoTo(f"/shopify/orders?{urlencode({'placed': outcome.doc['number']})}")
    return GoTo(f"/shopify/?{urlencode({'q': visit.form.get('q', ''), 'left': outcome.left})}")


def _shown(purchase: Purchase) -> dict[str, Any]:
    doc = purchase.doc
    parcel = doc["fulfillments"][-1] if doc["fulfillments"] else None
    asked = doc["returns"][-1] if doc["returns"] else None
    acts = _acts(purchase, parcel, asked)
    return {
        "id": purchase.id,
        "order_number": doc["number"],
        "ordered_ms": doc["created_ms"],
        "shopper": f"{doc['buyer']['first']} {doc['buyer']['last']}",
        "city": doc["buyer"]["city"],
        "status": _word(purchase),
        "is_known_status": True,
        "lines": [_line(line) for line in doc["lines"]],
        "total_minor": purchase.total_minor,
        "tracking": parcel["tracking"]["number"] if parcel else None,
        "may_cancel": "cancel" in acts,
        "next": [act for act in acts if act != "cancel"],
    }


def _line(line: Doc) -> dict[str, Any]:
    name = ", ".join(filter(None, (line["title"], line["variant"])))
    return {"quantity": line["quantity"], "name": name, "unit_minor": line["unit_minor"]}


def _word(purchase: Purchase) -> str:
    doc = purchase.doc
    if doc["cancelled_ms"]:
        return "canceled"
    if doc["returns"]:
        return f"return_{doc['returns'][-1]['status'].lower()}"
    if doc["fulfillments"] and not purchase.units_left:
        return str(doc["fulfillments"][-1]["status"]).lower()
    if doc["financial"] == "REFUNDED":
        return "refunded"
    return "open" if doc["payments"] else "unpaid"


def _acts(purchase: Purchase, parcel: Doc | None, asked: Doc | None) -> list[str]:
    doc = purchase.doc
    if doc["cancelled_ms"]:
        return []
    if parcel is None:
        money_left = purchase.refunded_minor < sum(one["amount_minor"] for one in doc["payments"])
        return ["cancel", "refund"] if money_left and purchase.units_left else ["cancel"]
    steps = [f"parcel_{one.lower()}" for one in sorted(sending.STEPS.get(parcel["status"], ()))]
    if asked is None:
        return [*steps, "return"]
    return [*steps, *(f"return_{one.lower()}" for one in sorted(returning.MOVES.get(asked["status"], ())))]


def my_orders(shop: Shop, books: Books, visit: Visit) -> Page:
    """Show the customers' orders, newest first."""
    number = _page_number(visit)
    rows = purchases.latest(books, ORDERS_PER_PAGE + 1, number * ORDERS_PER_PAGE)
    values = {
        "currency": shop.account.currency,
        "words": "shopify_",
        "packages": [_shown(one) for one in rows[:ORDERS_PER_PAGE]],
        "page": number,
        "has_more": len(rows) > ORDERS_PER_PAGE,
        "placed": visit.call.query.get("placed", "")[:20],
    }
    return Page("orders.html", framed(shop, "orders", values))


def act_on_order(shop: Shop, books: Books, visit: Visit) -> GoTo:
    """Cancel, give money back, let the carrier deliver, ask for a return or answer it."""
    purchase = purchases.load(books, visit.call.params["order_id"])
    wanted = visit.form.get("act", "")
    if purchase is None:
        raise Refusal(404, "not_found", visit.say("problem.title"))
    parcels, returns = purchase.doc["fulfillments"], purchase.doc["returns"]
    known = _acts(purchase, parcels[-1] if parcels else None, returns[-1] if returns else None)
    if wanted not in known:
        raise Refusal(400, "invalid", visit.say("orders.unknown_act"))
    at_desk(books, lambda desk: _act(desk, purchase, wanted))
    return GoTo(f"/shopify/orders#p{purchase.id}")


def _act(desk: Desk, purchase: Purchase, wanted: str) -> None:
    kind, _, step = wanted.partition("_")
    if wanted == "cancel":
        sending.cancel(desk, purchase, restock=False)
    elif wanted == "refund":
        _refund_first_line(desk, purchase)
    elif wanted == "return":
        returning.ask(desk, purchase, "Does not fit")
    elif kind == "parcel":
        sending.move(desk, purchase.doc["fulfillments"][-1]["id"], step.upper())
    else:
        returning.move(desk, purchase.doc["returns"][-1]["id"], step.upper())


def _refund_first_line(desk: Desk, purchase: Purchase) -> None:
    line = next(one for one in purchase.doc["lines"] if one["current"])
    lines = [{"line_id": line["id"], "quantity": line["current"]}]
    amount = total_of(line) * line["current"] // line["quantity"]
    sending.give_back(desk, purchase, lines, amount, kind="CANCEL", restocked=False)
    purchases.save(desk, purchase)
