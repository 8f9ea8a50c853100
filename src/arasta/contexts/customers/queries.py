"""Reads: customers, their addresses, and the actors their sessions become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from arasta.contexts.customers.models import Address
from arasta.contexts.customers.types import (
    AddressId,
    AddressRow,
    CustomerId,
    CustomerRow,
    PostalAddress,
    fold,
)
from arasta.kernel import db
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.pages import BadCursor, Page, clamp, decode_cursor, encode_cursor


class CustomerMissing(Missing):
    """No customer has that id."""

    code = "customer_not_found"
    template = gettext_noop("There is no such customer.")


class AddressMissing(Missing):
    """The customer has no address of that id."""

    code = "address_not_found"
    template = gettext_noop("This customer has no such address.")


_CUSTOMER = """
SELECT c.id, c.number, coalesce(c.email, ''), c.name, c.phone, c.language, c.created_at, l.customer_id IS NOT NULL
FROM customers_customer c LEFT JOIN customers_login l ON l.customer_id = c.id
"""
_ADDRESS = ("name", "line1", "city", "country", "line2", "district", "region", "postal_code", "phone")


def customer(customer_id: UUID) -> CustomerRow:
    """Return one customer. Raises CustomerMissing."""
    found = _customers("WHERE c.id = %s", [customer_id])
    if not found:
        raise CustomerMissing
    return found[0]


def customers(customer_ids: Sequence[UUID]) -> list[CustomerRow]:
    """Return the customers of these ids that exist, in no promised order."""
    return _customers("WHERE c.id = ANY(%s)", [list(customer_ids)])


def customer_by_email(email: str) -> CustomerRow | None:
    """Find a customer by email, whatever its case."""
    found = _customers("WHERE c.email = %s", [email.strip().lower()])
    return found[0] if found else None


def customers_page(search: str = "", *, cursor: str | None = None, limit: int = 50) -> Page[CustomerRow]:
    """Return customers, the newest first; each word of the search is part of a name, email, phone or number."""
    where, params = ["true"], list[Any]()
    for word in fold(search.replace("\x00", "")).split()[:8]:
        where.append("c.search LIKE %s")
        params.append(f"%{_plain(word)}%")
    if after := decode_cursor(cursor, 1):
        where.append("c.id < %s::uuid")
        params.append(_uuid(after[0]))
    size = clamp(limit)
    found = _customers(f"WHERE {' AND '.join(where)} ORDER BY c.id DESC LIMIT %s", [*params, size + 1])
    return Page(found[:size], encode_cursor(str(found[size - 1].id)) if len(found) > size else None)


def addresses(customer_id: UUID) -> list[AddressRow]:
    """Return a customer's addresses, the default first."""
    found = Address.objects.filter(customer_id=customer_id).order_by("-is_default", "id")
    return [_address(row) for row in found.values_list("id", "label", "is_default", *_ADDRESS)]


def address(customer_id: UUID, address_id: UUID) -> AddressRow:
    """Return one address of a customer. Raises AddressMissing, also for somebody else's."""
    found = Address.objects.filter(customer_id=customer_id, id=address_id)
    for row in found.values_list("id", "label", "is_default", *_ADDRESS):
        return _address(row)
    raise AddressMissing


def actor_of_customer(row: CustomerRow) -> Actor:
    """Return the actor a customer is: no permission, only what is their own."""
    return Actor(ActorKind.CUSTOMER, id=str(row.id), name=row.name)


def actor_of_session(customer_id: UUID, mark: str) -> Actor | None:
    """Return the actor of a shop session, or nobody once the password changed."""
    found = db.rows(
        "SELECT c.name, l.password FROM customers_login l JOIN customers_customer c ON c.id = l.customer_id"
        " WHERE l.customer_id = %s",
        [customer_id],
    )
    if not found or not constant_time_compare(mark_of(found[0][1]), mark):
        return None
    return Actor(ActorKind.CUSTOMER, id=str(customer_id), name=found[0][0])


def mark_of(password_hash: str) -> str:
    """Derive what a session keeps from a stored password; another password gives another mark."""
    return salted_hmac("arasta.customers.session", password_hash, algorithm="sha256").hexdigest()


def _customers(tail: str, params: Sequence[Any]) -> list[CustomerRow]:
    return [CustomerRow(CustomerId(key), *rest) for key, *rest in db.rows(_CUSTOMER + tail, params)]


def _address(columns: Sequence[Any]) -> AddressRow:
    key, label, is_default, *parts = columns
    return AddressRow(AddressId(key), label, PostalAddress(**dict(zip(_ADDRESS, parts, strict=True))), is_default)


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _uuid(value: str | int) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as wrong:
        raise BadCursor from wrong
