"""Lock payments, write what changed with them, append the money that moved, tell the facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict
from uuid import UUID

from arasta.contexts.payments.domain.settling import Change, Entry
from arasta.contexts.payments.events import (
    PaymentAuthorized,
    PaymentCaptured,
    PaymentFailed,
    PaymentRefunded,
    PaymentVoided,
)
from arasta.contexts.payments.models import Payment
from arasta.contexts.payments.queries import UnknownPayment, to_row
from arasta.contexts.payments.types import HELD_IN, Account, EntryKind, PaymentRow, PaymentStatus, PaymentTaken, Tender
from arasta.kernel import db, prepared
from arasta.kernel.access import Actor
from arasta.kernel.events import Event
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from arasta.kernel.outbox.publishing import publish

_UPDATE = """
UPDATE payments_payment p
SET status = n.status, captured_minor = n.captured, refunded_minor = n.refunded, provider_reference = n.reference,
    redirect_url = n.redirect_url, decline_code = n.decline_code, ends_at = n.ends_at, changed_at = clock_timestamp()
FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
     AS n(id, status, captured, refunded, reference, redirect_url, decline_code, ends_at)
WHERE p.id = n.id
"""

_APPEND = """
INSERT INTO payments_money_entry
  (id, payment_id, kind, debit_account, credit_account, amount_minor, currency, reference,
   actor_kind, actor_id, actor_name)
SELECT e.id, e.payment_id, e.kind, e.debit, e.credit, e.amount, e.currency, e.reference,
       %(actor_kind)s, %(actor_id)s, %(actor_name)s
FROM json_to_recordset(%(entries)s::json)
     AS e(id uuid, payment_id uuid, kind text, debit text, credit text, amount bigint, currency text, reference text)
"""


def lock(payment_ids: Sequence[UUID]) -> dict[UUID, PaymentRow]:
    """Lock payments in the order of their keys. Raises UnknownPayment if one is missing."""
    wanted = set(payment_ids)
    found = Payment.objects.filter(id__in=wanted).order_by("id").select_for_update()
    locked = {model.id: to_row(model) for model in found}
    if len(locked) < len(wanted):
        raise UnknownPayment
    return locked


def apply(changes: Sequence[Change], *, actor: Actor) -> None:
    """Write changes of locked payments: the last state of each, all entries, all facts."""
    if not changes:
        return
    last = list({change.after.id: change.after for change in changes}.values())
    db.execute(
        _UPDATE,
        [
            [row.id for row in last],
            [row.status.value for row in last],
            [row.captured.minor for row in last],
            [row.refunded.minor for row in last],
            [row.provider_reference for row in last],
            [row.redirect_url for row in last],
            [row.decline_code for row in last],
            [row.ends_at for row in last],
        ],
    )
    append([(change.after, entry) for change in changes for entry in change.entries], actor=actor)
    publish([fact for change in changes for fact in facts(change)], actor=actor)


def append(entries: Sequence[tuple[PaymentRow, Entry]], *, actor: Actor) -> None:
    """Append money that moved to the ledger."""
    _append([_entry(row.id, row.tender, entry) for row, entry in entries], actor)


def append_taken(taken: Sequence[PaymentTaken], *, actor: Actor) -> None:
    """Append card money that was captured as its payment was written; a payment of nothing moves nothing."""
    _append(
        [
            _entry(payment.id, Tender.CARD, Entry(EntryKind.CAPTURED, payment.amount, payment.reference))
            for payment in taken
            if payment.amount
        ],
        actor,
    )


def _append(entries: list[dict[str, object]], actor: Actor) -> None:
    if entries:
        who = {"actor_kind": actor.kind, "actor_id": actor.id, "actor_name": actor.name}
        prepared.execute(_APPEND, {"entries": db.as_json(entries), **who})


def _entry(payment_id: UUID, tender: Tender, entry: Entry) -> dict[str, object]:
    debit, credit = _legs(tender, entry.kind)
    return {
        "id": new_id(),
        "payment_id": payment_id,
        "kind": entry.kind,
        "debit": debit,
        "credit": credit,
        "amount": entry.amount.minor,
        "currency": entry.amount.currency,
        "reference": entry.reference,
    }


def facts(change: Change) -> list[Event]:
    """Return what a change tells, money first."""
    told = [_money_fact(change.after, entry) for entry in change.entries]
    if change.before.status is not change.after.status:
        told.extend(_status_facts(change.after))
    return told


def _status_facts(row: PaymentRow) -> list[Event]:
    match row.status:
        case PaymentStatus.AUTHORIZED:
            return [PaymentAuthorized(**_about(row, row.amount))]
        case PaymentStatus.VOIDED:
            return [PaymentVoided(**_about(row, row.amount))]
        case PaymentStatus.DECLINED | PaymentStatus.FAILED:
            about = _about(row, row.amount)
            return [PaymentFailed(**about, status=row.status.value, decline_code=row.decline_code)]
    return []


def _money_fact(row: PaymentRow, entry: Entry) -> Event:
    about = _about(row, entry.amount)
    if entry.kind is EntryKind.CAPTURED:
        return PaymentCaptured(**about, captured=row.captured, authorized=row.amount)
    return PaymentRefunded(**about, refunded=row.refunded, captured=row.captured)


class _About(TypedDict):
    payment_id: UUID
    order_id: UUID
    tender: str
    amount: Money


def _about(row: PaymentRow, amount: Money) -> _About:
    return {"payment_id": row.id, "order_id": row.order_id, "tender": row.tender.value, "amount": amount}


def _legs(tender: Tender, kind: EntryKind) -> tuple[Account, Account]:
    """Captured money comes from what the customer owes; refunded money goes back there."""
    held = HELD_IN[tender]
    if kind is EntryKind.CAPTURED:
        return held, Account.CUSTOMER_RECEIVABLE
    return Account.CUSTOMER_RECEIVABLE, held
