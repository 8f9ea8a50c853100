"""Commands: note how far a stream is and what went wrong; keep the tickets of batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.types.sync import Stream, TicketInput, TicketItem, TicketStatus, Trouble
from arasta.kernel import db
from arasta.kernel.ids import new_id

_SUCCESS = """
INSERT INTO channels_sync_state (id, installation_id, stream, watermark, last_success_at, last_attempt_at, lag_seconds)
VALUES (%(id)s, %(installation)s, %(stream)s, coalesce(%(watermark)s, ''), %(now)s, %(now)s, %(lag)s)
ON CONFLICT (installation_id, stream) DO UPDATE SET
  watermark = coalesce(%(watermark)s, channels_sync_state.watermark), last_success_at = %(now)s,
  last_attempt_at = %(now)s, lag_seconds = %(lag)s, trouble = '', last_error = '', cursor = ''
"""

_FAILURE = """
INSERT INTO channels_sync_state (id, installation_id, stream, last_attempt_at, trouble, last_error)
VALUES (%(id)s, %(installation)s, %(stream)s, %(now)s, %(trouble)s, %(detail)s)
ON CONFLICT (installation_id, stream) DO UPDATE SET
  last_attempt_at = %(now)s, trouble = excluded.trouble, last_error = excluded.last_error,
  lag_seconds = greatest(0, extract(epoch FROM %(now)s - coalesce(channels_sync_state.last_success_at, %(now)s)))::int
"""

_OPEN = """
INSERT INTO channels_ticket (id, installation_id, op, external_id, next_poll_at, expires_at)
SELECT t.id, %s, t.op, t.external, t.poll, t.expires
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
     AS t(id, op, external, poll, expires)
ON CONFLICT (installation_id, external_id) DO NOTHING RETURNING id
"""

_ITEMS = """
INSERT INTO channels_ticket_item
  (id, ticket_id, listing_id, external_id, quantity, price_minor, list_price_minor, version, changed_at)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[],
                     %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
"""


def save_watermark(
    installation_id: UUID,
    stream: Stream,
    *,
    now: datetime,
    watermark: str | None = None,
    lag: timedelta = timedelta(0),
) -> None:
    """Note that a stream was read or told to its end; None leaves the watermark. An earlier trouble is over."""
    db.execute(
        _SUCCESS,
        {
            "id": new_id(),
            "installation": installation_id,
            "stream": stream.value,
            "watermark": watermark,
            "now": now,
            "lag": max(0, int(lag.total_seconds())),
        },
    )


def record_sync_error(installation_id: UUID, stream: Stream, *, trouble: Trouble, detail: str, now: datetime) -> None:
    """Note why a stream could not be read or told; the watermark stays."""
    values = {"id": new_id(), "installation": installation_id, "stream": stream.value, "now": now}
    db.execute(_FAILURE, {**values, "trouble": trouble.value, "detail": detail[:2000]})


def keep_cursor(installation_id: UUID, stream: Stream, cursor: str) -> None:
    """Note where in a window reading broke off, until the window was read to its end."""
    db.execute(
        "INSERT INTO channels_sync_state (id, installation_id, stream, cursor) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (installation_id, stream) DO UPDATE SET cursor = excluded.cursor",
        [new_id(), installation_id, stream, cursor],
    )


def open_tickets(installation_id: UUID, tickets: Sequence[TicketInput]) -> list[UUID]:
    """Keep the receipts of batches; one that is known already is kept once. Returns the ids of new ones."""
    keyed = [(new_id(), ticket) for ticket in tickets]
    with db.transaction():
        opened = db.rows(
            _OPEN,
            [
                installation_id,
                [key for key, _ in keyed],
                [ticket.op.value for _, ticket in keyed],
                [ticket.external_id for _, ticket in keyed],
                [ticket.next_poll_at for _, ticket in keyed],
                [ticket.expires_at for _, ticket in keyed],
            ],
        )
        known = {row[0] for row in opened}
        rows = [(key, item) for key, ticket in keyed if key in known for item in ticket.items]
        db.execute(_ITEMS, _item_columns(rows))
    return [key for key, _ in keyed if key in known]


def close_tickets(ticket_ids: Sequence[UUID], *, now: datetime, status: TicketStatus = TicketStatus.DONE) -> int:
    """Close tickets that were answered, or whose answer is lost; return how many were open still."""
    return db.execute(
        "UPDATE channels_ticket SET status = %s, closed_at = %s, polls = polls + 1"
        " WHERE id = ANY(%s) AND status = 'open'",
        [status.value, now, list(ticket_ids)],
    )


def postpone_tickets(next_polls: Mapping[UUID, datetime]) -> None:
    """Ask again later about tickets that have no answer yet."""
    db.execute(
        "UPDATE channels_ticket t SET next_poll_at = p.at, polls = t.polls + 1"
        " FROM unnest(%s::uuid[], %s::timestamptz[]) AS p(id, at) WHERE t.id = p.id AND t.status = 'open'",
        [list(next_polls), list(next_polls.values())],
    )


def _item_columns(rows: Sequence[tuple[UUID, TicketItem]]) -> list[list[object]]:
    return [
        [new_id() for _ in rows],
        [ticket_id for ticket_id, _ in rows],
        [item.listing_id for _, item in rows],
        [item.external_id for _, item in rows],
        [item.quantity for _, item in rows],
        [item.price_minor for _, item in rows],
        [item.list_price_minor for _, item in rows],
        [item.version for _, item in rows],
        [item.changed_at for _, item in rows],
    ]
