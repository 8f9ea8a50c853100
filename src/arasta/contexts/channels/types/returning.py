"""What comes back through a channel, and the money a channel keeps or pays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from arasta.kernel.money import Money

RETURN_PREFIX = "crn"


class ReturnState(StrEnum):
    """Where a channel's return stands. UNKNOWN: a word not met before; a person looks at it."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    RECEIVED = "received"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReturnLine:
    """Units of a line of the channel's order that come back; `line_id` is the channel's id of the order line.

    `never_left`: the channel's order does not show these units any more, as if they had been canceled: what they cost is
    given back once, where we canceled them because of that.
    """

    external_id: str
    line_id: str
    sku: str
    quantity: int
    reason: str = ""
    never_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReturn:
    """A return or refund at the channel. `version` grows with every change; `refunded` is what the buyer got back.

    A refund without goods (a discount after the sale) has no lines. `awaits_answer`: the channel waits for us to approve
    or reject it.
    """

    external_id: str
    order_id: str
    state: ReturnState
    external_status: str
    version: int
    asked_at: datetime
    lines: Sequence[ChannelReturnLine] = ()
    refunded: Money | None = None
    restocked: bool = False
    awaits_answer: bool = False
    raw: str = "{}"


class ReturnAnswer(StrEnum):
    """What we said about a return. NONE: nothing yet."""

    NONE = ""
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A reason of the channel for which a return may be rejected, by the channel's code of it."""

    code: str
    needs_file: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with something said, as a picture of what came back."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether a return is approved; a rejection says why, in the channel's code and in words."""

    answer: ReturnAnswer
    reason: str = ""
    note: str = ""
    files: Sequence[Attachment] = ()


class EntryKind(StrEnum):
    """What money at a channel was for. OTHER keeps the channel's own word."""

    SALE = "sale"
    REFUND = "refund"
    COMMISSION = "commission"
    FEE = "fee"
    SHIPPING = "shipping"
    TAX = "tax"
    DISCOUNT = "discount"
    ADVERTISING = "advertising"
    PAYOUT = "payout"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyEntry:
    """One line of a channel's account with us. Positive: in our favor; a payout is negative, it leaves the account.

    `payout_id` binds the entries that one payout settled; `expected_at`: when it is to be paid out.
    """

    external_id: str
    kind: EntryKind
    amount: Money
    at: datetime
    word: str = ""
    order_id: str = ""
    line_id: str = ""
    payout_id: str = ""
    expected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReturnLineRow:
    """A stored line of a return, and the line of our order it is about, where that is known."""

    external_id: str
    sku: str
    quantity: int
    reason: str
    never_left: bool
    order_line_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A stored return, and the order of ours it is about, once that has entered the book."""

    id: UUID
    channel_id: UUID
    external_id: str
    external_order: str
    order_id: UUID | None
    state: ReturnState
    status: str
    version: int
    asked_at: datetime
    refunded: Money | None
    restocked: bool
    awaits_answer: bool
    answer: ReturnAnswer
    answered_at: datetime | None
    reason: str
    note: str
    lines: Sequence[ReturnLineRow]


@dataclass(frozen=True, slots=True)
class KindSum:
    """What entries of one kind add up to."""

    kind: EntryKind
    amount: Money


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """What an order brought at its channel. `fees` is all that is neither sale, refund, commission nor shipping."""

    sale: Money
    refunds: Money
    commission: Money
    shipping: Money
    fees: Money

    @property
    def net(self) -> Money:
        return self.sale + self.refunds + self.commission + self.shipping + self.fees


@dataclass(frozen=True, slots=True)
class PaidOut:
    """A payout that settled something of an order; without a moment: the channel has not told of it yet."""

    payout_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Payout:
    """What one payout settled; without an id: what no payout has settled yet. `paid_out` left the channel's account.

    `expected_at`: when the first of it is, or was, to be paid out, where the channel says so.
    """

    payout_id: str
    money: OrderMoney
    paid_out: Money
    entries: int
    first_at: datetime
    last_at: datetime
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A stored line of a channel's account with us."""

    id: UUID
    external_id: str
    kind: EntryKind
    amount: Money
    at: datetime
    word: str
    external_order: str
    payout_id: str
    expected_at: datetime | None


def refunded_in(currency: str, told: Sequence[ReturnRow]) -> list[ReturnRow]:
    """Return the returns for which money of a currency went back."""
    return [one for one in told if one.refunded is not None and one.refunded.currency == currency]


def never_left(told: Sequence[ReturnRow]) -> Counter[UUID | None]:
    """Count by line of ours the units that the channel's orders do not show any more, as if they had been canceled."""
    return units_told([line for one in told for line in one.lines if line.never_left])


def units_told(lines: Sequence[ReturnLineRow]) -> Counter[UUID | None]:
    """Count units by line of ours; None counts those of lines that we do not know."""
    found: Counter[UUID | None] = Counter()
    for line in lines:
        found[line.order_line_id] += line.quantity
    return found
