"""Register customers and let them in by email and password."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.customers.events import CustomerChanged, CustomerRegistered
from arasta.contexts.customers.services.profiles import EmailWrong, insert, lock, require_own, tidied
from arasta.contexts.customers.services.sessions import end_all_but
from arasta.contexts.customers.types import CustomerId, NewCustomer, Registration, SignedIn
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, Actor
from arasta.kernel.errors import Conflict, DomainError, Kind, gettext_noop
from arasta.kernel.outbox.publishing import publish
from arasta.kernel.passwords import Door, TooManyTries, hashed

MOST_FROM_AN_ADDRESS = 30

_DOOR = Door("customers_failed_sign_in")


class TooManyAccounts(DomainError):
    """One address of the network asks for account after account: to learn who has one, or to fill the book."""

    kind = Kind.TOO_MANY
    code = "too_many_accounts"
    template = gettext_noop("Too many accounts were asked for from here. Wait %(minutes)s min and try again.")


class LoginExists(Conflict):
    """The customer can sign in already."""

    code = "login_exists"
    template = gettext_noop("This customer can sign in already.")


class LoginNeedsEmail(Conflict):
    """Without an email nobody can sign in."""

    code = "login_needs_email"
    template = gettext_noop("Add an email to the profile first: the customer signs in with it.")


def wish(email: str, *, password: str, name: str, address_of_client: str) -> Registration:
    """Return what somebody who registers wrote, fit to keep until a code proves that the email is theirs.

    Nobody looks whether there is an account: the answer is the same to all. Raises EmailWrong, NameWrong,
    PasswordTooWeak, TooManyAccounts.
    """
    _count(address_of_client)
    tidy = tidied(NewCustomer(name=name, email=email))
    if not tidy.email:
        raise EmailWrong(email="")
    return Registration(tidy.email, tidy.name, hashed(password))


def register(email: str, *, password: str, name: str, language: str = "en", phone: str = "") -> SignedIn:
    """Make a customer with a login, whose email somebody else vouches for; publishes CustomerAdded, CustomerRegistered.

    Raises EmailTaken, EmailWrong, NameWrong, PhoneWrong, PasswordTooWeak.
    """
    if not email.strip():
        raise EmailWrong(email="")
    secret = hashed(password)
    with db.transaction():
        new = NewCustomer(name=name, email=email, phone=phone, language=language)
        customer_id = insert([new], actor=ANONYMOUS)[0]
        open_with(customer_id, secret, language, actor=ANONYMOUS)
    return SignedIn(customer_id, language)


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
        if not open_with(CustomerId(customer_id), secret, found[0][1], actor=actor):
            raise LoginExists


def set_password(customer_id: UUID, *, password: str, kept_session: UUID | None = None, actor: Actor) -> None:
    """Set or change a password, by its customer or by staff; all sessions but the one kept end.

    Publishes CustomerChanged. Raises CustomerMissing, LoginNeedsEmail, PasswordTooWeak.
    """
    require_own(actor, customer_id)
    secret = hashed(password)
    with db.transaction():
        lock(customer_id)
        if not db.rows("SELECT 1 FROM customers_customer WHERE id = %s AND email IS NOT NULL", [customer_id]):
            raise LoginNeedsEmail
        db.execute(
            "INSERT INTO customers_login (customer_id, password) VALUES (%s, %s)"
            " ON CONFLICT (customer_id) DO UPDATE SET password = excluded.password",
            [customer_id, secret],
        )
        end_all_but(customer_id, kept_session)
        publish([CustomerChanged(customer_id=customer_id, parts=("password",))], actor=actor)


def sign_in(email: str, *, password: str, address_of_client: str) -> SignedIn:
    """Check a password. Raises WrongPassword, TooManyTries; refuses to run inside a transaction."""
    customer_id, language = _DOOR.let_in(email, password=password, address=address_of_client, find=_find)
    db.execute("UPDATE customers_login SET last_sign_in_at = clock_timestamp() WHERE customer_id = %s", [customer_id])
    return SignedIn(CustomerId(customer_id), language)


def forget_old_failures() -> int:
    """Delete counts of wrong passwords whose time is over; returns how many."""
    return _DOOR.forget_old_failures()


def _count(address_of_client: str) -> None:
    try:
        _DOOR.count(f"register {address_of_client}", most=MOST_FROM_AN_ADDRESS)
    except TooManyTries as refusal:
        raise TooManyAccounts(**refusal.details) from refusal


def _find(email: str) -> tuple[tuple[UUID, str], str] | None:
    found = db.rows(
        "SELECT c.id, c.language, l.password FROM customers_customer c JOIN customers_login l ON l.customer_id = c.id"
        " WHERE c.email = %s",
        [email],
    )
    return ((found[0][0], found[0][1]), found[0][2]) if found else None


def open_with(customer_id: CustomerId, secret: str, language: str, *, actor: Actor) -> bool:
    """Give a customer who has none a login with a hashed password; tell whether they had none."""
    opened = db.execute(
        "INSERT INTO customers_login (customer_id, password) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [customer_id, secret],
    )
    if opened:
        publish([CustomerRegistered(customer_id=customer_id, language=language)], actor=actor)
    return bool(opened)
