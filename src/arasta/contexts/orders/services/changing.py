"""Change where an order goes, or who comes for it, as long as it stands."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.orders import events
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.services import statuses, timeline
from arasta.contexts.orders.types import Address
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
        parts = (address.line1, address.line2, address.district, address.city, address.region, address.postal_code)
        db.execute(_SAVE, [order_id, address.name, *parts, address.country, address.phone, roles])
        db.execute(_RENAME, [address.name, order_id, former.name if former else ""])
        text = f"{_written(former)} → {_written(address)}" if former else _written(address)
        timeline.note([(order_id, "address_changed", text)], actor=actor)
        changed = events.OrderAddressChanged(
            order_id=order_id, number=order.row.number, channel_id=order.row.channel_id
        )
        publish([changed], actor=actor)


def _written(address: Address) -> str:
    place = (address.line1, address.line2, address.district, address.postal_code, address.city, address.region)
    return ", ".join(part for part in (address.name, *place, address.phone) if part)
