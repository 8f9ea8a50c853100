"""Commands: write down what comes back through channels, each once and only its newest state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.channels.events import ChannelReturnAnswered, ChannelReturnChanged
from arasta.contexts.channels.queries import returns as reads
from arasta.contexts.channels.services import parking
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.returning import ChannelReturn, Decision, ReturnRow, ReturnState
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox import publishing

_RETURNS = """
INSERT INTO channels_external_return AS r
  (id, channel_id, external_id, external_order, state, status, version, asked_at, refunded_minor, currency,
   restocked, awaits_answer, raw, is_noted)
SELECT n.id, %(channel)s, n.external, n.order_id, n.state, n.status, n.version, n.asked, n.refunded, n.currency,
       n.restocked, n.awaits, n.raw, n.refunded IS NULL
FROM unnest(%(ids)s::uuid[], %(externals)s::text[], %(orders)s::text[], %(states)s::text[], %(statuses)s::text[],
            %(versions)s::bigint[], %(asked)s::timestamptz[], %(refunded)s::bigint[], %(currencies)s::text[],
            %(restocked)s::bool[], %(awaits)s::bool[], %(raws)s::jsonb[])
     AS n(id, external, order_id, state, status, version, asked, refunded, currency, restocked, awaits, raw)
ORDER BY n.external
ON CONFLICT (channel_id, external_id) DO UPDATE SET
  external_order = excluded.external_order, state = excluded.state, status = excluded.status,
  version = excluded.version, refunded_minor = excluded.refunded_minor, currency = excluded.currency,
  restocked = excluded.restocked, awaits_answer = excluded.awaits_answer, raw = excluded.raw,
  is_noted = excluded.is_noted, seen_at = clock_timestamp()
WHERE r.version < excluded.version OR excluded.version = 0
  AND (r.state, r.status, r.refunded_minor) IS DISTINCT FROM (excluded.state, excluded.status, excluded.refunded_minor)
RETURNING r.id, r.external_id
"""

_LINES = """
WITH said AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(returns)s::uuid[], %(externals)s::text[], %(lines)s::text[], %(skus)s::text[],
                       %(quantities)s::bigint[], %(reasons)s::text[], %(never_left)s::bool[])
       AS s(id, return_id, external, line, sku, quantity, reason, never_left)
), gone AS (
  UPDATE channels_external_return_line l SET quantity = 0 WHERE l.external_return_id = ANY(%(written)s)
    AND NOT EXISTS (SELECT FROM said s WHERE s.return_id = l.external_return_id AND s.external = l.external_id)
)
INSERT INTO channels_external_return_line
  (id, external_return_id, external_id, external_line, sku, quantity, reason, never_left)
SELECT * FROM said
ON CONFLICT (external_return_id, external_id) DO UPDATE SET external_line = excluded.external_line,
  sku = excluded.sku, quantity = excluded.quantity, reason = excluded.reason, never_left = excluded.never_left
"""

_NOTED = """
UPDATE channels_external_return r SET is_noted = true
FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS n(id, version, refunded)
WHERE r.id = n.id AND r.version = n.version AND r.refunded_minor IS NOT DISTINCT FROM n.refunded
"""


def record_returns(channel_id: UUID, returns: Sequence[ChannelReturn], *, actor: Actor) -> list[ReturnRow]:
    """Write returns down and return those that are news; versions that are not newer change nothing.

    A return in a state not met before is parked. Publishes ChannelReturnChanged.
    """
    newest = {one.external_id: one for one in sorted(returns, key=lambda one: one.version)}
    if not newest:
        return []
    with db.transaction():
        written = dict(db.rows(_RETURNS, _columns(channel_id, list(newest.values()))))
        news = {key: newest[external] for key, external in written.items()}
        db.execute(_LINES, _line_columns(news))
        rows = reads.returns_by_id(list(written))
        strange = [one for one in newest.values() if one.state is ReturnState.UNKNOWN]
        known = [one.external_id for one in newest.values() if one.state is not ReturnState.UNKNOWN]
        parking.park(channel_id, [_parked(one) for one in strange if one in news.values()], actor=actor)
        parking.close(channel_id, ParkedKind.RETURN, known, actor=actor)
        publishing.publish([_changed(row) for row in rows], actor=actor)
    return rows


def mark_noted(rows: Sequence[ReturnRow]) -> None:
    """Remember that our orders know of these refunds; one that changed meanwhile is noted again later."""
    amounts = [None if row.refunded is None else row.refunded.minor for row in rows]
    db.execute(_NOTED, [[row.id for row in rows], [row.version for row in rows], amounts])


def note_answer(return_id: UUID, decision: Decision, *, at: datetime, actor: Actor) -> None:
    """Remember what the channel took as our answer, and who gave it; publishes ChannelReturnAnswered."""
    with db.transaction():
        written = db.execute(
            "UPDATE channels_external_return SET answer = %s, answered_at = %s, answered_by = %s, reason = %s, note = %s"
            " WHERE id = %s",
            [decision.answer.value, at, actor.name, decision.reason, decision.note, return_id],
        )
        if not written:
            raise reads.UnknownChannelReturn
        [row] = reads.returns_by_id([return_id])
        fact = ChannelReturnAnswered(
            return_id=row.id,
            channel_id=row.channel_id,
            external_id=row.external_id,
            order_id=row.order_id,
            answer=row.answer.value,
            reason=row.reason,
        )
        publishing.publish([fact], actor=actor)


def _parked(one: ChannelReturn) -> ParkedInput:
    return ParkedInput(
        kind=ParkedKind.RETURN,
        external_id=one.external_id,
        reason=ParkedReason.UNKNOWN_STATUS,
        about=[one.external_status],
        payload=one.raw,
    )


def _changed(row: ReturnRow) -> ChannelReturnChanged:
    return ChannelReturnChanged(
        return_id=row.id,
        channel_id=row.channel_id,
        external_id=row.external_id,
        external_order=row.external_order,
        order_id=row.order_id,
        state=row.state.value,
        refunded_minor=None if row.refunded is None else row.refunded.minor,
        currency="" if row.refunded is None else row.refunded.currency,
    )


def _columns(channel_id: UUID, returns: Sequence[ChannelReturn]) -> dict[str, Any]:
    return {
        "channel": channel_id,
        "ids": [new_id() for _ in returns],
        "externals": [one.external_id for one in returns],
        "orders": [one.order_id for one in returns],
        "states": [one.state.value for one in returns],
        "statuses": [one.external_status for one in returns],
        "versions": [one.version for one in returns],
        "asked": [one.asked_at for one in returns],
        "refunded": [None if one.refunded is None else one.refunded.minor for one in returns],
        "currencies": ["" if one.refunded is None else one.refunded.currency for one in returns],
        "restocked": [one.restocked for one in returns],
        "awaits": [one.awaits_answer for one in returns],
        "raws": [one.raw for one in returns],
    }


def _line_columns(news: dict[UUID, ChannelReturn]) -> dict[str, Any]:
    rows = [(key, line) for key, one in news.items() for line in one.lines]
    return {
        "ids": [new_id() for _ in rows],
        "returns": [key for key, _ in rows],
        "externals": [line.external_id for _, line in rows],
        "lines": [line.line_id for _, line in rows],
        "skus": [line.sku for _, line in rows],
        "quantities": [line.quantity for _, line in rows],
        "reasons": [line.reason for _, line in rows],
        "never_left": [line.never_left for _, line in rows],
        "written": list(news),
    }
