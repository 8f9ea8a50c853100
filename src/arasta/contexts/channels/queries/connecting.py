"""Reads: connections being set up, and how channels are connected; secrets stay sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from django.conf import settings
from django.urls import reverse
from psycopg.types.json import Jsonb

from arasta.contexts.channels.types import INSTALLATION_PREFIX
from arasta.contexts.channels.types.connecting import Connection, Draft
from arasta.contexts.channels.types.inbound import Introduction
from arasta.kernel import db
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.ids import to_public


class DraftMissing(Missing):
    """No such draft, or it became a channel already."""

    code = "connection_draft_not_found"
    template = gettext_noop("This set-up is not there any more. Begin again with the list of what can be connected.")


def hook_address(installation_id: UUID) -> str:
    """Return the address at which a channel calls us."""
    key = to_public(INSTALLATION_PREFIX, installation_id)
    return settings.PUBLIC_URL.rstrip("/") + reverse("channels_hook", args=[key])


def draft(draft_id: UUID) -> Draft:
    """Return a connection that is being set up. Raises DraftMissing."""
    found = db.rows(
        "SELECT id, connector, settings::text, introduction::text, made_by, created_at FROM channels_connection_draft"
        " WHERE id = %s",
        [draft_id],
    )
    if not found:
        raise DraftMissing
    key, connector, values_text, introduction, made_by, created_at = found[0]
    values = msgspec.json.decode(values_text, type=dict[str, str])
    return Draft(key, connector, values, msgspec.json.decode(introduction, type=Introduction), made_by, created_at)


def connections(channel_ids: Sequence[UUID]) -> dict[UUID, Connection]:
    """Return how channels are connected; those without a connector are absent."""
    found = db.rows(
        "SELECT id, channel_id, connector, settings::text, sealed <> '', created_at FROM channels_installation"
        " WHERE channel_id = ANY(%s)",
        [list(channel_ids)],
    )
    return {
        row[1]: Connection(*(*row[:3], msgspec.json.decode(row[3], type=dict[str, str]), *row[4:])) for row in found
    }


def connected_as(connector: str, settings: Mapping[str, str]) -> str:
    """Return the name of the channel that is connected with these settings, among others; empty if none is."""
    found = db.rows(
        "SELECT c.name FROM channels_installation i JOIN channels_channel c ON c.id = i.channel_id"
        " WHERE i.connector = %s AND i.sealed <> '' AND i.settings @> %s ORDER BY i.created_at LIMIT 1",
        [connector, Jsonb(dict(settings))],
    )
    return str(found[0][0]) if settings and found else ""
