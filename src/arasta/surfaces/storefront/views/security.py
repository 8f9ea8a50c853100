"""How a customer comes in, and where they are in: passkeys, password, devices."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import logins, passkeys, sessions
from arasta.contexts.customers.types import PASSKEY_PREFIX, SESSION_PREFIX, CustomerRow, SignInWay
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import from_public, to_public
from arasta.surfaces.storefront import pages, visitors
from arasta.surfaces.storefront.account_forms import PasswordForm
from arasta.surfaces.storefront.forms import refuse
from arasta.surfaces.storefront.views.account import signed_in


@require_safe
@pages.private
@signed_in
def security(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Show the ways in and the devices."""
    customer = customers.customer(customer_id)
    return _page(request, customer, PasswordForm(must_prove=_must_prove(request, customer)))


@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
@signed_in
def password(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Set or change the password; all other devices are signed out."""
    if request.method != "POST":
        return redirect("shop_security")
    customer = customers.customer(customer_id)
    must_prove = _must_prove(request, customer)
    form = PasswordForm(request.POST, must_prove=must_prove)
    if not form.is_valid():
        return _page(request, customer, form, status=422)
    try:
        if must_prove:
            address = request.META.get("REMOTE_ADDR", "")
            logins.sign_in(customer.email, password=form.cleaned_data["current"], address_of_client=address)
        logins.set_password(
            customer_id,
            password=form.cleaned_data["password"],
            kept_session=visitors.session_of(request),
            actor=visitors.shopper_of(request),
        )
    except DomainError as refusal:
        refuse(form, refusal)
        return _page(request, customer, form, status=STATUS[refusal.kind])
    messages.success(request, _("The password is set. Other devices are signed out."))
    return redirect("shop_security")


@require_POST
@pages.private
@signed_in
def delete_passkey(request: HttpRequest, customer_id: UUID, word: str) -> HttpResponse:
    """Forget a passkey; somebody else's is not there."""
    passkeys.remove(customer_id, [from_public(PASSKEY_PREFIX, word)], actor=visitors.shopper_of(request))
    messages.success(request, _("The passkey is deleted."))
    return redirect("shop_security")


@require_POST
@pages.private
@signed_in
def end_device(request: HttpRequest, customer_id: UUID, word: str) -> HttpResponse:
    """Sign out on another device; asking twice, or for somebody else's, changes nothing."""
    ended = sessions.end(customer_id, [from_public(SESSION_PREFIX, word)], actor=visitors.shopper_of(request))
    if ended:
        messages.success(request, _("The device is signed out."))
    return redirect("shop_security")


@require_POST
@pages.private
@signed_in
def end_other_devices(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Sign out everywhere else."""
    kept = visitors.session_of(request)
    ended = sessions.end_others(customer_id, kept=kept, actor=visitors.shopper_of(request))
    text = ngettext("%(count)s other device is signed out.", "%(count)s other devices are signed out.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("shop_security")


def _page(request: HttpRequest, customer: CustomerRow, form: PasswordForm, *, status: int = 200) -> HttpResponse:
    here = visitors.session_of(request)
    context = {
        "customer": customer,
        "form": form,
        "passkeys": [(to_public(PASSKEY_PREFIX, row.id), row) for row in customers.passkeys(customer.id)],
        "devices": [
            (to_public(SESSION_PREFIX, row.id), row, row.id == here) for row in customers.sessions(customer.id)
        ],
    }
    return pages.show(request, "security.html", context, status=status)


def _must_prove(request: HttpRequest, customer: CustomerRow) -> bool:
    """Tell whether the old password is asked for: not from who came in by their email or a passkey just so."""
    here = visitors.session_of(request)
    way = next((row.way for row in customers.sessions(customer.id) if row.id == here), SignInWay.PASSWORD)
    return customer.has_login and way is SignInWay.PASSWORD
