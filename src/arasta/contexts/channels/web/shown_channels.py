"""Channels as screens show them: whether each knows what we know, how late it hears, and what to do about a trouble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from arasta.contexts.channels.ports import UnknownConnector
from arasta.contexts.channels.queries import buffers as age_reads
from arasta.contexts.channels.queries import connecting, connectors, standing, troubles
from arasta.contexts.channels.queries import ending as ending_reads
from arasta.contexts.channels.queries import inbox as inbox_reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.queries import sync as sync_reads
from arasta.contexts.channels.types import Channel, ChannelStatus, ListingStatus, Stream, SyncState, Trouble
from arasta.contexts.channels.types.buffers import SyncAge
from arasta.contexts.channels.types.connecting import Connection
from arasta.contexts.channels.types.connectors import Manifest, TroubleWords
from arasta.contexts.channels.types.inbox import InboxState
from arasta.contexts.channels.web import spans, words
from arasta.kernel import clock

_OUT = {Stream.STOCK, Stream.PRICES, Stream.LISTINGS}
_SECOND = 1000


@dataclass(frozen=True, slots=True)
class ShownStream:
    """A stream, its trouble in plain words with what to do, and how late the channel hears of it."""

    state: SyncState
    name: Promise
    trouble: TroubleWords | None
    age: SyncAge | None

    @property
    def passes(self) -> bool:
        """Tell whether the trouble passes by itself: the channel only asks us to go slower."""
        return self.state.trouble is Trouble.THROTTLED

    @property
    def has_begun(self) -> bool:
        """Tell whether the channel ever heard of it: prices go out together with stock, and are measured by themselves."""
        return self.state.last_success_at is not None or self.age is not None

    @property
    def behind(self) -> str:
        return spans.short(self.state.lag_seconds * _SECOND) if self.state.lag_seconds else ""

    @property
    def half(self) -> str:
        return spans.short(self.age.p50_ms) if self.age else ""

    @property
    def nearly_all(self) -> str:
        return spans.short(self.age.p95_ms) if self.age else ""


@dataclass(frozen=True, slots=True)
class ShownTrouble:
    """A trouble with what to do, and all that it keeps from going on."""

    said: TroubleWords
    passes: bool
    about: Sequence[Promise]
    detail: str


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """A channel with how it stands. `open_seconds`: nothing is called for so long, since calls failed in a row."""

    row: Channel
    kind: Promise
    icon: str
    status: Promise
    is_active: bool
    streams: Sequence[ShownStream]
    parked: int
    listings: Mapping[ListingStatus, int]
    connection: Connection | None
    connector: Manifest | None
    inbox: InboxState | None
    open_seconds: int
    ends_at: datetime | None

    @property
    def has_connector(self) -> bool:
        return self.connection is not None

    @property
    def is_connected(self) -> bool:
        return self.connection is not None and self.connection.is_connected

    @property
    def troubled(self) -> list[ShownStream]:
        """Return the streams with a trouble, first those that somebody must look at."""
        return sorted((one for one in self.streams if one.trouble), key=lambda one: one.passes)

    @property
    def troubles(self) -> list[ShownTrouble]:
        """Return each trouble once, however many streams it holds up."""
        alike: dict[TroubleWords, list[ShownStream]] = {}
        for one in self.troubled:
            if one.trouble:
                alike.setdefault(one.trouble, []).append(one)
        return [
            ShownTrouble(said, some[0].passes, [one.name for one in some], _detail(some[0].state.last_error))
            for said, some in alike.items()
        ]

    @property
    def waiting(self) -> int:
        return sum(one.state.waiting for one in self.streams)

    @property
    def waiting_since(self) -> datetime | None:
        return min((one.state.waiting_since for one in self.streams if one.state.waiting_since), default=None)

    @property
    def last_success(self) -> datetime | None:
        return max((one.state.last_success_at for one in self.streams if one.state.last_success_at), default=None)

    @property
    def stock(self) -> ShownStream | None:
        """How stock goes out: the stream whose delay oversells."""
        return next((one for one in self.streams if one.state.stream is Stream.STOCK), None)


def _detail(told: str) -> str:
    """Say why nothing was heard; what the channel itself said is quoted."""
    return str(words.SILENCES[told]) if told in words.SILENCES else words.quoted(told) if told else ""


def channels(rows: Sequence[Channel]) -> list[ShownChannel]:
    """Show channels, with a fixed number of statements however many they are."""
    keys = [row.id for row in rows]
    counts, parked = listing_reads.count_listings(keys), parked_reads.count_parked(keys)
    connected, endings = connecting.connections(keys), ending_reads.endings(keys)
    installed = [one.installation_id for one in connected.values()]
    inboxes, breakers = inbox_reads.inbox_states(installed), standing.open_breakers(installed)
    manifests = {key: _manifest(one.connector) for key, one in connected.items()}
    streams = _streams(keys, manifests)
    return [
        ShownChannel(
            row=row,
            kind=words.SERVICES[one.kind] if (one := manifests.get(row.id)) else words.KINDS[row.kind],
            icon=words.SERVICE_ICONS[one.kind] if one else words.KIND_ICONS[row.kind],
            status=words.CHANNEL_STATUSES[row.status],
            is_active=row.status is ChannelStatus.ACTIVE,
            streams=streams[row.id],
            parked=parked[row.id],
            listings=counts[row.id],
            connection=connected.get(row.id),
            connector=manifests.get(row.id),
            inbox=inboxes.get(connected[row.id].installation_id) if row.id in connected else None,
            open_seconds=breakers.get(connected[row.id].installation_id, 0) if row.id in connected else 0,
            ends_at=endings.get(row.id),
        )
        for row in rows
    ]


def _streams(keys: Sequence[UUID], manifests: Mapping[UUID, Manifest | None]) -> dict[UUID, list[ShownStream]]:
    ages = age_reads.sync_ages(keys, at=clock.now())
    streams: dict[UUID, list[ShownStream]] = {key: [] for key in keys}
    for state in sync_reads.sync_states(keys):
        manifest = manifests.get(state.channel_id)
        if not _concerns(state, manifest):
            continue
        trouble = None
        if state.trouble is not Trouble.NONE:
            trouble = troubles.said(state.trouble, manifest.name if manifest else "")
        age = ages[state.channel_id].get(state.stream)
        streams[state.channel_id].append(ShownStream(state, words.STREAMS[state.stream], trouble, age))
    return streams


def _concerns(state: SyncState, manifest: Manifest | None) -> bool:
    """Leave out streams that the connector does not have and that were never tried."""
    if state.last_attempt_at or state.waiting or manifest is None or manifest.offers is None:
        return True
    return state.stream in _OUT or state.stream in manifest.offers.pull


def _manifest(name: str) -> Manifest | None:
    try:
        return connectors.connector(name, (get_language() or "en")[:2])
    except UnknownConnector:
        return None


def tabs(channel: ShownChannel, active: str) -> list[dict[str, object]]:
    """Return the tabs of a channel's pages."""
    places: list[tuple[str, str, object]] = [
        ("channels_channel", pgettext("channel", "Overview"), ""),
        ("channels_listings", _("Listings"), sum(channel.listings.values())),
        ("backoffice_listings", pgettext("channel", "Content"), ""),
        ("channels_parked", pgettext("channel", "Parked"), channel.parked),
        ("backoffice_channel_rules", pgettext("channel", "Stock rules"), ""),
    ]
    if channel.has_connector:
        places += [
            ("channels_returns", pgettext("channel", "Returns"), ""),
            ("channels_money", pgettext("channel", "Money"), ""),
            ("channels_rollout", pgettext("channel", "Roll-out"), ""),
            ("channels_buffers", pgettext("channel", "Kept back"), ""),
            ("channels_tickets", pgettext("channel", "Batches"), ""),
            ("channels_traffic", pgettext("channel", "Last calls"), ""),
            ("channels_deliveries", pgettext("channel", "Its calls to us"), _heard(channel)),
        ]
    return [
        {"label": label, "url": reverse(name, args=[channel.row.code]), "active": name == active, "count": count}
        for name, label, count in places
    ]


def _heard(channel: ShownChannel) -> object:
    """Count what of the channel's calls a person should look at."""
    inbox = channel.inbox
    return (inbox.calls_unreadable + inbox.hints_parked or "") if inbox else ""
