"""Passwords: chosen by the rules of the house, hashed by argon2, guessed at only a few times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from arasta.kernel import db
from arasta.kernel.errors import DomainError, Invalid, Kind, Unauthenticated, gettext_noop

LONGEST = 1000
TRIES_PER_EMAIL_AND_ADDRESS = 10
TRIES_PER_EMAIL = 100

Person = TypeVar("Person")


class PasswordTooWeak(Invalid):
    """The password is too short, too long or too common; `reasons` says which, in the reader's language."""

    code = "password_too_weak"
    template = gettext_noop("Choose another password. %(reasons)s")


class PasswordTooLong(Invalid):
    """Nobody types that; hashing it would only keep the machine busy."""

    code = "password_too_long"
    template = gettext_noop("The password is longer than %(most)s characters.")


class WrongPassword(Unauthenticated):
    """No such email, or another password: which of the two stays ours."""

    code = "wrong_email_or_password"
    template = gettext_noop("The email or the password is not right.")


class TooManyTries(DomainError):
    """Too many wrong passwords; `minutes` says how long the door stays closed."""

    kind = Kind.TOO_MANY
    code = "too_many_sign_in_tries"
    template = gettext_noop("Too many wrong passwords. Wait %(minutes)s min and try again.")


# A try is counted before the password is looked at, so that a hundred tries at once are not a hundred guesses.
_COUNT = """
INSERT INTO {failures} AS f (subject, failures, forget_at)
VALUES (%(subject)s, 1, clock_timestamp() + interval '15 minutes')
ON CONFLICT (subject) DO UPDATE SET
  failures = CASE WHEN f.forget_at <= clock_timestamp() THEN 1 ELSE least(f.failures, %(most)s) + 1 END,
  forget_at = CASE WHEN f.forget_at > clock_timestamp() AND f.failures >= %(most)s THEN f.forget_at
                   ELSE clock_timestamp() + interval '15 minutes' END
RETURNING failures <= %(most)s, ceil(extract(epoch FROM forget_at - clock_timestamp()) / 60)::int
"""


def hashed(password: str) -> str:
    """Check a new password and hash it. Raises PasswordTooWeak, PasswordTooLong."""
    if len(password) > LONGEST:
        raise PasswordTooLong(most=LONGEST)
    try:
        validate_password(password)
    except ValidationError as weak:
        raise PasswordTooWeak(reasons=" ".join(weak.messages)) from weak
    return make_password(password)


@dataclass(frozen=True, slots=True)
class Door:
    """Where people of one kind sign in; `failures` is their context's table of wrong passwords by subject."""

    failures: str

    def let_in(
        self, email: str, *, password: str, address: str, find: Callable[[str], tuple[Person, str] | None]
    ) -> Person:
        """Return whom `find` knows by the email, with their hash, if the password is theirs.

        Raises WrongPassword, TooManyTries; counts failures by email and client address. Refuses to run inside a
        transaction: a failure must stay counted when the refusal rolls the caller back.
        """
        db.refuse_transaction()
        email = email.strip().lower()[:254]
        if "\x00" in email or len(password) > LONGEST:
            raise WrongPassword
        pair = f"{email} {address}"
        self.count(pair, most=TRIES_PER_EMAIL_AND_ADDRESS)
        self.count(email, most=TRIES_PER_EMAIL)
        found = find(email)
        if found is None:
            make_password(password)  # as slow as a real check, so that time does not tell who exists
            raise WrongPassword
        person, secret = found
        if not check_password(password, secret):
            raise WrongPassword
        self._forgive(pair, email)
        return person

    def forget_old_failures(self) -> int:
        """Delete counts whose time is over; returns how many."""
        return db.execute(f"DELETE FROM {self.failures} WHERE forget_at <= clock_timestamp()")  # noqa: S608 - a constant

    def count(self, subject: str, *, most: int) -> None:
        """Count a try of a subject. Raises TooManyTries past the most within fifteen minutes."""
        counted = db.rows(_COUNT.format(failures=self.failures), {"subject": subject, "most": most})
        may_try, minutes = counted[0]
        if not may_try:
            raise TooManyTries(minutes=max(minutes, 1))

    def _forgive(self, pair: str, email: str) -> None:
        """Forget the pair's failures, and take this try back from the email's."""
        db.execute(f"DELETE FROM {self.failures} WHERE subject = %s", [pair])  # noqa: S608 - a constant
        db.execute(
            f"UPDATE {self.failures} SET failures = greatest(failures - 1, 0) WHERE subject = %s",  # noqa: S608 - a constant
            [email],
        )
