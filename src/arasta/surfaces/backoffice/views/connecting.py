"""Connect a channel: what can be connected, try an account, make it a channel."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.channels.ports import ChannelTrouble, SettingsWrong, consent_of
from arasta.contexts.channels.queries import channels, connectors, troubles
from arasta.contexts.channels.queries import connecting as drafts
from arasta.contexts.channels.services import connecting
from arasta.contexts.channels.types import ChannelKind, LocationPlace, Op, Trouble
from arasta.contexts.channels.types.connecting import DRAFT_PREFIX, Draft, NewConnection
from arasta.contexts.channels.types.connectors import Manifest
from arasta.contexts.channels.types.inbound import Introduction
from arasta.contexts.inventory.types import LocationKind
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.kernel.web.spoken import spoken
from arasta.surfaces.backoffice import connect_words as words
from arasta.surfaces.backoffice.connect_forms import AccountForm, ChannelForm, PlacesForm, chosen
from arasta.surfaces.backoffice.views.stock import language, spoken_places

_FEW = 6


@dataclass(frozen=True, slots=True)
class ShownConnector:
    """A connector in the list: what it is, what it offers, how good it is, and which channels use it."""

    manifest: Manifest
    kind: object
    level: object
    tone: str
    reads: list[object]
    tells: list[object]
    used_by: list[str]

    @property
    def countries(self) -> str:
        """Name the first countries, and how many more there are."""
        named, more = self.manifest.countries[:_FEW], len(self.manifest.countries) - _FEW
        listed = ", ".join(named)
        return _("%(listed)s and %(n)s more") % {"listed": listed, "n": more} if more > 0 else listed


@require_safe
@permitted("channels.read")
def choose(request: HttpRequest) -> HttpResponse:
    """List what can be connected."""
    rows = channels.channels()
    used: dict[str, list[str]] = {}
    known = drafts.connections([row.id for row in rows])
    for row in rows:
        if row.id in known:
            used.setdefault(known[row.id].connector, []).append(spoken(row))
    shown = [show(one, used.get(one.name, [])) for one in connectors.connectors(language())]
    context = {"rows": shown, "may_change": actor_of(request).may("channels.write")}
    return render(request, "backoffice/connect/choose.html", context)


def show(manifest: Manifest, used_by: list[str]) -> ShownConnector:
    """Put words beside what a connector says of itself."""
    able = manifest.offers
    return ShownConnector(
        manifest=manifest,
        kind=words.KINDS[manifest.kind],
        level=words.LEVELS.get(manifest.level, words.NO_LEVEL),
        tone=words.LEVEL_TONES.get(manifest.level, "neutral"),
        reads=[words.READS[one] for one in words.READS if able and one in able.pull],
        tells=[words.TELLS[one] for one in words.TELLS if able and one in able.push],
        used_by=used_by,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def account(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for the account and try it; what works is kept sealed until the channel is made."""
    manifest = connectors.connector(name, language())
    form, status = AccountForm(request.POST or None, manifest=manifest), 200
    if request.method == "POST":
        found = _try(form, manifest) if form.is_valid() else None
        if found is not None:
            given = {"settings": form.settings(), "secrets": form.secrets()}
            key = connecting.keep_draft(name, found, **given, actor=actor_of(request))
            return redirect("backoffice_connect_channel", key=to_public(DRAFT_PREFIX, key))
        status = 422
    asks_consent = consent_of(name) is not None
    context = {"form": form, "connector": show(manifest, []), "steps": words.steps(1), "asks_consent": asks_consent}
    return render(request, "backoffice/connect/account.html", context, status=status)


def _try(form: AccountForm, manifest: Manifest) -> Introduction | None:
    """Try an account; a refusal lands on the form in plain words."""
    try:
        connecting.refuse_taken(manifest.name, form.settings())
        return connecting.try_connection(
            manifest.name,
            settings=form.settings(),
            secrets=form.secrets(),
            currency=form.cleaned_data["currency"],
            now=clock.now(),
        )
    except ChannelTrouble as trouble:
        refuse(form, manifest, trouble)
    except SettingsWrong as wrong:
        form.refuse_setting(str(wrong.details["missing"]), sentence(wrong))
    except connecting.AccountTaken as taken:
        form.add_error(None, sentence(taken))
    return None


def refuse(form: AccountForm, manifest: Manifest, trouble: ChannelTrouble) -> None:
    """Say on the form why an account did not work and what to do."""
    said = troubles.said(trouble.trouble, manifest.name)
    text = f"{said.what} {said.fix}" if said else trouble.detail
    if trouble.trouble is Trouble.AUTH:
        form.refuse_secrets(_("The channel does not take this key. Copy it once more, without spaces around it."))
    form.add_error(None, text)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def channel(request: HttpRequest, key: str) -> HttpResponse:
    """Show who answered; ask what the channel is called and which locations serve it; make it."""
    draft = drafts.draft(from_public(DRAFT_PREFIX, key))
    manifest = connectors.connector(draft.connector, language())
    form, places, status = _channel_form(request, draft, manifest), _places_form(request, draft, manifest), 200
    if request.method == "POST":
        if form.is_valid() and places.is_valid():
            wanted = NewConnection(channel=form.channel(), locations=places.locations(), mapped=places.mapped())
            try:
                made = connecting.connect(draft.id, wanted, actor=actor_of(request))
            except DomainError as refusal:
                form.add_error("code" if isinstance(refusal, connecting.CodeTaken) else None, sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Connected and paused: match the listings, then let it go."))
                return redirect("backoffice_connection", code=made.code)
        else:
            status = 422
    context = {
        "form": form,
        "places": places,
        "draft": draft,
        "connector": show(manifest, []),
        "per_place": _is_per_place(manifest),
        "steps": words.steps(2),
    }
    return render(request, "backoffice/connect/channel.html", context, status=status)


def _channel_form(request: HttpRequest, draft: Draft, manifest: Manifest) -> ChannelForm:
    told = draft.introduction
    initial = {
        "name": told.name or manifest.title,
        "code": _free_code(manifest.name),
        "currency": told.currency or next(iter(manifest.currencies), "TRY"),
        "country": told.country or next(iter(manifest.countries), "TR"),
        "language": "tr" if (told.country or next(iter(manifest.countries), "")) == "TR" else "en",
    }
    return ChannelForm(request.POST or None, fixed=ChannelKind.MARKETPLACE, initial=initial)


def _free_code(name: str) -> str:
    taken = {row.code for row in channels.channels()}
    codes = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def _places_form(request: HttpRequest, draft: Draft, manifest: Manifest) -> PlacesForm:
    theirs = [one for one in draft.introduction.places if one.is_ours] if _is_per_place(manifest) else []
    places = chosen(spoken_places())
    served = [LocationPlace(one.id, 0) for one in places if one.kind is LocationKind.WAREHOUSE]
    return PlacesForm(request.POST or None, places=places, served=served, theirs=theirs)


def _is_per_place(manifest: Manifest) -> bool:
    spec = manifest.offers.push.get(Op.STOCK) if manifest.offers else None
    return spec is None or spec.per_place
