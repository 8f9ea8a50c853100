"""Values of pickup: terms and hours of a place, arrivals, fittings, shortfalls, keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop

FittingId = NewType("FittingId", UUID)
FITTING_PREFIX = "fit"
DAY_MINUTES = 24 * 60
AHEAD = timedelta(minutes=30)
"""How long a time is that one can choose to come at; so long it is kept for a cart that is not ordered yet, too."""


class Way(StrEnum):
    """Where somebody waits for what they ordered."""

    DESK = "desk"
    CURBSIDE = "curbside"


class FittingStatus(StrEnum):
    """Where a fitting stands. ENDED: the customer was here, whatever they bought; MISSED: nobody came."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    ENDED = "ended"
    CANCELED = "canceled"
    MISSED = "missed"


_F = FittingStatus
FITTING_MOVES: dict[FittingStatus, frozenset[FittingStatus]] = {
    _F.BOOKED: frozenset({_F.ARRIVED, _F.ENDED, _F.CANCELED, _F.MISSED}),
    _F.ARRIVED: frozenset({_F.ENDED}),
    _F.ENDED: frozenset(),
    _F.CANCELED: frozenset(),
    _F.MISSED: frozenset(),
}


class ShortfallAnswer(StrEnum):
    """What becomes of a pickup of which some units were not found."""

    ASKED = "asked"
    TAKE_REST = "take_rest"
    CANCEL_ALL = "cancel_all"
    FOUND = "found"


class KeepReason(StrEnum):
    """What a kept order waits for: to be paid at the store, or to be fetched."""

    PAY = "pay"
    FETCH = "fetch"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when to when a place is open, in minutes of its day; the end does not belong to it."""

    opens: int
    closes: int

    @property
    def is_sound(self) -> bool:
        return 0 <= self.opens < self.closes <= DAY_MINUTES

    def __str__(self) -> str:
        return f"{_clock(self.opens)}–{_clock(self.closes)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


Spans = tuple[Span, ...]
_SPAN = re.compile(r"\s*(\d{1,2})[:.](\d\d)\s*[-–—]\s*(\d{1,2})[:.](\d\d)\s*", re.ASCII)


def spans_of(text: str) -> Spans:
    """Read hours as people write them, such as 10:00–14:00, 15:00–20:00; nothing written is closed. Raises HoursWrong."""
    found = [_SPAN.fullmatch(part) for part in text.split(",")] if text.strip() else []
    spans = []
    for match in found:
        if match is None:
            raise HoursWrong
        hour, minute, last_hour, last_minute = map(int, match.groups())
        spans.append(Span(60 * hour + minute, 60 * last_hour + last_minute))
        if not spans[-1].is_sound or max(minute, last_minute) > 59:
            raise HoursWrong
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class Terms:
    """How a place serves people who come for goods. No bays: no curbside; no rooms: no fittings.

    `orders_ahead`: how many orders it prepares for the same half hour; with none, nobody chooses a time. `bring_days`:
    within how many days goods that lie elsewhere are brought here; with none, only what lies here can be fetched.
    """

    prep_minutes: int = 60
    keep_days: int = 7
    unpaid_days: int = 1
    curbside_bays: int = 0
    fitting_rooms: int = 0
    fitting_minutes: int = 30
    orders_ahead: int = 0
    bring_days: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a place is open: by weekday (0 is Monday), otherwise on special days; no span means closed."""

    time_zone: str
    week: Mapping[int, Spans]
    special: Mapping[date, Spans]
    terms: Terms

    def spans_on(self, day: date) -> Spans:
        """Return when it is open on a day."""
        return self.special.get(day, self.week.get(day.weekday(), ()))


@dataclass(frozen=True, slots=True)
class PlaceToSave:
    """A place's terms and hours as they shall be."""

    location_id: UUID
    terms: Terms
    week: Mapping[int, Spans]
    special: Mapping[date, Spans]


@dataclass(frozen=True, slots=True)
class ArrivalToTell:
    """Somebody who came for a fulfillment order; at the curb they say at which bay, and which car is theirs."""

    fulfillment_order_id: UUID
    order_id: UUID
    location_id: UUID
    way: Way
    bay: str = ""
    car: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """Somebody who waits; `seen_at` is when staff said that they come."""

    fulfillment_order_id: UUID
    order_id: UUID
    location_id: UUID
    way: Way
    bay: str
    car: str
    arrived_at: datetime
    seen_at: datetime | None
    seen_by: str


@dataclass(frozen=True, slots=True)
class FittingLine:
    """Units to be tried on; SKU and name are copies for the associate."""

    variant_id: UUID
    quantity: int
    sku: str
    name: str


@dataclass(frozen=True, slots=True)
class FittingToBook:
    """A slot at a place with units that are held for it."""

    id: FittingId
    location_id: UUID
    channel_id: UUID
    starts_at: datetime
    lines: tuple[FittingLine, ...]
    name: str
    email: str
    phone: str = ""
    language: str = "en"
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FittingRow:
    """A fitting."""

    id: FittingId
    location_id: UUID
    channel_id: UUID
    status: FittingStatus
    starts_at: datetime
    ends_at: datetime
    name: str
    email: str
    phone: str
    language: str
    customer_id: UUID | None
    lines: tuple[FittingLine, ...]

    def may_become(self, status: FittingStatus) -> bool:
        """Tell whether the status is a legal next one."""
        return status in FITTING_MOVES[self.status]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which one can try on, and how many rooms are left then."""

    starts_at: datetime
    ends_at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Plan:
    """When somebody means to come for an order; chosen for the cart that becomes it."""

    order_id: UUID
    location_id: UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ShortfallToAsk:
    """Units of a line that were not found."""

    fulfillment_order_id: UUID
    order_id: UUID
    order_line_id: UUID
    variant_id: UUID
    location_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class ShortfallRow:
    """Units of a line that were not found, and what the customer answered."""

    id: UUID
    fulfillment_order_id: UUID
    order_id: UUID
    order_line_id: UUID
    variant_id: UUID
    location_id: UUID
    quantity: int
    answer: ShortfallAnswer
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class KeepRow:
    """How long an order waits at a place, and for what."""

    order_id: UUID
    location_id: UUID
    reason: KeepReason
    until: datetime


class HoursWrong(Invalid):
    code = "hours_wrong"
    template = gettext_noop("Hours must lie within the day, end after they begin, and not overlap.")


class TermsWrong(Invalid):
    code = "pickup_terms_wrong"
    template = gettext_noop("These numbers cannot be: write whole numbers that are not below zero.")


class NoCurbside(Conflict):
    code = "no_curbside"
    template = gettext_noop("This place does not bring goods to the car. Please come to the desk.")


class UnknownFitting(Missing):
    code = "unknown_fitting"
    template = gettext_noop("There is no such fitting.")


class SlotTaken(Conflict):
    code = "slot_taken"
    template = gettext_noop("This time has just been taken. Choose another one.")


class SlotNotOffered(Conflict):
    code = "slot_not_offered"
    template = gettext_noop("This time is not offered. Choose one of those shown.")


class TooManyFittings(Conflict):
    code = "too_many_fittings"
    template = gettext_noop("You have %(most)s fittings to come already. Cancel one, or come by.")


class FittingMoveRefused(Conflict):
    code = "fitting_move_refused"
    template = gettext_noop("That cannot be done with this fitting any more. Reload the page to see how it stands.")


class ShortfallAnswered(Conflict):
    code = "shortfall_answered"
    template = gettext_noop("This question was answered already.")
