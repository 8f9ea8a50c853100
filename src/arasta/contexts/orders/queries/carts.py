"""Read carts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.orders.types import Address, CartStatus, DeliveryKind, UnknownCart
from arasta.kernel import db


@dataclass(frozen=True, slots=True)
class CartLineRow:
    """A line of a cart, and the unit price in minor units that its owner last saw."""

    variant_id: UUID
    quantity: int
    seen_price_minor: int | None


@dataclass(frozen=True, slots=True)
class CartRow:
    """A cart as it stands."""

    id: UUID
    channel_id: UUID
    customer_id: UUID | None
    owner_key: str
    currency: str
    language: str
    status: CartStatus
    version: int
    email: str
    delivery: DeliveryKind | None
    delivery_method: str
    pickup_location_id: UUID | None
    address: Address | None
    lines: tuple[CartLineRow, ...]
    changed_at: datetime


_CART = """
SELECT c.id, c.channel_id, c.customer_id, c.owner_key, c.currency, c.language, c.status, c.version, c.email, c.delivery,
       c.delivery_method, c.pickup_location_id, c.changed_at,
       a.name, a.line1, a.city, a.country, a.line2, a.district, a.region, a.postal_code, a.phone
FROM orders_cart c LEFT JOIN orders_cart_address a ON a.cart_id = c.id WHERE c.id = %s
"""


def cart(cart_id: UUID) -> CartRow:
    """Return a cart with its lines, in the order they were put in. Raises UnknownCart."""
    found = db.rows(_CART, [cart_id])
    if not found:
        raise UnknownCart
    row = found[0]
    lines = db.rows(
        "SELECT variant_id, quantity, seen_price_minor FROM orders_cart_line WHERE cart_id = %s ORDER BY id", [cart_id]
    )
    fields = (
        *row[:6],
        CartStatus(row[6]),
        *row[7:9],
        DeliveryKind(row[9]) if row[9] else None,
        *row[10:12],
        Address(*row[13:]) if row[13] is not None else None,
        tuple(CartLineRow(*line) for line in lines),
        row[12],
    )
    return CartRow(*fields)


def open_cart_of(customer_id: UUID, *, channel_id: UUID) -> UUID | None:
    """Return a customer's newest open cart on a channel."""
    found = db.rows(
        "SELECT id FROM orders_cart WHERE customer_id = %s AND channel_id = %s AND status = 'open'"
        " ORDER BY changed_at DESC LIMIT 1",
        [customer_id, channel_id],
    )
    return found[0][0] if found else None


def units_in(cart_id: UUID) -> int:
    """Count the units in a cart."""
    return int(db.rows("SELECT COALESCE(sum(quantity), 0) FROM orders_cart_line WHERE cart_id = %s", [cart_id])[0][0])
