"""Facts channels tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(Event):
    """A channel was made, changed, paused or resumed."""

    name: ClassVar[str] = "channels.channel_changed"

    channel_id: UUID
    channel_code: str
    status: str

    @property
    def subject(self) -> str:
        return f"channel:{self.channel_id}"


@dataclass(frozen=True, kw_only=True)
class ListingChanged(Event):
    """A listing was made, got another title, external id or status."""

    name: ClassVar[str] = "channels.listing_changed"

    listing_id: UUID
    channel_id: UUID
    variant_id: UUID
    external_id: str
    status: str

    @property
    def subject(self) -> str:
        return f"listing:{self.listing_id}"


@dataclass(frozen=True, kw_only=True)
class ChannelOrderParked(Event):
    """A channel sent something that a person must decide about."""

    name: ClassVar[str] = "channels.order_parked"

    parked_item_id: UUID
    channel_id: UUID
    external_id: str
    reason: str
    about: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"parked:{self.parked_item_id}"


@dataclass(frozen=True, kw_only=True)
class ParkedItemResolved(Event):
    """A person decided; whoever takes in such items should try again. Dismissed ones are told with `retry` false."""

    name: ClassVar[str] = "channels.parked_item_resolved"

    parked_item_id: UUID
    channel_id: UUID
    kind: str
    external_id: str
    retry: bool

    @property
    def subject(self) -> str:
        return f"parked:{self.parked_item_id}"


@dataclass(frozen=True, kw_only=True)
class ChannelReturnAnswered(Event):
    """We approved or rejected a return at a channel; `reason` is the channel's code of a rejection."""

    name: ClassVar[str] = "channels.return_answered"

    return_id: UUID
    channel_id: UUID
    external_id: str
    order_id: UUID | None
    answer: str
    reason: str

    @property
    def subject(self) -> str:
        return f"return:{self.return_id}"


@dataclass(frozen=True, kw_only=True)
class ChannelReturnChanged(Event):
    """A return or refund at a channel was heard of, or stands elsewhere now. `order_id` is ours, if it is in the book."""

    name: ClassVar[str] = "channels.return_changed"

    return_id: UUID
    channel_id: UUID
    external_id: str
    external_order: str
    order_id: UUID | None
    state: str
    refunded_minor: int | None
    currency: str

    @property
    def subject(self) -> str:
        return f"return:{self.return_id}"
