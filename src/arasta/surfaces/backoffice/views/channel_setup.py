"""Open a channel of our own, and say which locations serve a channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import connecting as connections
from arasta.contexts.channels.queries import ending as endings
from arasta.contexts.channels.services import channels, ending
from arasta.contexts.channels.services.connecting import CodeTaken
from arasta.contexts.channels.types import Channel, ChannelInput, ChannelKind
from arasta.kernel.calendar import day_of
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.connect_forms import ChannelForm, EndingForm, NamesForm, PlacesForm, chosen
from arasta.surfaces.backoffice.views.stock import spoken_places

_DAY = timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def open_channel(request: HttpRequest) -> HttpResponse:
    """Open a web shop, a store, a pop-up or a telephone desk, with the locations that serve it."""
    form = ChannelForm(request.POST or None, initial={"currency": "TRY", "country": "TR", "language": "tr"})
    spoken = NamesForm(request.POST or None)
    places, until = PlacesForm(request.POST or None, places=chosen(spoken_places())), EndingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and spoken.is_valid() and places.is_valid() and until.is_valid():
            try:
                made = _make(request, replace(form.channel(), names=_said(spoken)), places, until)
            except DomainError as refusal:
                form.add_error("code" if isinstance(refusal, CodeTaken) else None, sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("The channel is open."))
                return redirect("channels_channel", code=made)
    context = {"form": form, "spoken": spoken, "places": places, "until": until}
    return render(request, "backoffice/connect/open.html", context, status=status)


def _said(spoken: NamesForm) -> dict[str, str]:
    return {language: name for language, name in spoken.names().items() if name}


def _make(request: HttpRequest, wanted: ChannelInput, places: PlacesForm, until: EndingForm) -> str:
    actor = actor_of(request)
    if any(row.code == wanted.code for row in reads.channels()):
        raise CodeTaken(given=wanted.code)
    channel_id = channels.save_channels([wanted], actor=actor)[wanted.code]
    channels.place_locations(channel_id, places.locations(), actor=actor)
    ending.open_until(channel_id, _end_of(until.cleaned_data["ends_on"]))
    return wanted.code


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def locations(request: HttpRequest, code: str) -> HttpResponse:
    """Show and say which locations serve a channel, and until when a channel for a while is open."""
    channel, status = reads.channel(code), 200
    form = PlacesForm(request.POST or None, places=chosen(spoken_places()), served=reads.locations_of(channel.id))
    until = EndingForm(request.POST or None, initial={"ends_on": _ends_on(channel)})
    spoken = NamesForm(request.POST or None, names=dict(channel.names))
    if request.method == "POST":
        status = 422
        if form.is_valid() and spoken.is_valid() and until.is_valid():
            channels.place_locations(channel.id, form.locations(), actor=actor_of(request))
            channels.name_channel(channel.id, spoken.names(), actor=actor_of(request))
            if _may_end(channel):
                ending.open_until(channel.id, _end_of(until.cleaned_data["ends_on"]))
            messages.success(request, _("Saved. What the channel may sell follows at once."))
            return redirect("backoffice_channel_locations", code=code)
    context = {
        "channel": channel,
        "form": form,
        "spoken": spoken,
        "until": until if _may_end(channel) else None,
        "is_connected": channel.id in connections.connections([channel.id]),
    }
    return render(request, "backoffice/connect/locations.html", context, status=status)


def _may_end(channel: Channel) -> bool:
    return channel.kind in {ChannelKind.POPUP, ChannelKind.STORE}


def _end_of(day: date | None) -> datetime | None:
    """Return the end of a day where the business is."""
    if day is None:
        return None
    return datetime.combine(day + _DAY, time.min, tzinfo=timezone.get_default_timezone())


def _ends_on(channel: Channel) -> date | None:
    ends_at = endings.endings([channel.id]).get(channel.id)
    return day_of(ends_at) - _DAY if ends_at else None
