"""Claim a key, answer under it, or give the answer that was stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
SELECT c.account, c.key, decode(c.hash, 'hex'), clock_timestamp() + interval '60 seconds'
FROM json_to_recordset(%s::json) AS c(account text, key text, hash text) ORDER BY c.account, c.key
ON CONFLICT (account, key) DO UPDATE SET claimed_until = excluded.claimed_until
  WHERE idempotency_answer.status IS NULL AND idempotency_answer.claimed_until < clock_timestamp()
    AND idempotency_answer.request_hash = excluded.request_hash
RETURNING account, key
"""

_STORED = """
SELECT a.account, a.key, a.request_hash, a.status, a.body, a.content_type
FROM idempotency_answer a JOIN json_to_recordset(%s::json) AS c(account text, key text) USING (account, key)
"""

_STORE = """
UPDATE idempotency_answer a SET status = s.status, body = convert_to(s.body, 'UTF8'), content_type = s.content_type
FROM json_to_recordset(%s::json) AS s(account text, key text, status smallint, body text, content_type text)
WHERE a.account = s.account AND a.key = s.key AND a.status IS NULL
"""


def claim(account: str, key: str, request_hash: bytes) -> Answer | None:
    """Claim a key (None: go on and do it), or return the stored answer. Raises KeyReused, KeyInProgress, KeyMissing.

    A claim whose process died can be taken over after a minute; what it did is guarded by the flow's own unique keys.
    """
    found = claim_all([Claim(account, key, request_hash)])[0]
    if isinstance(found, KeyReused | KeyInProgress):
        raise found
    return found


def claim_all(claims: Sequence[Claim]) -> list[Answer | KeyReused | KeyInProgress | None]:
    """Claim many keys, each once; for each in order: nothing (do it), the stored answer, or why it cannot be done now.

    Locks the claimed keys in their order until the transaction ends; whoever brings one of them meanwhile waits.
    """
    rows = [{"account": one.account, "key": one.key, "hash": one.request_hash.hex()} for one in claims]
    claimed = set(prepared.rows(_CLAIM, [db.as_json(rows)]))
    others = [one for one in claims if (one.account, one.key) not in claimed]
    stored = _stored(others) if others else {}
    return [None if (one.account, one.key) in claimed else _answer(one, stored) for one in claims]


def _stored(claims: Sequence[Claim]) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = [{"account": one.account, "key": one.key} for one in claims]
    return {(row[0], row[1]): row[2:] for row in prepared.rows(_STORED, [db.as_json(rows)])}


def _answer(claim: Claim, stored: Mapping[tuple[str, str], tuple[Any, ...]]) -> Answer | KeyReused | KeyInProgress:
    if (claim.account, claim.key) not in stored:
        return KeyInProgress()
    request_hash, status, body, content_type = stored[claim.account, claim.key]
    if bytes(request_hash) != claim.request_hash:
        return KeyReused()
    return KeyInProgress() if status is None else Answer(status, bytes(body), content_type)


def store_all(answers: Sequence[tuple[Claim, Answer]]) -> None:
    """Keep answers in the transaction that claimed their keys and had the effects."""
    rows = [
        {
            "account": claim.account,
            "key": claim.key,
            "status": answer.status,
            "body": answer.body.decode(),
            "content_type": answer.content_type,
        }
        for claim, answer in answers
    ]
    if rows and prepared.execute(_STORE, [db.as_json(rows)]) != len(rows):
        raise KeyInProgress


def drop_all(claims: Sequence[Claim]) -> None:
    """Give claims back: nothing was done under them."""
    if claims:
        rows = [{"account": one.account, "key": one.key} for one in claims]
        db.execute(
            "DELETE FROM idempotency_answer a USING json_to_recordset(%s::json) AS c(account text, key text)"
            " WHERE a.account = c.account AND a.key = c.key AND a.status IS NULL",
            [db.as_json(rows)],
        )


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
