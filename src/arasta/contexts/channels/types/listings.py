"""Listings: a variant offered on one channel, what we told the channel and what the channel answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from arasta.contexts.channels.types.protocol import LastSent
from arasta.kernel.money import Money


class ListingStatus(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    ACTIVE = "active"
    FAILED = "failed"
    ENDED = "ended"


MOVES: dict[ListingStatus, frozenset[ListingStatus]] = {
    ListingStatus.DRAFT: frozenset(
        {ListingStatus.PENDING, ListingStatus.ACTIVE, ListingStatus.FAILED, ListingStatus.ENDED}
    ),
    ListingStatus.PENDING: frozenset(
        {ListingStatus.DRAFT, ListingStatus.ACTIVE, ListingStatus.FAILED, ListingStatus.ENDED}
    ),
    ListingStatus.ACTIVE: frozenset({ListingStatus.PENDING, ListingStatus.FAILED, ListingStatus.ENDED}),
    ListingStatus.FAILED: frozenset({ListingStatus.PENDING, ListingStatus.ACTIVE, ListingStatus.ENDED}),
    ListingStatus.ENDED: frozenset({ListingStatus.DRAFT, ListingStatus.PENDING, ListingStatus.ACTIVE}),
}

PUSHABLE = (ListingStatus.ACTIVE,)

SOLD_THERE = "sold_there"
"""The problem of a listing of which the channel has another number than we thought: its orders come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingInput:
    """A variant to offer on a channel. Saving it again updates the title and the external id, not the status."""

    variant_id: UUID
    external_id: str
    title: str = ""
    status: ListingStatus = ListingStatus.DRAFT


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing as stored; `pushed_*` is what the channel accepted from us last, `refs` its further ids there."""

    id: UUID
    channel_id: UUID
    variant_id: UUID
    external_id: str
    title: str
    status: ListingStatus
    pushed_quantity: int | None
    pushed_price_minor: int | None
    pushed_list_price_minor: int | None
    currency: str
    pushed_version: int
    last_pushed_at: datetime | None
    observed_quantity: int | None
    observed_price_minor: int | None
    observed_at: datetime | None
    problem_code: str
    problem: str
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushOutcome:
    """What became of one listing in a push. None leaves the stored value as it is; an empty problem clears it.

    `refs` are further ids that the channel gave; they join those that are stored.
    """

    listing_id: UUID
    quantity: int | None = None
    price_minor: int | None = None
    list_price_minor: int | None = None
    version: int | None = None
    status: ListingStatus | None = None
    problem_code: str = ""
    problem: str = ""
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the channel itself shows for a listing, read back."""

    listing_id: UUID
    quantity: int | None = None
    price_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingMove:
    """A listing that took another status."""

    listing_id: UUID
    channel_id: UUID
    variant_id: UUID
    external_id: str
    status: ListingStatus


def last_sent(listing: Listing) -> LastSent | None:
    """Return what the channel took from us last for a listing, as connectors want to know it."""
    if listing.last_pushed_at is None:
        return None
    return LastSent(
        version=listing.pushed_version,
        at=listing.last_pushed_at,
        quantity=listing.pushed_quantity,
        price=_money(listing.pushed_price_minor, listing.currency),
        list_price=_money(listing.pushed_list_price_minor, listing.currency),
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
