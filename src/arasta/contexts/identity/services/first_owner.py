"""Make the first owner of an empty installation: whoever reads the code on its console may, once."""

from __future__ import annotations

import hashlib

from django.utils.crypto import constant_time_compare

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import NewStaff, Role, StaffId
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import Conflict, DomainError, Forbidden, gettext_noop

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
MOST_FAILURES = 10


class StaffedAlready(Conflict):
    """Somebody works here; they add the others."""

    code = "staffed_already"
    template = gettext_noop("There is an owner already. Sign in, or ask them to add you.")


class FirstCodeWrong(Forbidden):
    """The code is not the one on the console."""

    code = "first_code_wrong"
    template = gettext_noop("This is not the code that the console shows.")


class FirstCodeSpent(Forbidden):
    """Too many wrong codes, or none was ever shown."""

    code = "first_code_spent"
    template = gettext_noop("This code is not valid any more. Start Arasta again: it shows a new one.")


def show_code(code: str) -> bool:
    """Let a code make the first owner, in place of the former one; false if somebody works here already."""
    return bool(
        db.rows(
            "INSERT INTO identity_first_code (id, code_hash) SELECT 1, %s"
            " WHERE NOT EXISTS (SELECT FROM identity_staff)"
            " ON CONFLICT (id) DO UPDATE SET code_hash = excluded.code_hash, failures = 0 RETURNING id",
            [_hash(code)],
        )
    )


def make_first_owner(code: str, *, email: str, name: str, language: str, password: str) -> StaffId:
    """Make the first owner; the code is used up with it, and wrong ones are counted.

    Raises StaffedAlready, FirstCodeWrong, FirstCodeSpent, and what `add_staff` raises; locks the code.
    """
    with db.transaction():
        refusal = _judge(code)
        if refusal is None:
            owner = NewStaff(email=email, name=name, role=Role.OWNER, language=language, password=password)
            made = staff.add_staff([owner], actor=SYSTEM)
            db.execute("DELETE FROM identity_first_code")
            return made[0]
    raise refusal


def _judge(code: str) -> DomainError | None:
    """Lock the code, so that two who give it come one after the other; count a wrong one."""
    kept = db.rows("SELECT code_hash, failures FROM identity_first_code FOR UPDATE")
    if queries.is_staffed():
        return StaffedAlready()
    if not kept or kept[0][1] >= MOST_FAILURES:
        return FirstCodeSpent()
    if constant_time_compare(kept[0][0], _hash(code)):
        return None
    db.execute("UPDATE identity_first_code SET failures = failures + 1")
    return FirstCodeWrong()


def _hash(code: str) -> str:
    """Hash what was meant: case and dashes do not count."""
    return hashlib.sha256("".join(filter(str.isalnum, code.upper())).encode()).hexdigest()
