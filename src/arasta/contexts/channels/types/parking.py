"""What a channel sent that we could not take, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from arasta.contexts.channels.types.explaining import UNEXPLAINED, Explanation


class ParkedKind(StrEnum):
    ORDER = "order"
    LISTING = "listing"
    RETURN = "return"
    ENTRY = "entry"


class ParkedStatus(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class ParkedReason(StrEnum):
    UNKNOWN_SKU = "unknown_sku"
    UNKNOWN_STATUS = "unknown_status"
    OTHER_CURRENCY = "other_currency"
    UNREADABLE = "unreadable"
    AMOUNTS_DISAGREE = "amounts_disagree"
    OUT_OF_STOCK = "out_of_stock"
    REFUSED = "refused"
    GONE = "gone"
    CANCELED_HERE = "canceled_here"


MOVES: dict[ParkedStatus, frozenset[ParkedStatus]] = {
    ParkedStatus.OPEN: frozenset({ParkedStatus.RESOLVED, ParkedStatus.DISMISSED}),
    ParkedStatus.RESOLVED: frozenset({ParkedStatus.OPEN}),
    ParkedStatus.DISMISSED: frozenset(),
}
"""What was resolved and comes again is open again; what was dismissed stays so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedInput:
    """Something to park. `about` names what was not understood: the barcodes, the status word, the currency."""

    kind: ParkedKind
    external_id: str
    reason: ParkedReason
    about: Sequence[str] = ()
    explanation: Explanation = UNEXPLAINED
    payload: str = "{}"


@dataclass(frozen=True, slots=True)
class ParkedItem:
    """A parked item as stored; `payload` is what the channel sent, as JSON text."""

    id: UUID
    channel_id: UUID
    channel_code: str
    kind: ParkedKind
    external_id: str
    reason: ParkedReason
    about: Sequence[str]
    explanation: Explanation
    payload: str
    status: ParkedStatus
    times_seen: int
    created_at: datetime
    last_seen_at: datetime
    resolved_by: str
    resolved_at: datetime | None
    note: str
