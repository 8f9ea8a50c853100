"""Read carts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.orders.types import Address, CartStatus, DeliveryKind, UnknownCart
from arasta.kernel import db, prepared


@dataclass(frozen=True, slots=True)
class CartLineRow:
    """A line of a cart; in minor units the unit price that its owner last saw, and one that was agreed."""

    variant_id: UUID
    quantity: int
    seen_price_minor: int | None
    agreed_price_minor: int | None = None
    is_fetched: bool = False


@dataclass(frozen=True, slots=True)
class CartRow:
    """A cart as it stands. `desk_key`: the till that serves it; agreed prices hold until `agreed_until`."""

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
    desk_key: str = ""
    adviser_id: str = ""
    adviser_name: str = ""
    agreed_until: datetime | None = None
    home_channel_id: UUID | None = None

    @property
    def fetched(self) -> frozenset[UUID]:
        """The variants that are picked up though the cart is sent."""
        if self.delivery is not DeliveryKind.DELIVERY or self.pickup_location_id is None:
            return frozenset()
        return frozenset(line.variant_id for line in self.lines if line.is_fetched)

    def way_of(self, variant_id: UUID) -> DeliveryKind | None:
        """Say how a variant reaches its owner; nothing while that is not said."""
        return DeliveryKind.PICKUP if variant_id in self.fetched else self.delivery


_CARTS = """
SELECT c.id, c.channel_id, c.customer_id, c.owner_key, c.currency, c.language, c.status, c.version, c.email, c.delivery,
       c.delivery_method, c.pickup_location_id, c.changed_at,
       (SELECT json_agg(json_build_array(l.variant_id, l.quantity, l.seen_price_minor, l.agreed_price_minor, l.is_fetched)
                        ORDER BY l.id)
        FROM orders_cart_line l WHERE l.cart_id = c.id),
       a.name, a.line1, a.city, a.country, a.line2, a.district, a.region, a.postal_code, a.phone,
       c.desk_key, c.adviser_id, c.adviser_name, c.agreed_until, c.home_channel_id
FROM orders_cart c LEFT JOIN orders_cart_address a ON a.cart_id = c.id WHERE c.id = ANY(%s)
"""


def cart(cart_id: UUID) -> CartRow:
    """Return a cart with its lines, in the order they were put in. Raises UnknownCart."""
    found = carts([cart_id])
    if cart_id not in found:
        raise UnknownCart
    return found[cart_id]


def carts(cart_ids: Collection[UUID]) -> dict[UUID, CartRow]:
    """Return carts with their lines in the order asked for, in one statement; an unknown id is absent."""
    found = {row[0]: _cart(row) for row in prepared.rows(_CARTS, [list(cart_ids)])}
    return {key: found[key] for key in cart_ids if key in found}


def _cart(row: tuple[Any, ...]) -> CartRow:
    lines = tuple(CartLineRow(UUID(variant), *rest) for variant, *rest in row[13] or ())
    delivery, method, pickup_location = row[9:12]
    if pickup_location and delivery == DeliveryKind.DELIVERY and lines and all(line.is_fetched for line in lines):
        delivery, method = DeliveryKind.PICKUP, ""  # nothing is left that would be sent
    fields = (
        *row[:6],
        CartStatus(row[6]),
        *row[7:9],
        DeliveryKind(delivery) if delivery else None,
        method,
        pickup_location,
        Address(*row[14:23]) if row[14] is not None else None,
        lines,
        row[12],
        *row[23:],
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


def open_carts_of(customer_id: UUID, *, channel_id: UUID) -> list[UUID]:
    """Return all open carts of a customer on a channel, the one changed last first."""
    found = db.rows(
        "SELECT id FROM orders_cart WHERE customer_id = %s AND channel_id = %s AND status = 'open'"
        " ORDER BY changed_at DESC",
        [customer_id, channel_id],
    )
    return [row[0] for row in found]


@dataclass(frozen=True, slots=True)
class OpenCart:
    """An open cart of a customer; `desk_key` names the till that serves it."""

    id: UUID
    channel_id: UUID
    desk_key: str


def open_carts_anywhere(customer_id: UUID) -> list[OpenCart]:
    """Return a customer's open carts on all channels, the one changed last first."""
    found = db.rows(
        "SELECT id, channel_id, desk_key FROM orders_cart WHERE customer_id = %s AND status = 'open'"
        " ORDER BY changed_at DESC, id",
        [customer_id],
    )
    return [OpenCart(*row) for row in found]


def open_carts_of_all(customer_ids: Collection[UUID]) -> list[CartRow]:
    """Return all open carts of customers, the one changed last first."""
    found = db.rows(
        "SELECT id FROM orders_cart WHERE customer_id = ANY(%s) AND status = 'open' ORDER BY changed_at DESC, id",
        [list(customer_ids)],
    )
    known = carts([row[0] for row in found])
    return [known[row[0]] for row in found]


def advised_by(adviser_id: str, *, limit: int = 20) -> list[CartRow]:
    """Return the open carts a member of staff helps to fill, the one changed last first."""
    found = db.rows(
        "SELECT id FROM orders_cart WHERE adviser_id = %s AND status = 'open' AND adviser_id <> ''"
        " ORDER BY changed_at DESC LIMIT %s",
        [adviser_id, limit],
    )
    known = carts([row[0] for row in found])
    return [known[row[0]] for row in found]


def units_in(cart_id: UUID) -> int:
    """Count the units in a cart."""
    return int(db.rows("SELECT COALESCE(sum(quantity), 0) FROM orders_cart_line WHERE cart_id = %s", [cart_id])[0][0])
