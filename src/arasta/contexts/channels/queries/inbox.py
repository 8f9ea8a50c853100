"""Reads: the calls of channels and the hints that came of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.channels.queries.channels import installation_by_id
from arasta.contexts.channels.types import Installation, Stream, Trouble
from arasta.contexts.channels.types.inbound import Refusal
from arasta.contexts.channels.types.inbox import CallStatus, HintStatus, InboxState, KeptCall, KeptHint, RefusedCalls
from arasta.kernel import db
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


class CallMissing(Missing):
    """No call has that id, or it was deleted with age."""

    code = "call_not_found"
    template = gettext_noop("There is no such call. Calls are kept for two weeks.")


class HintMissing(Missing):
    """No hint has that id."""

    code = "hint_not_found"
    template = gettext_noop("There is no such hint.")


_CALL = """
SELECT c.id, c.installation_id, c.delivery_id, c.topic, c.headers::text, c.body, c.sent_at, c.received_at, c.status,
       c.hints, c.problem
FROM channels_inbox_call c
"""

_HINT = """
SELECT h.id, h.installation_id, h.stream, h.external_id, h.version, h.document, h.heard, h.status, h.tries, h.heard_at,
       h.next_try_at, h.trouble, h.last_error
FROM channels_inbox_hint h
"""

_STATES = """
SELECT i.id,
  (SELECT count(*) FROM channels_inbox_call c WHERE c.installation_id = i.id AND c.status = 'waiting'),
  (SELECT count(*) FROM channels_inbox_call c WHERE c.installation_id = i.id AND c.status = 'unreadable'),
  (SELECT count(*) FROM channels_inbox_hint h WHERE h.installation_id = i.id AND h.status = 'waiting'),
  (SELECT count(*) FROM channels_inbox_hint h WHERE h.installation_id = i.id AND h.status = 'parked'),
  (SELECT coalesce(sum(r.calls), 0)::bigint FROM channels_refused_calls r WHERE r.installation_id = i.id),
  least((SELECT min(c.received_at) FROM channels_inbox_call c
         WHERE c.installation_id = i.id AND c.status = 'waiting'),
        (SELECT min(h.heard_at) FROM channels_inbox_hint h
         WHERE h.installation_id = i.id AND h.status = 'waiting'))
FROM channels_installation i WHERE i.id = ANY(%s)
"""

_EAR = """
SELECT i.id FROM channels_installation i JOIN channels_channel c ON c.id = i.channel_id
WHERE i.status = 'active' AND c.status = 'active' AND (
  EXISTS (SELECT FROM channels_inbox_call k WHERE k.installation_id = i.id AND k.status = 'waiting')
  OR EXISTS (SELECT FROM channels_inbox_hint h
             WHERE h.installation_id = i.id AND h.status = 'waiting' AND h.next_try_at <= clock_timestamp()))
"""


def installation_of(installation_id: UUID) -> Installation:
    """Return the installation that was called. Raises InstallationMissing."""
    return installation_by_id(installation_id)


def installations_with_news() -> list[UUID]:
    """Return the working installations for which a call or a hint waits to be looked at."""
    return [row[0] for row in db.rows(_EAR)]


def call(call_id: UUID) -> KeptCall:
    """Return a kept call. Raises CallMissing."""
    found = _calls("WHERE c.id = %s", [call_id])
    if not found:
        raise CallMissing
    return found[0]


def calls_page(
    installation_id: UUID, *, status: CallStatus | None = None, cursor: str | None = None, limit: int = 50
) -> Page[KeptCall]:
    """Return calls, newest first, all or of a status."""
    after, size = decode_cursor(cursor, 1), clamp(limit)
    found = _calls(
        "WHERE c.installation_id = %s AND (%s::text IS NULL OR c.status = %s)"
        " AND (%s::uuid IS NULL OR c.id < %s::uuid) ORDER BY c.id DESC LIMIT %s",
        [installation_id, *[status] * 2, *[after[0] if after else None] * 2, size + 1],
    )
    rest = encode_cursor(str(found[size - 1].id)) if len(found) > size else None
    return Page(found[:size], rest)


def lock_waiting_calls(installation_id: UUID, *, limit: int) -> list[KeptCall]:
    """Return calls that nobody has looked at yet, oldest first, locked for the caller's transaction."""
    db.require_transaction()
    return _calls(
        "WHERE c.installation_id = %s AND c.status = 'waiting' ORDER BY c.id LIMIT %s FOR UPDATE SKIP LOCKED",
        [installation_id, limit],
    )


def hint(hint_id: UUID) -> KeptHint:
    """Return a hint. Raises HintMissing."""
    found = hints_by_id([hint_id])
    if not found:
        raise HintMissing
    return found[0]


def hints_by_id(hint_ids: Sequence[UUID]) -> list[KeptHint]:
    """Return hints, the longest waiting first; unknown ids are absent."""
    return _hints("WHERE h.id = ANY(%s) ORDER BY h.heard_at, h.id", [list(hint_ids)])


def hints_page(
    installation_id: UUID, *, status: HintStatus | None = None, cursor: str | None = None, limit: int = 50
) -> Page[KeptHint]:
    """Return hints by id, newest first, all or of a status."""
    after, size = decode_cursor(cursor, 1), clamp(limit)
    found = _hints(
        "WHERE h.installation_id = %s AND (%s::text IS NULL OR h.status = %s)"
        " AND (%s::uuid IS NULL OR h.id < %s::uuid) ORDER BY h.id DESC LIMIT %s",
        [installation_id, *[status] * 2, *[after[0] if after else None] * 2, size + 1],
    )
    rest = encode_cursor(str(found[size - 1].id)) if len(found) > size else None
    return Page(found[:size], rest)


def refused_calls(installation_id: UUID) -> list[RefusedCalls]:
    """Return how many calls were not believed, by reason, the most frequent first."""
    found = db.rows(
        "SELECT why, calls, last_at FROM channels_refused_calls WHERE installation_id = %s ORDER BY calls DESC, why",
        [installation_id],
    )
    return [RefusedCalls(Refusal(why), *rest) for why, *rest in found]


def inbox_states(installation_ids: Sequence[UUID]) -> dict[UUID, InboxState]:
    """Return how each inbox stands."""
    return {row[0]: InboxState(*row[1:]) for row in db.rows(_STATES, [list(installation_ids)])}


def _calls(tail: str, params: Sequence[Any]) -> list[KeptCall]:
    return [
        KeptCall(*(*row[:4], json.loads(row[4]), bytes(row[5]), *row[6:8], CallStatus(row[8]), *row[9:]))
        for row in db.rows(f"{_CALL} {tail}", params)
    ]


def _hints(tail: str, params: Sequence[Any]) -> list[KeptHint]:
    return [
        KeptHint(*(*row[:2], Stream(row[2]), *row[3:7], HintStatus(row[7]), *row[8:11], Trouble(row[11]), row[12]))
        for row in db.rows(f"{_HINT} {tail}", params)
    ]
