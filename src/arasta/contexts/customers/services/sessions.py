"""Begin, recognize and end the sessions of customers on their devices."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.customers.services.profiles import require_own
from arasta.contexts.customers.types import SignInWay
from arasta.kernel import db
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.ids import new_id

LONGEST_DEVICE = 120

_RECOGNIZE = """
SELECT s.customer_id, c.name, s.seen_at < clock_timestamp() - interval '1 hour'
FROM customers_session s JOIN customers_customer c ON c.id = s.customer_id
WHERE s.id = %s AND s.ended_at IS NULL
"""

_END = """
WITH named AS (
  SELECT id, ended_at FROM customers_session WHERE customer_id = %s AND id = ANY(%s) ORDER BY id FOR UPDATE
)
UPDATE customers_session s SET ended_at = coalesce(s.ended_at, clock_timestamp())
FROM named WHERE s.id = named.id RETURNING named.ended_at IS NULL
"""


class SessionMissing(Missing):
    """The customer was never signed in there."""

    code = "session_not_found"
    template = gettext_noop("You were not signed in there.")


def begin(customer_id: UUID, *, way: SignInWay, device: str) -> UUID:
    """Begin a session on a device; return its id, which only that device's browser session may keep."""
    key = new_id()
    name = " ".join(device.replace("\x00", "").split())[:LONGEST_DEVICE]
    db.execute(
        "INSERT INTO customers_session (id, customer_id, device, way) VALUES (%s, %s, %s, %s)",
        [key, customer_id, name, way],
    )
    return key


def recognize(session_id: UUID) -> Actor | None:
    """Return the customer of a session, or nobody once it ended; that they were here is noted once an hour."""
    found = db.rows(_RECOGNIZE, [session_id])
    if not found:
        return None
    customer_id, name, is_stale = found[0]
    if is_stale:
        db.execute("UPDATE customers_session SET seen_at = clock_timestamp() WHERE id = %s", [session_id])
    return Actor(ActorKind.CUSTOMER, id=str(customer_id), name=name)


def end(customer_id: UUID, session_ids: Sequence[UUID], *, actor: Actor) -> int:
    """End sessions of a customer, by the customer or staff; return how many were still open.

    Raises SessionMissing, also for somebody else's.
    """
    require_own(actor, customer_id)
    with db.transaction():
        ended = db.rows(_END, [customer_id, list(session_ids)])
        if len(ended) < len(set(session_ids)):
            raise SessionMissing
    return sum(was_open for (was_open,) in ended)


def end_others(customer_id: UUID, *, kept: UUID | None, actor: Actor) -> int:
    """End all sessions of a customer but one; return how many ended."""
    require_own(actor, customer_id)
    return end_all_but(customer_id, kept)


def end_all_but(customer_id: UUID, kept: UUID | None) -> int:
    """End sessions for somebody whose right to do so was checked."""
    return db.execute(
        "UPDATE customers_session SET ended_at = clock_timestamp()"
        " WHERE customer_id = %s AND ended_at IS NULL AND id IS DISTINCT FROM %s",
        [customer_id, kept],
    )
