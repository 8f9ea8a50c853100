"""Text messages: a customer asks for them with a code from their phone, and turns them off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from arasta.contexts.customers.services import phones
from arasta.contexts.messages.queries import carriers
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import Medium, MessageToSend, TextsNotSetUp
from arasta.kernel import db
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import new_id
from arasta.surfaces.storefront import pages, visitors
from arasta.surfaces.storefront.account_forms import CodeForm
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.account import signed_in
from arasta.surfaces.storefront.views.entering import code_of_six

ASKED = "shop_texts_asked"
"""The phone to which a code went, in the session, until it is typed."""


@require_POST
@pages.private
@signed_in
def ask(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Text a code to the customer's phone."""
    shop, code = shop_of(request), code_of_six()
    try:
        if carriers.text_account() is None:
            raise TextsNotSetUp
        with db.transaction():
            phone = phones.ask(
                customer_id,
                code=code,
                address_of_client=request.META.get("REMOTE_ADDR", ""),
                actor=visitors.shopper_of(request),
            )
            message = MessageToSend(
                kind="phone_code",
                subject=f"code:{new_id()}",
                to=phone,
                language=shop.language,
                medium=Medium.SMS,
                channel_id=shop.channel.id,
                facts={"code": code},
            )
            sending.queue([message])
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        request.session[ASKED] = phone
    return redirect("shop_consents")


@sensitive_post_parameters("code")
@require_POST
@pages.private
@signed_in
def prove(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Send texts from now on, for the code is right."""
    form = CodeForm(request.POST)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    try:
        phones.prove(customer_id, code=code, language=shop_of(request).language, actor=visitors.shopper_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        request.session.pop(ASKED, None)
        messages.success(request, _("We text you from now on."))
    return redirect("shop_consents")


@require_POST
@pages.private
@signed_in
def stop(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Send no more texts."""
    try:
        phones.stop(customer_id, language=shop_of(request).language, actor=visitors.shopper_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("We do not text you any more."))
    return redirect("shop_consents")
