"""Pages about delivery methods: the list, and price, days and offer of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.fulfillment.queries import methods as reads
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.web import words
from arasta.contexts.fulfillment.web.forms import MethodForm
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_safe
@permitted("fulfillment.read")
def delivery_methods(request: HttpRequest) -> HttpResponse:
    """List delivery methods, those not offered too."""
    language = get_language() or "en"
    rows = [
        {
            "method": row,
            "text": row.text(language),
            "kind": words.KINDS[row.kind],
            "icon": words.KIND_ICONS[row.kind],
        }
        for row in reads.delivery_methods(only_active=False)
    ]
    may_change = actor_of(request).may("prices.write")
    return render(request, "fulfillment/methods.html", {"rows": rows, "may_change": may_change})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("prices.write")
def delivery_method(request: HttpRequest, code: str) -> HttpResponse:
    """Change price, days and offer of a delivery method."""
    row = reads.delivery_method(code)
    form, status = MethodForm(row, request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                methods.save_delivery_methods([form.to_save()])
            except DomainError as refusal:
                form.add_error("max_days" if refusal.code == "delivery_days_wrong" else None, sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved."))
                return redirect("fulfillment_methods")
    context = {"form": form, "method": row, "text": row.text(get_language() or "en")}
    return render(request, "fulfillment/method.html", context, status=status)
