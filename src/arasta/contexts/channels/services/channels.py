"""Commands: make channels, say which locations serve them, install connectors, pause and resume."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings as django_settings
from psycopg.types.json import Jsonb

from arasta.contexts.channels.events import ChannelChanged
from arasta.contexts.channels.ports import Account, connector_named
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import feeds, rotation
from arasta.contexts.channels.types import (
    LONGEST_CHANGE_DAYS,
    LONGEST_HOLD_MINUTES,
    LONGEST_NAME,
    Channel,
    ChannelInput,
    ChannelStatus,
    HoldTerms,
    Installation,
    LocationPlace,
    listener_name,
)
from arasta.contexts.channels.types.sync import Stream
from arasta.kernel import db, sealing
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.changes import dirty
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox import publishing


class ChannelIsFixed(Conflict):
    """Kind and currency of a channel are promises that prices and orders rest on."""

    code = "channel_is_fixed"
    template = gettext_noop("The kind and the currency of “%(given)s” cannot change. Make another channel instead.")


class HoldTimeOutOfRange(Invalid):
    """A hold lasts at least a minute, and no cart's hold lasts longer than the longest that the channel allows."""

    code = "hold_time_out_of_range"
    template = gettext_noop("A hold lasts from 1 to %(most)s minutes, and a cart's no longer than the longest allowed.")


class ChangeTimeOutOfRange(Invalid):
    """A dearer delivery stays unpaid for a day at least, and no longer than a payment link works."""

    code = "change_time_out_of_range"
    template = gettext_noop("A dearer delivery may stay unpaid for 1 to %(most)s days.")


class ChannelNameWrong(Invalid):
    """A name is said for a language, and fits where names of shops are shown."""

    code = "channel_name_wrong"
    template = gettext_noop(
        "A channel is named in languages such as en or tr, with %(most)s characters at most. “%(given)s” does not fit."
    )


_LANGUAGE = re.compile(r"[a-z]{2}")

_SAVE = """
INSERT INTO channels_channel (id, code, kind, name, currency, country, language, hold_minutes, prices_include_tax)
SELECT * FROM unnest(%(ids)s::uuid[], %(codes)s::text[], %(kinds)s::text[], %(names)s::text[], %(currencies)s::text[],
                     %(countries)s::text[], %(languages)s::text[], %(holds)s::smallint[], %(includes)s::bool[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name, country = excluded.country, language = excluded.language,
  hold_minutes = excluded.hold_minutes, prices_include_tax = excluded.prices_include_tax
RETURNING code, kind, currency
"""

_NAME = """
INSERT INTO channels_channel_text (channel_id, language, name)
SELECT c.id, n.language, n.name
FROM unnest(%s::text[], %s::text[], %s::text[]) AS n(code, language, name) JOIN channels_channel c ON c.code = n.code
ORDER BY c.id, n.language
ON CONFLICT (channel_id, language) DO UPDATE SET name = excluded.name
"""

_PLACE = """
WITH gone AS (
  DELETE FROM channels_channel_location WHERE channel_id = %(channel)s AND location_id <> ALL(%(locations)s::uuid[])
)
INSERT INTO channels_channel_location (id, channel_id, location_id, priority, ships, picks_up)
SELECT p.id, %(channel)s, p.location, p.priority, p.ships, p.picks_up
FROM unnest(%(ids)s::uuid[], %(locations)s::uuid[], %(priorities)s::smallint[], %(ships)s::bool[], %(picks)s::bool[])
     AS p(id, location, priority, ships, picks_up)
ON CONFLICT (channel_id, location_id) DO UPDATE
SET priority = excluded.priority, ships = excluded.ships, picks_up = excluded.picks_up
"""

_INSTALL = """
INSERT INTO channels_installation (id, channel_id, connector, settings, sealed)
VALUES (%(id)s, %(channel)s, %(connector)s, %(settings)s, %(sealed)s)
ON CONFLICT (channel_id) DO UPDATE
SET settings = excluded.settings, connector = excluded.connector, sealed = excluded.sealed, status = 'active'
RETURNING id
"""

_STREAMS = """
INSERT INTO channels_sync_state (id, installation_id, stream)
SELECT s.id, %s, s.stream FROM unnest(%s::uuid[], %s::text[]) AS s(id, stream) ON CONFLICT DO NOTHING
"""


def save_channels(wanted: Sequence[ChannelInput], *, actor: Actor = SYSTEM) -> dict[str, UUID]:
    """Make channels, or update those whose code exists; return ids by code. Raises ChannelIsFixed, ChannelNameWrong."""
    said = [(new.code, *name) for new in wanted for name in _said(new.names).items()]
    with db.transaction():
        stored = {code: (kind, currency) for code, kind, currency in db.rows(_SAVE, _columns(wanted))}
        for new in wanted:
            if stored[new.code] != (new.kind, new.currency):
                raise ChannelIsFixed(given=new.code)
        _name(said)
        saved = {channel.code: channel for channel in reads.channels()}
        publishing.publish([_changed(saved[new.code]) for new in wanted], actor=actor)
    return {new.code: saved[new.code].id for new in wanted}


def name_channel(channel_id: UUID, names: Mapping[str, str], *, actor: Actor) -> Channel:
    """Say what readers of each language are shown as a channel's name; an empty one is taken away.

    Languages that are not given keep theirs. Raises ChannelNameWrong, ChannelMissing; publishes ChannelChanged.
    """
    said = _said(names)
    with db.transaction():
        db.rows("SELECT FROM channels_channel WHERE id = %s FOR NO KEY UPDATE", [channel_id])
        code = reads.channel_by_id(channel_id).code
        db.execute(
            "DELETE FROM channels_channel_text WHERE channel_id = %s AND language = ANY(%s)",
            [channel_id, [language for language, name in said.items() if not name]],
        )
        _name([(code, language, name) for language, name in said.items() if name])
        channel = reads.channel_by_id(channel_id)
        publishing.publish([_changed(channel)], actor=actor)
    return channel


def _said(names: Mapping[str, str]) -> dict[str, str]:
    said = {language: name.strip() for language, name in names.items()}
    for language, name in said.items():
        if not _LANGUAGE.fullmatch(language) or len(name) > LONGEST_NAME:
            raise ChannelNameWrong(given=f"{language}: {name}"[:60], most=LONGEST_NAME)
    return said


def _name(given: Sequence[tuple[str, str, str]]) -> None:
    if given:
        db.execute(_NAME, [list(column) for column in zip(*given, strict=True)])


def place_locations(channel_id: UUID, places: Sequence[LocationPlace], *, actor: Actor = SYSTEM) -> None:
    """Say which locations serve a channel; those not named serve it no more. What it may sell changes with them."""
    with db.transaction():
        channel = reads.channel_by_id(channel_id)
        db.execute(
            _PLACE,
            {
                "channel": channel_id,
                "ids": [new_id() for _ in places],
                "locations": [place.location_id for place in places],
                "priorities": [place.priority for place in places],
                "ships": [place.ships for place in places],
                "picks": [place.picks_up for place in places],
            },
        )
        _mark_all(channel_id, [dirty.AVAILABILITY])
        publishing.publish([_changed(channel)], actor=actor)


def set_hold_terms(channel_id: UUID, terms: HoldTerms, *, actor: Actor) -> Channel:
    """Say when a channel's carts hold units and for how long. Holds that live already keep their time.

    Raises HoldTimeOutOfRange, ChangeTimeOutOfRange, ChannelMissing; publishes ChannelChanged.
    """
    if not 1 <= terms.minutes <= terms.longest_minutes <= LONGEST_HOLD_MINUTES:
        raise HoldTimeOutOfRange(most=LONGEST_HOLD_MINUTES)
    if not 1 <= terms.change_days <= LONGEST_CHANGE_DAYS:
        raise ChangeTimeOutOfRange(most=LONGEST_CHANGE_DAYS)
    with db.transaction():
        db.execute(
            "UPDATE channels_channel SET hold_policy = %s, hold_minutes = %s, longest_hold_minutes = %s,"
            " change_days = %s WHERE id = %s",
            [terms.policy, terms.minutes, terms.longest_minutes, terms.change_days, channel_id],
        )
        channel = reads.channel_by_id(channel_id)
        publishing.publish([_changed(channel)], actor=actor)
    return channel


def set_range(channel_id: UUID, categories: Collection[str], *, now: datetime, actor: Actor) -> Channel:
    """Let a channel sell these categories alone, each with all below it, or everything if none is named.

    Raises ChannelMissing; publishes ChannelChanged. Feeds are written again.
    """
    with db.transaction():
        db.execute(
            "UPDATE channels_channel SET sold_categories = %s WHERE id = %s", [sorted(set(categories)), channel_id]
        )
        channel = reads.channel_by_id(channel_id)
        feeds.mark_all_stale(now=now)
        publishing.publish([_changed(channel)], actor=actor)
    return channel


def install(
    channel_id: UUID, *, connector: str, settings: Mapping[str, str], secrets: Mapping[str, str], actor: Actor
) -> Installation:
    """Install a connector on a channel, or configure it anew; secrets that are not given stay.

    Secrets that were replaced vouch for calls a while longer. From now on the installation hears of changed stock and
    prices. Raises UnknownConnector and SettingsWrong.
    """
    with db.transaction():
        channel = reads.channel_by_id(channel_id)
        kept = {**_secrets_of(channel_id), **secrets}
        connector_named(connector)(Account(settings, kept, channel.currency))
        values = {
            "id": new_id(),
            "channel": channel_id,
            "connector": connector,
            "settings": Jsonb(dict(settings)),
            "sealed": sealing.seal(kept, django_settings.FIELD_KEY),
        }
        rotation.outlive(channel_id, kept)
        installation_id = db.rows(_INSTALL, values)[0][0]
        db.execute(_STREAMS, [installation_id, [new_id() for _ in Stream], [stream.value for stream in Stream]])
        for topic in (dirty.AVAILABILITY, dirty.PRICES):
            dirty.listen(topic, listener_name(installation_id))
        _mark_all(channel_id, [dirty.AVAILABILITY, dirty.PRICES])
        publishing.publish([_changed(channel)], actor=actor)
    return reads.installation(channel_id)


def pause(channel_id: UUID, *, actor: Actor) -> Channel:
    """Stop telling and asking a channel; changes are still noted and told after it resumes."""
    return _switch(channel_id, ChannelStatus.PAUSED, actor)


def resume(channel_id: UUID, *, actor: Actor) -> Channel:
    """Go on with a paused channel; everything on offer is told anew."""
    with db.transaction():
        channel = _switch(channel_id, ChannelStatus.ACTIVE, actor)
        _mark_all(channel_id, [dirty.AVAILABILITY, dirty.PRICES])
    return channel


def _switch(channel_id: UUID, status: ChannelStatus, actor: Actor) -> Channel:
    with db.transaction():
        changed = db.execute(
            "UPDATE channels_channel SET status = %s WHERE id = %s AND status <> %s",
            [status, channel_id, status],
        )
        channel = reads.channel_by_id(channel_id)
        if changed:
            publishing.publish([_changed(channel)], actor=actor)
    return channel


def _mark_all(channel_id: UUID, topics: Sequence[str]) -> None:
    found = db.rows("SELECT id FROM channels_installation WHERE channel_id = %s", [channel_id])
    if not found:
        return
    keys = [row[0] for row in db.rows("SELECT variant_id FROM channels_listing WHERE channel_id = %s", [channel_id])]
    for topic in topics:
        dirty.mark(topic, keys, only=listener_name(found[0][0]))


def _secrets_of(channel_id: UUID) -> Mapping[str, str]:
    try:
        return reads.installation(channel_id).secrets
    except reads.InstallationMissing:
        return {}


def _changed(channel: Channel) -> ChannelChanged:
    return ChannelChanged(channel_id=channel.id, channel_code=channel.code, status=channel.status)


def _columns(wanted: Sequence[ChannelInput]) -> dict[str, object]:
    return {
        "ids": [new_id() for _ in wanted],
        "codes": [new.code for new in wanted],
        "kinds": [new.kind.value for new in wanted],
        "names": [new.name for new in wanted],
        "currencies": [new.currency for new in wanted],
        "countries": [new.country for new in wanted],
        "languages": [new.language for new in wanted],
        "holds": [new.hold_minutes for new in wanted],
        "includes": [new.prices_include_tax for new in wanted],
    }
