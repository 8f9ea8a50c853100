"""Channels over JSON: where we sell, what is offered there, how far behind we are, and what waits for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.channels import console_api, feeds_api, money_api
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.queries import quality
from arasta.contexts.channels.queries import sync as sync_reads
from arasta.contexts.channels.services import channels, parking
from arasta.contexts.channels.types import (
    CHANGE_DAYS,
    CHANNEL_PREFIX,
    LISTING_PREFIX,
    LONGEST_CHANGE_DAYS,
    LONGEST_HOLD_MINUTES,
    LONGEST_NAME,
    PARKED_PREFIX,
    VARIANT_PREFIX,
    Channel,
    HoldPolicy,
    HoldTerms,
    Listing,
    ListingStatus,
    ParkedItem,
    ParkedStatus,
    SyncState,
)
from arasta.contexts.channels.types.issues import said_of
from arasta.contexts.channels.types.quality import StoredJudgment
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, MoneyOut, Problem, spelled_out
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.requests import actor_of

router = Router(tags=["Channels"])
router.add_router("", console_api.router)
router.add_router("", feeds_api.router)
router.add_router("", money_api.router)

READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


class ChannelOut(Schema):
    id: str = Field(description="`chn_...`")
    code: str
    kind: str = Field(description="web, store, marketplace, popup or phone")
    name: str
    names: dict[str, str] = Field(
        description="What readers of a language are shown, where the merchant gave a name in it"
    )
    currency: str
    country: str
    language: str
    status: str = Field(description="active or paused")
    prices_include_tax: bool
    hold_minutes: int
    hold_policy: str = Field(description="none, on_order or on_cart: when a cart's units are held")
    longest_hold_minutes: int = Field(description="The longest hold that an outside system may ask for")
    change_days: int = Field(description="So many days a dearer delivery of an order may stay unpaid")

    @classmethod
    def of(cls, row: Channel) -> ChannelOut:
        return cls(
            id=to_public(CHANNEL_PREFIX, row.id),
            code=row.code,
            kind=row.kind,
            name=row.name,
            names=dict(row.names),
            currency=row.currency,
            country=row.country,
            language=row.language,
            status=row.status,
            prices_include_tax=row.prices_include_tax,
            hold_minutes=row.hold_minutes,
            hold_policy=row.hold_policy,
            longest_hold_minutes=row.longest_hold_minutes,
            change_days=row.change_days,
        )


class ListingOut(Schema):
    """A variant on a channel; `told_*` is what the channel took from us last."""

    id: str = Field(description="`lst_...`")
    variant_id: str = Field(description="`var_...`")
    external_id: str = Field(description="The channel's own code, a barcode for example")
    status: str = Field(description="draft, pending, active, failed or ended")
    told_quantity: int | None
    told_price: MoneyOut | None
    told_at: datetime | None
    problem_code: str
    problem: str = Field(description="By our own rules in the language of the request, else in the channel's words")

    @classmethod
    def of(cls, row: Listing, judgment: StoredJudgment | None = None) -> ListingOut:
        price = None if row.pushed_price_minor is None else MoneyOut.of(Money(row.pushed_price_minor, row.currency))
        return cls(
            id=to_public(LISTING_PREFIX, row.id),
            variant_id=to_public(VARIANT_PREFIX, row.variant_id),
            external_id=row.external_id,
            status=row.status,
            told_quantity=row.pushed_quantity,
            told_price=price,
            told_at=row.last_pushed_at,
            problem_code=row.problem_code,
            problem=said_of(row, judgment.issues if judgment else (), gettext) or row.problem,
        )


class ListingPage(Schema):
    items: list[ListingOut]
    next_cursor: str | None


class SyncOut(Schema):
    """How one stream of a channel stands."""

    stream: str = Field(description="orders, stock, prices, listings, returns, settlements or notices")
    last_success_at: datetime | None
    last_attempt_at: datetime | None
    trouble: str = Field(description="Empty, or auth, throttled, unavailable, timeout, refused, unreadable")
    detail: str
    lag_seconds: int
    waiting: int = Field(description="Changes the channel has not been told yet")
    waiting_since: datetime | None

    @classmethod
    def of(cls, row: SyncState) -> SyncOut:
        return cls(
            stream=row.stream,
            last_success_at=row.last_success_at,
            last_attempt_at=row.last_attempt_at,
            trouble=row.trouble,
            detail=row.last_error,
            lag_seconds=row.lag_seconds,
            waiting=row.waiting,
            waiting_since=row.waiting_since,
        )


class ParkedOut(Schema):
    """Something the channel sent that waits for a person; the document itself is shown in the back office only."""

    id: str = Field(description="`prk_...`")
    kind: str
    external_id: str
    reason: str
    about: list[str] = Field(description="What is meant: unknown codes, a status, a currency")
    explanation: str = Field(description="Why it waits, in the language of the request")
    explanation_code: str = Field(description="The same for machines; empty where somebody's own words stand")
    status: str = Field(description="open, resolved or dismissed")
    times_seen: int
    created_at: datetime
    last_seen_at: datetime
    resolved_by: str
    resolved_at: datetime | None
    note: str

    @classmethod
    def of(cls, row: ParkedItem) -> ParkedOut:
        return cls(
            id=to_public(PARKED_PREFIX, row.id),
            kind=row.kind,
            external_id=row.external_id,
            reason=row.reason,
            about=list(row.about),
            explanation=row.explanation.said(gettext),
            explanation_code=row.explanation.code,
            status=row.status,
            times_seen=row.times_seen,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            resolved_by=row.resolved_by,
            resolved_at=row.resolved_at,
            note=row.note,
        )


class ParkedPage(Schema):
    items: list[ParkedOut]
    next_cursor: str | None


class Choice(Body):
    """Which variant a code of the channel stands for."""

    external_id: str = Field(min_length=1, max_length=200)
    variant_id: str = Field(description="`var_...`")


class Resolve(Body):
    """A decision: take the item again, or put it aside with a reason."""

    choices: list[Choice] = Field(default_factory=list, max_length=200)
    dismiss: bool = Field(False, description="Put it aside instead of taking it again; needs a note")
    note: str = Field("", max_length=2000)


class HoldTermsIn(Body):
    """When a channel's carts hold units, and for how long."""

    policy: Annotated[HoldPolicy, spelled_out(HoldPolicy)] = Field(
        description="none: nothing before the order; on_order: from the checkout on; on_cart: as soon as put in the cart"
    )
    hold_minutes: int = Field(strict=True, ge=1, le=LONGEST_HOLD_MINUTES, description="How long a cart holds")
    longest_hold_minutes: int = Field(
        LONGEST_HOLD_MINUTES,
        strict=True,
        ge=1,
        le=LONGEST_HOLD_MINUTES,
        description="The longest hold that an outside system may ask for; not less than a cart's",
    )
    change_days: int = Field(
        CHANGE_DAYS,
        strict=True,
        ge=1,
        le=LONGEST_CHANGE_DAYS,
        description="So many days a dearer delivery of an order may stay unpaid; then the change is taken back",
    )


class ChannelNamesIn(Body):
    """Names by language; languages that are not sent keep theirs."""

    names: dict[str, str] = Field(
        min_length=1,
        max_length=30,
        description=f"Language, as `tr`, to what its readers see: {LONGEST_NAME} characters at most; empty takes it away",
    )


class AskedListings(Body):
    status: ListingStatus | None = None
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class AskedParked(Body):
    status: ParkedStatus = ParkedStatus.OPEN
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


@router.get("/channels", response={200: list[ChannelOut], **READ}, operation_id="list_channels", summary="Channels")
@decorate_view(guards.read("channels.read"))
def list_channels(request: HttpRequest) -> list[ChannelOut]:
    """Return all channels by name."""
    return [ChannelOut.of(row) for row in reads.channels()]


@router.put(
    "/channels/{code}/hold-terms",
    response={200: ChannelOut, 409: Problem, **READ},
    operation_id="set_hold_terms",
    summary="Say when a channel's carts hold units",
)
@decorate_view(guards.write("channels.write"))
def set_hold_terms(request: HttpRequest, code: str, body: HoldTermsIn) -> ChannelOut:
    """Say when carts hold units and for how long. Holds that live already keep their time."""
    terms = HoldTerms(
        policy=body.policy,
        minutes=body.hold_minutes,
        longest_minutes=body.longest_hold_minutes,
        change_days=body.change_days,
    )
    return ChannelOut.of(channels.set_hold_terms(reads.channel(code).id, terms, actor=actor_of(request)))


@router.put(
    "/channels/{code}/names",
    response={200: ChannelOut, 409: Problem, **READ},
    operation_id="name_channel",
    summary="Say what a channel is called in each language",
)
@decorate_view(guards.write("channels.write"))
def name_channel(request: HttpRequest, code: str, body: ChannelNamesIn) -> ChannelOut:
    """Say what readers of a language are shown. Where no name is given, it is the brand's or the channel's own."""
    return ChannelOut.of(channels.name_channel(reads.channel(code).id, body.names, actor=actor_of(request)))


@router.get(
    "/channels/{code}/listings",
    response={200: ListingPage, **READ},
    operation_id="list_listings",
    summary="What is offered on a channel",
)
@decorate_view(guards.read("channels.read"))
def list_listings(request: HttpRequest, code: str, asked: Query[AskedListings]) -> ListingPage:
    """Return a channel's listings by its own code for them."""
    page = listing_reads.listings_page(
        reads.channel(code).id, status=asked.status, cursor=asked.cursor, limit=asked.limit
    )
    judged = quality.judgments([row.id for row in page.items if row.problem_code], with_issues=True)
    return ListingPage(
        items=[ListingOut.of(row, judged.get(row.id)) for row in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/channels/{code}/sync",
    response={200: list[SyncOut], **READ},
    operation_id="channel_sync",
    summary="How far a channel is behind",
)
@decorate_view(guards.read("channels.read"))
def channel_sync(request: HttpRequest, code: str) -> list[SyncOut]:
    """Return the streams of a channel; one without a connector has none."""
    return [SyncOut.of(row) for row in sync_reads.sync_states([reads.channel(code).id])]


@router.get(
    "/channels/{code}/parked",
    response={200: ParkedPage, **READ},
    operation_id="list_parked",
    summary="What waits for a person",
)
@decorate_view(guards.read("channels.read"))
def list_parked(request: HttpRequest, code: str, asked: Query[AskedParked]) -> ParkedPage:
    """Return what a channel sent and we could not take, the newest first."""
    page = parked_reads.parked_page(reads.channel(code).id, status=asked.status, cursor=asked.cursor, limit=asked.limit)
    return ParkedPage(items=[ParkedOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.post(
    "/channels/parked/{parked_id}/resolve",
    response={200: ParkedOut, 409: Problem, **READ},
    operation_id="resolve_parked",
    summary="Decide about a parked item",
)
@decorate_view(guards.write("channels.write"))
def resolve_parked(request: HttpRequest, parked_id: str, body: Resolve) -> ParkedOut:
    """Take the item again, remembering what its codes stand for, or put it aside."""
    key, actor = from_public(PARKED_PREFIX, parked_id), actor_of(request)
    if body.dismiss:
        return ParkedOut.of(parking.dismiss(key, note=body.note, actor=actor))
    choices = {choice.external_id: from_public(VARIANT_PREFIX, choice.variant_id) for choice in body.choices}
    return ParkedOut.of(parking.resolve(key, choices=choices, note=body.note, actor=actor))
