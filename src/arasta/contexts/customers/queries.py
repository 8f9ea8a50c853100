"""Reads: customers, their addresses, and the actors their sessions become."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.customers.models import Address
from arasta.contexts.customers.types import (
    AddressId,
    AddressRow,
    ConsentRow,
    ContactChannel,
    CustomerId,
    CustomerRow,
    KnownPasskey,
    PasskeyRow,
    PostalAddress,
    Purpose,
    SessionRow,
    SignInWay,
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


class ConsentMissing(Missing):
    """No word of the ledger has that id."""

    code = "consent_not_found"
    template = gettext_noop("There is no such consent.")


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


def sessions(customer_id: UUID) -> list[SessionRow]:
    """Return the devices on which a customer is signed in, the one seen last first."""
    found = db.rows(
        "SELECT id, device, way, began_at, seen_at FROM customers_session"
        " WHERE customer_id = %s AND ended_at IS NULL ORDER BY seen_at DESC, id DESC",
        [customer_id],
    )
    return [SessionRow(key, device, SignInWay(way), *times) for key, device, way, *times in found]


def passkeys(customer_id: UUID) -> list[PasskeyRow]:
    """Return a customer's passkeys, the oldest first."""
    found = db.rows(
        "SELECT id, label, created_at, last_used_at FROM customers_passkey WHERE customer_id = %s ORDER BY id",
        [customer_id],
    )
    return [PasskeyRow(*row) for row in found]


def credentials_of(customer_id: UUID, *, site: str) -> list[bytes]:
    """Return the names of a customer's passkeys for a host, so that a device does not make a second one."""
    found = db.rows(
        "SELECT credential FROM customers_passkey WHERE customer_id = %s AND site = %s", [customer_id, site]
    )
    return [bytes(row[0]) for row in found]


def passkey_of(credential: bytes, *, site: str) -> KnownPasskey | None:
    """Find the passkey that a device names."""
    found = db.rows(
        "SELECT customer_id, public_key, sign_count FROM customers_passkey WHERE credential = %s AND site = %s",
        [credential, site],
    )
    return KnownPasskey(CustomerId(found[0][0]), bytes(found[0][1]), found[0][2]) if found else None


_WORDS = """
SELECT id, contact, channel, purpose, is_given, text_version, source, said_at, actor_name FROM customers_consent
"""

_LAST_WORDS = """
SELECT DISTINCT ON (contact, channel, purpose)
       id, contact, channel, purpose, is_given, text_version, source, said_at, actor_name
FROM customers_consent WHERE contact = ANY(%s) ORDER BY contact, channel, purpose, id DESC
"""


def consents(customer_id: UUID) -> list[ConsentRow]:
    """Return every word a customer said about uses of their contact points, the newest first."""
    found = db.rows(_WORDS + "WHERE customer_id = %s ORDER BY id DESC LIMIT 200", [customer_id])
    return [_consent(row) for row in found]


def consent(consent_id: UUID) -> ConsentRow:
    """Return one word of the ledger. Raises ConsentMissing."""
    found = db.rows(_WORDS + "WHERE id = %s", [consent_id])
    if not found:
        raise ConsentMissing
    return _consent(found[0])


def last_words(contacts: Collection[str]) -> dict[tuple[str, ContactChannel, Purpose], ConsentRow]:
    """Return what was said last of each contact point, channel and purpose, whoever said it."""
    rows = [_consent(row) for row in db.rows(_LAST_WORDS, [list(contacts)])]
    return {(row.contact, row.channel, row.purpose): row for row in rows}


def may_be_reached(contacts: Collection[str], *, channel: ContactChannel, purpose: Purpose) -> set[str]:
    """Return the contact points that may be used for a purpose: where nobody said yes, silence is a no."""
    said = last_words(contacts)
    return {one for one in contacts if (word := said.get((one, channel, purpose))) and word.is_given}


_TEXTED = """
SELECT c.id, c.phone FROM customers_customer c
CROSS JOIN LATERAL (
  SELECT w.is_given FROM customers_consent w
  WHERE w.contact = c.phone AND w.channel = 'sms' AND w.purpose = 'order_texts' AND w.customer_id = c.id
  ORDER BY w.id DESC LIMIT 1
) AS said
WHERE said.is_given AND """


def texted(customer_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the phones of those customers who proved them and want texts there."""
    return dict(db.rows(_TEXTED + "c.id = ANY(%s)", [list(customer_ids)]))


def has_login(email: str) -> bool:
    """Tell whether the account of an email has a password."""
    return bool(
        db.rows(
            "SELECT 1 FROM customers_customer c JOIN customers_login l ON l.customer_id = c.id WHERE c.email = %s",
            [email],
        )
    )


def phone_for_codes(email: str) -> str:
    """Return the phone that gets the sign-in codes of an email beside it: only where both are proved to be one person's."""
    found = db.rows(_TEXTED + "c.email = %s AND c.email_proven_at IS NOT NULL", [email])
    return str(found[0][1]) if found else ""


def _consent(row: Sequence[Any]) -> ConsentRow:
    key, contact, channel, purpose, *rest = row
    return ConsentRow(key, contact, ContactChannel(channel), Purpose(purpose), *rest)


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
