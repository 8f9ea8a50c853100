"""Streams, tickets and how far behind we are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Stream(StrEnum):
    """What is kept in step with a channel, each with its own watermark and its own troubles.

    NOTICES: a queue in which the channel leaves hints for us.
    """

    ORDERS = "orders"
    STOCK = "stock"
    PRICES = "prices"
    LISTINGS = "listings"
    RETURNS = "returns"
    SETTLEMENTS = "settlements"
    NOTICES = "notices"


class Op(StrEnum):
    """What we ask a channel to do."""

    STOCK = "stock"
    PRICE = "price"
    LISTING = "listing"
    ACCEPT = "accept"
    INVOICE = "invoice"
    TRACKING = "tracking"
    CANCEL = "cancel"
    REFUND = "refund"
    UNLIST = "unlist"
    INVOICE_LINK = "invoice_link"
    APPROVE_RETURN = "approve_return"
    REJECT_RETURN = "reject_return"


class TicketStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    EXPIRED = "expired"


class Trouble(StrEnum):
    """Why a channel could not be reached or would not take something; screens say it in plain words."""

    NONE = ""
    AUTH = "auth"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class SyncState:
    """How one stream of an installation stands."""

    channel_id: UUID
    installation_id: UUID
    stream: Stream
    watermark: str
    last_success_at: datetime | None
    last_attempt_at: datetime | None
    trouble: Trouble
    last_error: str
    lag_seconds: int
    waiting: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketItem:
    """One listing in a batch, with the values that were sent for it; `changed_at`: when they became true with us."""

    listing_id: UUID
    external_id: str
    quantity: int | None = None
    price_minor: int | None = None
    list_price_minor: int | None = None
    version: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketInput:
    """A batch the channel took in and will answer later."""

    op: Op
    external_id: str
    items: Sequence[TicketItem]
    next_poll_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A batch as stored."""

    id: UUID
    installation_id: UUID
    op: Op
    external_id: str
    status: TicketStatus
    items: Sequence[TicketItem]
    polls: int
    created_at: datetime
    next_poll_at: datetime
    expires_at: datetime | None
