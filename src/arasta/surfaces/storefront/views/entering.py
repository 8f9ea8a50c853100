"""Come in without a password: by a code sent to the email, or by a passkey."""

from __future__ import annotations

import secrets
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import codes, passkeys
from arasta.contexts.customers.services.codes import MINUTES
from arasta.contexts.customers.types import Registration, SignInWay
from arasta.contexts.messages.queries import carriers
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import Medium, MessageToSend
from arasta.contexts.orders.services import claiming
from arasta.kernel import db
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import new_id
from arasta.surfaces.storefront import keys, pages, visitors
from arasta.surfaces.storefront.account_forms import AskForm, CodeForm
from arasta.surfaces.storefront.devices import device_of
from arasta.surfaces.storefront.forms import refuse
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.account import door, enter

EMAIL, WISH = "shop_code_email", "shop_code_wish"
"""In the session: where the code went, and what somebody wrote who registers with it."""


@require_POST
@pages.private
def ask_code(request: HttpRequest) -> HttpResponse:
    """Send a code to an email, whoever it belongs to, and go on to where it is typed."""
    target, form = pages.safe_next(request, reverse("shop_account")), AskForm(request.POST)
    if not form.is_valid():
        return door(request, form, target, 422)
    try:
        is_again = request.POST.get("again") == "1" and WISH in request.session
        if not is_again:
            request.session.pop(WISH, None)
        request.session[EMAIL] = send_code(request, form.cleaned_data["email"], is_wish=is_again)
    except DomainError as refusal:
        refuse(form, refusal)
        return door(request, form, target, STATUS[refusal.kind])
    return redirect(f"{reverse('shop_sign_in_code')}?{urlencode({'next': target})}")


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, or let in who knows it; orders placed with the email are theirs from now on."""
    target, email = pages.safe_next(request, reverse("shop_account")), str(request.session.get(EMAIL, ""))
    written = request.session.get(WISH)
    wish = Registration(**written) if written and written["email"] == email else None
    if not email:
        is_in = visitors.customer_id_of(request) is not None
        return redirect(target if is_in else f"{reverse('shop_sign_in')}?{urlencode({'next': target})}")
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                code, language = form.cleaned_data["code"], shop_of(request).language
                who = codes.enter(email, code=code, language=language, wish=wish)
            except DomainError as refusal:
                form.add_error("code", sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                claiming.claim_orders(who.id, email=email)
                request.session.pop(EMAIL, None)
                request.session.pop(WISH, None)
                return enter(request, who, SignInWay.CODE, target, was_taken_back=who.was_taken_back)
    context = {"form": form, "email": email, "next": target, "minutes": MINUTES, "texts": carriers.text_account()}
    return pages.show(request, "code.html", context, status=status)


@require_POST
@pages.private
def ask_passkey(request: HttpRequest) -> HttpResponse:
    """Give the browser a challenge to sign."""
    return JsonResponse(keys.to_enter(request))


@require_POST
@pages.private
def enter_passkey(request: HttpRequest) -> HttpResponse:
    """Let in whose device signed, and say where to go."""
    try:
        who = keys.entered(request, request.POST.get("answer", ""))
    except DomainError as refusal:
        return _refused(refusal)
    answer = enter(request, who, SignInWay.PASSKEY, pages.safe_next(request, reverse("shop_account")))
    return JsonResponse({"next": answer["Location"]})


@require_POST
@pages.private
def ask_new_passkey(request: HttpRequest) -> HttpResponse:
    """Give a customer's browser what it needs to make a passkey."""
    customer_id = visitors.customer_id_of(request)
    if customer_id is None:
        return JsonResponse({"message": _("Please sign in again.")}, status=401)
    return JsonResponse(keys.to_make(request, customers.customer(customer_id), shop_name=shop_of(request).name))


@require_POST
@pages.private
def keep_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that a customer's device made."""
    customer_id = visitors.customer_id_of(request)
    if customer_id is None:
        return JsonResponse({"message": _("Please sign in again.")}, status=401)
    label = device_of(request.META.get("HTTP_USER_AGENT", ""))
    try:
        made = keys.made(request, request.POST.get("answer", ""), label=label)
        passkeys.add(customer_id, made, actor=visitors.shopper_of(request))
    except DomainError as refusal:
        return _refused(refusal)
    return JsonResponse({"next": reverse("shop_security")})


def code_of_six() -> str:
    """Make up six digits."""
    return f"{secrets.randbelow(10**6):06}"


def send_code(request: HttpRequest, email: str, *, is_wish: bool = False) -> str:
    """Send a code by email, and beside it to the phone of who wants that: nobody learns whether an account has one.

    `is_wish`: it was asked for to register; only the letter says if there is an account already.
    """
    shop, code = shop_of(request), code_of_six()
    with db.transaction():
        kept = codes.ask(email, code=code, address_of_client=request.META.get("REMOTE_ADDR", ""))
        message = MessageToSend(
            kind="sign_in_code",
            subject=f"code:{new_id()}",
            to=kept,
            language=shop.language,
            channel_id=shop.channel.id,
            facts={
                "code": code,
                "minutes": str(MINUTES),
                "known": kept if is_wish and customers.has_login(kept) else "",
            },
        )
        phone = customers.phone_for_codes(kept) if carriers.text_account() else ""
        sending.queue([message, *([replace(message, medium=Medium.SMS, to=phone)] if phone else [])])
    return kept


def _refused(refusal: DomainError) -> HttpResponse:
    return JsonResponse({"message": sentence(refusal)}, status=STATUS[refusal.kind])
