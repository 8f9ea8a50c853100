"""Another email for an account: a code goes there, and whoever types it is reached there from then on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.customers.services import emails
from arasta.contexts.customers.services.codes import MINUTES
from arasta.contexts.customers.services.profiles import EmailTaken
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import MessageToSend
from arasta.contexts.orders.services import claiming
from arasta.kernel import db
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import new_id
from arasta.surfaces.storefront import pages, visitors
from arasta.surfaces.storefront.account_forms import CodeForm
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.account import signed_in
from arasta.surfaces.storefront.views.entering import code_of_six

WANTED = "shop_email_wanted"
"""The email to which a code went, in the session, until it is typed."""


def ask(request: HttpRequest, customer_id: UUID, email: str) -> HttpResponse:
    """Send a code to an email that a customer wants, and go on to where it is typed. Raises EmailWrong, TooManyCodes."""
    code = code_of_six()
    with db.transaction():
        kept = emails.ask(
            customer_id,
            email,
            code=code,
            address_of_client=request.META.get("REMOTE_ADDR", ""),
            actor=visitors.shopper_of(request),
        )
        sending.queue([_letter(request, "email_code", kept, {"code": code, "minutes": str(MINUTES)})])
    request.session[WANTED] = kept
    return redirect("shop_email")


@require_POST
@pages.private
@signed_in
def ask_again(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Send another code to the same email; only the last one counts."""
    email = str(request.session.get(WANTED, ""))
    try:
        return ask(request, customer_id, email) if email else redirect("shop_profile")
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
        return redirect("shop_email")


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
@signed_in
def prove(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Ask for the code, or take the email of who knows it; what was ordered with it before is theirs from now on."""
    email = str(request.session.get(WANTED, ""))
    if not email:
        return redirect("shop_profile")
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _change(request, customer_id, email, form.cleaned_data["code"])
            except DomainError as refusal:
                form.add_error("code", _why(refusal))
                status = STATUS[refusal.kind]
            else:
                request.session.pop(WANTED, None)
                messages.success(request, _("We write to %(email)s from now on.") % {"email": email})
                return redirect("shop_profile")
    return pages.show(request, "email.html", {"form": form, "email": email, "minutes": MINUTES}, status=status)


def _change(request: HttpRequest, customer_id: UUID, email: str, code: str) -> None:
    """Change the email, give the customer what was ordered with it, and tell the former one. Raises CodeWrong, EmailTaken."""
    actor = visitors.shopper_of(request)
    emails.count_try(customer_id, email, code=code, actor=actor)
    with db.transaction():
        former = emails.prove(customer_id, email, code=code, actor=actor)
        claiming.claim_orders(customer_id, email=email)
        if former:
            sending.queue([_letter(request, "email_changed", former, {"email": email})])


def _why(refusal: DomainError) -> str:
    if isinstance(refusal, EmailTaken):
        return _("This email has an account of its own. Sign in with it, or take another email.")
    return sentence(refusal)


def _letter(request: HttpRequest, kind: str, to: str, facts: dict[str, str]) -> MessageToSend:
    shop = shop_of(request)
    return MessageToSend(
        kind=kind, subject=f"code:{new_id()}", to=to, language=shop.language, channel_id=shop.channel.id, facts=facts
    )
