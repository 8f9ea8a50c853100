"""Let a customer ask for text messages: a code sent to their phone proves that it is theirs."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import codes, consents
from arasta.contexts.customers.services.profiles import require_own
from arasta.contexts.customers.types import ConsentToRecord, ContactChannel, Purpose
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Invalid, gettext_noop


class NoPhone(Invalid):
    """There is no phone to text to."""

    code = "phone_missing"
    template = gettext_noop("Add your phone to your details first.")


def ask(customer_id: UUID, *, code: str, address_of_client: str, actor: Actor) -> str:
    """Keep a code for the customer's phone and return the phone; the caller texts it in the same transaction.

    Raises NoPhone, TooManyCodes.
    """
    db.require_transaction()
    require_own(actor, customer_id)
    phone = _phone(customer_id)
    codes.keep(_subject(customer_id, phone), code=code, address_of_client=address_of_client)
    return phone


def prove(customer_id: UUID, *, code: str, language: str, actor: Actor) -> None:
    """Write down that the customer wants texts on their phone, for the code is right. Raises NoPhone, CodeWrong."""
    require_own(actor, customer_id)
    phone = _phone(customer_id)
    subject = _subject(customer_id, phone)
    given = codes.hash_of(subject, code)
    codes.count_try(subject, given)
    with db.transaction():
        codes.spend(subject, given)
        _say(customer_id, phone, True, language=language, actor=actor)


def stop(customer_id: UUID, *, language: str, actor: Actor) -> None:
    """Send no more texts to the customer's phone. Raises NoPhone."""
    require_own(actor, customer_id)
    _say(customer_id, _phone(customer_id), False, language=language, actor=actor)


def _say(customer_id: UUID, phone: str, is_given: bool, *, language: str, actor: Actor) -> None:
    word = ConsentToRecord(phone, ContactChannel.SMS, Purpose.ORDER_TEXTS, is_given, "account", language, customer_id)
    consents.record([word], actor=actor)


def _phone(customer_id: UUID) -> str:
    if not (phone := queries.customer(customer_id).phone):
        raise NoPhone
    return phone


def _subject(customer_id: UUID, phone: str) -> str:
    return f"{customer_id} {phone}"
