"""Register customers and let them in by email and password, and slow guessing down."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from arasta.contexts.customers.events import CustomerChanged, CustomerRegistered
from arasta.contexts.customers.queries import CustomerMissing, mark_of
from arasta.contexts.customers.services.passwords import LONGEST, hashed
from arasta.contexts.customers.services.profiles import EmailWrong, insert, lock, require_own
from arasta.contexts.customers.types import CustomerId, NewCustomer, SignedIn
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, Actor
from arasta.kernel.errors import Conflict, DomainError, Kind, Unauthenticated, gettext_noop
from arasta.kernel.outbox.publishing import publish

TRIES_PER_EMAIL_AND_ADDRESS = 10
TRIES_PER_EMAIL = 100


class WrongPassword(Unauthenticated):
    """No such email, or another password: which of the two stays ours."""

    code = "wrong_email_or_password"
    template = gettext_noop("The email or the password is not right.")


class TooManyTries(DomainError):
    """Too many wrong passwords; `minutes` says how long the door stays closed."""

    kind = Kind.TOO_MANY
    code = "too_many_sign_in_tries"
    template = gettext_noop("Too many wrong passwords. Wait %(minutes)s min and try again.")


class LoginExists(Conflict):
    """The customer can sign in already."""

    code = "login_exists"
    template = gettext_noop("This customer can sign in already.")


class LoginNeedsEmail(Conflict):
    """Without an email nobody can sign in."""

    code = "login_needs_email"
    template = gettext_noop("Add an email to the profile first: the customer signs in with it.")


# A try is counted before the password is looked at, so that a hundred tries at once are not a hundred guesses.
_COUNT = """
INSERT INTO customers_failed_sign_in AS f (subject, failures, forget_at)
VALUES (%(subject)s, 1, clock_timestamp() + interval '15 minutes')
ON CONFLICT (subject) DO UPDATE SET
  failures = CASE WHEN f.forget_at <= clock_timestamp() THEN 1 ELSE least(f.failures, %(most)s) + 1 END,
  forget_at = CASE WHEN f.forget_at > clock_timestamp() AND f.failures >= %(most)s THEN f.forget_at
                   ELSE clock_timestamp() + interval '15 minutes' END
RETURNING failures <= %(most)s, ceil(extract(epoch FROM forget_at - clock_timestamp()) / 60)::int
"""


def register(email: str, *, password: str, name: str, language: str = "en", phone: str = "") -> SignedIn:
    """Make a customer with a login and sign them in; publishes CustomerAdded and CustomerRegistered.

    Raises EmailTaken also where the email belongs to a profile without a login: typing an email does not prove that
    it is one's own, and the profile's past would be shown. Also EmailWrong, NameWrong, PhoneWrong, PasswordTooWeak.
    """
    if not email.strip():
        raise EmailWrong(email="")
    secret = hashed(password)
    with db.transaction():
        new = NewCustomer(name=name, email=email, phone=phone, language=language)
        customer_id = insert([new], actor=ANONYMOUS)[0]
        _open(customer_id, secret, language, actor=ANONYMOUS)
    return SignedIn(customer_id, mark_of(secret), language)


def open_login(customer_id: UUID, *, password: str, actor: Actor) -> None:
    """Give a customer who has none a login, by staff; publishes CustomerRegistered.

    Raises CustomerMissing, LoginExists, LoginNeedsEmail, PasswordTooWeak.
    """
    actor.require("customers.write")
    secret = hashed(password)
    with db.transaction():
        lock(customer_id)
        found = db.rows("SELECT email, language FROM customers_customer WHERE id = %s", [customer_id])
        if not found[0][0]:
            raise LoginNeedsEmail
        _open(CustomerId(customer_id), secret, found[0][1], actor=actor)


def set_password(customer_id: UUID, *, password: str, actor: Actor) -> SignedIn:
    """Change a password, by its customer or by staff; other sessions end. Raises CustomerMissing, PasswordTooWeak."""
    require_own(actor, customer_id)
    secret = hashed(password)
    with db.transaction():
        lock(customer_id)
        if not db.execute("UPDATE customers_login SET password = %s WHERE customer_id = %s", [secret, customer_id]):
            raise CustomerMissing
        publish([CustomerChanged(customer_id=customer_id, parts=("password",))], actor=actor)
        language = db.rows("SELECT language FROM customers_customer WHERE id = %s", [customer_id])[0][0]
    return SignedIn(CustomerId(customer_id), mark_of(secret), language)


def sign_in(email: str, *, password: str, address_of_client: str) -> SignedIn:
    """Check a password. Raises WrongPassword, TooManyTries; counts failures by email and client address.

    Refuses to run inside a transaction: a failure must stay counted when the refusal rolls the caller back.
    """
    db.refuse_transaction()
    email = email.strip().lower()[:254]
    if "\x00" in email or len(password) > LONGEST:
        raise WrongPassword
    pair = f"{email} {address_of_client}"
    _count(pair, most=TRIES_PER_EMAIL_AND_ADDRESS)
    _count(email, most=TRIES_PER_EMAIL)
    found = db.rows(
        "SELECT c.id, c.language, l.password FROM customers_customer c JOIN customers_login l ON l.customer_id = c.id"
        " WHERE c.email = %s",
        [email],
    )
    if not found:
        make_password(password)  # as slow as a real check, so that time does not tell who exists
        raise WrongPassword
    customer_id, language, secret = found[0]
    if not check_password(password, secret):
        raise WrongPassword
    _forgive(pair, email)
    db.execute("UPDATE customers_login SET last_sign_in_at = clock_timestamp() WHERE customer_id = %s", [customer_id])
    return SignedIn(CustomerId(customer_id), mark_of(secret), language)


def forget_old_failures() -> int:
    """Delete counts whose time is over; returns how many."""
    return db.execute("DELETE FROM customers_failed_sign_in WHERE forget_at <= clock_timestamp()")


def _open(customer_id: CustomerId, secret: str, language: str, *, actor: Actor) -> None:
    opened = db.execute(
        "INSERT INTO customers_login (customer_id, password) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [customer_id, secret],
    )
    if not opened:
        raise LoginExists
    publish([CustomerRegistered(customer_id=customer_id, language=language)], actor=actor)


def _count(subject: str, *, most: int) -> None:
    may_try, minutes = db.rows(_COUNT, {"subject": subject, "most": most})[0]
    if not may_try:
        raise TooManyTries(minutes=max(minutes, 1))


def _forgive(pair: str, email: str) -> None:
    """Forget the pair's failures, and take this try back from the email's."""
    db.execute("DELETE FROM customers_failed_sign_in WHERE subject = %s", [pair])
    db.execute("UPDATE customers_failed_sign_in SET failures = greatest(failures - 1, 0) WHERE subject = %s", [email])
