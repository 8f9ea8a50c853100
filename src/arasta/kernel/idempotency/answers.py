"""Claim a key, answer under it, or give the answer that was stored."""

from __future__ import annotations

from dataclasses import dataclass

from arasta.kernel import db
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


_CLAIM = """
INSERT INTO idempotency_answer (account, key, request_hash, claimed_until)
VALUES (%(account)s, %(key)s, %(hash)s, clock_timestamp() + interval '60 seconds')
ON CONFLICT (account, key) DO UPDATE SET claimed_until = excluded.claimed_until
  WHERE idempotency_answer.status IS NULL AND idempotency_answer.claimed_until < clock_timestamp()
    AND idempotency_answer.request_hash = excluded.request_hash
RETURNING id
"""


def claim(account: str, key: str, request_hash: bytes) -> Answer | None:
    """Claim a key (None: go on and do it), or return the stored answer. Raises KeyReused, KeyInProgress, KeyMissing.

    A claim whose process died can be taken over after a minute; what it did is guarded by the flow's own unique keys.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise KeyMissing
    if db.rows(_CLAIM, {"account": account, "key": key, "hash": request_hash}):
        return None
    found = db.rows(
        "SELECT request_hash, status, body, content_type FROM idempotency_answer WHERE account = %s AND key = %s",
        [account, key],
    )
    if not found:
        raise KeyInProgress
    stored_hash, status, body, content_type = found[0]
    if bytes(stored_hash) != request_hash:
        raise KeyReused
    if status is None:
        raise KeyInProgress
    return Answer(status, bytes(body), content_type)


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
