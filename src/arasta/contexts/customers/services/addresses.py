"""Save and delete the places of a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from arasta.contexts.customers.events import CustomerChanged
from arasta.contexts.customers.queries import AddressMissing
from arasta.contexts.customers.services.profiles import lock, require_own
from arasta.contexts.customers.types import AddressId, AddressToSave
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

MOST = 50
LONGEST_LABEL = 40


class TooManyAddresses(Conflict):
    """The book is full."""

    code = "too_many_addresses"
    template = gettext_noop("A customer can keep %(most)s addresses. Delete one first.")


_SAVE = """
INSERT INTO customers_address
  (id, customer_id, label, name, line1, line2, district, city, region, postal_code, country, phone, is_default)
SELECT a.id, %s, a.label, a.name, a.line1, a.line2, a.district, a.city, a.region, a.postal_code, a.country, a.phone,
       a.is_default
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::text[], %s::boolean[])
     AS a(id, label, name, line1, line2, district, city, region, postal_code, country, phone, is_default)
ON CONFLICT (id) DO UPDATE SET
  label = excluded.label, name = excluded.name, line1 = excluded.line1, line2 = excluded.line2,
  district = excluded.district, city = excluded.city, region = excluded.region, postal_code = excluded.postal_code,
  country = excluded.country, phone = excluded.phone, is_default = excluded.is_default
"""

_ONE_DEFAULT = """
UPDATE customers_address SET is_default = true
WHERE id = (SELECT id FROM customers_address WHERE customer_id = %(customer)s ORDER BY id LIMIT 1)
  AND NOT EXISTS (SELECT 1 FROM customers_address WHERE customer_id = %(customer)s AND is_default)
"""


def save_addresses(customer_id: UUID, addresses: Sequence[AddressToSave], *, actor: Actor) -> list[AddressId]:
    """Add addresses, or replace those that say their id; the last default given wins, and there is always one.

    Locks the customer; publishes CustomerChanged.
    Raises AddressWrong, AddressMissing, CustomerMissing, TooManyAddresses.
    """
    require_own(actor, customer_id, or_may="addresses.write")
    saved = [_tidied(one) for one in addresses]
    if not saved:
        return []
    default = next((one.id for one in reversed(saved) if one.is_default), None)
    with db.transaction():
        lock(customer_id)
        _check_ids(customer_id, addresses)
        if default:
            db.execute(
                "UPDATE customers_address SET is_default = false WHERE customer_id = %s AND is_default",
                [customer_id],
            )
        db.execute(_SAVE, [customer_id, *_columns([replace(one, is_default=one.id == default) for one in saved])])
        db.execute(_ONE_DEFAULT, {"customer": customer_id})
        publish([CustomerChanged(customer_id=customer_id, parts=("addresses",))], actor=actor)
    return [one.id for one in saved if one.id]


def delete_addresses(customer_id: UUID, address_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Delete addresses; if the default goes, the oldest that stays takes its place.

    Raises AddressMissing, CustomerMissing; locks the customer; publishes CustomerChanged.
    """
    require_own(actor, customer_id)
    with db.transaction():
        lock(customer_id)
        gone = db.execute(
            "DELETE FROM customers_address WHERE customer_id = %s AND id = ANY(%s)",
            [customer_id, list(address_ids)],
        )
        if gone < len(set(address_ids)):
            raise AddressMissing
        db.execute(_ONE_DEFAULT, {"customer": customer_id})
        publish([CustomerChanged(customer_id=customer_id, parts=("addresses",))], actor=actor)


def _tidied(one: AddressToSave) -> AddressToSave:
    address = one.address.tidied()
    address.check()
    label = " ".join(one.label.split())[:LONGEST_LABEL]
    return replace(one, address=address, label=label, id=one.id or AddressId(new_id()))


def _check_ids(customer_id: UUID, addresses: Sequence[AddressToSave]) -> None:
    known = {row[0] for row in db.rows("SELECT id FROM customers_address WHERE customer_id = %s", [customer_id])}
    named = {one.id for one in addresses if one.id}
    if not named <= known:
        raise AddressMissing
    if len(known) + sum(one.id is None for one in addresses) > MOST:
        raise TooManyAddresses(most=MOST)


def _columns(saved: Sequence[AddressToSave]) -> list[list[object]]:
    parts = ("name", "line1", "line2", "district", "city", "region", "postal_code", "country", "phone")
    return [
        [one.id for one in saved],
        [one.label for one in saved],
        *([getattr(one.address, part) for one in saved] for part in parts),
        [one.is_default for one in saved],
    ]
