"""WooCommerce's calls as request values: where each goes, which budget it is charged to, what it carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.kernel.transport.limits import RateGroup, Window
from arasta.kernel.transport.wire import HttpRequest, write_json

ORDERS = "orders"
GOODS = "goods"
PAGE = 100
MOST_OBJECTS = 100
_JSON = {"content-type": "application/json"}

Body = Mapping[str, Any]


def rate_groups(calls_per_minute: int) -> Sequence[RateGroup]:
    """Return the budgets. The shop itself has none, its host may; a third is kept for orders."""
    return [
        RateGroup(ORDERS, [Window(max(1, calls_per_minute // 3), 60)]),
        RateGroup(GOODS, [Window(max(1, calls_per_minute * 2 // 3), 60)]),
    ]


def changed_orders(after: str, offset: int) -> HttpRequest:
    """Read orders by their last change, the earliest first."""
    return _get("/orders", ORDERS, {**_by_change(after, offset, PAGE), "status": "any"})


def order(order_id: str) -> HttpRequest:
    """Read one order."""
    return _get(f"/orders/{order_id}", ORDERS)


def refunds(order_id: str) -> HttpRequest:
    """Read what was given back of an order."""
    return _get(f"/orders/{order_id}/refunds", ORDERS, {"per_page": str(PAGE)})


def notes(order_id: str) -> HttpRequest:
    """Read the notes of an order."""
    return _get(f"/orders/{order_id}/notes", ORDERS)


def update_order(order_id: str, body: Body) -> HttpRequest:
    """Change an order; saying the same again changes nothing."""
    return _send("PUT", f"/orders/{order_id}", ORDERS, body, repeatable=True)


def add_note(order_id: str, body: Body) -> HttpRequest:
    """Write a note; one for the buyer is also sent by mail."""
    return _send("POST", f"/orders/{order_id}/notes", ORDERS, body)


def add_refund(order_id: str, body: Body) -> HttpRequest:
    """Give back money or goods; every call gives back again."""
    return _send("POST", f"/orders/{order_id}/refunds", ORDERS, body)


def changed_products(after: str, offset: int, size: int) -> HttpRequest:
    """Read products by their last change, the earliest first."""
    return _get("/products", GOODS, _by_change(after, offset, size))


def products_with(query: Mapping[str, str]) -> HttpRequest:
    """Read the products, or variations, that have one of some SKUs, ids or short names."""
    return _get("/products", GOODS, {"per_page": str(PAGE), **query})


def variations(product_id: int, query: Mapping[str, str]) -> HttpRequest:
    """Read the variations of a product."""
    return _get(f"/products/{product_id}/variations", GOODS, {"per_page": str(PAGE), **query})


def add_product(body: Body) -> HttpRequest:
    """Put one product up."""
    return _send("POST", "/products", GOODS, body)


def update_product(product_id: int, body: Body) -> HttpRequest:
    """Change one product."""
    return _send("PUT", f"/products/{product_id}", GOODS, body, repeatable=True)


def batch(parent: int, *, create: Sequence[Body] = (), update: Sequence[Body] = ()) -> HttpRequest:
    """Create and change products, or the variations of a parent; at most a hundred objects in all."""
    path = f"/products/{parent}/variations/batch" if parent else "/products/batch"
    body = {name: list(bodies) for name, bodies in (("create", create), ("update", update)) if bodies}
    return _send("POST", path, GOODS, body)


def setting(group: str, name: str) -> HttpRequest:
    """Read one setting of the shop."""
    return _get(f"/settings/{group}/{name}", GOODS)


def system_status() -> HttpRequest:
    """Read what the shop says of itself."""
    return _get("/system_status", GOODS, {"_fields": "environment,settings"})


def webhooks(page: int) -> HttpRequest:
    """Read the subscriptions, disabled ones too."""
    return _get("/webhooks", GOODS, {"per_page": str(PAGE), "page": str(page), "status": "all"})


def add_webhook(body: Body) -> HttpRequest:
    """Subscribe to a topic."""
    return _send("POST", "/webhooks", GOODS, body)


def update_webhook(webhook_id: int, body: Body) -> HttpRequest:
    """Change a subscription."""
    return _send("PUT", f"/webhooks/{webhook_id}", GOODS, body, repeatable=True)


def _by_change(after: str, offset: int, size: int) -> dict[str, str]:
    query = {"orderby": "modified", "order": "asc", "per_page": str(size)}
    query |= {"offset": str(offset)} if offset else {}
    return query | ({"modified_after": after, "dates_are_gmt": "true"} if after else {})


def _get(path: str, group: str, query: Mapping[str, str] | None = None) -> HttpRequest:
    return HttpRequest(method="GET", path=path, group=group, query=query or {}, repeatable=True)


def _send(method: str, path: str, group: str, body: Body, *, repeatable: bool = False) -> HttpRequest:
    return HttpRequest(
        method=method, path=path, group=group, headers=_JSON, body=write_json(dict(body)), repeatable=repeatable
    )
