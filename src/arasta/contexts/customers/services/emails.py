"""Let a customer be reached by another email: a code sent there proves that it is theirs, and nothing is told before."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import codes
from arasta.contexts.customers.services.profiles import change_profile, check_email, lock, require_own
from arasta.contexts.customers.types import NewCustomer
from arasta.kernel import db
from arasta.kernel.access import Actor


def ask(customer_id: UUID, email: str, *, code: str, address_of_client: str, actor: Actor) -> str:
    """Keep a code for an email that a customer wants, whoever it belongs to, and return the email as it is kept.

    The caller sends the code there in the same transaction. Raises EmailWrong, TooManyCodes.
    """
    db.require_transaction()
    require_own(actor, customer_id)
    email = email.strip().lower()
    check_email(email)
    codes.keep(_subject(customer_id, email), code=code, address_of_client=address_of_client)
    return email


def count_try(customer_id: UUID, email: str, *, code: str, actor: Actor) -> None:
    """Count a try at a code and compare it; outside any transaction, so that it stays counted. Raises CodeWrong."""
    require_own(actor, customer_id)
    subject = _subject(customer_id, email)
    codes.count_try(subject, codes.hash_of(subject, code))


def prove(customer_id: UUID, email: str, *, code: str, actor: Actor) -> str:
    """Reach a customer by this email from now on, for the code was tried and is right; return the former one, or "".

    The caller writes to the former one in the same transaction. Publishes CustomerChanged.
    Raises CodeWrong; EmailTaken, which tells the owner of an email that it has an account.
    """
    db.require_transaction()
    require_own(actor, customer_id)
    subject = _subject(customer_id, email)
    codes.spend(subject, codes.hash_of(subject, code))
    lock(customer_id)
    now = queries.customer(customer_id)
    profile = NewCustomer(name=now.name, email=now.email, phone=now.phone, language=now.language)
    change_profile(customer_id, profile=replace(profile, email=email), actor=actor)
    db.execute("UPDATE customers_customer SET email_proven_at = clock_timestamp() WHERE id = %s", [customer_id])
    return now.email


def _subject(customer_id: UUID, email: str) -> str:
    return f"{customer_id} {email}"
