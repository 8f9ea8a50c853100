"""The merchant's calendar: on which day a moment falls where the business is, whatever day it is in Greenwich."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def day_of(at: datetime) -> date:
    """Return the merchant's day."""
    return timezone.localdate(at, timezone.get_default_timezone())
