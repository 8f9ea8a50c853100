"""The merchant's calendar: on which day a moment falls where the business is, whatever day it is in Greenwich."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


def day_of(at: datetime) -> date:
    """Return the merchant's day."""
    return timezone.localdate(at, timezone.get_default_timezone())


def working_days_after(day: date, count: int) -> date:
    """Return the day so many working days later: carriers rest on Saturdays and Sundays."""
    while count:
        day += _DAY
        count -= day.weekday() not in {_SATURDAY, _SUNDAY}
    return day
