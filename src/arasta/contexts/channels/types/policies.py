"""Price policies, matching, deadlines and health of channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop
from arasta.kernel.money import Money

DEADLINE_PREFIX = "ddl"


class PolicyInvalid(Invalid):
    code = "price_policy_invalid"
    template = gettext_noop(
        "A policy is from -90 to 900 percent, tolerates 0 to 50 percent, and rounds to a step above zero."
    )


class PriceReasonMissing(Invalid):
    code = "price_reason_missing"
    template = gettext_noop("A price beside the policy needs a reason.")


class DeadlineInvalid(Invalid):
    code = "deadline_invalid"
    template = gettext_noop("An entry of the calendar needs a title of 200 characters at most, and a date.")


class DeadlineMissing(Missing):
    code = "deadline_not_found"
    template = gettext_noop("There is no such entry in the calendar.")


class FigureInvalid(Invalid):
    code = "figure_invalid"
    template = gettext_noop("That is not a value of “%(figure)s”.")


class MatchIsDecided(Conflict):
    code = "match_is_decided"
    template = gettext_noop("“%(given)s” stands for a product already. End that listing first.")


class MatchUnknown(Missing):
    code = "match_not_found"
    template = gettext_noop("The channel shows no listing “%(given)s”.")


class MatchNeedsProduct(Invalid):
    code = "match_needs_product"
    template = gettext_noop("Say which SKU “%(given)s” is.")


class MatchTwice(Conflict):
    code = "match_twice"
    template = gettext_noop("Two of the channel's listings cannot be the same SKU: %(given)s.")


class PolicyKind(StrEnum):
    """How a channel's prices relate to those for all channels."""

    SAME = "same"
    PERCENT = "percent"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePolicy:
    """A channel's policy. `step_minor`: derived prices are rounded to it; `tolerance`: percent that is no deviation."""

    kind: PolicyKind = PolicyKind.FREE
    percent: Decimal = Decimal(0)
    step_minor: int = 1
    tolerance: Decimal = Decimal(0)


class Standing(StrEnum):
    """How a price stands to the policy. ACCEPTED: beside it, and somebody said why."""

    FITS = "fits"
    BESIDE = "beside"
    ACCEPTED = "accepted"
    NO_BASE = "no_base"


@dataclass(frozen=True, slots=True)
class AcceptedPrice:
    """A price beside the policy that somebody gave a reason for; it counts for exactly this amount."""

    variant_id: UUID
    price: Money
    reason: str
    accepted_by: str
    accepted_at: datetime


class MatchingState(StrEnum):
    """NOT_ASKED: the channel was connected without; OPEN: nothing is told before a person decided."""

    NOT_ASKED = "not_asked"
    OPEN = "open"
    DECIDED = "decided"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Matching:
    """Whether a channel's listings were matched with our SKUs, and who said so."""

    state: MatchingState
    by: str = ""
    at: datetime | None = None

    @property
    def holds_back(self) -> bool:
        """Whether nothing may be told to the channel yet."""
        return self.state is MatchingState.OPEN


class MatchState(StrEnum):
    PROPOSED = "proposed"
    UNMATCHED = "unmatched"
    CONFIRMED = "confirmed"
    IGNORED = "ignored"


MATCH_MOVES: dict[MatchState, frozenset[MatchState]] = {
    MatchState.PROPOSED: frozenset(
        {MatchState.UNMATCHED, MatchState.CONFIRMED, MatchState.IGNORED, MatchState.PROPOSED}
    ),
    MatchState.UNMATCHED: frozenset({MatchState.PROPOSED, MatchState.CONFIRMED, MatchState.IGNORED}),
    MatchState.IGNORED: frozenset({MatchState.CONFIRMED, MatchState.PROPOSED, MatchState.UNMATCHED}),
    MatchState.CONFIRMED: frozenset(),
}


class MatchReason(StrEnum):
    """Why we think that a channel's listing is a SKU of ours, the surest first."""

    LISTED = "listed"
    GTIN = "gtin"
    SKU = "sku"
    SKU_FOLDED = "sku_folded"
    TITLE_AND_PRICE = "title_and_price"
    TITLE = "title"
    CHOSEN = "chosen"
    CREATED = "created"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Guess:
    """A SKU of ours that a channel's listing may be, how sure that is in percent, and why."""

    variant_id: UUID
    confidence: int
    reason: MatchReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMatch:
    """What a channel's listing shows that can be compared."""

    external_id: str
    sku: str
    barcode: str
    title: str
    price: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A SKU of ours to compare with. `likeness`: how alike the titles are, in percent."""

    variant_id: UUID
    sku: str
    gtin: str
    likeness: int
    price: Money | None


@dataclass(frozen=True, slots=True)
class Match:
    """A channel's listing with what we think it is, or what a person said it is."""

    external_id: str
    title: str
    sku: str
    barcode: str
    price: Money | None
    quantity: int | None
    picture: str
    url: str
    state: MatchState
    variant_id: UUID | None
    confidence: int
    reason: MatchReason
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class MatchCounts:
    """How many of a channel's listings stand where. `sure`: proposals that may be confirmed together."""

    proposed: int
    sure: int
    unmatched: int
    confirmed: int
    ignored: int

    @property
    def undecided(self) -> int:
        return self.proposed + self.unmatched

    @property
    def seen(self) -> int:
        return self.undecided + self.confirmed + self.ignored


class DeadlineState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DISMISSED = "dismissed"


DEADLINE_MOVES: dict[DeadlineState, frozenset[DeadlineState]] = {
    DeadlineState.OPEN: frozenset({DeadlineState.DONE, DeadlineState.DISMISSED}),
    DeadlineState.DONE: frozenset({DeadlineState.OPEN}),
    DeadlineState.DISMISSED: frozenset({DeadlineState.OPEN}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDeadline:
    """A date that a channel of a connector announced, with what is to be done; texts are translated where shown."""

    code: str
    connector: str
    title: str
    action: str
    due_on: date
    link: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """An entry of a channel's calendar. `code` names a known one, whose texts are translated; own ones have none."""

    key: str
    channel_id: UUID
    code: str
    title: str
    action: str
    due_on: date
    link: str
    state: DeadlineState
    by: str
    at: datetime | None


class Figure(StrEnum):
    """What a seller's health is told by."""

    LATE = "late_shipments"
    CANCELED = "cancellations"
    RETURNED = "returns"
    PARKED = "parked"
    RATING = "rating"
    BUY_BOX = "buy_box"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTerms:
    """How a figure is read. `is_share`: percent of `counted`; `low_is_good`; `limit` is where it becomes bad."""

    is_share: bool
    low_is_good: bool
    is_entered: bool
    limit: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureInput:
    """A figure of a day. `counted`: of how many orders a share was taken."""

    figure: Figure
    on: date
    value: Decimal
    counted: int = 0
    is_entered: bool = False


@dataclass(frozen=True, slots=True)
class FigurePoint:
    on: date
    value: Decimal
    counted: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure with its limit and its history, the oldest first."""

    figure: Figure
    terms: FigureTerms
    limit: Decimal
    points: Sequence[FigurePoint] = field(default_factory=tuple)

    @property
    def latest(self) -> FigurePoint | None:
        return self.points[-1] if self.points else None
