"""Drift over JSON: what a channel shows otherwise than we want, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import channels, edits, outbound
from arasta.contexts.channels.types import LISTING_PREFIX
from arasta.contexts.channels.types.outbound import DRIFT_PREFIX, KEEPABLE, Drift, DriftField
from arasta.flows.publishing import settle_drift
from arasta.flows.publishing.listings_schemas import EditOut
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, spelled_out
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Listings"])

Code = Annotated[str, Path(description="Code of a channel")]
DriftId = Annotated[str, Field(min_length=1, max_length=60, description="`dft_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}
MOST_CHOSEN = 200


class AskedDrift(Body):
    field: Annotated[DriftField, spelled_out(DriftField)] | None = None
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class DriftOut(Schema):
    id: str = Field(description="`dft_...`")
    listing_id: str = Field(description="`lst_...`")
    external_id: str
    sku: str | None
    field: str
    ours: str = Field(description="A number, an amount in minor units, a state or a text; pictures one a line")
    theirs: str
    since: datetime
    seen_at: datetime
    told_at: datetime | None = Field(description="When the channel was last told again because of it")
    may_stay: bool = Field(description="Whether it can be kept as the channel shows it")

    @classmethod
    def of(cls, row: Drift, sku: str | None) -> DriftOut:
        return cls(
            id=to_public(DRIFT_PREFIX, row.id),
            listing_id=to_public(LISTING_PREFIX, row.listing_id),
            external_id=row.external_id,
            sku=sku,
            field=row.field,
            ours=row.ours,
            theirs=row.theirs,
            since=row.since,
            seen_at=row.seen_at,
            told_at=row.told_at,
            may_stay=row.field in KEEPABLE,
        )


class DriftPage(Schema):
    items: list[DriftOut]
    next_cursor: str | None


class ChosenIn(Body):
    drift_ids: list[DriftId] = Field(min_length=1, max_length=MOST_CHOSEN)

    def keys(self) -> Sequence[UUID]:
        """Return the ids inside."""
        return [from_public(DRIFT_PREFIX, key) for key in self.drift_ids]


class KeepIn(ChosenIn):
    reason: str = Field(min_length=1, max_length=2_000)


class ToldAgainOut(Schema):
    listings: int = Field(description="How many listings are told again")


@router.get(
    "/channels/{code}/listing-drift",
    response={200: DriftPage, **READ},
    operation_id="list_listing_drift",
    summary="What a channel shows otherwise than we want",
)
@decorate_view(guards.read("channels.read"))
def list_listing_drift(request: HttpRequest, code: Code, asked: Query[AskedDrift]) -> DriftPage:
    """Return the differences that stand, the newest first."""
    channel = channels.channel(code)
    page = outbound.drift_page(channel.id, field=asked.field, cursor=asked.cursor, limit=asked.limit)
    known = variants.variants({row.variant_id for row in page.items}, language=channel.language)
    rows = [DriftOut.of(row, known[row.variant_id].sku if row.variant_id in known else None) for row in page.items]
    return DriftPage(items=rows, next_cursor=page.next_cursor)


@router.post(
    "/channels/{code}/listing-drift/keep",
    response={201: EditOut, **WRITE},
    operation_id="keep_listing_drift",
    summary="Let what a channel shows stay, on purpose",
)
@decorate_view(guards.write("channels.write"))
def keep_listing_drift(request: HttpRequest, code: Code, body: KeepIn) -> Status[EditOut]:
    """Make what the channel shows the listings' own, with a reason; the edit can be undone once."""
    channel, actor = channels.channel(code), actor_of(request)
    edit = settle_drift.keep_theirs(channel, body.keys(), reason=body.reason, at=clock.now(), actor=actor)
    return Status(201, EditOut.of(edits.edit(edit)))


@router.post(
    "/channels/{code}/listing-drift/tell-again",
    response={200: ToldAgainOut, **WRITE},
    operation_id="tell_listings_again",
    summary="Tell a channel again what we want",
)
@decorate_view(guards.write("channels.write"))
def tell_listings_again(request: HttpRequest, code: Code, body: ChosenIn) -> ToldAgainOut:
    """Have the listings of these differences told anew; what one says is told whole."""
    return ToldAgainOut(listings=settle_drift.say_ours_again(channels.channel(code), body.keys(), at=clock.now()))
