"""Pages about price lists: list, add, change."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.pricing import ports
from arasta.contexts.pricing.queries import prices
from arasta.contexts.pricing.services import price_lists as saving
from arasta.contexts.pricing.types import PriceListRow
from arasta.contexts.pricing.web.forms import PriceListForm, refuse
from arasta.kernel.errors import DomainError, Missing
from arasta.kernel.http.problems import STATUS
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_safe
@permitted("catalog.read")
def price_lists(request: HttpRequest) -> HttpResponse:
    """List the price lists."""
    names: dict[UUID | None, str] = {channel.id: channel.name for channel in ports.channel_names()}
    rows = [
        {"list": row, "channel": names.get(row.channel_id, _("One channel")) if row.channel_id else _("All channels")}
        for row in prices.price_lists()
    ]
    context = {"rows": rows, "may_change": actor_of(request).may("prices.write")}
    return render(request, "pricing/lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("prices.write")
def add(request: HttpRequest) -> HttpResponse:
    """Add a price list."""
    form = PriceListForm(request.POST or None)
    return _save(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("prices.write")
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a price list."""
    row = next((row for row in prices.price_lists() if row.code == code), None)
    if row is None:
        raise Missing
    form = PriceListForm(request.POST, standing=row) if request.method == "POST" else PriceListForm.of(row)
    return _save(request, form, row)


def _save(request: HttpRequest, form: PriceListForm, row: PriceListRow | None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saving.save_price_lists([form.price_list()], actor=actor_of(request))
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved."))
                return redirect("pricing_lists")
    return render(request, "pricing/list_form.html", {"form": form, "row": row}, status=status)
