"""Record money that was taken and given back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from arasta.contexts.payments import queries
from arasta.contexts.payments.domain import settling
from arasta.contexts.payments.domain.settling import Change, Entry
from arasta.contexts.payments.events import PaymentCaptured
from arasta.contexts.payments.models import MoneyEntry
from arasta.contexts.payments.services import ledger
from arasta.contexts.payments.services.payments import AttemptTaken
from arasta.contexts.payments.types import (
    EntryKind,
    MoneyMove,
    PaymentId,
    PaymentRow,
    PaymentTaken,
    Tender,
)
from arasta.kernel import db, prepared
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.outbox.publishing import publish

_TAKE = """
INSERT INTO payments_payment
  (id, order_id, cart_id, attempt, tender, provider, currency, amount_minor, captured_minor, provider_reference, status)
SELECT t.id, t.order_id, t.cart_id, t.attempt, %(tender)s, t.provider, t.currency, t.amount, t.amount, t.reference, 'captured'
FROM json_to_recordset(%(taken)s::json)
     AS t(id uuid, order_id uuid, cart_id uuid, attempt smallint, provider text, currency text, amount bigint, reference text)
ON CONFLICT DO NOTHING RETURNING id
"""


class MoneyMustBePositive(Invalid):
    """Nothing, or less than nothing, was to be moved."""

    code = "money_must_be_positive"
    template = gettext_noop("The amount must be more than zero.")


class ReferenceReused(Conflict):
    """The reference already stands for another amount."""

    code = "money_reference_reused"
    template = gettext_noop("“%(reference)s” was already recorded with another amount.")


def record_captures(moves: Sequence[MoneyMove], *, actor: Actor) -> list[PaymentRow]:
    """Record authorized money as taken; a reference recorded before changes nothing.

    Raises UnknownPayment, CaptureExceedsAmount, PaymentMoveRefused, ReferenceReused, MoneyMustBePositive.
    """
    return _record(moves, EntryKind.CAPTURED, settling.capture, actor)


def record_refunds(moves: Sequence[MoneyMove], *, actor: Actor) -> list[PaymentRow]:
    """Record taken money as given back; a reference recorded before changes nothing.

    Raises UnknownPayment, RefundExceedsCaptured, PaymentMoveRefused, ReferenceReused, MoneyMustBePositive.
    """
    return _record(moves, EntryKind.REFUNDED, settling.refund, actor)


def take_cash(taken: Sequence[PaymentTaken], *, actor: Actor) -> list[PaymentRow]:
    """Record cash handed over: paid and captured at once. Taking it again changes nothing. Raises AttemptTaken."""
    with db.transaction():
        fresh = _insert(taken, Tender.CASH)
        try:
            rows = queries.payments([payment.id for payment in taken])
        except queries.UnknownPayment as missing:
            raise AttemptTaken from missing
        _tell([row for row in rows if row.id in fresh], actor)
    return _same(taken, rows, Tender.CASH)


def record_marketplace(taken: Sequence[PaymentTaken], *, actor: Actor) -> list[PaymentRow]:
    """Record orders paid at a marketplace, one payment per order, whatever its id. Raises AttemptTaken."""
    with db.transaction():
        fresh = _insert(taken, Tender.MARKETPLACE)
        found = queries.payments_of([payment.order_id for payment in taken])
        by_order = {row.order_id: row for row in found if row.tender is Tender.MARKETPLACE}
        if any(payment.order_id not in by_order for payment in taken):
            raise AttemptTaken
        rows = [by_order[payment.order_id] for payment in taken]
        _tell([row for row in rows if row.id in fresh], actor)
    return _same(taken, rows, Tender.MARKETPLACE)


def record_elsewhere(taken: Sequence[PaymentTaken], *, actor: Actor) -> None:
    """Record money that another system took for orders that are being written: captured at once, in two statements.

    `reference` is theirs. Raises AttemptTaken if one of them was recorded before.
    """
    db.require_transaction()
    if len(_insert(taken, Tender.CARD)) < len(taken):
        raise AttemptTaken
    ledger.append_taken(taken, actor=actor)
    publish(
        [
            PaymentCaptured(
                payment_id=payment.id,
                order_id=payment.order_id,
                tender=Tender.CARD.value,
                amount=payment.amount,
                captured=payment.amount,
                authorized=payment.amount,
            )
            for payment in taken
            if payment.amount
        ],
        actor=actor,
    )


def _record(
    moves: Sequence[MoneyMove],
    kind: EntryKind,
    decide: Callable[[PaymentRow, MoneyMove], Change],
    actor: Actor,
) -> list[PaymentRow]:
    if any(move.amount.minor <= 0 for move in moves):
        raise MoneyMustBePositive
    with db.transaction():
        rows = ledger.lock([move.payment_id for move in moves])
        known = _known_references(moves, kind)
        changes = []
        for move in moves:
            if _is_new(move, known):
                changes.append(decide(rows[move.payment_id], move))
                rows[move.payment_id] = changes[-1].after
        ledger.apply(changes, actor=actor)
    return [rows[move.payment_id] for move in moves]


def _known_references(moves: Sequence[MoneyMove], kind: EntryKind) -> dict[tuple[PaymentId, str], int]:
    found = MoneyEntry.objects.filter(payment_id__in=[move.payment_id for move in moves], kind=kind.value)
    return {(PaymentId(entry.payment_id), entry.reference): entry.amount_minor for entry in found}


def _is_new(move: MoneyMove, known: dict[tuple[PaymentId, str], int]) -> bool:
    """Tell whether a move was not recorded yet, and remember it. Raises ReferenceReused."""
    key = (move.payment_id, move.reference)
    if key not in known:
        known[key] = move.amount.minor
        return True
    if known[key] != move.amount.minor:
        raise ReferenceReused(reference=move.reference)
    return False


def _insert(taken: Sequence[PaymentTaken], tender: Tender) -> set[UUID]:
    """Write payments that are captured from the start; return the keys of those that were not there."""
    columns = [
        {
            "id": payment.id,
            "order_id": payment.order_id,
            "cart_id": payment.cart_id,
            "attempt": payment.attempt,
            "provider": payment.provider,
            "currency": payment.amount.currency,
            "amount": payment.amount.minor,
            "reference": payment.reference,
        }
        for payment in taken
    ]
    return {key for (key,) in prepared.rows(_TAKE, {"tender": tender, "taken": db.as_json(columns)})}


def _tell(rows: Sequence[PaymentRow], actor: Actor) -> None:
    changes = [_taken(row) for row in rows if row.amount]
    ledger.append([(change.after, entry) for change in changes for entry in change.entries], actor=actor)
    publish([fact for change in changes for fact in ledger.facts(change)], actor=actor)


def _same(taken: Sequence[PaymentTaken], rows: list[PaymentRow], tender: Tender) -> list[PaymentRow]:
    """Return the rows if they are what was asked. Raises AttemptTaken."""
    for asked, row in zip(taken, rows, strict=True):
        if (asked.order_id, asked.amount, tender) != (row.order_id, row.amount, row.tender):
            raise AttemptTaken
    return rows


def _taken(row: PaymentRow) -> Change:
    reference = row.provider_reference or f"total:{row.amount.minor}"
    return Change(row, row, (Entry(EntryKind.CAPTURED, row.amount, reference),))
