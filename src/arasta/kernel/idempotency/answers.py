"""Claim a key, answer under it, or give the answer that was stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arasta.kernel import db, prepared
from arasta.kernel.errors import Conflict, Invalid, gettext_noop

LONGEST_KEY = 200


class KeyReused(Invalid):
    """The key came before with another request."""

    code = "idempotency_key_reused"
    template = gettext_noop("This idempotency key was used for a different request. Use a new key.")


class KeyInProgress(Conflict):
    """The first request under this key is still running."""

    code = "idempotency_key_in_progress"
    is_final = False
    template = gettext_noop("The first request with this idempotency key is still running. Ask again in a moment.")


class KeyMissing(Invalid):
    """A write came without a key, or with one too long."""

    code = "idempotency_key_required"
    template = gettext_noop("Send an Idempotency-Key header (1 to 200 characters) with every write.")


@dataclass(frozen=True)
class Answer:
    """A stored answer: HTTP status, body and its content type."""

    status: int
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A request under a key: whose it is, and the hash of what it asks."""

    account: str
    key: str
    request_hash: bytes

    def __post_init__(self) -> None:
        if not 0 < len(self.key) <= LONGEST_KEY:
            raise KeyMissing


_CLAIM = """
INSERT INTO idempotency_answer (account, key, request_hash, claimed_until)
VALUES (%(account)s, %(key)s, %(hash)s, clock_timestamp() + interval '60 seconds')
ON CONFLICT (account, key) DO UPDATE SET claimed_until = excluded.claimed_until
  WHERE idempotency_answer.status IS NULL AND idempotency_answer.claimed_until < clock_timestamp()
    AND idempotency_answer.request_hash = excluded.request_hash
"""

_STORED = """
SELECT a.account, a.key, a.request_hash, a.status, a.body, a.content_type, a.claimed_until < clock_timestamp()
FROM json_to_recordset(%s::json) AS c(account text, key text)
CROSS JOIN LATERAL (SELECT * FROM idempotency_answer a WHERE a.account = c.account AND a.key = c.key LIMIT 1) a
"""

_KEEP = """
INSERT INTO idempotency_answer (account, key, request_hash, status, body, content_type, claimed_until)
SELECT s.account, s.key, decode(s.hash, 'hex'), s.status, convert_to(s.body, 'UTF8'), s.content_type, clock_timestamp()
FROM json_to_recordset(%s::json)
     AS s(account text, key text, hash text, status smallint, body text, content_type text) ORDER BY s.account, s.key
ON CONFLICT (account, key) DO UPDATE
  SET status = excluded.status, body = excluded.body, content_type = excluded.content_type
  WHERE idempotency_answer.status IS NULL AND idempotency_answer.claimed_until < clock_timestamp()
    AND idempotency_answer.request_hash = excluded.request_hash
"""


def claim(account: str, key: str, request_hash: bytes) -> Answer | None:
    """Claim a key (None: go on and do it), or return the stored answer. Raises KeyReused, KeyInProgress, KeyMissing.

    A claim whose process died can be taken over after a minute; what it did is guarded by the flow's own unique keys.
    """
    asked = Claim(account, key, request_hash)
    if db.execute(_CLAIM, {"account": account, "key": key, "hash": request_hash}):
        return None
    found = answers_to([asked])[0] or KeyInProgress()
    if isinstance(found, KeyReused | KeyInProgress):
        raise found
    return found


def answers_to(claims: Sequence[Claim]) -> list[Answer | KeyReused | KeyInProgress | None]:
    """Return for each in order: nothing (do it), the stored answer, or why it cannot be done now."""
    rows = [{"account": one.account, "key": one.key} for one in claims]
    stored = {(row[0], row[1]): row[2:] for row in prepared.rows(_STORED, [db.as_json(rows)])}
    return [_answer(one, stored.get((one.account, one.key))) for one in claims]


def _answer(claim: Claim, stored: Sequence[Any] | None) -> Answer | KeyReused | KeyInProgress | None:
    if stored is None:
        return None
    request_hash, status, body, content_type, is_left = stored
    if bytes(request_hash) != claim.request_hash:
        return KeyReused()
    if status is None:
        return None if is_left else KeyInProgress()
    return Answer(status, bytes(body), content_type)


def keep_all(answers: Sequence[tuple[Claim, Answer]]) -> bool:
    """Keep answers in the transaction that had the effects; false if one of the keys is a rival's, who was first.

    Then the effects must not stand. Locks the keys in their order; waits for a rival's transaction to end.
    """
    rows = [
        {
            "account": claim.account,
            "key": claim.key,
            "hash": claim.request_hash.hex(),
            "status": answer.status,
            "body": answer.body.decode(),
            "content_type": answer.content_type,
        }
        for claim, answer in answers
    ]
    return not rows or prepared.execute(_KEEP, [db.as_json(rows)]) == len(rows)


def store(account: str, key: str, answer: Answer) -> bool:
    """Keep the answer, in the transaction of the effect where there is one; false if another answer came first.

    Then the claim was taken over meanwhile, and the effect must not happen a second time.
    """
    kept = db.execute(
        "UPDATE idempotency_answer SET status = %s, body = %s, content_type = %s"
        " WHERE account = %s AND key = %s AND status IS NULL",
        [answer.status, answer.body, answer.content_type, account, key],
    )
    return kept == 1


def drop(account: str, key: str) -> None:
    """Give a claim back: nothing was done under it."""
    db.execute("DELETE FROM idempotency_answer WHERE account = %s AND key = %s AND status IS NULL", [account, key])


def forget_old(days: int = 7) -> int:
    """Delete answers older than some days."""
    return db.execute(
        "DELETE FROM idempotency_answer WHERE created_at < clock_timestamp() - make_interval(days => %s)", [days]
    )
