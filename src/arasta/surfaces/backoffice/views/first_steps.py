"""The first steps of an installation: found the company, then what is still missing before it can sell."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.brand import queries as brands
from arasta.contexts.catalog.queries import products
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import connecting as connections
from arasta.contexts.identity import queries as identity
from arasta.contexts.payments import queries as payments
from arasta.contexts.registers import queries as registers
from arasta.flows.founding import found_company as founding
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.first_forms import CompanyForm

_GUESSES = {"tr": ("TR", "TRY"), "ru": ("RU", "RUB")}


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do before or soon after the first sale; `more_url` is another way to do it."""

    title: str | Promise
    text: str | Promise
    url_name: str
    verb: str | Promise
    is_done: bool
    more_url: str = ""
    more_verb: str | Promise = ""


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("staff.write")
def first_steps(request: HttpRequest) -> HttpResponse:
    """Ask for the company and found it; once it stands, show what comes next and what is done."""
    if founding.is_founded():
        return render(request, "backoffice/first_steps/steps.html", {"steps": _steps()})
    language = (get_language() or "en")[:2]
    country, currency = _GUESSES.get(language, ("", ""))
    initial = {"language": language, "country": country, "currency": currency, "delivery": 0}
    form, status = CompanyForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                founding.found_company(form.wanted(), actor=actor_of(request))
            except DomainError as refusal:
                form.add_error(None, sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Your company stands. Now give it something to sell."))
                return redirect("backoffice_first_steps")
    return render(request, "backoffice/first_steps/company.html", {"form": form}, status=status)


def _steps() -> list[Step]:
    language = get_language() or "en"
    return [
        Step(
            gettext_lazy("Something to sell"),
            gettext_lazy("One product by hand, or a whole file with prices and stock."),
            "catalog_product_add",
            gettext_lazy("Add a product"),
            bool(products.products_page(language=language, limit=1).items),
            "backoffice_imports",
            gettext_lazy("Import a file"),
        ),
        Step(
            gettext_lazy("A till"),
            gettext_lazy("A store sells as soon as it has a register."),
            "backoffice_register_add",
            gettext_lazy("Add a register"),
            bool(registers.registers(only_active=True)),
        ),
        Step(
            gettext_lazy("Your looks"),
            gettext_lazy("Colors, fonts, logo and words of the web shop and its letters."),
            "brand_kits",
            gettext_lazy("Edit the brand"),
            any(kit.lines or kit.pictures for kit in brands.kits()),
        ),
        Step(
            gettext_lazy("Money"),
            gettext_lazy("Until a provider is connected, the shop takes test cards only."),
            "backoffice_pay_accounts",
            gettext_lazy("Connect a provider"),
            bool(payments.accounts(only_active=True)),
        ),
        Step(
            gettext_lazy("Other hands"),
            gettext_lazy("Each person signs in by name, and may do what their work needs."),
            "identity_staff_add",
            gettext_lazy("Add somebody"),
            len(identity.staff_page(limit=2).items) > 1,
        ),
        Step(
            gettext_lazy("Other channels"),
            gettext_lazy("Marketplaces and shops elsewhere sell from the same stock."),
            "backoffice_connectors",
            gettext_lazy("Connect a channel"),
            bool(connections.connections([one.id for one in channels.channels()])),
        ),
    ]
