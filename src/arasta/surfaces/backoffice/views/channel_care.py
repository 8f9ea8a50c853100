"""What a channel asks of a seller: its calendar, the seller's health there, and what it shows otherwise than we want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.channels.queries import care, channels
from arasta.contexts.channels.services import care as care_services
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.policies import Deadline, DeadlineState, Figure, FigureInput, FigureRow
from arasta.flows.publishing import measure_health
from arasta.kernel import clock
from arasta.kernel.calendar import day_of
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import channel_places

SOON = timedelta(days=60)
LOOK_BACK = timedelta(days=180)

FIGURES = {
    Figure.LATE: pgettext_lazy("seller health", "Shipped late"),
    Figure.CANCELED: pgettext_lazy("seller health", "Canceled orders"),
    Figure.RETURNED: pgettext_lazy("seller health", "Returned orders"),
    Figure.PARKED: pgettext_lazy("seller health", "Parked, waits for you"),
    Figure.RATING: pgettext_lazy("seller health", "Rating"),
    Figure.BUY_BOX: pgettext_lazy("seller health", "Buy box won"),
}
HELP = {
    Figure.LATE: gettext_lazy("Of the orders of 30 days: left after it was due, or 48 hours after it came."),
    Figure.CANCELED: gettext_lazy("Of the orders of 30 days: nothing of them is left, whoever canceled."),
    Figure.RETURNED: gettext_lazy("Of the orders of 30 days: something is coming back."),
    Figure.PARKED: gettext_lazy("Orders and listings that a person must decide about."),
    Figure.RATING: gettext_lazy("From the channel’s own page; enter it when it changes."),
    Figure.BUY_BOX: gettext_lazy("Percent of views in which your offer stands in front; from the channel’s own page."),
}
LEVELS = {
    "good": ("good", pgettext_lazy("seller health", "Good")),
    "warn": ("warn", pgettext_lazy("seller health", "Near the limit")),
    "bad": ("bad", pgettext_lazy("seller health", "Beyond the limit")),
    "": ("neutral", pgettext_lazy("seller health", "No figure yet")),
}
TRENDS = {
    "better": pgettext_lazy("seller health", "better than a week ago"),
    "worse": pgettext_lazy("seller health", "worse than a week ago"),
    "same": pgettext_lazy("seller health", "as a week ago"),
    "": "",
}
STATES = {
    DeadlineState.OPEN: pgettext_lazy("calendar", "Open"),
    DeadlineState.DONE: pgettext_lazy("calendar", "Done"),
    DeadlineState.DISMISSED: pgettext_lazy("calendar", "Does not concern us"),
}


class DeadlineForm(forms.Form):
    """An entry of our own."""

    title = forms.CharField(label=gettext_lazy("What happens"), max_length=200)
    action = forms.CharField(
        label=gettext_lazy("What to do"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_on = forms.DateField(
        label=gettext_lazy("By when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    link = forms.URLField(label=gettext_lazy("Link"), required=False, max_length=500, assume_scheme="https")


@dataclass(frozen=True, slots=True)
class ShownDeadline:
    """An entry with its texts in the reader's language, and how near it is."""

    row: Deadline
    title: str
    action: str
    state: object
    tone: str
    days: int

    @property
    def is_open(self) -> bool:
        return self.row.state is DeadlineState.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.days < 0


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure with its limit and where it goes."""

    row: FigureRow
    name: object
    help: object
    tone: str
    level: object
    trend: object


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.read")
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Show a channel's calendar; put an entry in."""
    channel, actor, status = channels.channel(code), actor_of(request), 200
    form = DeadlineForm(request.POST or None)
    if request.method == "POST":
        actor.require("channels.write")
        status = _add(form, channel, request)
        if status == 200:
            messages.success(request, _("Saved."))
            return redirect("backoffice_calendar", code=code)
    rows = _shown(care.deadlines([channel.id]), day_of(clock.now()))
    context = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_calendar"),
        "open": [one for one in rows if one.is_open],
        "settled": [one for one in rows if not one.is_open],
        "form": form,
        "may_change": actor.may("channels.write"),
    }
    return render(request, "backoffice/channel_care/calendar.html", context, status=status)


@require_POST
@permitted("channels.write")
def settle(request: HttpRequest, code: str) -> HttpResponse:
    """Say what became of an entry."""
    state, key = request.POST.get("state", ""), request.POST.get("key", "")
    channel = channels.channel(code)
    try:
        wanted = DeadlineState(state) if state in set(DeadlineState) else DeadlineState.DONE
        care_services.settle_deadline(channel.id, key, wanted, now=clock.now(), actor=actor_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("backoffice_calendar", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.read")
def health(request: HttpRequest, code: str) -> HttpResponse:
    """Show how the seller stands; measure anew, enter what the channel says, or set a limit."""
    channel, actor = channels.channel(code), actor_of(request)
    if request.method == "POST":
        actor.require("channels.write")
        try:
            messages.success(request, _note(request, channel))
        except DomainError as refusal:
            messages.error(request, sentence(refusal))
        return redirect("backoffice_health", code=code)
    rows = care.figures(channel.id, since=day_of(clock.now()) - LOOK_BACK)
    context = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_health"),
        "figures": [_figure(row) for row in rows],
        "may_change": actor.may("channels.write"),
    }
    return render(request, "backoffice/channel_care/health.html", context)


def _add(form: DeadlineForm, channel: Channel, request: HttpRequest) -> int:
    if not form.is_valid():
        return 422
    try:
        care_services.add_deadline(channel.id, **form.cleaned_data, actor=actor_of(request))
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return STATUS[refusal.kind]
    return 200


def _shown(rows: Sequence[Deadline], today: date) -> list[ShownDeadline]:
    return [
        ShownDeadline(
            row=row,
            title=_(row.title) if row.code else row.title,
            action=_(row.action) if row.code and row.action else row.action,
            state=STATES[row.state],
            tone=_tone(row, today),
            days=(row.due_on - today).days,
        )
        for row in rows
    ]


def _tone(row: Deadline, today: date) -> str:
    if row.state is not DeadlineState.OPEN:
        return "neutral"
    return "bad" if row.due_on < today else "warn" if row.due_on - today <= SOON else "info"


def _note(request: HttpRequest, channel: Channel) -> str:
    given, act = request.POST, request.POST.get("act", "")
    if act == "measure":
        measure_health.measure(channel.id, at=clock.now())
        return _("Measured.")
    figure = Figure(given["figure"]) if given.get("figure") in set(Figure) else Figure.RATING
    text = given.get("value", "").strip().replace(",", ".")
    value = _decimal(text)
    if act == "limit":
        care_services.set_limit(channel.id, figure, value if text else None)
        return _("The limit is set.")
    wanted = FigureInput(figure=figure, on=day_of(clock.now()), value=value, is_entered=True)
    care_services.save_figures(channel.id, [wanted])
    return _("Entered.")


def _decimal(text: str) -> Decimal:
    """Read a number; what is none becomes one that no figure can have."""
    try:
        return Decimal(text or "-1")
    except ArithmeticError:
        return Decimal(-1)


def _figure(row: FigureRow) -> ShownFigure:
    tone, word = LEVELS[care.level(row)]
    return ShownFigure(row, FIGURES[row.figure], HELP[row.figure], tone, word, TRENDS[care.trend(row)])
