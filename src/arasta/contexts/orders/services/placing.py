"""Write orders into the book: many at once, each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from arasta.contexts.orders import events
from arasta.contexts.orders.domain import statuses
from arasta.contexts.orders.domain.totals import OrderTotals, order_totals
from arasta.contexts.orders.types import Address, AddressRole, OrderInput, OrderPaid, PlacedLine, PlacedOrder
from arasta.kernel import db, prepared
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from arasta.kernel.outbox.publishing import publish

Row = dict[str, Any]

_ORDER = {
    "id": "uuid", "channel_id": "uuid", "cart_id": "uuid", "external_id": "text", "customer_id": "uuid",
    "customer_name": "text", "email": "text", "language": "text", "currency": "text", "delivery": "text",
    "delivery_method": "text", "location_id": "uuid", "note": "text", "lines_minor": "bigint",
    "delivery_minor": "bigint", "tax_minor": "bigint", "total_minor": "bigint", "paid_minor": "bigint",
    "payment_status": "text",
}  # fmt: skip
_LINE = {
    "id": "uuid", "order_id": "uuid", "position": "smallint", "variant_id": "uuid", "sku": "text", "name": "text",
    "options": "text", "external_line_id": "text", "quantity": "int", "unit_price_minor": "bigint",
    "discount_minor": "bigint", "total_minor": "bigint", "tax_rate": "numeric", "tax_minor": "bigint", "currency": "text",
    "is_fetched": "boolean",
}  # fmt: skip
_ADDRESS = {
    "order_id": "uuid", "role": "text", "name": "text", "line1": "text", "line2": "text", "district": "text",
    "city": "text", "region": "text", "postal_code": "text", "country": "text", "phone": "text",
}  # fmt: skip
_COPIED = (*(name for name in _ORDER if not name.endswith("_minor") and name != "payment_status"), "placed_at")
_ENTRY = {"id": "uuid", "order_id": "uuid", "kind": "text", "text": "text"}


def _names(columns: dict[str, str], alias: str = "") -> str:
    return ", ".join(f"{alias}{name}" for name in columns)


def _given(rows: str, columns: dict[str, str]) -> str:
    return f"json_to_recordset(%({rows})s::json) AS n({', '.join(f'{name} {kind}' for name, kind in columns.items())})"


_WRITE = f"""
WITH written AS (
  INSERT INTO orders_order (number, placed_at, {_names(_ORDER)})
  SELECT nextval('orders_number_seq')::text, COALESCE(n.placed_at, clock_timestamp()), {_names(_ORDER, "n.")}
  FROM {_given("orders", {**_ORDER, "placed_at": "timestamptz"})}
  ON CONFLICT DO NOTHING RETURNING id, number
), lines AS (
  INSERT INTO orders_line ({_names(_LINE)}) SELECT {_names(_LINE, "n.")}
  FROM {_given("lines", _LINE)} JOIN written w ON w.id = n.order_id
), addresses AS (
  INSERT INTO orders_address ({_names(_ADDRESS)}) SELECT {_names(_ADDRESS, "n.")}
  FROM {_given("addresses", _ADDRESS)} JOIN written w ON w.id = n.order_id
), timeline AS (
  INSERT INTO orders_timeline ({_names(_ENTRY)}, actor_kind, actor_name)
  SELECT {_names(_ENTRY, "n.")}, %(actor_kind)s, %(actor_name)s
  FROM {_given("entries", _ENTRY)} JOIN written w ON w.id = n.order_id
)
SELECT id, number FROM written
"""  # noqa: S608 - constant column lists

_EXISTING = """
SELECT o.id, o.number, o.total_minor, o.currency, o.cart_id, o.channel_id, o.external_id,
       array_agg(l.id ORDER BY l.position), array_agg(l.variant_id ORDER BY l.position), array_agg(l.sku ORDER BY l.position),
       array_agg(l.quantity ORDER BY l.position), array_agg(l.external_line_id ORDER BY l.position)
FROM orders_order o JOIN orders_line l ON l.order_id = o.id
WHERE o.id = ANY(%(ids)s) OR o.cart_id = ANY(%(carts)s)
   OR (o.channel_id, o.external_id) IN (SELECT * FROM unnest(%(channels)s::uuid[], %(externals)s::text[]))
GROUP BY o.id
"""


def place_orders(orders: Sequence[OrderInput], *, actor: Actor) -> list[PlacedOrder]:
    """Write orders with their lines, addresses and first timeline entries, in one statement.

    An order whose cart or channel's id is in the book already is not written again: the answer is the old one, with
    `is_new` false. `paid` money is noted on the order as it is written. Publishes OrderPlaced for the new ones. The
    answers stand in the order given.
    """
    db.require_transaction()
    if not orders:
        return []
    totals = [order_totals(order) for order in orders]
    lines = [_line_rows(order, sums) for order, sums in zip(orders, totals, strict=True)]
    numbers = dict(prepared.rows(_WRITE, _parameters(orders, totals, lines, actor)))
    placed = {
        order.id: PlacedOrder(order.id, numbers[order.id], sums.total, tuple(map(_line_as_written, rows)))
        for order, sums, rows in zip(orders, totals, lines, strict=True)
        if order.id in numbers
    }
    fresh = [(order, sums) for order, sums in zip(orders, totals, strict=True) if order.id in numbers]
    publish([_placed(order, sums, numbers[order.id]) for order, sums in fresh], actor=actor)
    former = [order for order in orders if order.id not in numbers]
    known = _existing(former) if former else {}
    return [placed.get(order.id) or known[_key(order)] for order in orders]


def _placed(order: OrderInput, sums: OrderTotals, number: str) -> events.OrderPlaced:
    return events.OrderPlaced(
        order_id=order.id,
        number=number,
        channel_id=order.channel_id,
        delivery=order.delivery,
        total_minor=sums.total.minor,
        currency=order.currency,
        units=sum(line.quantity for line in order.lines),
    )


def _parameters(
    orders: Sequence[OrderInput], totals: Sequence[OrderTotals], lines: Sequence[list[Row]], actor: Actor
) -> dict[str, object]:
    return {
        "orders": db.as_json([_order_row(order, sums) for order, sums in zip(orders, totals, strict=True)]),
        "lines": db.as_json([row for rows in lines for row in rows]),
        "addresses": db.as_json([row for order in orders for row in _address_rows(order)]),
        "entries": db.as_json([row for order in orders for row in _entry_rows(order)]),
        "actor_kind": actor.kind,
        "actor_name": actor.name,
    }


def _order_row(order: OrderInput, sums: OrderTotals) -> Row:
    row: Row = {name: getattr(order, name) for name in _COPIED}
    paid = order.paid.minor if order.paid else 0
    row.update(
        lines_minor=sums.lines_total.minor,
        delivery_minor=sums.delivery.minor,
        tax_minor=sums.tax.minor,
        total_minor=sums.total.minor,
        paid_minor=paid,
        payment_status=statuses.payment_status(worth=sums.total.minor, sums=OrderPaid(order.id, paid, paid)),
    )
    return row


def _line_rows(order: OrderInput, sums: OrderTotals) -> list[Row]:
    return [
        {
            "id": line.id or new_id(),
            "order_id": order.id,
            "position": position,
            "variant_id": line.variant_id,
            "sku": line.sku,
            "name": line.name,
            "options": line.options,
            "external_line_id": line.external_line_id,
            "quantity": line.quantity,
            "unit_price_minor": line.unit_price.minor,
            "discount_minor": its.discount.minor,
            "total_minor": its.total.minor,
            "tax_rate": line.tax_rate,
            "tax_minor": its.tax.minor,
            "currency": order.currency,
            "is_fetched": line.is_fetched,
        }
        for position, (line, its) in enumerate(zip(order.lines, sums.lines, strict=True), start=1)
    ]


def _line_as_written(row: Row) -> PlacedLine:
    return PlacedLine(row["id"], row["variant_id"], row["sku"], row["quantity"], row["external_line_id"])


def _address_rows(order: OrderInput) -> list[Row]:
    given = ((AddressRole.SHIPPING, order.shipping_address), (AddressRole.BILLING, order.billing_address))
    return [
        {"order_id": order.id, "role": role, **{name: getattr(address, name) for name in Address.__dataclass_fields__}}
        for role, address in given
        if address is not None
    ]


def _entry_rows(order: OrderInput) -> list[Row]:
    kinds = [("placed", order.note), *([("paid", "")] if order.paid else [])]
    return [{"id": new_id(), "order_id": order.id, "kind": kind, "text": text} for kind, text in kinds]


def _existing(orders: Sequence[OrderInput]) -> dict[object, PlacedOrder]:
    found = db.rows(
        _EXISTING,
        {
            "ids": [order.id for order in orders],
            "carts": [order.cart_id for order in orders if order.cart_id],
            "channels": [order.channel_id for order in orders if order.external_id],
            "externals": [order.external_id for order in orders if order.external_id],
        },
    )
    known: dict[object, PlacedOrder] = {}
    for key, number, total, currency, cart, channel, external, *columns in found:
        lines = tuple(PlacedLine(*line) for line in zip(*columns, strict=True))
        order = PlacedOrder(key, number, Money(total, currency), lines, is_new=False)
        known[key] = known[cart or (channel, external)] = order
    return known


def _key(order: OrderInput) -> object:
    return order.cart_id or ((order.channel_id, order.external_id) if order.external_id else order.id)
