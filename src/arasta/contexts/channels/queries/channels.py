"""Reads: channels, the locations that serve them, and installations with their secrets opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings as django_settings

from arasta.contexts.channels.types import (
    Channel,
    ChannelKind,
    ChannelStatus,
    HoldPolicy,
    Installation,
    LocationPlace,
    ServedChannel,
)
from arasta.kernel import db, prepared, sealing
from arasta.kernel.errors import Missing, gettext_noop


class ChannelMissing(Missing):
    """No channel has that code or id."""

    code = "channel_not_found"
    template = gettext_noop("There is no channel “%(given)s”.")


class InstallationMissing(Missing):
    """The channel has no connector."""

    code = "installation_not_found"
    template = gettext_noop("The channel “%(given)s” has no connector installed.")


_CHANNEL = """
SELECT id, code, kind, name, currency, country, language, status, hold_minutes, prices_include_tax,
       hold_policy, longest_hold_minutes, sold_categories, change_days,
       (SELECT json_agg(json_build_array(t.language, t.name) ORDER BY t.language) FROM channels_channel_text t
        WHERE t.channel_id = channels_channel.id) AS names
FROM channels_channel
"""

_SERVED = f"""
SELECT c.*, (SELECT json_agg(json_build_array(p.location_id, p.priority, p.ships, p.picks_up)
                             ORDER BY p.priority, p.location_id)
             FROM channels_channel_location p WHERE p.channel_id = c.id)
FROM ({_CHANNEL}) c WHERE c.code = ANY(%(codes)s) OR c.id = ANY(%(ids)s)
"""  # noqa: S608 - constant parts

_INSTALLATION = """
SELECT i.id, i.channel_id, c.code, c.currency, i.connector,
       CASE WHEN c.status = 'paused' THEN 'paused' ELSE i.status END, i.settings::text, i.sealed, i.created_at
FROM channels_installation i JOIN channels_channel c ON c.id = i.channel_id
"""


def channel(code: str) -> Channel:
    """Return the channel with a code. Raises ChannelMissing."""
    return _one(_channels("WHERE code = %s", [code]), code)


def channel_by_id(channel_id: UUID) -> Channel:
    """Return a channel. Raises ChannelMissing."""
    return _one(_channels("WHERE id = %s", [channel_id]), channel_id)


def channels(kind: ChannelKind | None = None) -> list[Channel]:
    """Return all channels, or those of a kind, by name."""
    return _channels("WHERE %s::text IS NULL OR kind = %s ORDER BY name, code", [kind, kind])


def channels_by_id(channel_ids: Sequence[UUID]) -> dict[UUID, Channel]:
    """Return channels by id; unknown ids are absent."""
    return {found.id: found for found in _channels("WHERE id = ANY(%s)", [list(channel_ids)])}


def locations_of(channel_id: UUID) -> list[LocationPlace]:
    """Return the locations that serve a channel, first asked first."""
    return locations_of_many([channel_id])[channel_id]


def locations_of_many(channel_ids: Sequence[UUID]) -> dict[UUID, list[LocationPlace]]:
    """Return the locations that serve each channel, first asked first."""
    found = db.rows(
        "SELECT channel_id, location_id, priority, ships, picks_up FROM channels_channel_location"
        " WHERE channel_id = ANY(%s) ORDER BY channel_id, priority, location_id",
        [list(channel_ids)],
    )
    places: dict[UUID, list[LocationPlace]] = {channel_id: [] for channel_id in channel_ids}
    for channel_id, *place in found:
        places[channel_id].append(LocationPlace(*place))
    return places


def served_channels(*, codes: Sequence[str] = (), ids: Sequence[UUID] = ()) -> list[ServedChannel]:
    """Return channels by code or id with the locations that serve them, first asked first, in one statement."""
    served = []
    for *columns, listed in prepared.rows(_SERVED, {"codes": list(codes), "ids": list(ids)}):
        places = tuple(LocationPlace(UUID(place), *terms) for place, *terms in listed or ())
        served.append(ServedChannel(_channel(columns), places))
    return served


def installation(channel_id: UUID) -> Installation:
    """Return the installation of a channel, its secrets opened. Raises InstallationMissing."""
    found = _installations("WHERE i.channel_id = %s", [channel_id])
    if not found:
        raise InstallationMissing(given=channel_by_id(channel_id).code)
    return found[0]


def installation_by_id(installation_id: UUID) -> Installation:
    """Return an installation, its secrets opened. Raises InstallationMissing."""
    found = _installations("WHERE i.id = %s", [installation_id])
    if not found:
        raise InstallationMissing(given=str(installation_id))
    return found[0]


def is_paused(channel_id: UUID) -> bool:
    """Tell whether a channel is told and asked nothing now: what somebody may have said a moment ago."""
    found = db.rows(f"{_INSTALLATION} WHERE i.channel_id = %s", [channel_id])
    return not found or found[0][5] == ChannelStatus.PAUSED


def active_installations() -> list[Installation]:
    """Return the installations that work: neither they nor their channels are paused."""
    return _installations("WHERE i.status = 'active' AND c.status = 'active' ORDER BY c.code", [])


def _channels(tail: str, params: Sequence[Any]) -> list[Channel]:
    return [_channel(row) for row in db.rows(f"{_CHANNEL} {tail}", params)]


def _channel(row: Sequence[Any]) -> Channel:
    kind, status, policy = ChannelKind(row[2]), ChannelStatus(row[7]), HoldPolicy(row[10])
    names = tuple((language, name) for language, name in row[14] or ())
    return Channel(*(*row[:2], kind, *row[3:7], status, *row[8:10], policy, row[11], tuple(row[12]), row[13], names))


def _installations(tail: str, params: Sequence[Any]) -> list[Installation]:
    return [
        Installation(*(*row[:5], ChannelStatus(row[5]), _plain(row[6]), _open(row[7]), row[8]))
        for row in db.rows(f"{_INSTALLATION} {tail}", params)
    ]


def _open(sealed: str) -> dict[str, str]:
    return sealing.unseal(sealed, django_settings.FIELD_KEY)


def _plain(stored: str) -> dict[str, str]:
    return msgspec.json.decode(stored, type=dict[str, str])


def _one(found: list[Channel], given: object) -> Channel:
    if not found:
        raise ChannelMissing(given=str(given)[:60])
    return found[0]
