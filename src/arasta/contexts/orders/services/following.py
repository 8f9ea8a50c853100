"""Let open carts follow the entries of their customer's book of addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from arasta.contexts.orders.types import Address
from arasta.kernel import db

_OPEN = "SELECT id FROM orders_cart WHERE customer_id = %s AND status = 'open' ORDER BY id FOR UPDATE"

_FOLLOW = """
WITH moved AS (
  UPDATE orders_cart_address a SET name = b.name, line1 = b.line1, line2 = b.line2, district = b.district, city = b.city,
    region = b.region, postal_code = b.postal_code, country = b.country, phone = b.phone
  FROM json_to_recordset(%(book)s::json)
       AS b(id uuid, name text, line1 text, line2 text, district text, city text, region text, postal_code text,
            country text, phone text)
  WHERE a.cart_id = ANY(%(carts)s) AND a.book_id = b.id
    AND (a.name, a.line1, a.line2, a.district, a.city, a.region, a.postal_code, a.country, a.phone)
        <> (b.name, b.line1, b.line2, b.district, b.city, b.region, b.postal_code, b.country, b.phone)
  RETURNING a.cart_id
)
UPDATE orders_cart SET version = version + 1, changed_at = clock_timestamp() WHERE id IN (SELECT cart_id FROM moved)
"""


def follow_book(customer_id: UUID, book: Mapping[UUID, Address]) -> int:
    """Bring what a customer's open carts took from their book up to date; return how many carts changed."""
    with db.transaction():
        carts = [row[0] for row in db.rows(_OPEN, [customer_id])]
        entries = [{"id": key, **asdict(address)} for key, address in book.items()]
        return db.execute(_FOLLOW, {"book": db.as_json(entries), "carts": carts})
