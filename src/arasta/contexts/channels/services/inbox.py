"""Commands: take in what channels call out, make hints of it, and keep account of what was read because of them.

A call is kept with one statement and answered; what it is about is looked at later. A hint is one row for each thing
that changed: told of it ten times we read it once, and a version that is not newer changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from arasta.contexts.channels.ports import Account, ChannelConnector, connector_named
from arasta.contexts.channels.queries import inbox as reads
from arasta.contexts.channels.queries.secrets import live_secrets
from arasta.contexts.channels.types import Installation, Trouble
from arasta.contexts.channels.types.inbound import Hint, RawRequest, Refusal, Refused, Verified
from arasta.contexts.channels.types.inbox import CallStatus, KeptCall, KeptHint, Received
from arasta.kernel import db
from arasta.kernel.ids import new_id

MASK = "•••"
MOST_TRIES = 12
_OF_THE_HINT = frozenset({Trouble.REFUSED, Trouble.UNREADABLE})
_PRIVATE_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})
_PRIVATE_PARTS = ("token", "secret", "password", "api-key", "apikey")

_KEEP = """
INSERT INTO channels_inbox_call (id, installation_id, delivery_id, topic, headers, body, sent_at)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (installation_id, delivery_id) DO NOTHING
"""

_REFUSE = """
INSERT INTO channels_refused_calls AS r (id, installation_id, why) VALUES (%s, %s, %s)
ON CONFLICT (installation_id, why) DO UPDATE SET calls = r.calls + 1, last_at = clock_timestamp()
"""

_SORTED = """
UPDATE channels_inbox_call c SET status = s.status, hints = s.hints, problem = s.problem
FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::text[]) AS s(id, status, hints, problem) WHERE c.id = s.id
"""

_NOTE = """
INSERT INTO channels_inbox_hint AS h
  (id, installation_id, stream, external_id, version, document, heard_at, next_try_at)
SELECT n.id, %(installation)s, n.stream, n.external, n.version, n.document, %(now)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(streams)s::text[], %(externals)s::text[], %(versions)s::bigint[], %(documents)s::text[])
     AS n(id, stream, external, version, document) ORDER BY n.stream, n.external
ON CONFLICT (installation_id, stream, external_id) DO UPDATE SET
  version = CASE WHEN %(again)s OR excluded.version = 0 OR h.status = 'waiting' AND h.version = 0 THEN 0
            ELSE excluded.version END,
  document = excluded.document, heard = h.heard + 1,
  status = 'waiting', tries = 0, heard_at = %(now)s, next_try_at = %(now)s, trouble = '', last_error = ''
WHERE %(again)s OR excluded.version = 0 OR excluded.version > h.version
"""

_CLAIM = """
UPDATE channels_inbox_hint h SET tries = h.tries + 1,
  next_try_at = %(now)s + least(interval '30 seconds' * 2 ^ h.tries, interval '1 hour')
FROM (SELECT id FROM channels_inbox_hint
      WHERE installation_id = %(installation)s AND status = 'waiting' AND next_try_at <= %(now)s
      ORDER BY next_try_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) due
WHERE h.id = due.id RETURNING h.id
"""

_SETTLE = """
UPDATE channels_inbox_hint h SET status = 'done', document = '', trouble = '', last_error = ''
FROM unnest(%s::uuid[], %s::int[]) AS s(id, heard) WHERE h.id = s.id AND h.heard = s.heard
"""

_FAIL = """
UPDATE channels_inbox_hint h SET trouble = %s, last_error = %s,
  status = CASE WHEN h.tries >= %s AND %s THEN 'parked' ELSE h.status END
FROM unnest(%s::uuid[], %s::int[]) AS s(id, heard) WHERE h.id = s.id AND h.heard = s.heard AND h.status = 'waiting'
"""


def receive(installation: Installation, call: RawRequest, *, now: datetime) -> tuple[Received, bytes] | Refused:
    """Keep a call that is the channel's own, and return what to answer; of any other only a count is kept.

    Raises SettingsWrong, UnknownConnector.
    """
    connector = _opened(installation)
    spec = connector.capabilities().webhook
    judged = connector.verify(call, secrets=live_secrets(installation.id), now=now) if spec else None
    if judged is None or isinstance(judged, Refused):
        refused = judged or Refused(Refusal.NOT_OFFERED)
        db.execute(_REFUSE, [new_id(), installation.id, refused.why.value])
        return refused
    if call.method == "GET":
        return Received.ECHOED, judged.body
    kept = db.execute(_KEEP, _call_columns(installation.id, call, judged))
    return (Received.KEPT if kept else Received.REPEATED), b""


def sort_calls(installation: Installation, *, now: datetime, limit: int = 500) -> int:
    """Make hints of calls that wait; return how many calls were looked at. Raises SettingsWrong, UnknownConnector."""
    connector = _opened(installation)
    with db.transaction():
        waiting = reads.lock_waiting_calls(installation.id, limit=limit)
        found = [_hints_of(connector, call) for call in waiting]
        note_hints(installation.id, [hint for hints, _ in found for hint in hints], now=now)
        statuses = [_status(hints, problem) for hints, problem in found]
        problems = [problem for _, problem in found]
        counts = [len(hints) for hints, _ in found]
        db.execute(_SORTED, [[call.id for call in waiting], statuses, counts, problems])
    return len(waiting)


def note_hints(installation_id: UUID, hints: Iterable[Hint], *, now: datetime, again: bool = False) -> int:
    """Note what is to be read; versions that are not newer change nothing. `again`: whatever their versions.

    Without a version a hint is read in any case, also if what is stored seems newer.
    """
    newest: dict[tuple[str, str], Hint] = {}
    for hint in hints:
        key = (hint.stream.value, hint.external_id)
        if key not in newest or hint.version >= newest[key].version:
            newest[key] = hint
    if not newest:
        return 0
    columns = {
        "ids": [new_id() for _ in newest],
        "streams": [stream for stream, _ in newest],
        "externals": [external for _, external in newest],
        "versions": [hint.version for hint in newest.values()],
        "documents": [hint.document for hint in newest.values()],
    }
    return db.execute(_NOTE, {**columns, "installation": installation_id, "now": now, "again": again})


def claim_hints(installation_id: UUID, *, now: datetime, limit: int = 200) -> list[KeptHint]:
    """Take hints whose time has come, the longest waiting first; each comes again, later and later, until settled."""
    claimed = db.rows(_CLAIM, {"installation": installation_id, "now": now, "limit": limit})
    return reads.hints_by_id([row[0] for row in claimed])


def settle_hints(hints: Sequence[KeptHint]) -> None:
    """Say that what hints were about has been read; one that was told anew meanwhile waits on."""
    db.execute(_SETTLE, [[hint.id for hint in hints], [hint.heard for hint in hints]])


def fail_hints(hints: Sequence[KeptHint], *, trouble: Trouble, detail: str) -> int:
    """Note why hints could not be followed, and return how many.

    Those that the channel refused many times are parked; while it does not answer at all, they only wait.
    """
    keys = [[hint.id for hint in hints], [hint.heard for hint in hints]]
    return db.execute(_FAIL, [trouble.value, detail[:2000], MOST_TRIES, trouble in _OF_THE_HINT, *keys])


def replay_call(call_id: UUID, *, now: datetime) -> int:
    """Read again all that a kept call is about, whatever was read before; return how many things. Raises CallMissing."""
    call = reads.call(call_id)
    connector = _opened(reads.installation_of(call.installation_id))
    with db.transaction():
        hints, problem = _hints_of(connector, call)
        afresh = [Hint(stream=hint.stream, external_id=hint.external_id, version=hint.version) for hint in hints]
        note_hints(call.installation_id, afresh, now=now, again=True)
        db.execute(_SORTED, [[call.id], [_status(hints, problem)], [len(hints)], [problem]])
    return len(hints)


def replay_hint(hint_id: UUID, *, now: datetime) -> None:
    """Let a parked or finished hint be followed again at once. Raises HintMissing."""
    hint = reads.hint(hint_id)
    again = Hint(stream=hint.stream, external_id=hint.external_id, version=hint.version)
    note_hints(hint.installation_id, [again], now=now, again=True)


def forget_old_calls(*, before: datetime, limit: int = 10_000) -> int:
    """Delete calls and finished hints older than a moment; return how many calls went."""
    db.execute(
        "DELETE FROM channels_inbox_hint WHERE id IN (SELECT id FROM channels_inbox_hint"
        " WHERE heard_at < %s AND status = 'done' ORDER BY heard_at LIMIT %s)",
        [before, limit],
    )
    return db.execute(
        "DELETE FROM channels_inbox_call WHERE id IN (SELECT id FROM channels_inbox_call"
        " WHERE received_at < %s AND status <> 'waiting' ORDER BY received_at LIMIT %s)",
        [before, limit],
    )


def masked(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with those masked that let somebody in."""
    return {name: MASK if _is_private(name) else value for name, value in headers.items()}


def _is_private(name: str) -> bool:
    return name in _PRIVATE_HEADERS or any(part in name for part in _PRIVATE_PARTS)


def _opened(installation: Installation) -> ChannelConnector:
    account = Account(installation.settings, installation.secrets, installation.currency)
    return connector_named(installation.connector)(account).connector


def _call_columns(installation_id: UUID, call: RawRequest, judged: Verified) -> list[object]:
    headers = Jsonb(masked(call.headers))
    named = [text.replace("\x00", "")[:300] for text in (judged.delivery_id, judged.topic)]
    return [new_id(), installation_id, *named, headers, call.body, judged.sent_at]


def _hints_of(connector: ChannelConnector, call: KeptCall) -> tuple[Sequence[Hint], str]:
    """Read the hints of a kept call; one that cannot be read is kept with its problem and stops no other."""
    verified = Verified(delivery_id=call.delivery_id, topic=call.topic, body=call.body, sent_at=call.sent_at)
    try:
        return connector.hints(verified), ""
    except Exception as broken:
        return (), f"{type(broken).__name__}: {broken}"[:500]


def _status(hints: Sequence[Hint], problem: str) -> str:
    if problem:
        return CallStatus.UNREADABLE.value
    return (CallStatus.HEARD if hints else CallStatus.IGNORED).value
