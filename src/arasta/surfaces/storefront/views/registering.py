"""Make an account: what is written waits until a code proves the email, and nobody is told whether there is one."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from arasta.contexts.customers.services import logins
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.surfaces.storefront import pages
from arasta.surfaces.storefront.forms import RegisterForm, refuse
from arasta.surfaces.storefront.views import entering


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def register(request: HttpRequest) -> HttpResponse:
    """Ask who wants an account, and send a code to the email, whoever it belongs to."""
    target = pages.safe_next(request, reverse("shop_account"))
    if request.method != "POST":
        return _show(request, RegisterForm(), target, 200)
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return _show(request, form, target, 422)
    try:
        wish = logins.wish(
            form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            name=form.cleaned_data["name"],
            address_of_client=request.META.get("REMOTE_ADDR", ""),
        )
        request.session[entering.EMAIL] = entering.send_code(request, wish.email, is_wish=True)
    except DomainError as refusal:
        refuse(form, refusal)
        return _show(request, form, target, STATUS[refusal.kind])
    request.session[entering.WISH] = asdict(wish)
    return redirect(f"{reverse('shop_sign_in_code')}?{urlencode({'next': target})}")


def _show(request: HttpRequest, form: RegisterForm, target: str, status: int) -> HttpResponse:
    return pages.show(request, "register.html", {"form": form, "next": target}, status=status)
