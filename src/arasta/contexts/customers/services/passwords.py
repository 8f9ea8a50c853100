"""Choose passwords: the rules of the house, then argon2."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from arasta.kernel.errors import Invalid, gettext_noop

LONGEST = 1000


class PasswordTooWeak(Invalid):
    """The password is too short, too long or too common; `reasons` says which, in the reader's language."""

    code = "password_too_weak"
    template = gettext_noop("Choose another password. %(reasons)s")


class PasswordTooLong(Invalid):
    """Nobody types that; hashing it would only keep the machine busy."""

    code = "password_too_long"
    template = gettext_noop("The password is longer than %(most)s characters.")


def hashed(password: str) -> str:
    """Check a new password and hash it. Raises PasswordTooWeak, PasswordTooLong."""
    if len(password) > LONGEST:
        raise PasswordTooLong(most=LONGEST)
    try:
        validate_password(password)
    except ValidationError as weak:
        raise PasswordTooWeak(reasons=" ".join(weak.messages)) from weak
    return make_password(password)
