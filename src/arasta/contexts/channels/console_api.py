"""The console over JSON: how a channel stands, pause and resume it, let it out step by step, read its calls again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.channels.queries import buffers as age_reads
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import inbox as inbox_reads
from arasta.contexts.channels.queries import outbound, standing
from arasta.contexts.channels.services import channels, inbox, rollout
from arasta.contexts.channels.types.inbox import CallStatus, KeptCall
from arasta.contexts.channels.types.outbound import Rollout, RolloutStage
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, spelled_out
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router()

READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}
CALL_PREFIX = "cal"


class DelayOut(Schema):
    """How late a channel hears of changes of one kind, measured over the last week."""

    stream: str = Field(description="stock or prices")
    measured: int = Field(description="How many changes were measured")
    p50_ms: int = Field(description="Half of them were taken within so many milliseconds")
    p95_ms: int = Field(description="95 in a hundred were taken within so many milliseconds")


class BudgetOut(Schema):
    """What may still be called of a group of calls at once."""

    group: str
    left: int
    full: int
    blocked_seconds: int = Field(description="The channel asked us to send none for so long")


class RolloutOut(Schema):
    """How much of the catalog is published on a channel."""

    stage: str = Field(description="none, chosen, percent or all")
    percent: int
    changed_at: datetime | None

    @classmethod
    def of(cls, row: Rollout) -> RolloutOut:
        return cls(stage=row.stage, percent=row.percent, changed_at=row.changed_at)


class ChannelStateOut(Schema):
    """How a connected channel stands now."""

    code: str
    status: str = Field(description="active or paused")
    roll_out: RolloutOut
    delays: list[DelayOut]
    budgets: list[BudgetOut]
    failed_in_a_row: int
    resting_seconds: int = Field(description="Nothing is called for so long, since calls failed in a row")
    calls_waiting: int = Field(description="Calls of the channel that nobody has looked at yet")
    hints_waiting: int = Field(description="Things that are to be read again")
    hints_parked: int = Field(description="Things that could not be read after many tries")


class ChannelStatusOut(Schema):
    code: str
    status: str = Field(description="active or paused")


class RolloutIn(Body):
    """How much of the catalog is to be published."""

    stage: Annotated[RolloutStage, spelled_out(RolloutStage)] = Field(
        description="none; chosen: the products chosen in the back office; percent: a share; all"
    )
    percent: int = Field(100, strict=True, ge=0, le=100, description="The share, for percent")


class CallOut(Schema):
    """A call of the channel to us; its body is shown in the back office only."""

    id: str = Field(description="`cal_...`")
    delivery_id: str = Field(description="The channel's own number of it")
    topic: str
    status: str = Field(description="waiting, heard, ignored or unreadable")
    things: int = Field(description="How many things it was about")
    received_at: datetime
    problem: str

    @classmethod
    def of(cls, row: KeptCall) -> CallOut:
        return cls(
            id=to_public(CALL_PREFIX, row.id),
            delivery_id=row.delivery_id,
            topic=row.topic,
            status=row.status,
            things=row.hints,
            received_at=row.received_at,
            problem=row.problem,
        )


class CallPage(Schema):
    items: list[CallOut]
    next_cursor: str | None


class AskedCalls(Body):
    status: CallStatus | None = None
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class ReplayOut(Schema):
    things: int = Field(description="How many things are read again now")


@router.get(
    "/channels/{code}/state",
    response={200: ChannelStateOut, **READ},
    operation_id="channel_state",
    summary="How a connected channel stands",
)
@decorate_view(guards.read("channels.read"))
def channel_state(request: HttpRequest, code: str) -> ChannelStateOut:
    """Return delays, budgets, the roll-out and what waits; 404 for a channel without a connector."""
    installation = reads.installation(reads.channel(code).id)
    account = standing.standing(installation.channel_id)
    ages = age_reads.sync_ages([installation.channel_id], at=clock.now())[installation.channel_id]
    waiting = inbox_reads.inbox_states([installation.id])[installation.id]
    return ChannelStateOut(
        code=code,
        status=installation.status,
        roll_out=RolloutOut.of(outbound.rollout(installation.id)),
        delays=[
            DelayOut(stream=age.stream, measured=age.count, p50_ms=age.p50_ms, p95_ms=age.p95_ms)
            for age in ages.values()
        ],
        budgets=[
            BudgetOut(group=one.group, left=one.left, full=one.full, blocked_seconds=one.blocked_seconds)
            for one in account.budgets
        ],
        failed_in_a_row=account.failures,
        resting_seconds=account.open_seconds,
        calls_waiting=waiting.calls_waiting,
        hints_waiting=waiting.hints_waiting,
        hints_parked=waiting.hints_parked,
    )


@router.post(
    "/channels/{code}/pause",
    response={200: ChannelStatusOut, **WRITE},
    operation_id="pause_channel",
    summary="Stop telling and reading a channel",
)
@decorate_view(guards.write("channels.write"))
def pause_channel(request: HttpRequest, code: str) -> ChannelStatusOut:
    """Pause a channel; what changes meanwhile is noted and told when it resumes."""
    paused = channels.pause(reads.channel(code).id, actor=actor_of(request))
    return ChannelStatusOut(code=paused.code, status=paused.status)


@router.post(
    "/channels/{code}/resume",
    response={200: ChannelStatusOut, **WRITE},
    operation_id="resume_channel",
    summary="Go on with a paused channel",
)
@decorate_view(guards.write("channels.write"))
def resume_channel(request: HttpRequest, code: str) -> ChannelStatusOut:
    """Resume a channel; everything on offer is told anew."""
    resumed = channels.resume(reads.channel(code).id, actor=actor_of(request))
    return ChannelStatusOut(code=resumed.code, status=resumed.status)


@router.put(
    "/channels/{code}/roll-out",
    response={200: RolloutOut, **WRITE},
    operation_id="set_roll_out",
    summary="Say how much of the catalog is published",
)
@decorate_view(guards.write("channels.write"))
def set_roll_out(request: HttpRequest, code: str, body: RolloutIn) -> RolloutOut:
    """Widen or narrow a roll-out; what falls out of it is told to be zero."""
    actor = actor_of(request)
    return RolloutOut.of(rollout.set_rollout(reads.channel(code).id, body.stage, percent=body.percent, actor=actor))


@router.get(
    "/channels/{code}/calls",
    response={200: CallPage, **READ},
    operation_id="list_channel_calls",
    summary="The calls of a channel to us",
)
@decorate_view(guards.read("channels.read"))
def list_channel_calls(request: HttpRequest, code: str, asked: Query[AskedCalls]) -> CallPage:
    """Return what a channel called out to us, the newest first."""
    installation = reads.installation(reads.channel(code).id)
    page = inbox_reads.calls_page(installation.id, status=asked.status, cursor=asked.cursor, limit=asked.limit)
    return CallPage(items=[CallOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.post(
    "/channels/calls/{call_id}/replay",
    response={200: ReplayOut, **WRITE},
    operation_id="replay_channel_call",
    summary="Read again what a call was about",
)
@decorate_view(guards.write("channels.write"))
def replay_channel_call(request: HttpRequest, call_id: str) -> ReplayOut:
    """Read at the channel, whatever was read before, all that a kept call was about."""
    return ReplayOut(things=inbox.replay_call(from_public(CALL_PREFIX, call_id), now=clock.now()))
