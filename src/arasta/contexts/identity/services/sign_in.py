"""Let people in by email and password, and slow guessing down."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password

from arasta.contexts.identity.models import Staff
from arasta.contexts.identity.services.passwords import LONGEST
from arasta.contexts.identity.types import SignedIn, StaffId
from arasta.kernel import db
from arasta.kernel.errors import DomainError, Forbidden, Kind, Unauthenticated, gettext_noop

TRIES_PER_EMAIL_AND_ADDRESS = 10
TRIES_PER_EMAIL = 100


class WrongPassword(Unauthenticated):
    """No such email, or another password: which of the two stays ours."""

    code = "wrong_email_or_password"
    template = gettext_noop("The email or the password is not right.")


class StaffInactive(Forbidden):
    """The password is right, the account is switched off."""

    code = "staff_inactive"
    template = gettext_noop("This account is switched off. An owner can switch it on under Staff.")


class TooManyTries(DomainError):
    """Too many wrong passwords; `minutes` says how long the door stays closed."""

    kind = Kind.TOO_MANY
    code = "too_many_sign_in_tries"
    template = gettext_noop("Too many wrong passwords. Wait %(minutes)s min and try again.")


# A try is counted before the password is looked at, so that a hundred tries at once are not a hundred guesses.
_COUNT = """
INSERT INTO identity_failed_sign_in AS f (subject, failures, forget_at)
VALUES (%(subject)s, 1, clock_timestamp() + interval '15 minutes')
ON CONFLICT (subject) DO UPDATE SET
  failures = CASE WHEN f.forget_at <= clock_timestamp() THEN 1 ELSE least(f.failures, %(most)s) + 1 END,
  forget_at = CASE WHEN f.forget_at > clock_timestamp() AND f.failures >= %(most)s THEN f.forget_at
                   ELSE clock_timestamp() + interval '15 minutes' END
RETURNING failures <= %(most)s, ceil(extract(epoch FROM forget_at - clock_timestamp()) / 60)::int
"""


def sign_in(email: str, *, password: str, address: str) -> SignedIn:
    """Check a password. Raises WrongPassword, StaffInactive, TooManyTries; counts failures by email and client address.

    Refuses to run inside a transaction: a failure must stay counted when the refusal rolls the caller back.
    """
    db.refuse_transaction()
    email = email.strip().lower()[:254]
    if "\x00" in email or len(password) > LONGEST:
        raise WrongPassword
    pair = f"{email} {address}"
    _count(pair, most=TRIES_PER_EMAIL_AND_ADDRESS)
    _count(email, most=TRIES_PER_EMAIL)
    person = Staff.objects.filter(email=email).first()
    if person is None:
        make_password(password)  # as slow as a real check, so that time does not tell who exists
        raise WrongPassword
    if not check_password(password, person.password):
        raise WrongPassword
    _forgive(pair, email)
    if not person.is_active:
        raise StaffInactive
    db.execute("UPDATE identity_staff SET last_login = clock_timestamp() WHERE id = %s", [person.id])
    return SignedIn(StaffId(person.id), person.get_session_auth_hash(), person.language)


def forget_old_failures() -> int:
    """Delete counts whose time is over; returns how many."""
    return db.execute("DELETE FROM identity_failed_sign_in WHERE forget_at <= clock_timestamp()")


def _count(subject: str, *, most: int) -> None:
    may_try, minutes = db.rows(_COUNT, {"subject": subject, "most": most})[0]
    if not may_try:
        raise TooManyTries(minutes=max(minutes, 1))


def _forgive(pair: str, email: str) -> None:
    """Forget the pair's failures, and take this try back from the email's."""
    db.execute("DELETE FROM identity_failed_sign_in WHERE subject = %s", [pair])
    db.execute("UPDATE identity_failed_sign_in SET failures = greatest(failures - 1, 0) WHERE subject = %s", [email])
