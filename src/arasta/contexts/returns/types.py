"""Values of returns: why, how far, what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop
from arasta.kernel.money import Money, total

ReturnId = NewType("ReturnId", UUID)
RefundId = NewType("RefundId", UUID)
RETURN_PREFIX = "ret"
REFUND_PREFIX = "rfd"
LONGEST_NOTE = 1000


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


RETURN_MOVES: dict[ReturnStatus, frozenset[ReturnStatus]] = {
    ReturnStatus.REQUESTED: frozenset({ReturnStatus.RECEIVED, ReturnStatus.WITHDRAWN}),
    ReturnStatus.RECEIVED: frozenset(),
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
    """Units of an order line to send back; SKU, name and options are copied from the order.

    `resell` and `damaged` of them came back, once the return was received. `bought_as`: what its buyer read, where staff
    read another name.
    """

    order_line_id: UUID
    sku: str
    name: str
    options: str
    quantity: int
    reason: ReturnReason
    resell: int = 0
    damaged: int = 0
    bought_as: str = ""

    def called(self, names: Mapping[UUID, tuple[str, str]]) -> LineToReturn:
        """Return it under another name, by the order's line as (SKU, name); one of another SKU keeps its own."""
        sku, name = names.get(self.order_line_id, ("", ""))
        read = f"{self.name} · {self.options}" if self.options else self.name
        return self if sku != self.sku or name == read else replace(self, name=name, options="", bought_as=read)

    @property
    def came(self) -> int:
        """How many units came back."""
        return self.resell + self.damaged


@dataclass(frozen=True, slots=True)
class ReturnToRequest:
    """What a customer wants to send back; `external_id` is the return at the channel where they asked for it."""

    order_id: UUID
    order_number: str
    channel_id: UUID
    customer_id: UUID | None
    lines: tuple[LineToReturn, ...]
    note: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """How many units of an order's line came back: fit to be sold again, or damaged."""

    order_line_id: UUID
    resell: int
    damaged: int


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
    external_id: str = ""
    location_id: UUID | None = None
    received_at: datetime | None = None

    @property
    def goods_ids(self) -> tuple[UUID, ...]:
        return tuple(line.order_line_id for line in self.lines)

    def called(self, names: Mapping[UUID, tuple[str, str]]) -> ReturnRow:
        """Return it with other names for the goods."""
        return replace(self, lines=tuple(line.called(names) for line in self.lines))

    @property
    def units(self) -> int:
        """How many units it is about."""
        return sum(line.quantity for line in self.lines)


class RefundStatus(StrEnum):
    """Whether money asked back for a customer is on its way. ASKED: whoever holds it has not said yes yet."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


REFUND_MOVES: dict[RefundStatus, frozenset[RefundStatus]] = {
    RefundStatus.ASKED: frozenset({RefundStatus.GIVEN, RefundStatus.REFUSED}),
    RefundStatus.REFUSED: frozenset({RefundStatus.GIVEN}),
    RefundStatus.GIVEN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class LineToRefund:
    """What is given back for units of an order's line, and the tax in it."""

    order_line_id: UUID
    quantity: int
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class RefundShare:
    """What one payment gives back; `until` is what it has given in all when that is done."""

    payment_id: UUID
    amount: Money
    until: Money
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class RefundToAsk:
    """Money to be given back. `key` makes a repetition harmless; `extra` is for no line: goodwill, or the delivery."""

    key: str
    order_id: UUID
    reason: str
    lines: tuple[LineToRefund, ...]
    extra: Money
    shares: tuple[RefundShare, ...]
    return_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund as it stands; `problem` says why it was refused."""

    id: RefundId
    key: str
    order_id: UUID
    return_id: UUID | None
    status: RefundStatus
    reason: str
    problem: str
    amount: Money
    extra: Money
    lines: tuple[LineToRefund, ...]
    shares: tuple[RefundShare, ...]
    asked_at: datetime
    actor_name: str

    @property
    def given(self) -> Money:
        """What was given of it, be it asked for still or refused by somebody who holds a share."""
        if self.status is RefundStatus.GIVEN:
            return self.amount
        return total([share.amount for share in self.shares if share.is_given], self.amount.currency)

    @property
    def counts(self) -> bool:
        """Tell whether its units are taken: one that was refused before anything was given may be asked for again."""
        return self.status is not RefundStatus.REFUSED or bool(self.given)


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


class MoreThanAsked(Conflict):
    code = "more_than_asked"
    template = gettext_noop("Of “%(name)s” %(asked)s were to come back, not %(came)s.")


class UnknownRefund(Missing):
    code = "unknown_refund"
    template = gettext_noop("There is no such refund.")


class RefundReasonMissing(Invalid):
    code = "refund_reason_required"
    template = gettext_noop("Say why the money is given back: the customer and the books read it.")


class RefundKeyReused(Conflict):
    code = "refund_key_reused"
    template = gettext_noop("This refund was asked for before with another amount. Reload the page.")
