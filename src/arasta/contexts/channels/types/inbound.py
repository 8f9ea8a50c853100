"""What comes in by itself: a channel's call to us, what it hints at, and what a channel shows of our listings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from arasta.contexts.channels.types.sync import Stream
from arasta.kernel.money import Money

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRequest:
    """A call as it came: header names in lower case, the body byte for byte."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


class Refusal(StrEnum):
    """Why a call is not believed. NOT_OFFERED: this channel does not call us."""

    NO_SIGNATURE = "no_signature"
    WRONG_SIGNATURE = "wrong_signature"
    TOO_OLD = "too_old"
    UNREADABLE = "unreadable"
    OTHER_ACCOUNT = "other_account"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that is not believed; nothing is kept of it but a count."""

    why: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A call that is the channel's own. `delivery_id` is the same for every repetition of it."""

    delivery_id: str
    topic: str
    body: bytes
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something of the channel changed. `document` is the whole of it, if the call brought it and it can be believed.

    Without a document, or where only a basic password vouches for it, it is read again at the channel.
    """

    stream: Stream
    external_id: str
    version: int = 0
    document: str = ""

    def __post_init__(self) -> None:
        """Refuse what no table can hold, as long as only this one call is lost by it. Raises ValueError."""
        text = self.external_id + self.document
        if _UNKEEPABLE.search(text) or not -_LARGEST <= self.version <= _LARGEST:
            raise ValueError(f"cannot be kept: {text[:100]!r} in version {self.version}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSpec:
    """How a channel calls us. `is_full`: the body holds the whole document. `is_signed`: the body itself is vouched for.

    `challenge`: it asks for an echo first. Such a call is a GET; `verify` judges it, and the body of what it verified
    is the answer.
    """

    auth: str
    is_full: bool
    is_signed: bool
    answer_within: timedelta = timedelta(seconds=1)
    disables_after: str = ""
    challenge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A channel's promise to call us at an address. `secret` is what it signs with, where it chose one itself."""

    external_ids: tuple[str, ...]
    secret: str = ""


class SeenState(StrEnum):
    """How a listing stands at the channel itself. GONE: it was there and is no more."""

    ACTIVE = "active"
    PENDING = "pending"
    HIDDEN = "hidden"
    REJECTED = "rejected"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenListing:
    """A listing as the channel shows it now: the truth to compare with what we want.

    `external_id` is the id we address it by; `refs` are the channel's further ids that calls need (product, inventory
    item); `group` binds variants of one product; `quantities` are per place of the channel where it has places.
    `held` are units of ours that the channel itself keeps and ships; they are not for sale elsewhere.
    """

    external_id: str
    state: SeenState
    sku: str = ""
    barcode: str = ""
    group: str = ""
    title: str = ""
    description: str = ""
    category: str = ""
    price: Money | None = None
    list_price: Money | None = None
    quantity: int | None = None
    quantities: Mapping[str, int] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    refs: Mapping[str, str] = field(default_factory=dict)
    problem_code: str = ""
    problem: str = ""
    version: int = 0
    held: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlace:
    """A place of the channel that holds stock, as the channel names it."""

    external_id: str
    name: str
    is_ours: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who answered when a connection was tried: what a wizard shows before it saves, and settings it can fill in."""

    account: str
    name: str
    currency: str = ""
    country: str = ""
    places: tuple[ChannelPlace, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
