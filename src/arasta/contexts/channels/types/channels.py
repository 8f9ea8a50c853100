"""Channels, their locations, and the installations of connectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ChannelKind(StrEnum):
    WEB = "web"
    STORE = "store"
    MARKETPLACE = "marketplace"
    POPUP = "popup"
    PHONE = "phone"


class ChannelStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class HoldPolicy(StrEnum):
    """When a cart's units are held: never before the order, from the checkout on, or as soon as they are put in."""

    NONE = "none"
    ON_ORDER = "on_order"
    ON_CART = "on_cart"


LONGEST_HOLD_MINUTES = 7 * 24 * 60
LONGEST_NAME = 100
CHANGE_DAYS = 3
LONGEST_CHANGE_DAYS = 30
"""As long as a payment link works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelInput:
    """What makes a channel; `code` is its natural key, saving it again updates the rest.

    `names`: what its readers are shown, by language; those that are not named stay.
    """

    code: str
    kind: ChannelKind
    name: str
    currency: str
    country: str
    language: str
    hold_minutes: int = 15
    prices_include_tax: bool = True
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as stored. `sold_categories` is its range, each with all below it; none means everything.

    `names` pairs languages with what their readers are shown, where the merchant said so.
    """

    id: UUID
    code: str
    kind: ChannelKind
    name: str
    currency: str
    country: str
    language: str
    status: ChannelStatus
    hold_minutes: int
    prices_include_tax: bool
    hold_policy: HoldPolicy = HoldPolicy.ON_ORDER
    longest_hold_minutes: int = LONGEST_HOLD_MINUTES
    sold_categories: tuple[str, ...] = ()
    change_days: int = CHANGE_DAYS
    names: tuple[tuple[str, str], ...] = ()

    def named(self, language: str) -> str:
        """Return what readers of a language are shown; empty where the merchant gave no name in it."""
        return dict(self.names).get(language[:2], "")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTerms:
    """When a channel's carts hold units and for how long; and the longest hold that an outside system may ask for.

    `change_days`: so long an order holds its units for a dearer delivery that is not paid yet.
    """

    policy: HoldPolicy
    minutes: int
    longest_minutes: int = LONGEST_HOLD_MINUTES
    change_days: int = CHANGE_DAYS


@dataclass(frozen=True, slots=True)
class LocationPlace:
    """A location that serves a channel; a lower priority is asked first."""

    location_id: UUID
    priority: int = 0
    ships: bool = True
    picks_up: bool = False


def expected_at(places: Sequence[LocationPlace]) -> UUID | None:
    """Return where goods come to of which nobody announced where: the first place that ships, else the first."""
    first = next((place for place in places if place.ships), places[0] if places else None)
    return first.location_id if first else None


@dataclass(frozen=True, slots=True)
class ServedChannel:
    """A channel with the locations that serve it, first asked first: all that a sale must know of where it is made."""

    channel: Channel
    places: tuple[LocationPlace, ...]


@dataclass(frozen=True, slots=True)
class Installation:
    """One configured use of a connector, with its secrets opened; never put it on a screen or in a log."""

    id: UUID
    channel_id: UUID
    channel_code: str
    currency: str
    connector: str
    status: ChannelStatus
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    created_at: datetime

    @property
    def listener(self) -> str:
        """The name under which this installation hears of changed keys."""
        return listener_name(self.id)


def listener_name(installation_id: UUID) -> str:
    """Return the dirty-set name of an installation."""
    return f"installation:{installation_id}"


CHANNEL_PREFIX = "chn"
INSTALLATION_PREFIX = "ins"
LISTING_PREFIX = "lst"
PARKED_PREFIX = "prk"
VARIANT_PREFIX = "var"
ORDER_PREFIX = "ord"
