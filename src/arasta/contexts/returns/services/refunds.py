"""Write down refunds: what is given back and why, and whether it was."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.returns import queries
from arasta.contexts.returns.events import RefundAsked, RefundGiven
from arasta.contexts.returns.types import (
    REFUND_MOVES,
    RefundKeyReused,
    RefundReasonMissing,
    RefundRow,
    RefundStatus,
    RefundToAsk,
    UnknownRefund,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money, total
from arasta.kernel.outbox.publishing import publish

_ASK = """
INSERT INTO returns_refund (id, key, order_id, request_id, reason, amount_minor, extra_minor, status, currency, actor_name)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

_LINES = """
INSERT INTO returns_refund_line (id, refund_id, order_line_id, quantity, amount_minor, tax_minor)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::bigint[], %s::bigint[])
"""

_SHARES = """
INSERT INTO returns_refund_share (id, refund_id, payment_id, amount_minor, until_minor, is_given)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[], %s::bool[])
"""


def ask(wanted: RefundToAsk, *, actor: Actor) -> RefundRow:
    """Write a refund down; the caller holds the order's lock and knows that the money is there. Again: as it stands.

    Raises RefundReasonMissing, RefundKeyReused; publishes RefundAsked.
    """
    db.require_transaction()
    amount = _amount(wanted)
    before = queries.refund_by_key(wanted.key)
    if before:
        if (before.order_id, before.amount) != (wanted.order_id, amount):
            raise RefundKeyReused
        return before
    if not wanted.reason.strip():
        raise RefundReasonMissing
    key = _write(wanted, RefundStatus.ASKED, actor)
    fact = RefundAsked(refund_id=key, order_id=wanted.order_id, amount=amount, reason=wanted.reason.strip())
    publish([fact], actor=actor)
    return queries.refund(key)


def record_given(wanted: RefundToAsk, *, actor: Actor) -> RefundRow:
    """Write down a refund that whoever holds the money gave unasked; the caller holds the order's lock.

    Publishes RefundGiven.
    """
    db.require_transaction()
    key = _write(wanted, RefundStatus.GIVEN, actor)
    publish([RefundGiven(refund_id=key, order_id=wanted.order_id, amount=_amount(wanted))], actor=actor)
    return queries.refund(key)


def _amount(wanted: RefundToAsk) -> Money:
    return wanted.extra + total([line.amount for line in wanted.lines], wanted.extra.currency)


def _write(wanted: RefundToAsk, status: RefundStatus, actor: Actor) -> UUID:
    key, amount = new_id(), _amount(wanted)
    row = [key, wanted.key, wanted.order_id, wanted.return_id, wanted.reason.strip(), amount.minor, wanted.extra.minor]
    db.execute(_ASK, [*row, status.value, amount.currency, actor.name])
    lines, shares = wanted.lines, wanted.shares
    db.execute(
        _LINES,
        [
            [new_id() for _ in lines],
            [key for _ in lines],
            [line.order_line_id for line in lines],
            [line.quantity for line in lines],
            [line.amount.minor for line in lines],
            [line.tax.minor for line in lines],
        ],
    )
    db.execute(
        _SHARES,
        [
            [new_id() for _ in shares],
            [key for _ in shares],
            [share.payment_id for share in shares],
            [share.amount.minor for share in shares],
            [share.until.minor for share in shares],
            [status is RefundStatus.GIVEN for _ in shares],
        ],
    )
    return key


def mark_given(refund_id: UUID, *, actor: Actor) -> RefundRow:
    """Note that all who held the money gave it; again changes nothing. Publishes RefundGiven."""
    with db.transaction():
        if _move(refund_id, RefundStatus.GIVEN):
            row = queries.refund(refund_id)
            publish([RefundGiven(refund_id=row.id, order_id=row.order_id, amount=row.amount)], actor=actor)
    return queries.refund(refund_id)


def mark_share_given(refund_id: UUID, payment_id: UUID) -> None:
    """Note that a payment gave its share; again changes nothing."""
    db.execute(
        "UPDATE returns_refund_share SET is_given = true WHERE refund_id = %s AND payment_id = %s",
        [refund_id, payment_id],
    )


def mark_refused(refund_id: UUID, *, problem: str) -> RefundRow:
    """Note that somebody who holds the money does not give it, and why; a person looks at it."""
    with db.transaction():
        if _move(refund_id, RefundStatus.REFUSED):
            db.execute("UPDATE returns_refund SET problem = %s WHERE id = %s", [problem, refund_id])
    return queries.refund(refund_id)


def _move(refund_id: UUID, target: RefundStatus) -> bool:
    """Move a refund, or tell that it is past that. Raises UnknownRefund."""
    found = db.rows("SELECT status FROM returns_refund WHERE id = %s FOR UPDATE", [refund_id])
    if not found:
        raise UnknownRefund
    if target not in REFUND_MOVES[RefundStatus(found[0][0])]:
        return False
    db.execute("UPDATE returns_refund SET status = %s WHERE id = %s", [target.value, refund_id])
    return True
