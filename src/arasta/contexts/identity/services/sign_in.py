"""Let staff in by email and password."""

from __future__ import annotations

from arasta.contexts.identity.models import Staff
from arasta.contexts.identity.types import SignedIn, StaffId
from arasta.kernel import db
from arasta.kernel.errors import Forbidden, gettext_noop
from arasta.kernel.passwords import Door

_DOOR = Door("identity_failed_sign_in")


class StaffInactive(Forbidden):
    """The password is right, the account is switched off."""

    code = "staff_inactive"
    template = gettext_noop("This account is switched off. An owner can switch it on under Staff.")


def sign_in(email: str, *, password: str, address: str) -> SignedIn:
    """Check a password. Raises WrongPassword, StaffInactive, TooManyTries; refuses to run inside a transaction."""
    person = _DOOR.let_in(email, password=password, address=address, find=_find)
    if not person.is_active:
        raise StaffInactive
    db.execute("UPDATE identity_staff SET last_login = clock_timestamp() WHERE id = %s", [person.id])
    return SignedIn(StaffId(person.id), person.get_session_auth_hash(), person.language)


def forget_old_failures() -> int:
    """Delete counts of wrong passwords whose time is over; returns how many."""
    return _DOOR.forget_old_failures()


def _find(email: str) -> tuple[Staff, str] | None:
    person = Staff.objects.filter(email=email).first()
    return (person, person.password) if person else None
