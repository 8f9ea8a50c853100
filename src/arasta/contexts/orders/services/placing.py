"""Write orders into the book: many at once, each once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.orders import events
from arasta.contexts.orders.domain.totals import OrderTotals, order_totals
from arasta.contexts.orders.models import OrderAddress
from arasta.contexts.orders.services import timeline
from arasta.contexts.orders.types import Address, AddressRole, OrderInput, PlacedLine, PlacedOrder
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from arasta.kernel.outbox.publishing import publish

_ORDER_COLUMNS = {
    "id": "uuid", "channel_id": "uuid", "cart_id": "uuid", "external_id": "text", "customer_id": "uuid",
    "customer_name": "text", "email": "text", "language": "text", "currency": "text", "delivery": "text",
    "delivery_method": "text", "location_id": "uuid", "note": "text", "placed_at": "timestamptz",
    "lines_minor": "bigint", "delivery_minor": "bigint", "tax_minor": "bigint", "total_minor": "bigint",
}  # fmt: skip
_LINE_COLUMNS = {
    "id": "uuid", "order_id": "uuid", "position": "smallint", "variant_id": "uuid", "sku": "text", "name": "text",
    "options": "text", "external_line_id": "text", "quantity": "int", "unit_price_minor": "bigint",
    "discount_minor": "bigint", "total_minor": "bigint", "tax_rate": "numeric", "tax_minor": "bigint", "currency": "text",
}  # fmt: skip


def _unnest(columns: dict[str, str]) -> str:
    arrays = ", ".join(f"%({name})s::{kind}[]" for name, kind in columns.items())
    return f"unnest({arrays}) AS n({', '.join(columns)})"


_ORDERS = f"""
INSERT INTO orders_order (number, placed_at, {", ".join(name for name in _ORDER_COLUMNS if name != "placed_at")})
SELECT nextval('orders_number_seq')::text, COALESCE(n.placed_at, clock_timestamp()),
       {", ".join("n." + name for name in _ORDER_COLUMNS if name != "placed_at")}
FROM {_unnest(_ORDER_COLUMNS)}
ON CONFLICT DO NOTHING RETURNING id, number
"""  # noqa: S608 - constant column lists

_LINES = f"""
INSERT INTO orders_line ({", ".join(_LINE_COLUMNS)}) SELECT {", ".join("n." + name for name in _LINE_COLUMNS)}
FROM {_unnest(_LINE_COLUMNS)}
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
    """Write orders with their lines, addresses and first timeline entry, in a fixed number of statements.

    An order whose cart or channel's id is in the book already is not written again: the answer is the old one, with
    `is_new` false. Publishes OrderPlaced for the new ones. The answers stand in the order given.
    """
    db.require_transaction()
    if not orders:
        return []
    totals = [order_totals(order) for order in orders]
    numbers = dict(db.rows(_ORDERS, _order_rows(orders, totals)))
    fresh = [(order, sums) for order, sums in zip(orders, totals, strict=True) if order.id in numbers]
    placed = _write_lines(fresh, numbers)
    _write_addresses([order for order, _ in fresh])
    timeline.note([(order.id, "placed", order.note) for order, _ in fresh], actor=actor)
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


def _order_rows(orders: Sequence[OrderInput], totals: Sequence[OrderTotals]) -> dict[str, list[object]]:
    sums: dict[str, list[object]] = {
        "lines_minor": [t.lines_total.minor for t in totals],
        "delivery_minor": [t.delivery.minor for t in totals],
        "tax_minor": [t.tax.minor for t in totals],
        "total_minor": [t.total.minor for t in totals],
    }
    return {name: sums.get(name) or [getattr(order, name) for order in orders] for name in _ORDER_COLUMNS}


def _write_lines(fresh: Sequence[tuple[OrderInput, OrderTotals]], numbers: dict[UUID, str]) -> dict[UUID, PlacedOrder]:
    rows: list[tuple[object, ...]] = []
    placed = {}
    for order, sums in fresh:
        lines = []
        for position, (line, its) in enumerate(zip(order.lines, sums.lines, strict=True), start=1):
            key = line.id or new_id()
            lines.append(PlacedLine(key, line.variant_id, line.sku, line.quantity, line.external_line_id))
            rows.append((
                key, order.id, position, line.variant_id, line.sku, line.name, line.options, line.external_line_id,
                line.quantity, line.unit_price.minor, its.discount.minor, its.total.minor, line.tax_rate, its.tax.minor,
                order.currency,
            ))  # fmt: skip
        placed[order.id] = PlacedOrder(order.id, numbers[order.id], sums.total, tuple(lines))
    if rows:
        db.execute(_LINES, {name: [row[i] for row in rows] for i, name in enumerate(_LINE_COLUMNS)})
    return placed


def _write_addresses(orders: Sequence[OrderInput]) -> None:
    OrderAddress.objects.bulk_create(
        OrderAddress(
            order_id=order.id, role=role, **{name: getattr(address, name) for name in Address.__dataclass_fields__}
        )
        for order in orders
        for role, address in (
            (AddressRole.SHIPPING, order.shipping_address),
            (AddressRole.BILLING, order.billing_address),
        )
        if address is not None
    )


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
