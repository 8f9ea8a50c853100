"""Reads: the sets of secrets that an installation may use or be called with, and how its token stands."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings as django_settings

from arasta.contexts.channels.types.credentials import SecretsRole, SecretsState, TokenState
from arasta.contexts.channels.types.sync import Trouble
from arasta.kernel import db, sealing

_LIVE = """
SELECT sealed FROM (
  SELECT sealed, 0 AS place, created_at FROM channels_installation WHERE id = %(installation)s
  UNION ALL
  SELECT sealed, CASE role WHEN 'next' THEN 1 ELSE 2 END, created_at FROM channels_other_secrets
  WHERE installation_id = %(installation)s AND (ends_at IS NULL OR ends_at > clock_timestamp())
) each ORDER BY place, created_at DESC
"""


def live_secrets(installation_id: UUID) -> list[Mapping[str, str]]:
    """Return all sets of secrets that hold now: the one in use, the next, those before whose end has not come.

    A call is believed if one of them vouches for it; an installation that was disconnected has none.
    """
    found = db.rows(_LIVE, {"installation": installation_id})
    return [sealing.unseal(sealed, django_settings.FIELD_KEY) for (sealed,) in found if sealed]


def other_secrets(installation_id: UUID) -> list[SecretsState]:
    """Return which sets hold beside the one in use, newest first: their names, never the secrets."""
    found = db.rows(
        "SELECT role, sealed, ends_at, created_at FROM channels_other_secrets WHERE installation_id = %s"
        " AND (ends_at IS NULL OR ends_at > clock_timestamp()) ORDER BY created_at DESC",
        [installation_id],
    )
    return [
        SecretsState(SecretsRole(role), tuple(sorted(sealing.unseal(sealed, django_settings.FIELD_KEY))), ends, made)
        for role, sealed, ends, made in found
    ]


def token_state(installation_id: UUID) -> TokenState | None:
    """Return how the token of an installation stands; nothing if it never needed one."""
    found = db.rows(
        "SELECT fetched_at, expires_at, trouble, refused, refused_at FROM channels_access_token"
        " WHERE installation_id = %s",
        [installation_id],
    )
    return TokenState(*(*found[0][:2], Trouble(found[0][2]), *found[0][3:])) if found else None
