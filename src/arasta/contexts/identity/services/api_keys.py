"""Make keys for machines, and take them back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.identity.events import ApiKeyCreated, ApiKeyRevoked
from arasta.contexts.identity.models import ApiKey
from arasta.contexts.identity.queries import PLAIN_PREFIX, api_key, hash_of_key
from arasta.contexts.identity.types import PERMISSIONS, ApiKeyId, ApiKeyRow
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Forbidden, Invalid, Missing, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish


class KeyNameMissing(Invalid):
    """Nobody could tell later what the key is for."""

    code = "api_key_name_required"
    template = gettext_noop("Name the key after the system that will use it.")


class ScopesWrong(Invalid):
    """No scope, or one that does not exist."""

    code = "api_key_scopes_invalid"
    template = gettext_noop("Choose at least one scope, and only scopes that exist.")


class ScopesBeyondOwn(Forbidden):
    """Nobody grants what they do not hold."""

    code = "api_key_scopes_beyond_own"
    template = gettext_noop("You can only grant scopes that you hold yourself. You do not hold: %(scopes)s.")


class ApiKeyMissing(Missing):
    """No key has that id."""

    code = "api_key_not_found"
    template = gettext_noop("There is no such API key.")


def create_api_key(name: str, *, scopes: Sequence[str], actor: Actor) -> tuple[ApiKeyRow, str]:
    """Make a key; returns its row and the whole key, which is never shown again. Publishes ApiKeyCreated.

    Raises KeyNameMissing, ScopesWrong, ScopesBeyondOwn. The secret is made here: no caller should get to choose one.
    """
    actor.require("staff.write")
    wanted = sorted(set(scopes))
    if not name.strip():
        raise KeyNameMissing
    if not wanted or not set(wanted) <= set(PERMISSIONS):
        raise ScopesWrong
    if beyond := [scope for scope in wanted if not actor.may(scope)]:
        raise ScopesBeyondOwn(scopes=", ".join(beyond))
    public, secret = secrets.token_hex(6), secrets.token_hex(32)
    plain = f"{PLAIN_PREFIX}_{public}_{secret}"
    key_id = ApiKeyId(new_id())
    with db.transaction():
        ApiKey.objects.create(
            id=key_id,
            name=name.strip(),
            public=public,
            secret_hash=hash_of_key(plain),
            scopes=wanted,
            created_by=actor.name,
        )
        publish([ApiKeyCreated(key_id=key_id, scopes=tuple(wanted))], actor=actor)
        return api_key(key_id), plain


def revoke_api_key(key_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Take keys back for good; a key already revoked stays as it is. Raises ApiKeyMissing; publishes ApiKeyRevoked."""
    actor.require("staff.write")
    with db.transaction():
        found = db.rows(
            "SELECT id, revoked_at IS NULL FROM identity_api_key WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [list(key_ids)],
        )
        if len(found) < len(set(key_ids)):
            raise ApiKeyMissing
        live = [row[0] for row in found if row[1]]
        db.execute("UPDATE identity_api_key SET revoked_at = clock_timestamp() WHERE id = ANY(%s)", [live])
        publish([ApiKeyRevoked(key_id=key) for key in live], actor=actor)


def note_use(key_ids: Sequence[UUID]) -> None:
    """Note that keys were used now; edges do so every ten minutes, not on every request."""
    db.execute("UPDATE identity_api_key SET last_used_at = clock_timestamp() WHERE id = ANY(%s)", [list(key_ids)])
