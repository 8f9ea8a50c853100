"""What a channel's listings say: all of them by how good they are, and one with where every word comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import channels, listings, outbound
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import quality as quality_book
from arasta.contexts.channels.queries.quality import ListingFilter
from arasta.contexts.channels.types import LISTING_PREFIX, Channel, Listing, ListingStatus
from arasta.contexts.channels.types.content import (
    ATTRIBUTE,
    DESCRIPTION,
    FACT,
    IMAGES,
    PLAIN_FIELDS,
    EditOp,
    EditStep,
    NothingToEdit,
    Resolved,
    Source,
)
from arasta.contexts.channels.types.protocol import Issue
from arasta.contexts.channels.types.quality import Judgment, Reason, Score, StoredJudgment
from arasta.flows.publishing import edit_listings, judge_listings, keep_prices, listed_goods
from arasta.flows.publishing.listed_goods import Listed
from arasta.kernel import clock
from arasta.kernel.errors import DomainError, Missing, gettext_noop
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import channel_places, listing_words
from arasta.surfaces.backoffice.views import drift

WEAK = 60


class UnknownListing(Missing):
    """The channel has no such listing."""

    code = "unknown_listing"
    template = gettext_noop("There is no such listing.")


@dataclass(frozen=True, slots=True)
class ShownListing:
    """A listing with its goods and its score."""

    row: Listing
    key: str
    title: str
    sku: str
    picture: str
    own: int
    judgment: StoredJudgment | None
    reasons: Sequence[Promise]

    @property
    def tone(self) -> str:
        points = self.judgment.points if self.judgment else None
        if points is None:
            return "neutral"
        return "good" if points >= quality_book.GOOD else "warn" if points >= WEAK else "bad"


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a listing: what it says, where that comes from, and what the channel says against it."""

    name: str
    label: str
    one: Resolved
    source: Promise
    tone: str
    inherited_source: Promise
    issues: Sequence[Issue]
    is_long: bool

    @property
    def is_own(self) -> bool:
        return self.one.source is Source.LISTING


@require_safe
@permitted("channels.read")
def listing_list(request: HttpRequest, code: str) -> HttpResponse:
    """List what a channel's listings say, the weakest first; htmx gets the table alone."""
    channel, wanted = channels.channel(code), wanted_of(request)
    page = quality_book.judged_page(channel.id, wanted, cursor=request.GET.get("after"))
    context = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_listings"),
        "rows": _shown(channel, page.items),
        "next_cursor": page.next_cursor,
        "wanted": wanted,
        "statuses": [(one.value, one.value == wanted.status) for one in ListingStatus],
        "reasons": [(one.value, word, one is wanted.reason) for one, word in listing_words.REASONS.items()],
        "tally": quality_book.tally(channel.id),
        "worst": _worst(channel),
        "may_change": actor_of(request).may("channels.write"),
        "query": request.GET.urlencode(),
    }
    part = "backoffice/listings/rows.html" if request.headers.get("HX-Request") else "backoffice/listings/listings.html"
    return render(request, part, context)


@require_POST
@permitted("channels.write")
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """Judge what changed since it was judged."""
    judged = judge_listings.judge_waiting(channels.channel(code), at=clock.now(), most=2_000)
    messages.success(request, _("Looked at %(count)s listings.") % {"count": judged})
    return redirect("backoffice_listings", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.read")
def listing(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show a listing field by field; save what was overridden or is to be inherited again."""
    channel, actor = channels.channel(code), actor_of(request)
    row = row_of(channel, key)
    status, refusal = 200, ""
    if request.method == "POST":
        actor.require("channels.write")
        try:
            _save(request, channel, row)
        except DomainError as problem:
            status, refusal = STATUS[problem.kind], sentence(problem)
        else:
            return redirect("backoffice_listing", code=code, key=key)
    [one] = listed_goods.listed(channel, [row], at=clock.now())
    [judgment] = judge_listings.look(channel, [row], at=clock.now())
    context = {
        "channel": channel,
        "row": row,
        "one": one,
        "fields": _fields(one, judgment),
        "others": [issue for issue in judgment.issues if issue.field not in _named(one)],
        "fixes": listing_words.ISSUE_FIXES,
        "score": judgment.score,
        "reasons": _explained(judgment.score),
        "price": keep_prices.judge_prices(channel, [row.variant_id], at=clock.now())[row.variant_id],
        "standings": listing_words.STANDINGS,
        "standing_tones": listing_words.STANDING_TONES,
        "placeholders": content_book.placeholders(one.goods),
        "variant_key": to_public("var", row.variant_id),
        "may_change": actor.may("channels.write"),
        "refusal": refusal,
        "is_refused": any(issue.blocks for issue in judgment.issues),
        "drifts": drift.shown(channel, outbound.drift_of([row.id])),
    }
    return render(request, "backoffice/listings/listing.html", context, status=status)


def wanted_of(request: HttpRequest) -> ListingFilter:
    """Read which listings are asked for."""
    given = request.GET
    text, status, reason = given.get("q", "").strip()[:100], given.get("status", ""), given.get("reason", "")
    found = list(variants.variant_ids_by_sku([text]).values()) if text else None
    return ListingFilter(
        status=ListingStatus(status) if status in set(ListingStatus) else None,
        reason=Reason(reason) if reason in set(Reason) else None,
        below=quality_book.GOOD if given.get("weak") else None,
        is_due=bool(given.get("due")),
        variant_ids=found,
        text=text,
    )


def row_of(channel: Channel, key: str) -> Listing:
    """Return a channel's listing by its public id. Raises UnknownListing."""
    found = listings.listings([from_public(LISTING_PREFIX, key)])
    if not found or found[0].channel_id != channel.id:
        raise UnknownListing
    return found[0]


def _shown(channel: Channel, rows: Sequence[Listing]) -> list[ShownListing]:
    said = {one.listing.id: one for one in listed_goods.listed(channel, rows, at=clock.now())}
    judged = quality_book.judgments([row.id for row in rows])
    return [_one(row, said[row.id], judged.get(row.id)) for row in rows if row.id in said]


def _one(row: Listing, one: Listed, judgment: StoredJudgment | None) -> ShownListing:
    return ShownListing(
        row=row,
        key=to_public(LISTING_PREFIX, row.id),
        title=one.content["title"].value,
        sku=one.goods.sku,
        picture=one.goods.images[0] if one.goods.images else "",
        own=sum(field.source is Source.LISTING for field in one.content.values()),
        judgment=judgment,
        reasons=[listing_words.REASONS[reason] for reason in judgment.reasons] if judgment else [],
    )


def _worst(channel: Channel) -> list[tuple[str, Promise, int]]:
    counted = quality_book.tally(channel.id).reasons
    ranked = sorted(counted.items(), key=lambda pair: -pair[1] * quality_book.cost(pair[0]))
    return [(reason.value, listing_words.REASONS[reason], number) for reason, number in ranked[:6]]


def _named(one: Listed) -> set[str]:
    return {*one.content, *(name.removeprefix(FACT) for name in one.content if name.startswith(FACT))}


def _fields(one: Listed, judgment: Judgment) -> list[ShownField]:
    return [
        ShownField(
            name=name,
            label=listing_words.field(name),
            one=said,
            source=listing_words.SOURCES[said.source],
            tone=listing_words.SOURCE_TONES[said.source],
            inherited_source=listing_words.SOURCES[said.inherited_from],
            issues=[issue for issue in judgment.issues if issue.field in {name, name.removeprefix(FACT)}],
            is_long=name in {DESCRIPTION, IMAGES},
        )
        for name, said in one.content.items()
    ]


def _explained(score: Score) -> list[dict[str, object]]:
    return [
        {
            "word": listing_words.REASONS[reason],
            "fix": listing_words.FIXES[reason],
            "cost": quality_book.cost(reason),
            "field": listing_words.FIELD_OF.get(reason, ""),
        }
        for reason in score.reasons
    ]


def _save(request: HttpRequest, channel: Channel, row: Listing) -> UUID | None:
    """Save what the form says differently from what stands, as one edit that can be taken back."""
    [one] = listed_goods.listed(channel, [row], at=clock.now())
    steps = list(_steps(request, one))
    at, actor = clock.now(), actor_of(request)
    planned = edit_listings.plan(channel, [row.id], steps, at=at)
    if not planned.differences:
        messages.info(request, _("Nothing changed."))
        return None
    if not planned.sound:
        raise NothingToEdit
    edit = edit_listings.save(channel, [row.id], steps, mark=planned.mark, at=at, actor=actor)
    messages.success(request, _("Saved. The channel is told with the next round."))
    return edit


def _steps(request: HttpRequest, one: Listed) -> list[EditStep]:
    given, steps = request.POST, []
    if given.get("reset"):
        return [EditStep(field=given["reset"], op=EditOp.RESET)]
    for name, said in one.content.items():
        text = given.get(name)
        if text is not None and _plain(text) != _plain(said.value):
            steps.append(EditStep(field=name, op=EditOp.SET, value=text))
    kind, name, value = given.get("new_kind", FACT), given.get("new_name", "").strip(), given.get("new_value", "")
    if name and value.strip() and kind in {FACT, ATTRIBUTE} and name not in PLAIN_FIELDS:
        steps.append(EditStep(field=f"{kind}{name}", op=EditOp.SET, value=value))
    return steps


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
