"""Say which of our SKUs a channel's listings are, before anything is told to the channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels, connecting, connectors, sync
from arasta.contexts.channels.queries import matching as match_book
from arasta.contexts.channels.services import matching as match_services
from arasta.contexts.channels.types import Channel, Stream
from arasta.contexts.channels.types.policies import Match, MatchNeedsProduct, MatchState
from arasta.flows.publishing import match_listings
from arasta.kernel import clock
from arasta.kernel.errors import DomainError, Missing, gettext_noop
from arasta.kernel.http.problems import sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import channel_places, listing_words
from arasta.surfaces.backoffice.views.stock import language


class UnknownSkus(Missing):
    """No variant has those SKUs."""

    code = "unknown_skus"
    template = gettext_noop("There is no SKU %(given)s.")


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """A channel's listing, and the SKU it may be."""

    row: Match
    state: object
    tone: str
    reason: object
    variant: VariantRow | None
    is_sure: bool

    @property
    def is_open(self) -> bool:
        return self.row.state is not MatchState.CONFIRMED


@require_safe
@permitted("channels.read")
def matching(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the channel shows and what we think it is; htmx gets the table alone."""
    channel, asked = channels.channel(code), request.GET.get("state", "")
    state = MatchState(asked) if asked in set(MatchState) else None
    page = match_book.matches_page(channel.id, state=state, cursor=request.GET.get("after"))
    counts, stands = match_book.count_matches(channel.id), match_book.matching_of(channel.id)
    known = connecting.connections([channel.id]).get(channel.id)
    tabs = [
        {"label": _("All"), "url": request.path, "active": state is None, "count": ""},
        *(
            {
                "label": listing_words.MATCH_STATES[one],
                "url": f"{request.path}?state={one}",
                "active": one is state,
                "count": getattr(counts, one.value),
            }
            for one in MatchState
        ),
    ]
    context = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_matching"),
        "tabs": tabs,
        "rows": _shown(page.items),
        "next_cursor": page.next_cursor,
        "counts": counts,
        "stands": stands,
        "stands_word": listing_words.MATCHING[stands.state],
        "is_readable": known is not None and connectors.shows_listings(known.connector),
        "was_read": known is not None and sync.read_at(known.installation_id, Stream.LISTINGS) is not None,
        "is_known": counts.seen > 0,
        "may_change": actor_of(request).may("channels.write"),
        "may_create": actor_of(request).may("catalog.write"),
    }
    is_part = request.headers.get("HX-Request") and "whole" not in request.GET
    return render(request, f"backoffice/matching/{'rows' if is_part else 'matching'}.html", context)


@require_POST
@permitted("channels.write")
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Do what the button says with the ticked listings, or with one."""
    channel, given = channels.channel(code), request.POST
    act, _mark, subject = given.get("act", "").partition(":")
    try:
        said = _do(request, channel, act, subject)
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, said)
    return redirect("backoffice_matching", code=code)


def _do(request: HttpRequest, channel: Channel, act: str, subject: str) -> str:
    keys = [subject] if subject else request.POST.getlist("id")
    if act in {"propose", "sure", "finish", "skip", "ask"}:
        return _do_all(request, channel, act)
    at, actor, given = clock.now(), actor_of(request), request.POST
    if act == "confirm":
        return _confirmed(len(match_services.confirm(channel.id, _chosen(channel, keys, given), now=at, actor=actor)))
    if act == "create":
        actor.require("catalog.write")
        sku = given.get(f"sku:{subject}", "")
        row = match_listings.create_from(channel, subject, sku=sku, at=at, actor=actor)
        return _("A draft product was made for %(code)s.") % {"code": row.external_id}
    match_services.ignore(channel.id, keys, now=at, actor=actor)
    return _("Ignored. They stay as the channel has them.")


def _do_all(request: HttpRequest, channel: Channel, act: str) -> str:
    at, actor = clock.now(), actor_of(request)
    if act == "propose":
        found = match_listings.propose(channel, at=at)
        return _("Looked at %(all)s listings; %(some)s may be yours.") % {"all": found.looked_at, "some": found.guessed}
    if act == "sure":
        return _confirmed(len(match_listings.confirm_sure(channel, at=at, actor=actor)))
    if act == "finish":
        match_services.finish(channel.id, now=at, actor=actor)
        return _("Matching is done. The channel is told from now on.")
    if act == "skip":
        match_services.skip(channel.id, now=at, actor=actor)
        return _("Skipped. The channel is told about what is listed.")
    match_services.ask_for_matching(channel.id)
    return _("Nothing is told to the channel until its listings are decided.")


def _confirmed(count: int) -> str:
    return ngettext("%(n)s listing is matched.", "%(n)s listings are matched.", count) % {"n": count}


def _chosen(channel: Channel, keys: Sequence[str], given: QueryDict) -> dict[str, UUID]:
    """Return the SKU that was written beside each listing, or the proposal. Raises UnknownSkus, MatchNeedsProduct."""
    written = {key: given.get(f"sku:{key}", "").strip() for key in keys}
    found = variants.variant_ids_by_sku([sku for sku in written.values() if sku])
    strange = [sku for sku in written.values() if sku and sku not in found]
    if strange:
        raise UnknownSkus(given=", ".join(strange)[:200])
    known = match_book.matches(channel.id, keys)
    chosen: dict[str, UUID] = {}
    for key, sku in written.items():
        guess = known[key].variant_id if key in known else None
        variant = found[sku] if sku else guess
        if variant is None:
            raise MatchNeedsProduct(given=key[:80])
        chosen[key] = variant
    return chosen


def _shown(rows: Sequence[Match]) -> list[ShownMatch]:
    known = variants.variants({row.variant_id for row in rows if row.variant_id}, language=language())
    return [
        ShownMatch(
            row=row,
            state=listing_words.MATCH_STATES[row.state],
            tone=listing_words.MATCH_TONES[row.state],
            reason=listing_words.MATCH_REASONS[row.reason],
            variant=known.get(row.variant_id) if row.variant_id else None,
            is_sure=row.state is MatchState.PROPOSED and row.confidence >= match_book.SURE,
        )
        for row in rows
    ]
