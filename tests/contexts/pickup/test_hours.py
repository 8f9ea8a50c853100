"""When a place is open, and when goods are ready there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from arasta.contexts.pickup.domain import hours
from arasta.contexts.pickup.types import Calendar, HoursWrong, Span, Terms, spans_of

MONDAY = date(2026, 11, 23)
WEEK = {weekday: spans_of("10:00–21:00") for weekday in range(6)} | {6: spans_of("11:00–20:00")}


def at(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    """A moment in Istanbul, three hours before Greenwich."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=3)


def place(**terms: int) -> Calendar:
    return Calendar("Europe/Istanbul", WEEK, {date(2026, 11, 25): ()}, Terms(**terms))


@pytest.mark.parametrize(
    ("ordered", "ready"),
    [
        (at(12), at(13)),
        (at(8), at(11)),
        (at(20), at(21)),
        (at(20, 30), at(10, 30, day=24)),
        (at(23), at(11, day=24)),
        (at(21, day=24), at(11, day=26)),  # closed on the 25th
        (at(21, day=28), at(12, day=29)),  # a Sunday
    ],
)
def test_preparation_takes_place_in_open_hours(ordered: datetime, ready: datetime) -> None:
    assert hours.ready_by(place(prep_minutes=60), ordered) == ready


def test_a_long_preparation_goes_on_the_next_day() -> None:
    assert hours.ready_by(place(prep_minutes=13 * 60), at(10)) == at(12, day=24)


def test_a_place_that_never_opens_promises_nothing() -> None:
    closed = Calendar("Europe/Istanbul", {}, {}, Terms())

    assert hours.ready_by(closed, at(10)) is None
    assert not hours.is_open(closed, at(10))


def test_the_closing_minute_is_closed() -> None:
    assert hours.is_open(place(), at(10))
    assert hours.is_open(place(), at(20, 59))
    assert not hours.is_open(place(), at(21))
    assert not hours.is_open(place(), at(12, day=25))


def test_an_hour_that_the_clock_skips_is_no_hour_of_work() -> None:
    night = Calendar("Europe/Berlin", {6: (Span(0, 6 * 60),)}, {}, Terms(prep_minutes=150))

    ready = hours.ready_by(
        night, datetime(2027, 3, 27, 23, tzinfo=UTC)
    )  # midnight in Berlin; 02:00 is followed by 03:00

    assert ready == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_an_order_is_kept_until_the_end_of_an_open_day() -> None:
    assert hours.kept_until(place(), at(12), days=1) == at(21, day=24)
    assert hours.kept_until(place(), at(12), days=2) == at(21, day=26)
    assert hours.kept_until(Calendar("Europe/Istanbul", {}, {}, Terms()), at(12), days=2) == at(12, day=25)


def test_slots_fill_the_open_hours_that_are_left() -> None:
    taken = {at(19): 1, at(20): 2}

    found = hours.slots(place(fitting_rooms=2, fitting_minutes=60), MONDAY, at=at(18, 1), taken=taken)

    assert [(slot.starts_at, slot.left) for slot in found] == [(at(19), 1), (at(20), 0)]
    assert hours.slots(place(), MONDAY, at=at(9), taken={}) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", []), ("10:00-21:00", ["10:00–21:00"]), (" 9.30 – 12.00 , 13:00-24:00", ["09:30–12:00", "13:00–24:00"])],
)
def test_hours_are_read_as_people_write_them(text: str, shown: list[str]) -> None:
    assert [str(span) for span in spans_of(text)] == shown


@pytest.mark.parametrize(
    "text", ["10", "10:00", "21:00-10:00", "10:00-10:00", "10:75-12:00", "10:00-25:00", "a,b", ","]
)
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(HoursWrong):
        spans_of(text)


def test_hours_that_overlap_are_unsound() -> None:
    assert hours.are_sound(spans_of("10:00-12:00, 12:00-14:00"))
    assert not hours.are_sound(spans_of("10:00-12:00, 11:59-14:00"))
