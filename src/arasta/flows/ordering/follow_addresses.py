"""An address that its customer, or staff for them, changes in the book is changed in their open carts as well.

One transaction: read the book, bring the carts up to date. Orders remember theirs: they are changed one by one.
"""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from arasta.contexts.customers import queries as customers
from arasta.contexts.orders.services import following
from arasta.contexts.orders.types import Address
from arasta.kernel import db


def follow_addresses(customer_id: UUID) -> int:
    """Let a customer's open carts follow their book; return how many carts changed."""
    with db.transaction():
        book: dict[UUID, Address] = {row.id: Address(**asdict(row.address)) for row in customers.addresses(customer_id)}
        return following.follow_book(customer_id, book)
