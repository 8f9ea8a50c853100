"""Reads: the sets of secrets that an installation may use or be called with."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings as django_settings

from arasta.contexts.channels.domain import sealing
from arasta.kernel import db


def live_secrets(installation_id: UUID) -> list[Mapping[str, str]]:
    """Return all sets of secrets that hold now, the newest first; a call is believed if one of them vouches for it."""
    found = db.rows("SELECT sealed FROM channels_installation WHERE id = %s", [installation_id])
    return [sealing.unseal(sealed, django_settings.FIELD_KEY) for (sealed,) in found]
