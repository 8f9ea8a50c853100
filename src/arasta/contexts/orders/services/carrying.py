"""Carry carts: to another channel or device, into another cart, to a till, with an adviser beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.orders.services.carts import lock_all, lock_open
from arasta.contexts.orders.types import CartStatus
from arasta.kernel import db
from arasta.kernel.ids import new_id
from arasta.kernel.quantity import MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a cart goes on: its channel and terms, whose it is, and what proves it there.

    `owner_key` None leaves its owner's browser as it is; `desk_key` names a till that serves it until it
    goes back to `home_channel_id`; none ends that.
    """

    channel_id: UUID
    currency: str
    language: str
    owner_key: str | None = None
    desk_key: str = ""
    home_channel_id: UUID | None = None
    customer_id: UUID | None = None
    forgets_checkout: bool = False


_MOVE = """
UPDATE orders_cart SET channel_id = %(channel_id)s, currency = %(currency)s, language = %(language)s,
  owner_key = COALESCE(%(owner_key)s, owner_key), desk_key = %(desk_key)s,
  home_channel_id = %(home_channel_id)s,
  customer_id = %(customer_id)s, agreed_until = %(agreed_until)s,
  version = version + 1, changed_at = clock_timestamp(),
  email = CASE WHEN %(forgets)s THEN '' ELSE email END, delivery = CASE WHEN %(forgets)s THEN '' ELSE delivery END,
  delivery_method = CASE WHEN %(forgets)s THEN '' ELSE delivery_method END,
  pickup_location_id = CASE WHEN %(forgets)s THEN NULL ELSE pickup_location_id END
WHERE id = %(cart_id)s
"""

_AGREE = """
UPDATE orders_cart_line l SET agreed_price_minor = a.minor,
  seen_price_minor = CASE WHEN %s THEN NULL ELSE COALESCE(l.seen_price_minor, a.minor) END
FROM (SELECT l.id, a.minor FROM orders_cart_line l
      LEFT JOIN unnest(%s::uuid[], %s::bigint[]) AS a(variant_id, minor) USING (variant_id) WHERE l.cart_id = %s) a
WHERE l.id = a.id
"""

_MERGE = """
INSERT INTO orders_cart_line (id, cart_id, variant_id, quantity, seen_price_minor, agreed_price_minor)
SELECT n.id, %(target)s, l.variant_id, l.quantity, CASE WHEN %(same_money)s THEN l.seen_price_minor END,
       CASE WHEN %(same_money)s THEN l.agreed_price_minor END
FROM orders_cart_line l JOIN unnest(%(lines)s::uuid[], %(ids)s::uuid[]) AS n(line_id, id) ON n.line_id = l.id
ON CONFLICT (cart_id, variant_id)
DO UPDATE SET quantity = least(orders_cart_line.quantity + excluded.quantity, %(most)s)
"""


def move(
    cart_id: UUID,
    to: Destination,
    *,
    agreed: Mapping[UUID, int],
    agreed_until: datetime | None,
    new_money: bool = False,
) -> None:
    """Let an open cart go on elsewhere, its lines at no more than the `agreed` unit prices (minor units) until then.

    `new_money`: the destination counts in another currency, in which nothing has been seen yet. Raises UnknownCart,
    CartClosed.
    """
    with db.transaction():
        lock_open(cart_id)
        db.execute(
            _MOVE,
            {
                "cart_id": cart_id,
                "channel_id": to.channel_id,
                "currency": to.currency,
                "language": to.language,
                "owner_key": to.owner_key,
                "desk_key": to.desk_key,
                "home_channel_id": to.home_channel_id,
                "customer_id": to.customer_id,
                "agreed_until": agreed_until,
                "forgets": to.forgets_checkout,
            },
        )
        if to.forgets_checkout:
            db.execute("DELETE FROM orders_cart_address WHERE cart_id = %s", [cart_id])
        db.execute(_AGREE, [new_money, list(agreed), list(agreed.values()), cart_id])


def merge(source: UUID, target: UUID) -> int:
    """Put what one open cart holds into another and close the first for good; return how many variants came along.

    A cart is merged once: of a variant in both, the quantities add up, and the same merge asked for again adds nothing.
    """
    with db.transaction():
        states = lock_all([source, target])
        if source == target or {states.get(source), states.get(target)} != {CartStatus.OPEN}:
            return 0
        lines = [row[0] for row in db.rows("SELECT id FROM orders_cart_line WHERE cart_id = %s", [source])]
        currencies = db.rows("SELECT count(DISTINCT currency) FROM orders_cart WHERE id = ANY(%s)", [[source, target]])
        db.execute(
            _MERGE,
            {
                "target": target,
                "lines": lines,
                "ids": [new_id() for _ in lines],
                "same_money": currencies[0][0] == 1,
                "most": MOST,
            },
        )
        db.execute("DELETE FROM orders_cart_line WHERE cart_id = %s", [source])
        db.execute(
            "UPDATE orders_cart SET status = 'abandoned', version = version + 1, changed_at = clock_timestamp()"
            " WHERE id = %s",
            [source],
        )
        db.execute(
            "UPDATE orders_cart SET version = version + 1, changed_at = clock_timestamp() WHERE id = %s", [target]
        )
    return len(lines)


def advise(cart_id: UUID, *, adviser_id: str, adviser_name: str) -> None:
    """Note the member of staff who helps to fill an open cart; the last one counts."""
    db.execute(
        "UPDATE orders_cart SET adviser_id = %s, adviser_name = %s WHERE id = %s AND status = 'open'",
        [adviser_id, adviser_name, cart_id],
    )
