"""Connect a channel by consenting on its own page: send the merchant there, and hear the answer."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.channels.ports import (
    Account,
    ChannelTrouble,
    ConsentRefused,
    NotOffered,
    SettingsWrong,
    consent_of,
)
from arasta.contexts.channels.queries import connectors, troubles
from arasta.contexts.channels.services import consenting
from arasta.contexts.channels.types.connecting import DRAFT_PREFIX
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import connect_words as words
from arasta.surfaces.backoffice.connect_forms import AccountForm
from arasta.surfaces.backoffice.views.connecting import show
from arasta.surfaces.backoffice.views.stock import language

_ASKED = "channel_consent"


@require_POST
@permitted("channels.write")
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what was filled in, and show the way to the channel's page."""
    manifest, consent = connectors.connector(name, language()), consent_of(name)
    if consent is None:
        raise NotOffered(what="consent")
    form, address = AccountForm(request.POST, manifest=manifest, brought=consent.brings), ""
    if form.is_valid():
        account = Account(form.settings(), form.secrets(), form.cleaned_data["currency"])
        state = secrets.token_urlsafe(32)
        try:
            key, address = consenting.begin(
                name, account, state=state, return_to=_return_to(name), actor=actor_of(request)
            )
        except SettingsWrong as wrong:
            form.refuse_setting(str(wrong.details["missing"]), sentence(wrong))
        else:
            request.session[_ASKED] = {"state": state, "draft": to_public(DRAFT_PREFIX, key)}
    context = {"form": form, "connector": show(manifest, []), "steps": words.steps(1), "asks_consent": True}
    if not address:
        return render(request, "backoffice/connect/account.html", context, status=422)
    return render(request, "backoffice/connect/consent.html", {**context, "address": address})


@require_safe
@permitted("channels.write")
def back(request: HttpRequest, name: str) -> HttpResponse:
    """Hear the answer, once; what it brought is tried at once."""
    asked = request.session.pop(_ASKED, None)
    try:
        if asked is None:
            raise ConsentRefused
        consenting.finish(
            from_public(DRAFT_PREFIX, asked["draft"]), request.GET.dict(), state=asked["state"], now=clock.now()
        )
    except ChannelTrouble as trouble:
        said = troubles.said(trouble.trouble, name)
        messages.error(request, f"{said.what} {said.fix} {trouble.detail}" if said else trouble.detail)
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The app is installed."))
        return redirect("backoffice_connect_channel", key=asked["draft"])
    return redirect("backoffice_connect", name=name)


def _return_to(name: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("backoffice_consent_back", args=[name])
