"""Let somebody in by a code sent to their email: it proves that the email is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from arasta.contexts.customers.events import CustomerChanged
from arasta.contexts.customers.services.logins import open_with
from arasta.contexts.customers.services.profiles import LONGEST_NAME, check_email, insert
from arasta.contexts.customers.services.sessions import end_all_but
from arasta.contexts.customers.types import CustomerId, NewCustomer, Registration, SignedIn
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, Actor
from arasta.kernel.errors import DomainError, Kind, Unauthenticated, gettext_noop
from arasta.kernel.outbox.publishing import publish
from arasta.kernel.passwords import Door, TooManyTries

MINUTES = 10
MOST_TRIES = 5
MOST_ASKED = 5
MOST_ASKED_FROM_AN_ADDRESS = 20
_DOOR = Door("customers_failed_sign_in")


class CodeWrong(Unauthenticated):
    """Another code, or one whose time or tries are over: which of them stays ours."""

    code = "sign_in_code_wrong"
    template = gettext_noop("This code is not right, or its time is over. Ask for a new one.")


class TooManyCodes(DomainError):
    """Too many codes were asked for one email, or from one address of the network."""

    kind = Kind.TOO_MANY
    code = "too_many_sign_in_codes"
    template = gettext_noop("Too many codes were asked for. Wait an hour, or come in another way.")


# Asking again replaces the code; tries are counted anew, but only so many codes are sent within an hour.
_ASK = """
INSERT INTO customers_sign_in_code AS c (email, code_hash, expires_at)
VALUES (%(email)s, %(hash)s, clock_timestamp() + make_interval(mins => %(minutes)s))
ON CONFLICT (email) DO UPDATE SET
  code_hash = excluded.code_hash, tries = 0, expires_at = excluded.expires_at,
  asked = CASE WHEN c.asked_since < clock_timestamp() - interval '1 hour' THEN 1 ELSE c.asked + 1 END,
  asked_since = CASE WHEN c.asked_since < clock_timestamp() - interval '1 hour' THEN clock_timestamp()
                     ELSE c.asked_since END
WHERE c.asked < %(most)s OR c.asked_since < clock_timestamp() - interval '1 hour'
RETURNING 1
"""

# A try is counted before the code is looked at, so that many tries at once are not many guesses.
_TRY = """
UPDATE customers_sign_in_code SET tries = tries + 1
WHERE email = %s AND expires_at > clock_timestamp() AND tries < %s RETURNING code_hash
"""

_SPEND = """
UPDATE customers_sign_in_code SET expires_at = clock_timestamp() WHERE email = %s AND code_hash = %s
AND expires_at > clock_timestamp() RETURNING 1
"""


def ask(email: str, *, code: str, address_of_client: str) -> str:
    """Keep a code for an email, whoever it belongs to, and return the email as it is kept.

    The caller sends the code in the same transaction. Raises EmailWrong, TooManyCodes.
    """
    db.require_transaction()
    email = _tidied(email)
    check_email(email)
    keep(email, code=code, address_of_client=address_of_client)
    return email


def enter(email: str, *, code: str, language: str = "en", wish: Registration | None = None) -> SignedIn:
    """Let in who knows the code; whoever is new becomes a customer, named after their email until they say more.

    Who wished to register gets their name and, where the account has none, their password.
    An account that was opened with this email before anybody proved it loses its password, passkeys and sessions: they
    may be somebody else's. A code works once. Refuses to run inside a transaction, so that a try stays counted.
    Raises CodeWrong.
    """
    email = _tidied(email)
    given = hash_of(email, code)
    count_try(email, given)
    with db.transaction():
        spend(email, given)
        name = wish.name if wish else email.partition("@")[0][:LONGEST_NAME]
        customer_id, proven_at, language = _customer(NewCustomer(name=name, email=email, language=language))
        was_taken_back = proven_at is None and _take_back(customer_id)
        db.execute(
            "UPDATE customers_customer SET email_proven_at = coalesce(email_proven_at, clock_timestamp()) WHERE id = %s",
            [customer_id],
        )
        had_password = wish is not None and not open_with(customer_id, wish.secret, language, actor=ANONYMOUS)
    return SignedIn(customer_id, language, was_taken_back, had_password)


def keep(subject: str, *, code: str, address_of_client: str) -> None:
    """Keep a code for a subject: an email, or a customer's phone. Raises TooManyCodes."""
    try:
        _DOOR.count(f"code {address_of_client}", most=MOST_ASKED_FROM_AN_ADDRESS)
    except TooManyTries as refusal:
        raise TooManyCodes from refusal
    if not db.rows(_ASK, {"email": subject, "hash": hash_of(subject, code), "minutes": MINUTES, "most": MOST_ASKED}):
        raise TooManyCodes


def count_try(subject: str, given: str) -> None:
    """Count a try at a subject's code, outside any transaction, and compare. Raises CodeWrong."""
    db.refuse_transaction()
    found = db.rows(_TRY, [subject, MOST_TRIES]) if "\x00" not in subject else []
    if not found or not constant_time_compare(found[0][0], given):
        raise CodeWrong


def spend(subject: str, given: str) -> None:
    """Let a code work no more; of two who come with it at once the second is refused. Raises CodeWrong."""
    if not db.rows(_SPEND, [subject, given]):
        raise CodeWrong


def trust_emails(customer_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Take emails as proved that staff, or the system customers came from, know to be theirs."""
    actor.require("customers.write")
    db.execute(
        "UPDATE customers_customer SET email_proven_at = clock_timestamp() WHERE id = ANY(%s)"
        " AND email IS NOT NULL AND email_proven_at IS NULL",
        [list(customer_ids)],
    )


def forget_old_codes() -> int:
    """Delete codes that no longer count; returns how many."""
    return db.execute("DELETE FROM customers_sign_in_code WHERE asked_since < clock_timestamp() - interval '1 day'")


def _customer(wanted: NewCustomer) -> tuple[CustomerId, object, str]:
    sql = "SELECT id, email_proven_at, language FROM customers_customer WHERE email = %s FOR UPDATE"
    if not (found := db.rows(sql, [wanted.email])):
        insert([wanted], actor=ANONYMOUS)
        found = db.rows(sql, [wanted.email])
    return CustomerId(found[0][0]), found[0][1], found[0][2]


def _take_back(customer_id: UUID) -> bool:
    gone = db.execute("DELETE FROM customers_login WHERE customer_id = %s", [customer_id])
    gone += db.execute("DELETE FROM customers_passkey WHERE customer_id = %s", [customer_id])
    end_all_but(customer_id, None)
    if gone:
        publish([CustomerChanged(customer_id=customer_id, parts=("password", "passkeys"))], actor=ANONYMOUS)
    return gone > 0


def _tidied(email: str) -> str:
    return email.strip().lower()[:254]


def hash_of(subject: str, code: str) -> str:
    """Return what is kept of a code."""
    return salted_hmac("arasta.customers.code", f"{subject} {code.strip()}", algorithm="sha256").hexdigest()
