"""The orders of a channel day by day: a part of its page."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.queries import pace
from arasta.kernel import clock
from arasta.kernel.calendar import day_of
from arasta.kernel.web.pages import permitted

_DAYS = 14


@require_safe
@permitted("channels.read")
def sales(request: HttpRequest, code: str) -> HttpResponse:
    """Show how many orders came on each of the last two weeks' days."""
    channel, today = channels.channel(code), day_of(clock.now())
    first = today - timedelta(days=_DAYS - 1)
    zone = timezone.get_default_timezone_name()
    found = pace.orders_per_day(channel.id, since=clock.now() - timedelta(days=_DAYS), zone=zone)
    days = [(first + timedelta(days=number)) for number in range(_DAYS)]
    counted = [(day, found.get(day, 0)) for day in days]
    context = {"days": counted, "total": sum(number for _, number in counted), "length": _DAYS}
    return render(request, "backoffice/connect/sales.html", context)
