"""Rows as screens show them: what is stored, with its words beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from arasta.contexts.channels.ports import VariantName, variant_facts
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.queries import sync as sync_reads
from arasta.contexts.channels.types import (
    PARKED_PREFIX,
    VARIANT_PREFIX,
    Channel,
    ChannelStatus,
    Listing,
    ListingStatus,
    ParkedItem,
    SyncState,
    Trouble,
)
from arasta.contexts.channels.web import words
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ShownStream:
    """A stream, and its trouble in plain words."""

    state: SyncState
    name: Promise
    trouble: Promise | None


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """A channel with how it stands."""

    row: Channel
    kind: Promise
    icon: str
    status: Promise
    is_active: bool
    streams: Sequence[ShownStream]
    waiting: int
    troubled: Sequence[ShownStream]
    parked: int
    listings: Mapping[ListingStatus, int]

    @property
    def has_connector(self) -> bool:
        return bool(self.streams)

    @property
    def last_success(self) -> object:
        return max((one.state.last_success_at for one in self.streams if one.state.last_success_at), default=None)


@dataclass(frozen=True, slots=True)
class ShownListing:
    """A listing, what it is, and what the channel may sell of it now."""

    row: Listing
    name: VariantName | None
    variant_key: str
    status: Promise
    tone: str
    offered: int | None
    price: Money | None
    is_behind: bool


@dataclass(frozen=True, slots=True)
class ShownParked:
    """A parked item with its reason and what one can do."""

    row: ParkedItem
    key: str
    status: Promise
    tone: str
    reason: Promise
    advice: Promise


def channels(rows: Sequence[Channel]) -> list[ShownChannel]:
    """Show channels, with a fixed number of statements however many they are."""
    keys = [row.id for row in rows]
    counts, parked = listing_reads.count_listings(keys), parked_reads.count_parked(keys)
    streams: dict[UUID, list[ShownStream]] = {key: [] for key in keys}
    for state in sync_reads.sync_states(keys):
        trouble = None if state.trouble is Trouble.NONE else words.TROUBLES[state.trouble]
        streams[state.channel_id].append(ShownStream(state, words.STREAMS[state.stream], trouble))
    return [
        ShownChannel(
            row=row,
            kind=words.KINDS[row.kind],
            icon=words.KIND_ICONS[row.kind],
            status=words.CHANNEL_STATUSES[row.status],
            is_active=row.status is ChannelStatus.ACTIVE,
            streams=streams[row.id],
            waiting=sum(one.state.waiting for one in streams[row.id]),
            troubled=[one for one in streams[row.id] if one.trouble],
            parked=parked[row.id],
            listings=counts[row.id],
        )
        for row in rows
    ]


def listings(channel: Channel, rows: Sequence[Listing]) -> list[ShownListing]:
    """Show listings with their names and what may be sold now."""
    keys = [row.variant_id for row in rows]
    names = variant_facts().named(keys, language=get_language() or channel.language)
    offered = variant_facts().offered(channel.id, keys)
    return [
        ShownListing(
            row=row,
            name=names.get(row.variant_id),
            variant_key=to_public(VARIANT_PREFIX, row.variant_id),
            status=words.LISTING_STATUSES[row.status],
            tone=words.LISTING_TONES[row.status],
            offered=offered.get(row.variant_id),
            price=None if row.pushed_price_minor is None else Money(row.pushed_price_minor, row.currency),
            is_behind=row.status is ListingStatus.ACTIVE and offered.get(row.variant_id) != row.pushed_quantity,
        )
        for row in rows
    ]


def parked(rows: Sequence[ParkedItem]) -> list[ShownParked]:
    """Show parked items."""
    return [
        ShownParked(
            row=row,
            key=to_public(PARKED_PREFIX, row.id),
            status=words.PARKED_STATUSES[row.status],
            tone=words.PARKED_TONES[row.status],
            reason=words.REASONS[row.reason],
            advice=words.ADVICE[row.reason],
        )
        for row in rows
    ]


def tabs(channel: ShownChannel, active: str) -> list[dict[str, object]]:
    """Return the tabs of a channel's pages."""
    places = [
        ("channels_channel", pgettext("channel", "Overview"), ""),
        ("channels_listings", _("Listings"), sum(channel.listings.values())),
        ("channels_parked", pgettext("channel", "Parked"), channel.parked),
        ("backoffice_channel_rules", pgettext("channel", "Stock rules"), ""),
    ]
    if channel.has_connector:
        places.append(("channels_tickets", pgettext("channel", "Batches"), ""))
    return [
        {"label": label, "url": reverse(name, args=[channel.row.code]), "active": name == active, "count": count}
        for name, label, count in places
    ]
