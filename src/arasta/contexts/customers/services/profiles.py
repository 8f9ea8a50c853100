"""Add customers and change their profiles."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from arasta.contexts.customers.events import CustomerAdded, CustomerChanged
from arasta.contexts.customers.queries import CustomerMissing
from arasta.contexts.customers.types import LANGUAGES, CustomerId, NewCustomer, fold, phone_of
from arasta.kernel import db
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

LONGEST_NAME, LONGEST_EMAIL = 120, 254


class EmailTaken(Conflict):
    """A customer with that email exists."""

    code = "email_taken"
    template = gettext_noop("There is already a customer with the email “%(email)s”.")


class EmailWrong(Invalid):
    """The text is no email address."""

    code = "email_invalid"
    template = gettext_noop("“%(email)s” is not an email address.")


class EmailNeeded(Conflict):
    """The customer signs in with the email, so it cannot be empty."""

    code = "email_needed"
    template = gettext_noop("This customer signs in with the email, so it cannot be removed.")


class NameWrong(Invalid):
    """The name is empty or too long."""

    code = "name_invalid"
    template = gettext_noop("Write a name of at most %(most)s characters.")


class LanguageUnknown(Invalid):
    """We do not speak that language."""

    code = "language_unknown"
    template = gettext_noop("“%(language)s” is not one of the languages: en, tr, ru.")


_ADD = """
INSERT INTO customers_customer (id, number, email, name, phone, language, search)
SELECT n.id, n.number, nullif(n.email, ''), n.name, n.phone, n.language, n.search || ' ' || lower(n.number)
FROM (
  SELECT given.*, 'C-' || nextval('customers_number_seq') AS number
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
       AS given(id, email, name, phone, language, search)
) AS n
ON CONFLICT (email) DO NOTHING RETURNING id
"""


def add_customers(customers: Sequence[NewCustomer], *, actor: Actor) -> list[CustomerId]:
    """Add customers without a login, all or none; who may add need not be allowed to change. Publishes CustomerAdded.

    Raises EmailTaken, EmailWrong, NameWrong, PhoneWrong, LanguageUnknown.
    """
    if not actor.may("customers.add"):
        actor.require("customers.write")
    return insert(customers, actor=actor)


def insert(customers: Sequence[NewCustomer], *, actor: Actor) -> list[CustomerId]:
    """Add customers for whom somebody else has checked the actor: registering needs no permission."""
    tidy = [tidied(one) for one in customers]
    ids = [CustomerId(new_id()) for _ in tidy]
    with db.transaction():
        added = db.rows(
            _ADD,
            [
                ids,
                [one.email for one in tidy],
                [one.name for one in tidy],
                [one.phone for one in tidy],
                [one.language for one in tidy],
                [_searchable(one) for one in tidy],
            ],
        )
        taken = set(ids) - {row[0] for row in added}
        if taken:
            emails = sorted({one.email for key, one in zip(ids, tidy, strict=True) if key in taken})
            raise EmailTaken(email=", ".join(emails))
        publish([CustomerAdded(customer_id=key) for key in ids], actor=actor)
    return ids


def change_profile(customer_id: UUID, *, profile: NewCustomer, actor: Actor) -> None:
    """Replace a profile, by its customer or by staff; locks the customer; publishes CustomerChanged.

    Raises CustomerMissing, EmailTaken, EmailWrong, EmailNeeded, NameWrong, PhoneWrong, LanguageUnknown.
    """
    require_own(actor, customer_id)
    tidy = tidied(profile)
    with db.transaction():
        lock(customer_id)
        if not tidy.email and db.rows("SELECT 1 FROM customers_login WHERE customer_id = %s", [customer_id]):
            raise EmailNeeded
        try:
            with db.savepoint():
                db.execute(
                    "UPDATE customers_customer SET email = nullif(%s, ''), name = %s, phone = %s, language = %s,"
                    " email_proven_at = CASE WHEN email = nullif(%s, '') THEN email_proven_at END,"
                    " search = %s || ' ' || lower(number) WHERE id = %s",
                    [tidy.email, tidy.name, tidy.phone, tidy.language, tidy.email, _searchable(tidy), customer_id],
                )
        except IntegrityError as taken:
            raise EmailTaken(email=tidy.email) from taken
        publish([CustomerChanged(customer_id=customer_id, parts=("profile",))], actor=actor)


def tidied(given: NewCustomer) -> NewCustomer:
    """Return a profile fit to store. Raises EmailWrong, NameWrong, PhoneWrong, LanguageUnknown."""
    name, email = " ".join(given.name.split()), given.email.strip().lower()
    if not 0 < len(name) <= LONGEST_NAME or "\x00" in name:
        raise NameWrong(most=LONGEST_NAME)
    if email:
        check_email(email)
    if given.language not in LANGUAGES:
        raise LanguageUnknown(language=given.language[:20])
    return NewCustomer(name=name, email=email, phone=phone_of(given.phone), language=given.language)


def check_email(email: str) -> None:
    """Raise EmailWrong unless the text is an email address that fits."""
    if len(email) > LONGEST_EMAIL:
        raise EmailWrong(email=email[:100])
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise EmailWrong(email=email[:100]) from wrong


def require_own(actor: Actor, customer_id: UUID, *, or_may: str = "") -> None:
    """Let customers change what is their own, and staff what they may: `or_may` is a narrower permission that will do."""
    is_own = actor.kind is ActorKind.CUSTOMER and actor.id == str(customer_id)
    if not is_own and not (or_may and actor.may(or_may)):
        actor.require("customers.write")


def lock(customer_id: UUID) -> None:
    """Lock a customer: all changes of one customer stand in line. Raises CustomerMissing."""
    if not db.rows("SELECT 1 FROM customers_customer WHERE id = %s FOR UPDATE", [customer_id]):
        raise CustomerMissing


def _searchable(one: NewCustomer) -> str:
    return fold(f"{one.name} {one.email} {one.phone}")
