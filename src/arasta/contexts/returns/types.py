"""Values of returns: why, how far, what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop

ReturnId = NewType("ReturnId", UUID)
RETURN_PREFIX = "ret"
LONGEST_NOTE = 1000


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"


RETURN_MOVES: dict[ReturnStatus, frozenset[ReturnStatus]] = {
    ReturnStatus.REQUESTED: frozenset({ReturnStatus.WITHDRAWN}),
    ReturnStatus.WITHDRAWN: frozenset(),
}


class ReturnReason(StrEnum):
    """Why somebody sends something back."""

    CHANGED_MIND = "changed_mind"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_AS_SHOWN = "not_as_shown"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    TOO_LATE = "too_late"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LineToReturn:
    """Units of an order line to send back; SKU, name and options are copied from the order."""

    order_line_id: UUID
    sku: str
    name: str
    options: str
    quantity: int
    reason: ReturnReason


@dataclass(frozen=True, slots=True)
class ReturnToRequest:
    """What a customer wants to send back."""

    order_id: UUID
    order_number: str
    channel_id: UUID
    customer_id: UUID | None
    lines: tuple[LineToReturn, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return with its lines."""

    id: ReturnId
    number: str
    order_id: UUID
    order_number: str
    status: ReturnStatus
    note: str
    requested_at: datetime
    lines: tuple[LineToReturn, ...]

    @property
    def units(self) -> int:
        """How many units it is about."""
        return sum(line.quantity for line in self.lines)


class NothingToReturn(Invalid):
    code = "nothing_to_return"
    template = gettext_noop("Choose what you want to send back.")


class NoteTooLong(Invalid):
    code = "return_note_too_long"
    template = gettext_noop("Say it in at most %(most)s characters.")


class UnknownReturn(Missing):
    code = "unknown_return"
    template = gettext_noop("There is no such return.")


class ReturnClosed(Conflict):
    code = "return_closed"
    template = gettext_noop("Return %(number)s cannot be changed any more.")
