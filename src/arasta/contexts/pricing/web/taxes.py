"""The page of tax rates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.pricing.queries import prices
from arasta.contexts.pricing.services import taxes
from arasta.contexts.pricing.web.forms import TaxRateForm, refuse
from arasta.kernel import clock
from arasta.kernel.calendar import day_of
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("catalog.read")
def tax_rates(request: HttpRequest) -> HttpResponse:
    """List tax rates; with the permission, set one from a day on."""
    form, status = TaxRateForm(), 200
    if request.method == "POST":
        actor_of(request).require("prices.write")
        form, status = TaxRateForm(request.POST), 422
        if form.is_valid():
            try:
                taxes.save_tax_rates([form.tax_rate()])
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved."))
                return redirect("pricing_taxes")
    today = day_of(clock.now())
    rows = [
        {"rate": rate, "holds": rate.valid_from <= today and (rate.valid_until is None or today < rate.valid_until)}
        for rate in prices.tax_table()
    ]
    context = {"rows": rows, "form": form, "may_change": actor_of(request).may("prices.write")}
    return render(request, "pricing/taxes.html", context, status=status)
