"""The last calls of an account, kept for people; older ones make room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from arasta.kernel import db
from arasta.kernel.transport.recording import Call

MOST_KEPT = 200

_KEEP = """
WITH old AS (
  DELETE FROM transport_exchange WHERE account = %(account)s AND id < (
    SELECT min(id) FROM (
      SELECT id FROM transport_exchange WHERE account = %(account)s ORDER BY id DESC LIMIT %(stay)s) newest)
)
INSERT INTO transport_exchange (account, method, path, rate_group, status, silence, elapsed_ms, sent, received)
SELECT %(account)s, c.method, c.path, c."group", c.status, c.silence, c.elapsed_ms, c.sent, c.received
FROM json_to_recordset(%(calls)s::json)
     AS c(method text, path text, "group" text, status int, silence text, elapsed_ms int, sent text, received text)
"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call as it was recorded. Without a status there was no answer, and `silence` says why."""

    id: int
    at: datetime
    method: str
    path: str
    group: str
    status: int | None
    silence: str
    elapsed_ms: int
    sent: str
    received: str


def keep(account: str, calls: Sequence[Call]) -> None:
    """Keep the calls of a session, and no more of the account than MOST_KEPT."""
    if calls:
        stay = max(1, MOST_KEPT - len(calls))
        db.execute(_KEEP, {"account": account, "calls": db.as_json(calls), "stay": stay})


def latest(account: str, *, limit: int = 50, only_failed: bool = False) -> list[Exchange]:
    """Return the last calls of an account, newest first."""
    found = db.rows(
        "SELECT id, at, method, path, rate_group, status, silence, elapsed_ms, sent, received FROM transport_exchange"
        " WHERE account = %s AND (NOT %s OR status IS NULL OR status >= 400) ORDER BY id DESC LIMIT %s",
        [account, only_failed, limit],
    )
    return [Exchange(*row) for row in found]
