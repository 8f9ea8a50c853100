"""Reads: staff, keys, and the actors they become."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.crypto import constant_time_compare

from arasta.contexts.identity.models import ApiKey, Staff
from arasta.contexts.identity.types import (
    PERMISSIONS_OF,
    ApiKeyId,
    ApiKeyRow,
    KnownKey,
    Role,
    StaffId,
    StaffRow,
)
from arasta.kernel import db, prepared
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

PLAIN_PREFIX = "ark"


class StaffMissing(Missing):
    """No member of staff has that id."""

    code = "staff_not_found"
    template = gettext_noop("There is no such member of staff.")


_KEY_COLUMNS = ("id", "name", "public", "scopes", "created_by", "created_at", "last_used_at", "revoked_at")

_STAFF = """
SELECT s.id, s.email, s.name, s.role, s.language, s.is_active, s.last_login,
       ARRAY(SELECT l.location_id FROM identity_staff_location l WHERE l.staff_id = s.id)
FROM identity_staff s
"""


def staff_page(*, cursor: str | None = None, limit: int = 50) -> Page[StaffRow]:
    """Return staff by name."""
    after, size = decode_cursor(cursor, 2), clamp(limit)
    where = "WHERE (s.name, s.id) > (%s, %s::uuid)" if after else ""
    found = _staff(f"{where} ORDER BY s.name, s.id LIMIT %s", [*(after or []), size + 1])
    rest = encode_cursor(found[size - 1].name, str(found[size - 1].id)) if len(found) > size else None
    return Page(found[:size], rest)


def is_staffed() -> bool:
    """Tell whether anybody works here; until then the first owner is made with the code from the console."""
    return bool(db.rows("SELECT 1 FROM identity_staff LIMIT 1"))


def staff(staff_id: UUID) -> StaffRow:
    """Return one member of staff. Raises StaffMissing."""
    found = _staff("WHERE s.id = %s", [staff_id])
    if not found:
        raise StaffMissing
    return found[0]


def staff_by_email(email: str) -> StaffRow | None:
    """Find a member of staff by email, whatever its case."""
    found = _staff("WHERE s.email = %s", [email.strip().lower()])
    return found[0] if found else None


def actor_of_staff(staff_id: UUID) -> Actor:
    """Return the actor a member of staff is. Raises StaffMissing, also for one who is switched off."""
    row = staff(staff_id)
    if not row.is_active:
        raise StaffMissing
    return _actor(row)


def actor_of_session(staff_id: UUID, mark: str) -> Actor | None:
    """Return the actor of a session, or nobody once the account is switched off or its password changed."""
    found = db.rows(
        "SELECT s.id, s.email, s.name, s.role, s.language, s.is_active, s.last_login,"
        " ARRAY(SELECT l.location_id FROM identity_staff_location l WHERE l.staff_id = s.id), s.password"
        " FROM identity_staff s WHERE s.id = %s AND s.is_active",
        [staff_id],
    )
    if not found:
        return None
    *columns, password = found[0]
    if not constant_time_compare(Staff(password=password).get_session_auth_hash(), mark):
        return None
    return _actor(_row(columns))


def api_keys() -> list[ApiKeyRow]:
    """Return every API key, the newest first."""
    return [_key(row) for row in ApiKey.objects.order_by("-id").values_list(*_KEY_COLUMNS)]


def api_key(key_id: UUID) -> ApiKeyRow:
    """Return one API key that exists."""
    return _key(ApiKey.objects.values_list(*_KEY_COLUMNS).get(id=key_id))


def actor_of_key(plain: str) -> Actor | None:
    """Return the actor of an API key, or nobody for an unknown or revoked one."""
    known = known_key(plain)
    return known.actor if known else None


def known_key(plain: str) -> KnownKey | None:
    """Find the key that a plain text names and proves."""
    prefix, _, rest = plain.partition("_")
    public, _, _ = rest.partition("_")
    if prefix != PLAIN_PREFIX or not (public.isascii() and public.isalnum()) or len(plain) > 200:
        return None
    found = prepared.rows(
        "SELECT id, name, scopes, secret_hash,"
        " last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '10 minutes'"
        " FROM identity_api_key WHERE public = %s AND revoked_at IS NULL",
        [public],
    )
    if not found or not constant_time_compare(found[0][3], hash_of_key(plain)):
        return None
    key_id, name, scopes, _, use_is_unnoted = found[0]
    actor = Actor(ActorKind.API_KEY, id=str(key_id), name=name, permissions=frozenset(scopes))
    return KnownKey(ApiKeyId(key_id), actor, use_is_unnoted)


def hash_of_key(plain: str) -> str:
    """Hash a key. One round is enough: the secret is 256 random bits, not a word."""
    return hashlib.sha256(plain.encode()).hexdigest()


def _staff(tail: str, params: Sequence[Any]) -> list[StaffRow]:
    return [_row(row) for row in db.rows(_STAFF + tail, params)]


def _row(columns: Sequence[Any]) -> StaffRow:
    key, email, name, role, language, is_active, last_sign_in_at, locations = columns
    return StaffRow(StaffId(key), email, name, Role(role), language, is_active, last_sign_in_at, frozenset(locations))


def _actor(row: StaffRow) -> Actor:
    return Actor(
        ActorKind.STAFF,
        id=str(row.id),
        name=row.name,
        permissions=PERMISSIONS_OF[row.role],
        locations=row.locations,
    )


def _key(columns: Sequence[Any]) -> ApiKeyRow:
    key, name, public, scopes, *rest = columns
    return ApiKeyRow(ApiKeyId(key), name, public, tuple(scopes), *rest)
