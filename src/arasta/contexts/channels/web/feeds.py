"""Pages about feeds: how each stands, its address, what is left out and why, who fetched it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.channels.ports import VariantName, variant_facts
from arasta.contexts.channels.queries import channels, feeds
from arasta.contexts.channels.services import feeds as services
from arasta.contexts.channels.types import Channel, ChannelKind
from arasta.contexts.channels.types.feeds import (
    FEED_PREFIX,
    FIELDS,
    NOTES,
    Feed,
    FeedStatus,
    Fetch,
    Flaw,
    FlawedRow,
    RowState,
)
from arasta.contexts.channels.web import feed_words as words
from arasta.contexts.channels.web.feed_form import FeedForm
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.kernel.web.spoken import spoken


@dataclass(frozen=True, slots=True)
class ShownFeed:
    """A feed with its words."""

    row: Feed
    key: str
    channel: str
    target: Promise
    kind: Promise
    form: Promise
    is_open: bool
    last_fetch: Fetch | None


@dataclass(frozen=True, slots=True)
class ShownFlaw:
    """A flaw in words, the field it is about and what mends it."""

    word: str
    name: Promise
    field: str
    fix: Promise
    keeps_out: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class ShownRow:
    """An offer that is left out or could be better."""

    row: FlawedRow
    name: VariantName | None
    flaws: list[ShownFlaw]


@require_safe
@permitted("channels.read")
def feed_list(request: HttpRequest) -> HttpResponse:
    """List the feeds of all channels, or of one."""
    code = request.GET.get("channel", "")
    rows = feeds.feeds(channels.channel(code).id if code else None)
    context = {"rows": _shown(rows), "code": code, "may_change": actor_of(request).may("channels.write")}
    part = "channels/feed_rows.html" if request.headers.get("HX-Request") else "channels/feeds.html"
    return render(request, part, context)


@require_safe
@permitted("channels.read")
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """Show how a feed stands."""
    found = feeds.feed(from_public(FEED_PREFIX, key))
    counts = feeds.count_flaws(found.id)
    context = {
        "feed": _shown([found])[0],
        "tabs": _tabs(found, "channels_feed"),
        "may_change": actor_of(request).may("channels.write"),
        "address": feeds.address_of(found),
        "packed": feeds.address_of(found, packed=True),
        "flaws": [_flaw(word, count) for word, count in counts.items()],
        "fetches": feeds.fetches(found.id),
    }
    return render(request, "channels/feed.html", context)


@require_safe
@permitted("channels.read")
def left_out(request: HttpRequest, key: str) -> HttpResponse:
    """List what is left out of a feed with the reason and what mends it; or what is in it with a note."""
    found = feeds.feed(from_public(FEED_PREFIX, key))
    state = RowState.OFFERED if request.GET.get("in") == "file" else RowState.EXCLUDED
    word = request.GET.get("flaw", "")
    flaw = Flaw(word) if word in list(Flaw) else None
    page = feeds.flawed_rows(found.id, state=state, flaw=flaw, cursor=request.GET.get("after"))
    names = variant_facts().named([row.variant_id for row in page.items], language=(get_language() or "en")[:2])
    rows = [ShownRow(row, names.get(row.variant_id), [_flaw(one, 0) for one in row.flaws]) for row in page.items]
    context: dict[str, Any] = {
        "feed": _shown([found])[0],
        "tabs": _tabs(found, "channels_feed_left_out"),
        "may_change": actor_of(request).may("channels.write"),
        "filters": _filters(found, state),
        "rows": rows,
        "next_cursor": page.next_cursor,
    }
    part = "channels/feed_left_out_rows.html" if request.headers.get("HX-Request") else "channels/feed_left_out.html"
    return render(request, part, context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def add(request: HttpRequest) -> HttpResponse:
    """Open a feed."""
    every = channels.channels()
    shops = [one for one in every if one.kind is ChannelKind.WEB]
    form = FeedForm(request.POST or None, channels=_choices(every), shops=_choices(shops))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                opened = services.open_feed(form.wanted())
            except DomainError as refusal:
                form.add_error(None, sentence(refusal))
            else:
                messages.success(request, _("Opened. It is written within seconds."))
                return redirect("channels_feed", key=to_public(FEED_PREFIX, opened.id))
    return render(request, "channels/feed_add.html", {"form": form}, status=status)


@require_POST
@permitted("channels.write")
def write_now(request: HttpRequest, key: str) -> HttpResponse:
    """Have a feed written as soon as possible."""
    services.ask_for_writing(from_public(FEED_PREFIX, key), now=clock.now())
    messages.success(request, _("It is written within seconds."))
    return redirect("channels_feed", key=key)


@require_POST
@permitted("channels.write")
def renew(request: HttpRequest, key: str) -> HttpResponse:
    """Give a feed another address."""
    services.renew_key(from_public(FEED_PREFIX, key))
    messages.success(request, _("The feed has another address. The one before answers no more."))
    return redirect("channels_feed", key=key)


@require_POST
@permitted("channels.write")
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Let a feed's address answer no more."""
    services.revoke(from_public(FEED_PREFIX, key))
    messages.success(request, _("The feed is revoked: its address answers no more."))
    return redirect("channels_feed", key=key)


def _shown(rows: list[Feed]) -> list[ShownFeed]:
    named = channels.channels_by_id([row.channel_id for row in rows])
    fetched = feeds.last_fetches([row.id for row in rows])
    return [
        ShownFeed(
            row=row,
            key=to_public(FEED_PREFIX, row.id),
            channel=spoken(named[row.channel_id]),
            target=words.TARGETS[row.target],
            kind=words.KINDS[row.kind],
            form=words.FORMATS[row.format],
            is_open=row.status is FeedStatus.OPEN,
            last_fetch=fetched.get(row.id),
        )
        for row in rows
    ]


def _flaw(word: Flaw, count: int) -> ShownFlaw:
    return ShownFlaw(word.value, words.FLAWS[word], FIELDS[word], words.FIXES[word], word not in NOTES, count)


def _tabs(feed: Feed, active: str) -> list[dict[str, Any]]:
    key = to_public(FEED_PREFIX, feed.id)
    places = [("channels_feed", _("Overview"), None), ("channels_feed_left_out", _("Left out"), feed.excluded)]
    return [
        {"label": label, "url": reverse(name, args=[key]), "active": name == active, "count": count}
        for name, label, count in places
    ]


def _filters(feed: Feed, state: RowState) -> list[dict[str, Any]]:
    address = reverse("channels_feed_left_out", args=[to_public(FEED_PREFIX, feed.id)])
    return [
        {
            "label": _("Left out"),
            "url": address,
            "active": state is RowState.EXCLUDED,
            "count": feed.excluded,
        },
        {
            "label": _("In the file, could be better"),
            "url": f"{address}?in=file",
            "active": state is RowState.OFFERED,
            "count": feed.noted,
        },
    ]


def _choices(rows: list[Channel]) -> list[tuple[str, str]]:
    return [(row.code, spoken(row)) for row in rows]
