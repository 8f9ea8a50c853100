"""Reads: how far each stream is, what waits, and which tickets are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from arasta.contexts.channels.types.sync import (
    Op,
    Stream,
    SyncState,
    Ticket,
    TicketItem,
    TicketStatus,
    Trouble,
)
from arasta.kernel import db
from arasta.kernel.changes import dirty

_STATES = """
SELECT i.channel_id, s.installation_id, s.stream, s.watermark, s.last_success_at, s.last_attempt_at, s.trouble,
       s.last_error, s.lag_seconds, count(d.id), min(d.marked_at)
FROM channels_sync_state s
JOIN channels_installation i ON i.id = s.installation_id
LEFT JOIN changes_listener l ON l.name = 'installation:' || i.id
     AND l.topic = CASE s.stream WHEN 'stock' THEN %(availability)s WHEN 'prices' THEN %(prices)s END
LEFT JOIN changes_dirty d ON d.listener_id = l.id
WHERE %(channels)s::uuid[] IS NULL OR i.channel_id = ANY(%(channels)s)
GROUP BY i.channel_id, s.id ORDER BY i.channel_id, s.stream
"""

_DUE = """status = 'open' AND next_poll_at <= %s AND installation_id IN (
  SELECT i.id FROM channels_installation i JOIN channels_channel c ON c.id = i.channel_id
  WHERE i.status = 'active' AND c.status = 'active')"""
_BYTE = "get_byte(sha256(uuid_send(l.variant_id)), {})"
PLACE_OF_VARIANT = (
    f"((({_BYTE.format(0)}::bigint << 24) + ({_BYTE.format(1)} << 16)"
    f" + ({_BYTE.format(2)} << 8) + {_BYTE.format(3)}) %% 100)"
)
"""The place of a variant `l.variant_id` as `place_of` computes it; an index of drafts knows it."""

# What lies outside the stage of a roll-out, or waits to be matched, is told by nobody: a job for it would find nothing.
_TO_TELL = f"""
SELECT i.id FROM channels_installation i JOIN channels_channel c ON c.id = i.channel_id
LEFT JOIN channels_rollout r ON r.installation_id = i.id
WHERE i.status = 'active' AND c.status = 'active'
AND NOT EXISTS (SELECT FROM channels_matching m WHERE m.installation_id = i.id AND m.state = 'open')
AND (
  EXISTS (SELECT FROM changes_listener h JOIN changes_dirty d ON d.listener_id = h.id
          WHERE h.name = 'installation:' || i.id)
  OR coalesce(r.stage, 'all') = 'all'
     AND EXISTS (SELECT FROM channels_listing l WHERE l.channel_id = i.channel_id AND l.status = 'draft')
  OR r.stage = 'percent' AND EXISTS (SELECT FROM channels_listing l WHERE l.channel_id = i.channel_id
             AND l.status = 'draft' AND {PLACE_OF_VARIANT} < r.percent)
  OR r.stage = 'chosen' AND EXISTS (SELECT FROM channels_rollout_variant v JOIN channels_listing l
             ON l.variant_id = v.variant_id AND l.channel_id = i.channel_id AND l.status = 'draft'
             WHERE v.installation_id = i.id)
  OR EXISTS (SELECT FROM channels_content_state s JOIN channels_listing l ON l.id = s.listing_id
             WHERE s.is_due AND l.channel_id = i.channel_id AND l.status IN ('active', 'failed')
             AND (coalesce(r.stage, 'all') = 'all' OR r.stage = 'percent' AND {PLACE_OF_VARIANT} < r.percent
                  OR r.stage = 'chosen' AND EXISTS (SELECT FROM channels_rollout_variant v
                     WHERE v.installation_id = i.id AND v.variant_id = l.variant_id))))
AND NOT EXISTS (SELECT FROM channels_sync_state s WHERE s.installation_id = i.id AND s.trouble = 'auth'
                AND s.stream IN ('stock', 'listings') AND s.last_attempt_at > %s)
"""  # noqa: S608 - all parts are constants
_KEY_RESTS = timedelta(seconds=30)
"""A key that was refused is not shown again every second: channels lock out who does."""

_TICKETS = """
SELECT id, installation_id, op, external_id, status, polls, created_at, next_poll_at, expires_at FROM channels_ticket
"""


def sync_states(channel_ids: Sequence[UUID] | None = None) -> list[SyncState]:
    """Return the state of every stream, of all channels or of some, with the changed keys that wait to be told."""
    wanted = None if channel_ids is None else list(channel_ids)
    found = db.rows(_STATES, {"availability": dirty.AVAILABILITY, "prices": dirty.PRICES, "channels": wanted})
    return [SyncState(*(*row[:2], Stream(row[2]), *row[3:6], Trouble(row[6]), *row[7:])) for row in found]


def watermark(installation_id: UUID, stream: Stream) -> str:
    """Return how far a stream was read, in the connector's own word; empty at the beginning."""
    return place(installation_id, stream)[0]


def place(installation_id: UUID, stream: Stream) -> tuple[str, str]:
    """Return how far a stream was read, and where in the window behind it reading broke off."""
    found = db.rows(
        "SELECT watermark, cursor FROM channels_sync_state WHERE installation_id = %s AND stream = %s",
        [installation_id, stream],
    )
    return (str(found[0][0]), str(found[0][1])) if found else ("", "")


def read_at(installation_id: UUID, stream: Stream) -> datetime | None:
    """Return when a stream was last read to its end, if ever."""
    found = db.rows(
        "SELECT last_success_at FROM channels_sync_state WHERE installation_id = %s AND stream = %s",
        [installation_id, stream],
    )
    return found[0][0] if found else None


def attempts(installation_id: UUID) -> dict[Stream, datetime]:
    """Return when each stream of an installation was last asked for."""
    found = db.rows(
        "SELECT stream, last_attempt_at FROM channels_sync_state"
        " WHERE installation_id = %s AND last_attempt_at IS NOT NULL",
        [installation_id],
    )
    return {Stream(row[0]): row[1] for row in found}


def due_tickets(now: datetime, *, installation_id: UUID | None = None, limit: int = 50) -> list[Ticket]:
    """Return open tickets of working installations whose time to ask has come, the longest waiting first."""
    return _tickets(
        f"WHERE {_DUE} AND (%s::uuid IS NULL OR installation_id = %s) ORDER BY next_poll_at, id LIMIT %s",
        [now, installation_id, installation_id, limit],
    )


def installations_to_tell(now: datetime) -> list[UUID]:
    """Return the working installations that have listings to publish or changes to be told, and no key just refused."""
    return [row[0] for row in db.rows(_TO_TELL, [now - _KEY_RESTS])]


def installations_to_ask(now: datetime) -> list[UUID]:
    """Return the working installations that have a batch to ask about."""
    found = db.rows(f"SELECT DISTINCT installation_id FROM channels_ticket WHERE {_DUE}", [now])  # noqa: S608 - fixed
    return [row[0] for row in found]


def tickets_of(channel_id: UUID, *, limit: int = 50) -> list[Ticket]:
    """Return the newest tickets of a channel."""
    return _tickets(
        "WHERE installation_id IN (SELECT id FROM channels_installation WHERE channel_id = %s)"
        " ORDER BY id DESC LIMIT %s",
        [channel_id, limit],
    )


def _tickets(tail: str, params: Sequence[Any]) -> list[Ticket]:
    found = db.rows(f"{_TICKETS} {tail}", params)
    items = _items([row[0] for row in found])
    return [Ticket(row[0], row[1], Op(row[2]), row[3], TicketStatus(row[4]), items[row[0]], *row[5:]) for row in found]


def _items(ticket_ids: list[UUID]) -> dict[UUID, list[TicketItem]]:
    items: dict[UUID, list[TicketItem]] = {ticket_id: [] for ticket_id in ticket_ids}
    if not ticket_ids:
        return items
    found = db.rows(
        "SELECT ticket_id, listing_id, external_id, quantity, price_minor, list_price_minor, version, changed_at"
        " FROM channels_ticket_item WHERE ticket_id = ANY(%s) ORDER BY ticket_id, external_id",
        [ticket_ids],
    )
    for ticket_id, listing_id, external_id, quantity, price, list_price, version, changed_at in found:
        items[ticket_id].append(
            TicketItem(
                listing_id=listing_id,
                external_id=external_id,
                quantity=quantity,
                price_minor=price,
                list_price_minor=list_price,
                version=version,
                changed_at=changed_at,
            )
        )
    return items
