"""Change where an order goes, who comes for it, or how it reaches its customer, as long as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.orders import events
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.services import statuses, timeline
from arasta.contexts.orders.types import Address, AddressRole, DeliveryKind, Way
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish

_SAVE = """
INSERT INTO orders_address
  (order_id, role, name, line1, line2, district, city, region, postal_code, country, phone)
SELECT %s, role, %s, %s, %s, %s, %s, %s, %s, %s, %s FROM unnest(%s::text[]) AS role
ON CONFLICT (order_id, role) DO UPDATE SET
  name = excluded.name, line1 = excluded.line1, line2 = excluded.line2, district = excluded.district,
  city = excluded.city, region = excluded.region, postal_code = excluded.postal_code, country = excluded.country,
  phone = excluded.phone
"""
_REROUTE = """
UPDATE orders_order SET delivery = %s, delivery_method = %s, location_id = %s, delivery_minor = %s,
  total_minor = lines_minor + %s,
  tax_minor = %s + (SELECT sum(tax_minor) FROM orders_line WHERE order_id = orders_order.id)
WHERE id = %s RETURNING total_minor
"""
_NOT_SENT = """
UPDATE orders_address a SET role = 'billing' WHERE order_id = %s AND role = 'shipping'
AND NOT EXISTS (SELECT FROM orders_address b WHERE b.order_id = a.order_id AND b.role = 'billing')
"""
_RENAME = "UPDATE orders_order SET customer_name = %s WHERE id = %s AND customer_name = %s"


def change_address(order_id: UUID, address: Address, *, actor: Actor) -> None:
    """Send an order to another address, or let somebody else come for it; the timeline keeps what it was before.

    The bill goes along where it went to the same address. The same once more changes nothing.
    Raises UnknownOrder, OrderClosed; locks the order; publishes OrderAddressChanged.
    """
    with db.transaction():
        statuses.lock([order_id])
        order = orders.order(order_id)
        statuses.require_open(order.row.number, order.row.status)
        former = order.receiver
        if former == address:
            return
        roles = [role for role, known in order.addresses.items() if known == former] or [order.receiver_role]
        _save(order_id, address, roles)
        db.execute(_RENAME, [address.name, order_id, former.name if former else ""])
        text = f"{written(former)} → {written(address)}" if former else written(address)
        timeline.note([(order_id, "address_changed", text)], actor=actor)
        changed = events.OrderAddressChanged(
            order_id=order_id, number=order.row.number, channel_id=order.row.channel_id
        )
        publish([changed], actor=actor)


def change_way(order_id: UUID, way: Way, *, told: str, actor: Actor, is_taken_back: bool = False) -> None:
    """Let an order reach its customer another way, and cost what that costs; `told` stands in the timeline.

    What is fetched keeps no address but that of its bill; a bill without an address goes where the goods go. The caller
    moves the goods. Raises UnknownOrder, OrderClosed; locks the order; publishes OrderWayChanged.
    """
    with db.transaction():
        statuses.lock([order_id])
        order = orders.order(order_id)
        statuses.require_open(order.row.number, order.row.status)
        price, tax = way.price.minor, way.price.included(way.tax_rate).minor
        values = [way.delivery, way.method, way.location_id, price, price, tax, order_id]
        [[total]] = db.rows(_REROUTE, values)
        db.execute("UPDATE orders_line SET is_fetched = false WHERE order_id = %s AND is_fetched", [order_id])
        if way.delivery is DeliveryKind.PICKUP:
            db.execute(_NOT_SENT, [order_id])
            db.execute("DELETE FROM orders_address WHERE order_id = %s AND role = 'shipping'", [order_id])
        elif way.address:
            bill = order.addresses.get(AddressRole.BILLING)
            _save(
                order_id, way.address, [AddressRole.SHIPPING, *([] if bill and bill.line1 else [AddressRole.BILLING])]
            )
        timeline.note([(order_id, "way_taken_back" if is_taken_back else "way_changed", told)], actor=actor)
        changed = events.OrderWayChanged(
            order_id=order_id,
            number=order.row.number,
            channel_id=order.row.channel_id,
            delivery=way.delivery,
            location_id=way.location_id,
            total_minor=total,
            currency=order.row.total.currency,
            is_taken_back=is_taken_back,
        )
        publish([changed], actor=actor)


def tell_due_paid(order_id: UUID, *, actor: Actor) -> None:
    """Say that what was still due of a locked order was paid. Raises UnknownOrder; publishes OrderDuePaid."""
    row = orders.order(order_id).row
    publish([events.OrderDuePaid(order_id=order_id, number=row.number, channel_id=row.channel_id)], actor=actor)


def written(address: Address) -> str:
    """Write an address on one line."""
    place = (address.line1, address.line2, address.district, address.postal_code, address.city, address.region)
    return ", ".join(part for part in (address.name, *place, address.phone) if part)


def _save(order_id: UUID, address: Address, roles: Sequence[AddressRole]) -> None:
    parts = (address.line1, address.line2, address.district, address.city, address.region, address.postal_code)
    db.execute(_SAVE, [order_id, address.name, *parts, address.country, address.phone, list(roles)])
