"""Read when places are open, and when goods are ready there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from arasta.contexts.pickup.domain import hours
from arasta.contexts.pickup.models import Opening, Place, SpecialDay
from arasta.contexts.pickup.types import Calendar, Span, Spans, Terms

_MINUTE = timedelta(minutes=1)
_TERMS = (
    "prep_minutes",
    "keep_days",
    "unpaid_days",
    "curbside_bays",
    "fitting_rooms",
    "fitting_minutes",
    "orders_ahead",
    "bring_days",
)


def calendars(location_ids: Collection[UUID]) -> dict[UUID, Calendar]:
    """Return terms and hours of places; one whose terms nobody set is absent. Three statements."""
    places = Place.objects.filter(location_id__in=list(location_ids))
    found = {row[0]: row[1:] for row in places.values_list("location_id", "location__time_zone", *_TERMS)}
    week, special = _week(found), _special(found)
    return {key: Calendar(row[0], week[key], special[key], Terms(*row[1:])) for key, row in found.items()}


def ready_at(calendar: Calendar, at: datetime) -> datetime | None:
    """Return when an order of a moment is ready at a place whose calendar is known."""
    return hours.ready_by(calendar, at)


def brought_by(calendar: Calendar, at: datetime) -> datetime | None:
    """Return by when goods that lie elsewhere are at a place: the last minute of a day, midnight being of the next one.

    None where none are brought.
    """
    days = calendar.terms.bring_days
    return hours.kept_until(calendar, at, days=days) - _MINUTE if days else None


def taking_goods_from_elsewhere(location_ids: Collection[UUID]) -> set[UUID]:
    """Return the places to which goods that lie elsewhere are brought."""
    found = Place.objects.filter(location_id__in=list(location_ids), bring_days__gt=0)
    return set(found.values_list("location_id", flat=True))


def today(calendar: Calendar, at: datetime) -> date:
    """Return which day it is at a place."""
    return at.astimezone(ZoneInfo(calendar.time_zone)).date()


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Tell whether a place is open at a moment."""
    return hours.is_open(calendar, at)


def kept_until(calendar: Calendar, at: datetime, *, days: int) -> datetime:
    """Return until when an order is kept so many days."""
    return hours.kept_until(calendar, at, days=days)


def _week(found: Collection[UUID]) -> dict[UUID, dict[int, Spans]]:
    week: dict[UUID, dict[int, Spans]] = defaultdict(dict)
    rows = Opening.objects.filter(location_id__in=list(found)).order_by("weekday", "opens")
    for place, weekday, opens, closes in rows.values_list("location_id", "weekday", "opens", "closes"):
        week[place][weekday] = (*week[place].get(weekday, ()), Span(opens, closes))
    return week


def _special(found: Collection[UUID]) -> dict[UUID, dict[date, Spans]]:
    special: dict[UUID, dict[date, Spans]] = defaultdict(dict)
    rows = SpecialDay.objects.filter(location_id__in=list(found)).order_by("day", "opens")
    for place, day, opens, closes in rows.values_list("location_id", "day", "opens", "closes"):
        spans = special[place].get(day, ())
        special[place][day] = spans if opens is None or closes is None else (*spans, Span(opens, closes))
    return special
