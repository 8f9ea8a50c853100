"""Accounts at payment providers: which web shop is paid through which, and by which keys."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, ChannelKind
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import accounts
from arasta.contexts.payments.types import ACCOUNT_PREFIX, AccountRow, CaptureWhen
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.kernel.web.spoken import spoken
from arasta.surfaces.backoffice.pay_forms import PayAccountForm

PERMISSION = "channels.write"


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account with the names of its provider and shop, and the address its provider calls."""

    key: str
    row: AccountRow
    provider: str
    shop: str
    hook_url: str

    @property
    def is_at_dispatch(self) -> bool:
        return self.row.captures is CaptureWhen.AT_DISPATCH


@require_safe
@permitted(PERMISSION)
def listed(request: HttpRequest) -> HttpResponse:
    """List the accounts, and the providers one can have one at."""
    names = {one.id: spoken(one) for one in channels.channels()}
    rows = [_shown(request, row, names.get(row.channel_id, "")) for row in payment_book.accounts()]
    return render(request, "backoffice/payments/accounts.html", {"rows": rows, "kinds": ports.kinds()})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(PERMISSION)
def add(request: HttpRequest, provider: str) -> HttpResponse:
    """Ask for the keys of a new account."""
    kind = ports.kind(provider)
    return _form(request, PayAccountForm(request.POST or None, kind=kind, shops=_shops()), kind)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(PERMISSION)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change an account."""
    row = payment_book.account(from_public(ACCOUNT_PREFIX, key))
    kind = ports.kind(row.provider)
    form = PayAccountForm(request.POST or None, kind=kind, shops=_shops(), former=row)
    return _form(request, form, kind, _shown(request, row, ""))


@require_POST
@permitted(PERMISSION)
def switch(request: HttpRequest, key: str) -> HttpResponse:
    """Let an account rest, or use it again."""
    is_active = request.POST.get("use") == "yes"
    accounts.switch_account(from_public(ACCOUNT_PREFIX, key), is_active=is_active, actor=actor_of(request))
    return redirect("backoffice_pay_accounts")


def _form(
    request: HttpRequest, form: PayAccountForm, kind: ports.ProviderKind, shown: ShownAccount | None = None
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = accounts.save_account(form.account(), actor=actor_of(request))
            except DomainError as refusal:
                field = f"value-{refusal.details.get('field', '')}"
                form.add_error(field if field in form.fields else None, sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved. Payments of the shop go through this account."))
                return redirect("backoffice_pay_account", to_public(ACCOUNT_PREFIX, saved.id))
    context = {"form": form, "kind": kind, "shown": shown}
    return render(request, "backoffice/payments/account.html", context, status=status)


def _shops() -> list[Channel]:
    return [one for one in channels.channels() if one.kind is ChannelKind.WEB]


def _shown(request: HttpRequest, row: AccountRow, shop: str) -> ShownAccount:
    key = to_public(ACCOUNT_PREFIX, row.id)
    address = request.build_absolute_uri(reverse("payment_hook", args=[key]))
    return ShownAccount(key, row, ports.kind(row.provider).name, shop, address)
