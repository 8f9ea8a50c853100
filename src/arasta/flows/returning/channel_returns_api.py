"""What buyers send back through channels, as JSON: what waits for our word, and saying it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Base64Bytes, Field

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import channels, connectors
from arasta.contexts.channels.queries import returns as reads
from arasta.contexts.channels.types.returning import (
    RETURN_PREFIX,
    Attachment,
    Decision,
    ReturnAnswer,
    ReturnRow,
    ReturnState,
)
from arasta.flows.returning.answer_return import LONGEST_NOTE, MOST_FILES, ChannelAway, answer_return
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, MoneyOut, Problem, spelled_out
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Returns"])

ReturnPath = Annotated[str, Path(description="`crn_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem, 503: Problem}


class Answer(StrEnum):
    """What may be said about a return."""

    APPROVED = ReturnAnswer.APPROVED.value
    REJECTED = ReturnAnswer.REJECTED.value


class AskedReturns(Body):
    channel: str | None = Field(
        None, max_length=100, description="Code of a channel; without, what waits on all channels"
    )
    state: Annotated[ReturnState, spelled_out(ReturnState)] | None = Field(
        None, description="Only together with a channel"
    )
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class ReturnFileIn(Body):
    name: str = Field(min_length=1, max_length=200)
    media_type: str = Field(max_length=100, description="image/jpeg, image/png, image/webp or application/pdf")
    content: Base64Bytes = Field(description="In base64")


class AnswerIn(Body):
    """A rejection has one of the channel's reasons, words of ours and, for some reasons, a file."""

    answer: Annotated[Answer, spelled_out(Answer)]
    reason: str = Field("", max_length=100, description="The channel's code of a reason, as `rejections` names them")
    note: str = Field("", max_length=LONGEST_NOTE)
    files: list[ReturnFileIn] = Field(default_factory=list, max_length=MOST_FILES)

    def decision(self) -> Decision:
        """Say it as the flow takes it."""
        files = [Attachment(one.name, one.media_type, one.content) for one in self.files]
        return Decision(answer=ReturnAnswer(self.answer), reason=self.reason, note=self.note.strip(), files=files)


class SentBackOut(Schema):
    line_id: str | None = Field(description="`lin_...`; null while the order is not in the book")
    sku: str = Field(description="The channel's code")
    quantity: int
    reason: str = Field(description="Why it comes back, in the channel's words")


class ChannelReturnOut(Schema):
    id: str = Field(description="`crn_...`")
    channel: str
    external_id: str
    external_order: str
    order_id: str | None = Field(description="`ord_...`")
    state: str = Field(description="requested, approved, rejected, received, refunded, cancelled or unknown")
    external_status: str
    asked_at: datetime
    awaits_answer: bool
    answer: str = Field(description="What we said: approved, rejected or nothing yet")
    answered_at: datetime | None
    reason: str
    note: str
    refunded: MoneyOut | None
    lines: list[SentBackOut]

    @classmethod
    def of(cls, row: ReturnRow, channel: str) -> ChannelReturnOut:
        return cls(
            id=to_public(RETURN_PREFIX, row.id),
            channel=channel,
            external_id=row.external_id,
            external_order=row.external_order,
            order_id=to_public("ord", row.order_id) if row.order_id else None,
            state=row.state,
            external_status=row.status,
            asked_at=row.asked_at,
            awaits_answer=row.awaits_answer,
            answer=row.answer,
            answered_at=row.answered_at,
            reason=row.reason,
            note=row.note,
            refunded=MoneyOut.of(row.refunded) if row.refunded else None,
            lines=[
                SentBackOut(
                    line_id=to_public("lin", line.order_line_id) if line.order_line_id else None,
                    sku=line.sku,
                    quantity=line.quantity,
                    reason=line.reason,
                )
                for line in row.lines
            ],
        )


class ChannelReturnPage(Schema):
    items: list[ChannelReturnOut]
    next_cursor: str | None


class RejectionOut(Schema):
    code: str
    text: str
    needs_file: bool


class OneReturnOut(Schema):
    channel_return: ChannelReturnOut
    rejections: list[RejectionOut] = Field(description="The reasons for which the channel lets us reject it")


@router.get(
    "/channel-returns",
    response={200: ChannelReturnPage, **READ},
    operation_id="list_channel_returns",
    summary="What comes back through channels",
)
@decorate_view(guards.read("orders.read"))
def list_channel_returns(request: HttpRequest, asked: Query[AskedReturns]) -> ChannelReturnPage:
    """Return what waits for our answer on all channels, asked for first; or all returns of a channel, the newest first."""
    if asked.channel is None:
        page = reads.waiting_page(cursor=asked.cursor, limit=asked.limit)
    else:
        channel_id = channels.channel(asked.channel).id
        page = reads.returns_page(channel_id, state=asked.state, cursor=asked.cursor, limit=asked.limit)
    known = channels.channels_by_id([row.channel_id for row in page.items])
    rows = [ChannelReturnOut.of(row, known[row.channel_id].code) for row in page.items]
    return ChannelReturnPage(items=rows, next_cursor=page.next_cursor)


@router.get(
    "/channel-returns/{return_id}",
    response={200: OneReturnOut, **READ},
    operation_id="get_channel_return",
    summary="One return on a channel",
)
@decorate_view(guards.read("orders.read"))
def get_channel_return(request: HttpRequest, return_id: ReturnPath) -> OneReturnOut:
    """Return a return as it stands, with the reasons for which it may be rejected."""
    row = reads.channel_return(from_public(RETURN_PREFIX, return_id))
    manifest = connectors.connector(channels.installation(row.channel_id).connector, "en")
    offered = manifest.offers.rejections if manifest.offers else ()
    return OneReturnOut(
        channel_return=_shown(row),
        rejections=[
            RejectionOut(code=one.code, text=manifest.rejections.get(one.code, one.code), needs_file=one.needs_file)
            for one in offered
        ],
    )


@router.post(
    "/channel-returns/{return_id}/answer",
    response={200: ChannelReturnOut, **WRITE},
    operation_id="answer_channel_return",
    summary="Approve or reject a return on a channel",
)
@decorate_view(guards.write("orders.write", in_steps=True))
def answer_channel_return(request: HttpRequest, return_id: ReturnPath, body: AnswerIn) -> ChannelReturnOut:
    """Tell the channel our answer; where it is approved the channel gives the money back."""
    key = from_public(RETURN_PREFIX, return_id)
    try:
        row = answer_return(key, body.decision(), at=clock.now(), actor=actor_of(request))
    except ChannelTrouble as trouble:
        raise ChannelAway(said=trouble.detail or trouble.trouble.value) from trouble
    return _shown(row)


def _shown(row: ReturnRow) -> ChannelReturnOut:
    return ChannelReturnOut.of(row, channels.channel_by_id(row.channel_id).code)
