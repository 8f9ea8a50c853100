"""How a channel is connected: its settings, new secrets, whether it calls us, and the end of the connection."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.channels.ports import ChannelTrouble, NotOffered
from arasta.contexts.channels.queries import channels, connectors, secrets, troubles
from arasta.contexts.channels.queries import connecting as reads
from arasta.contexts.channels.queries.channels import InstallationMissing
from arasta.contexts.channels.services import channels as book
from arasta.contexts.channels.services import connecting, rotation
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.connecting import PLACES, Connection
from arasta.contexts.channels.types.connectors import Manifest
from arasta.contexts.channels.types.inbound import Introduction
from arasta.flows.publishing import look_queue
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.connect_forms import AccountForm
from arasta.surfaces.backoffice.views.connecting import refuse, show
from arasta.surfaces.backoffice.views.stock import language


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def connection(request: HttpRequest, code: str) -> HttpResponse:
    """Show a connection; try it with what is filled in, and keep that if it works."""
    channel = channels.channel(code)
    known, manifest = _known(channel)
    form = AccountForm(
        request.POST or None, manifest=manifest, given=known.settings, keeps=known.is_connected, asks_currency=False
    )
    found, status = None, 200
    if request.method == "POST":
        status = 422
        found = _try(form, channel, known, manifest) if form.is_valid() else None
        if found is not None and request.POST.get("what") == "try":
            status = 200
        elif found is not None:
            changed = {**known.settings, **found.settings, **_settings(form, known)}
            book.install(
                channel.id,
                connector=known.connector,
                settings=changed,
                secrets=form.secrets(),
                actor=actor_of(request),
            )
            messages.success(request, _("Saved. The connection works with it."))
            return redirect("backoffice_connection", code=code)
    context = {
        "channel": channel,
        "connection": known,
        "connector": show(manifest, []),
        "form": form,
        "found": found,
        "shows_listings": connectors.shows_listings(known.connector),
        "webhook": manifest.offers.webhook if manifest.offers else None,
        "address": reads.hook_address(known.installation_id),
        "other_keys": secrets.other_secrets(known.installation_id),
    }
    return render(request, "backoffice/connect/connection.html", context, status=status)


@require_POST
@permitted("channels.write")
def subscribe(request: HttpRequest, code: str) -> HttpResponse:
    """Have the channel call us."""
    channel = channels.channel(code)
    known, manifest = _known(channel)
    try:
        connecting.subscribe(channel.id, reads.hook_address(known.installation_id), actor=actor_of(request))
    except ChannelTrouble as trouble:
        said = troubles.said(trouble.trouble, manifest.name)
        messages.error(request, f"{said.what} {said.fix}" if said else trouble.detail)
    except NotOffered:
        messages.error(request, _("This channel is told in its own settings where to call us."))
    else:
        messages.success(request, _("The channel calls us from now on."))
    return redirect("backoffice_connection", code=code)


@require_POST
@permitted("channels.write")
def look(request: HttpRequest, code: str) -> HttpResponse:
    """Have the listings of the channel read and matched, paused or not."""
    look_queue.look_now(channels.channel(code).id)
    messages.success(request, _("Its listings are being read. Come back in a minute."))
    return redirect("backoffice_matching", code=code)


@require_POST
@permitted("channels.write")
def end_old_keys(request: HttpRequest, code: str) -> HttpResponse:
    """Let no key but the present one hold, at once."""
    gone = rotation.end_previous(channels.channel(code).id, actor=actor_of(request))
    messages.success(request, ngettext("%(n)s old key was ended.", "%(n)s old keys were ended.", gone) % {"n": gone})
    return redirect("backoffice_connection", code=code)


@require_POST
@permitted("channels.write")
def disconnect(request: HttpRequest, code: str) -> HttpResponse:
    """Forget the secrets of a connection; it must be said twice, by its code."""
    channel = channels.channel(code)
    if request.POST.get("code", "").strip() != channel.code:
        messages.error(request, _("Write the channel's code to end the connection."))
        return redirect("backoffice_connection", code=code)
    connecting.disconnect(channel.id, actor=actor_of(request))
    messages.success(request, _("Disconnected. Its key is forgotten; what it sold stays."))
    return redirect("channels_channel", code=code)


def _known(channel: Channel) -> tuple[Connection, Manifest]:
    known = reads.connections([channel.id]).get(channel.id)
    if known is None:
        raise InstallationMissing(given=channel.code)
    return known, connectors.connector(known.connector, language())


def _settings(form: AccountForm, known: Connection) -> dict[str, str]:
    """Return what is asked for as it was filled in; the mapping of places stays."""
    given = form.settings()
    return {**given, PLACES: known.settings[PLACES]} if PLACES in known.settings else given


def _try(form: AccountForm, channel: Channel, known: Connection, manifest: Manifest) -> Introduction | None:
    """Try a connection with what is filled in; a refusal lands on the form."""
    wanted = {**known.settings, **_settings(form, known)}
    try:
        return connecting.try_again(channel.id, settings=wanted, secrets=form.secrets(), now=clock.now())
    except ChannelTrouble as trouble:
        refuse(form, manifest, trouble)
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
    return None
