"""What every page of the till shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arasta.surfaces.pos.desk import Desk


def page(
    request: HttpRequest, template: str, desk: Desk | None, *, tab: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page in the till's frame; a step that should not be left by accident has no tab."""
    around = {
        "desk": desk,
        "register_name": desk.register.name if desk else "",
        "location_name": desk.location.name if desk else "",
        "till_tabs": _tabs(tab) if desk and tab else [],
    }
    return render(request, f"pos/{template}.html", {**around, **context}, status=status)


def _tabs(current: str) -> list[dict[str, object]]:
    tabs = (
        ("till", pgettext("till", "Sale"), "shopping-cart"),
        ("till_today", _("Today"), "receipt"),
        ("till_registers", pgettext("till", "Register"), "calculator"),
    )
    return [
        {"label": label, "url": reverse(name), "icon": icon, "active": name == current} for name, label, icon in tabs
    ]
