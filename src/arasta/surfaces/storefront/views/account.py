"""The account: come in, register, go out, and the page behind the door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import logins
from arasta.contexts.customers.types import SignedIn, SignInWay
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderFilter
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.surfaces.storefront import baskets, following, pages, quick, stories, visitors
from arasta.surfaces.storefront.account_forms import AskForm
from arasta.surfaces.storefront.forms import SignInForm, refuse

_NEWEST = 3


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let customers in with their id; send everybody else to sign in and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer_id = visitors.customer_id_of(request)
        if customer_id is None:
            return redirect(f"{reverse('shop_sign_in')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, customer_id, *args, **kwargs)

    return guarded


@require_safe
@pages.private
@signed_in
def account(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Show a customer their newest orders and their addresses."""
    page = order_book.page(OrderFilter(customer_id=customer_id), limit=_NEWEST)
    context = {
        "customer": customers.customer(customer_id),
        "rows": stories.listed(page.items),
        "has_more": page.next_cursor is not None,
        "addresses": customers.addresses(customer_id),
    }
    return pages.show(request, "account.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the door, or let a customer in and send them where they were going."""
    target = pages.safe_next(request, reverse("shop_account"))
    if request.method != "POST":
        if visitors.customer_id_of(request):
            return redirect(target)
        return _door(request, SignInForm(), target, 200)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _door(request, form, target, 422)
    try:
        who = logins.sign_in(
            form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            address_of_client=request.META.get("REMOTE_ADDR", ""),
        )
    except DomainError as refusal:
        refuse(form, refusal)
        return _door(request, form, target, STATUS[refusal.kind])
    return enter(request, who, SignInWay.PASSWORD, target)


@require_POST
@pages.private
def sign_out(request: HttpRequest) -> HttpResponse:
    """Go out; the cart stays with the account."""
    if visitors.customer_id_of(request):
        following.leave(request)
        visitors.end(request)
        baskets.leave(request)
    return redirect("shop_home")


def enter(
    request: HttpRequest, who: SignedIn, way: SignInWay, target: str, *, was_taken_back: bool = False
) -> HttpResponse:
    """Let a customer in with the cart of their browser, and send them on."""
    if who.had_password:
        messages.info(request, _("You have an account already, and you are in it. Its password stays as it was."))
    if was_taken_back:
        messages.warning(request, _("Your email was not proved before, so the password and passkeys were removed."))
    visitors.begin(request, who, way)
    baskets.claim(request, who.id)
    if target == reverse("shop_checkout"):
        quick.fill_in(request)
    return redirect(target)


def door(request: HttpRequest, ask: AskForm, target: str, status: int) -> HttpResponse:
    """Show the door again to who asked for a code that could not be sent."""
    return _door(request, SignInForm(), target, status, ask=ask)


def _door(
    request: HttpRequest, form: SignInForm, target: str, status: int, *, ask: AskForm | None = None
) -> HttpResponse:
    context = {"form": form, "ask": ask or AskForm(), "next": target, "is_typing": form.is_bound}
    return pages.show(request, "sign_in.html", context, status=status)
