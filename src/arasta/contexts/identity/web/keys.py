"""Pages about API keys: list, make, take back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import api_keys
from arasta.contexts.identity.types import KEY_PREFIX
from arasta.contexts.identity.web.forms import ApiKeyForm, refuse
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_safe
@permitted("staff.read")
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys."""
    rows = [{"key": row, "id": to_public(KEY_PREFIX, row.id)} for row in queries.api_keys()]
    context = {"rows": rows, "may_change": actor_of(request).may("staff.write")}
    return render(request, "identity/api_keys.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted("staff.write")
def add(request: HttpRequest) -> HttpResponse:
    """Make a key; the answer shows the secret, and nothing shows it again."""
    form, status = ApiKeyForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                row, plain = api_keys.create_api_key(given["name"], scopes=given["scopes"], actor=actor_of(request))
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                return render(request, "identity/api_key_made.html", {"key": row, "plain": plain}, status=201)
    return render(request, "identity/api_key_add.html", {"form": form}, status=status)


@require_POST
@permitted("staff.write")
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Take a key back."""
    api_keys.revoke_api_key([from_public(KEY_PREFIX, key)], actor=actor_of(request))
    messages.success(request, _("The key is revoked. Whoever uses it is refused from now on."))
    return redirect("identity_api_keys")
