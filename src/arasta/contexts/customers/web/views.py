"""Pages about customers: list, add, profile, login."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import consents, logins, profiles
from arasta.contexts.customers.types import (
    ADDRESS_PREFIX,
    CONSENT_PREFIX,
    CONSENT_TEXTS,
    CUSTOMER_PREFIX,
    ContactChannel,
    CustomerRow,
)
from arasta.contexts.customers.web.forms import PasswordForm, ProfileForm, refuse
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import panels
from arasta.kernel.web.pages import permitted


@require_safe
@permitted("customers.read")
def customers(request: HttpRequest) -> HttpResponse:
    """List customers, or search them; htmx gets the table alone."""
    text = request.GET.get("q", "")[:200]
    page = queries.customers_page(text, cursor=request.GET.get("after"))
    rows = [{"customer": row, "key": to_public(CUSTOMER_PREFIX, row.id)} for row in page.items]
    context = {
        "rows": rows,
        "text": text,
        "next_cursor": page.next_cursor,
        "may_change": actor_of(request).may("customers.write"),
    }
    response = render(request, "customers/rows.html" if _wants_part(request) else "customers/customers.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("customers.write")
def add(request: HttpRequest) -> HttpResponse:
    """Add a customer without a login."""
    form, status = ProfileForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = profiles.add_customers([form.profile()], actor=actor_of(request))
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                return redirect("customers_customer", key=to_public(CUSTOMER_PREFIX, made[0]))
    return render(request, "customers/add.html", {"form": form}, status=status)


@require_safe
@permitted("customers.read")
def customer(request: HttpRequest, key: str) -> HttpResponse:
    """Show a customer."""
    return _customer(request, found(key))


@require_POST
@permitted("customers.write")
def profile(request: HttpRequest, key: str) -> HttpResponse:
    """Change the profile."""
    row, form = found(key), ProfileForm(request.POST)
    if not form.is_valid():
        return _customer(request, row, profile_form=form, status=422)
    try:
        profiles.change_profile(row.id, profile=form.profile(), actor=actor_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return _customer(request, row, profile_form=form, status=STATUS[refusal.kind])
    messages.success(request, _("Saved."))
    return redirect("customers_customer", key=key)


@sensitive_post_parameters("password")
@require_POST
@permitted("customers.write")
def open_login(request: HttpRequest, key: str) -> HttpResponse:
    """Give a customer a password."""
    row, form = found(key), PasswordForm(request.POST)
    if not form.is_valid():
        return _customer(request, row, password_form=form, status=422)
    try:
        logins.open_login(row.id, password=form.cleaned_data["password"], actor=actor_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return _customer(request, row, password_form=form, status=STATUS[refusal.kind])
    messages.success(request, _("%(name)s can sign in to the shop now.") % {"name": row.name})
    return redirect("customers_customer", key=key)


@require_safe
@permitted("customers.read")
def consents_panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show what a customer allowed and took back; the last word about a use can be taken back for them."""
    row, last = found(key), set[tuple[str, str, str]]()
    words = []
    for said in queries.consents(row.id):
        about = (said.contact, said.channel, said.purpose)
        words.append(
            {
                "said": said,
                "key": to_public(CONSENT_PREFIX, said.id),
                "text": _(CONSENT_TEXTS[said.purpose][1]),
                "is_on_device": said.channel is ContactChannel.PUSH,
                "may_withdraw": said.is_given and about not in last,
            }
        )
        last.add(about)
    context = {"words": words, "key": key, "may_change": actor_of(request).may("customers.write")}
    return render(request, "customers/consents_panel.html", context)


@require_POST
@permitted("customers.write")
def withdraw(request: HttpRequest, key: str, consent_key: str) -> HttpResponse:
    """Take a consent back, as the customer asked."""
    consent_id = from_public(CONSENT_PREFIX, consent_key)
    consents.withdraw(found(key).id, consent_id, source="office", actor=actor_of(request))
    messages.success(request, _("Taken back. It stands in the ledger with your name."))
    return redirect("customers_customer", key=key)


def found(key: str) -> CustomerRow:
    """Return the customer a public id names. Raises UnknownId, CustomerMissing."""
    return queries.customer(from_public(CUSTOMER_PREFIX, key))


def _wants_part(request: HttpRequest) -> bool:
    """Tell whether htmx asks for the table; going back in history asks for the page again."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _customer(
    request: HttpRequest,
    row: CustomerRow,
    *,
    profile_form: ProfileForm | None = None,
    password_form: PasswordForm | None = None,
    status: int = 200,
) -> HttpResponse:
    key, actor = to_public(CUSTOMER_PREFIX, row.id), actor_of(request)
    context = {
        "customer": row,
        "key": key,
        "profile_form": profile_form or ProfileForm.of(row),
        "password_form": password_form or PasswordForm(),
        "addresses": [
            {"place": place, "key": to_public(ADDRESS_PREFIX, place.id)} for place in queries.addresses(row.id)
        ],
        "panels": _panels(request, key),
        "may_change": actor.may("customers.write"),
    }
    return render(request, "customers/customer.html", context, status=status)


def _panels(request: HttpRequest, key: str) -> list[str]:
    urls = []
    for panel in panels.panels_for("customer", actor_of(request)):
        try:
            urls.append(reverse(panel.url_name, kwargs={"key": key}))
        except NoReverseMatch:
            continue
    return urls
