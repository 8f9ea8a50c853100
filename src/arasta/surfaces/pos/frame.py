"""What every page of the till shows around its content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arasta.contexts.pickup.queries import arrivals
from arasta.kernel import clock
from arasta.surfaces.pos.desk import Desk

_A_DAY = timedelta(days=1)


def page(
    request: HttpRequest, template: str, desk: Desk | None, *, tab: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page in the till's frame; a step that should not be left by accident has no tab."""
    around = {
        "desk": desk,
        "register_name": desk.register.name if desk else "",
        "location_name": desk.location.name if desk else "",
        "till_tabs": _tabs(tab, desk) if desk and tab else [],
    }
    return render(request, f"pos/{template}.html", {**around, **context}, status=status)


def _tabs(current: str, desk: Desk) -> list[dict[str, object]]:
    tabs = (
        ("till", pgettext("till", "Sale"), "shopping-cart"),
        ("till_pickups", _("Pickups"), "package-check"),
        ("till_today", _("Today"), "receipt"),
        ("till_registers", pgettext("till", "Register"), "calculator"),
    )
    counts = {"till_pickups": arrivals.unseen(desk.location.id, since=clock.now() - _A_DAY)}
    return [
        {"label": label, "url": reverse(name), "icon": icon, "active": name == current, "count": counts.get(name)}
        for name, label, icon in tabs
    ]
