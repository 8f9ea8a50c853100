"""Feeds over JSON: how each stands, what is left out of it and why, and to have one written now."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.queries import feeds as reads
from arasta.contexts.channels.services import feeds
from arasta.contexts.channels.types import VARIANT_PREFIX
from arasta.contexts.channels.types.feeds import FEED_PREFIX, Feed, FlawedRow, RowState
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public, to_public

router = Router()

READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


class FeedOut(Schema):
    id: str = Field(description="`fed_...`")
    channel: str
    name: str
    target: str = Field(description="Whose rules it keeps: google, meta or plain")
    kind: str = Field(description="products or local")
    format: str = Field(description="tsv or xml")
    language: str
    status: str = Field(description="open or revoked")
    version: int = Field(description="How many writings changed something; also in the header `X-Feed-Version`")
    offered: int
    excluded: int = Field(description="Offers that are left out: see `left-out`")
    noted: int = Field(description="Offers in it that could be better")
    plain_bytes: int
    packed_bytes: int
    took_ms: int = Field(description="How long the last writing took")
    waits: bool = Field(description="Something changed that is not in the file yet")
    checked_at: datetime | None = Field(description="When it was written last, or found to be as it was")
    written_at: datetime | None = Field(description="When it came to be as it is")
    problem: str = Field(description="Why it could not be written, if so")

    @classmethod
    def of(cls, feed: Feed) -> FeedOut:
        return cls(
            id=to_public(FEED_PREFIX, feed.id),
            channel=feed.channel_code,
            waits=feed.changed_at is not None or feed.asked_at is not None or feed.version == 0,
            **{name: getattr(feed, name) for name in cls.model_fields if name not in {"id", "channel", "waits"}},
        )


class FeedList(Schema):
    items: list[FeedOut]


class LeftOutOut(Schema):
    variant_id: str = Field(description="`var_...`")
    offer_id: str
    store: str = Field(description="The store's code, in a feed of what each store has")
    flaws: list[str]

    @classmethod
    def of(cls, row: FlawedRow) -> LeftOutOut:
        return cls(
            variant_id=to_public(VARIANT_PREFIX, row.variant_id),
            offer_id=row.offer_id,
            store=row.place,
            flaws=[flaw.value for flaw in row.flaws],
        )


class LeftOutPage(Schema):
    items: list[LeftOutOut]
    next_cursor: str | None


class AskedFeeds(Schema):
    channel: str = Field("", description="A channel's code; without it, the feeds of all")


class AskedLeftOut(Schema):
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/feeds", response={200: FeedList, **READ}, operation_id="list_feeds", summary="How the feeds stand")
@decorate_view(guards.read("channels.read"))
def list_feeds(request: HttpRequest, asked: Query[AskedFeeds]) -> FeedList:
    """Return the feeds, the open ones first. Their addresses hold keys and are told in the back office only."""
    channel_id = channel_reads.channel(asked.channel).id if asked.channel else None
    return FeedList(items=[FeedOut.of(feed) for feed in reads.feeds(channel_id)])


@router.get(
    "/feeds/{feed_id}/left-out",
    response={200: LeftOutPage, **READ},
    operation_id="list_left_out_offers",
    summary="What is left out of a feed, and why",
)
@decorate_view(guards.read("channels.read"))
def list_left_out_offers(request: HttpRequest, feed_id: str, asked: Query[AskedLeftOut]) -> LeftOutPage:
    """Return the offers that are not in a feed, with their flaws, by offer id."""
    feed = reads.feed(from_public(FEED_PREFIX, feed_id))
    page = reads.flawed_rows(feed.id, state=RowState.EXCLUDED, cursor=asked.cursor, limit=asked.limit)
    return LeftOutPage(items=[LeftOutOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.post(
    "/feeds/{feed_id}/write",
    response={200: FeedOut, **READ, 409: Problem},
    operation_id="write_feed",
    summary="Have a feed written now",
)
@decorate_view(guards.write("channels.write"))
def write_feed(request: HttpRequest, feed_id: str) -> FeedOut:
    """Have all of a feed written within seconds; 409 if it was revoked."""
    return FeedOut.of(feeds.ask_for_writing(from_public(FEED_PREFIX, feed_id), now=clock.now()))
