"""Add people, give them roles and places, switch them off."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from arasta.contexts.identity.events import (
    StaffAdded,
    StaffDeactivated,
    StaffLocationsChanged,
    StaffPasswordChanged,
    StaffReactivated,
    StaffRoleChanged,
)
from arasta.contexts.identity.queries import StaffMissing
from arasta.contexts.identity.types import LANGUAGES, NewStaff, Role, StaffId
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish
from arasta.kernel.passwords import hashed


class EmailTaken(Conflict):
    """Somebody has that email already."""

    code = "email_taken"
    template = gettext_noop("“%(email)s” already belongs to somebody on the staff.")


class EmailWrong(Invalid):
    """The text is no email address."""

    code = "email_invalid"
    template = gettext_noop("“%(email)s” is not an email address.")


class NameMissing(Invalid):
    """Somebody has no name."""

    code = "name_required"
    template = gettext_noop("Write a name.")


class LanguageUnknown(Invalid):
    """We do not speak that language."""

    code = "language_unknown"
    template = gettext_noop("“%(language)s” is not one of the languages: en, tr, ru.")


class LastOwner(Conflict):
    """The change would leave nobody who may manage the staff."""

    code = "last_owner"
    template = gettext_noop("At least one active owner must remain. Make somebody else an owner first.")


def add_staff(staff: Sequence[NewStaff], *, actor: Actor) -> list[StaffId]:
    """Add people, all or none; publishes StaffAdded.

    Raises EmailTaken, EmailWrong, NameMissing, LanguageUnknown, PasswordTooWeak.
    """
    actor.require("staff.write")
    _check(staff)
    ids = [StaffId(new_id()) for _ in staff]
    emails = [one.email.strip().lower() for one in staff]
    passwords = [hashed(one.password) for one in staff]
    with db.transaction():
        added = db.rows(
            "INSERT INTO identity_staff (id, email, name, role, language, password)"
            " SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])"
            " ON CONFLICT (email) DO NOTHING RETURNING email",
            [
                ids,
                emails,
                [one.name.strip() for one in staff],
                [one.role.value for one in staff],
                [one.language for one in staff],
                passwords,
            ],
        )
        if len(added) < len(staff):
            known = {row[0] for row in added}
            raise EmailTaken(email=", ".join(sorted({email for email in emails if email not in known} or set(emails))))
        _place({key: one.locations for key, one in zip(ids, staff, strict=True)})
        facts = [
            StaffAdded(staff_id=key, role=one.role.value, locations=tuple(sorted(one.locations)))
            for key, one in zip(ids, staff, strict=True)
        ]
        publish(facts, actor=actor)
    return ids


def change_role(staff_ids: Sequence[UUID], *, role: Role, actor: Actor) -> None:
    """Give people a role. Raises StaffMissing, LastOwner; locks the owners; publishes StaffRoleChanged."""
    actor.require("staff.write")
    with db.transaction():
        if role is not Role.OWNER:
            _keep_an_owner_beside(staff_ids)
        changed = _update("role = %s", [role.value], staff_ids, "AND role <> %s", [role.value])
        publish([StaffRoleChanged(staff_id=key, role=role.value) for key in changed], actor=actor)


def set_locations(staff_ids: Sequence[UUID], *, locations: frozenset[UUID], actor: Actor) -> None:
    """Limit people to locations; none means all. Raises StaffMissing; publishes StaffLocationsChanged."""
    actor.require("staff.write")
    with db.transaction():
        _lock(staff_ids)
        db.execute("DELETE FROM identity_staff_location WHERE staff_id = ANY(%s)", [list(staff_ids)])
        _place(dict.fromkeys(staff_ids, locations))
        places = tuple(sorted(locations))
        publish([StaffLocationsChanged(staff_id=key, locations=places) for key in staff_ids], actor=actor)


def deactivate(staff_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Switch people off; their sessions end. Raises StaffMissing, LastOwner; publishes StaffDeactivated."""
    actor.require("staff.write")
    with db.transaction():
        _keep_an_owner_beside(staff_ids)
        changed = _update("is_active = false", [], staff_ids, "AND is_active", [])
        publish([StaffDeactivated(staff_id=key) for key in changed], actor=actor)


def reactivate(staff_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Switch people on again. Raises StaffMissing; publishes StaffReactivated."""
    actor.require("staff.write")
    with db.transaction():
        _lock(staff_ids)
        changed = _update("is_active = true", [], staff_ids, "AND NOT is_active", [])
        publish([StaffReactivated(staff_id=key) for key in changed], actor=actor)


def set_password(staff_id: UUID, *, password: str, actor: Actor) -> None:
    """Set somebody's password, or one's own; every session ends; publishes StaffPasswordChanged.

    Raises StaffMissing, PasswordTooWeak.
    """
    if actor.id != str(staff_id):
        actor.require("staff.write")
    secret = hashed(password)
    with db.transaction():
        if not _update("password = %s", [secret], [staff_id], "", []):
            raise StaffMissing
        publish([StaffPasswordChanged(staff_id=staff_id)], actor=actor)


def choose_language(staff_id: UUID, *, language: str) -> None:
    """Keep the language somebody works in. Raises LanguageUnknown."""
    if language not in LANGUAGES:
        raise LanguageUnknown(language=language[:20])
    _update("language = %s", [language], [staff_id], "", [])


def _check(staff: Sequence[NewStaff]) -> None:
    for one in staff:
        try:
            validate_email(one.email.strip())
        except ValidationError as wrong:
            raise EmailWrong(email=one.email[:100]) from wrong
        if not one.name.strip():
            raise NameMissing
        if one.language not in LANGUAGES:
            raise LanguageUnknown(language=one.language[:20])


def _update(change: str, values: Sequence[str], ids: Sequence[UUID], where: str, tests: Sequence[str]) -> list[UUID]:
    sql = f"UPDATE identity_staff SET {change} WHERE id = ANY(%s) {where} RETURNING id"  # noqa: S608 - our own words
    return [row[0] for row in db.rows(sql, [*values, list(ids), *tests])]


def _place(places: dict[StaffId, frozenset[UUID]] | dict[UUID, frozenset[UUID]]) -> None:
    pairs = [(key, location) for key, locations in places.items() for location in sorted(locations)]
    db.execute(
        "INSERT INTO identity_staff_location (staff_id, location_id) SELECT * FROM unnest(%s::uuid[], %s::uuid[])",
        [[key for key, _ in pairs], [location for _, location in pairs]],
    )


def _lock(ids: Sequence[UUID]) -> None:
    found = db.rows("SELECT id FROM identity_staff WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(ids)])
    if len(found) < len(set(ids)):
        raise StaffMissing


def _keep_an_owner_beside(ids: Sequence[UUID]) -> None:
    """Lock these people and every active owner in one order, so that two owners cannot remove one another at once."""
    found = db.rows(
        "SELECT id, role = 'owner' AND is_active FROM identity_staff"
        " WHERE id = ANY(%s) OR (role = 'owner' AND is_active) ORDER BY id FOR UPDATE",
        [list(ids)],
    )
    if not set(ids) <= {row[0] for row in found}:
        raise StaffMissing
    owners = {row[0] for row in found if row[1]}
    if owners & set(ids) and owners <= set(ids):
        raise LastOwner
