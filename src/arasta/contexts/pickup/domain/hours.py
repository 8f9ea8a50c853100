"""When a place is open, when goods are ready there, and which slots it offers. Moments go in and come out in UTC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from arasta.contexts.pickup.types import AHEAD, DAY_MINUTES, Calendar, Slot, Span, Spans

_FARTHEST = 21
_DAY = timedelta(days=1)


def are_sound(spans: Spans) -> bool:
    """Tell whether spans lie within a day, one after another."""
    ordered = sorted(spans)
    return all(span.is_sound for span in spans) and all(
        former.closes <= later.opens for former, later in pairwise(ordered)
    )


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Tell whether a place is open at a moment."""
    return any(opens <= at < closes for opens, closes in _moments(calendar, _day_of(calendar, at), days=1))


def ready_by(calendar: Calendar, at: datetime) -> datetime | None:
    """Return when an order of this moment is ready: its preparation takes place in open hours.

    None where the place does not open in the next weeks.
    """
    left = timedelta(minutes=calendar.terms.prep_minutes)
    for opens, closes in _moments(calendar, _day_of(calendar, at), days=_FARTHEST):
        begins = max(opens, at)
        if begins >= closes:
            continue
        if begins + left <= closes:
            return begins + left
        left -= closes - begins
    return None


def kept_until(calendar: Calendar, at: datetime, *, days: int) -> datetime:
    """Return until when an order is kept so many days: the end of the last open hours of that day or of the next open one.

    Where a place has no hours it is kept for whole days.
    """
    day = _day_of(calendar, at) + days * _DAY
    for ahead in range(_FARTHEST):
        spans = calendar.spans_on(day + ahead * _DAY)
        if spans:
            return _moment(calendar, day + ahead * _DAY, max(span.closes for span in spans))
    return at + days * _DAY


def slots(calendar: Calendar, day: date, *, at: datetime, taken: Mapping[datetime, int]) -> tuple[Slot, ...]:
    """Return the slots of a day that begin after a moment, with the rooms that are left in each."""
    terms = calendar.terms
    return _cut(calendar, day, timedelta(minutes=terms.fitting_minutes), terms.fitting_rooms, at, taken)


def times_ahead(calendar: Calendar, day: date, *, at: datetime, taken: Mapping[datetime, int]) -> tuple[Slot, ...]:
    """Return the times of a day at which an order of a moment can be fetched, none before it is ready."""
    ready = ready_by(calendar, at)
    return _cut(calendar, day, AHEAD, calendar.terms.orders_ahead, ready, taken) if ready else ()


def _cut(
    calendar: Calendar, day: date, length: timedelta, places: int, earliest: datetime, taken: Mapping[datetime, int]
) -> tuple[Slot, ...]:
    """Cut the open hours of a day into equal parts with so many places each."""
    found = []
    for opens, closes in _moments(calendar, day, days=1) if places else ():
        starts = opens
        while starts + length <= closes:
            if starts >= earliest:
                found.append(Slot(starts, starts + length, max(0, places - taken.get(starts, 0))))
            starts += length
    return tuple(found)


def _moments(calendar: Calendar, first: date, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(days):
        day = first + ahead * _DAY
        for span in sorted(calendar.spans_on(day)):
            yield _moment(calendar, day, span.opens), _moment(calendar, day, span.closes)


def _moment(calendar: Calendar, day: date, minutes: int) -> datetime:
    whole, rest = divmod(minutes, DAY_MINUTES)
    local = datetime.combine(day + whole * _DAY, time(rest // 60, rest % 60), ZoneInfo(calendar.time_zone))
    return local.astimezone(UTC)


def _day_of(calendar: Calendar, at: datetime) -> date:
    return at.astimezone(ZoneInfo(calendar.time_zone)).date()


ALWAYS: Mapping[int, Spans] = {weekday: (Span(0, DAY_MINUTES),) for weekday in range(7)}
