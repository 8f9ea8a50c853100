"""What a gateway's answer, a capture or a refund does to a payment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from arasta.contexts.payments.types import (
    HELD,
    LEGAL_MOVES,
    UNSETTLED,
    CaptureExceedsAmount,
    EntryKind,
    GatewayResult,
    MoneyMove,
    Outcome,
    PaymentMoveRefused,
    PaymentRow,
    PaymentStatus,
    RefundExceedsCaptured,
)
from arasta.kernel.money import Money

_S = PaymentStatus

_PLAIN = {
    Outcome.AUTHORIZED: _S.AUTHORIZED,
    Outcome.REQUIRES_ACTION: _S.REQUIRES_ACTION,
    Outcome.DECLINED: _S.DECLINED,
    Outcome.VOIDED: _S.VOIDED,
    Outcome.FAILED: _S.FAILED,
    Outcome.MISSING: _S.FAILED,
}

MISSING_AT_PROVIDER = "missing_at_provider"
TOTAL = "total:"
"""How entries are named of which a gateway told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Money that moves."""

    kind: EntryKind
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Change:
    """A payment as it becomes, and the money that moves with it."""

    before: PaymentRow
    after: PaymentRow
    entries: tuple[Entry, ...]


def settle(row: PaymentRow, result: GatewayResult, *, by_hand: int = 0) -> Change | None:
    """Apply an answer; nothing for an unknown outcome, a repetition, or news that is older than what we know.

    `by_hand`: minor units of what is noted as refunded that were given in another way; the gateway knows nothing of them.
    Raises PaymentMoveRefused, CaptureExceedsAmount, RefundExceedsCaptured.
    """
    if result.outcome is Outcome.UNKNOWN or _is_old_news(row.status, result.outcome):
        return None
    captured, refunded = _totals(row, result, by_hand)
    says_all = result.outcome in {Outcome.CAPTURED, Outcome.REFUNDED, Outcome.VOIDED}
    held = row.status in HELD | UNSETTLED and captured < row.amount and (bool(result.left) or not says_all)
    status = _status(captured, refunded, held=held) if captured else _PLAIN.get(result.outcome, row.status)
    if (status, captured, refunded) == (row.status, row.captured, row.refunded):
        return None
    entries = _growth(EntryKind.CAPTURED, row.captured, captured) + _growth(EntryKind.REFUNDED, row.refunded, refunded)
    after = replace(
        _moved(row, status, captured, refunded),
        provider_reference=result.provider_reference or row.provider_reference,
        redirect_url=result.redirect_url if status is _S.REQUIRES_ACTION else "",
        decline_code=_decline_code(status, result),
        ends_at=result.ends_at or row.ends_at,
    )
    return Change(row, after, entries)


def capture(row: PaymentRow, move: MoneyMove) -> Change:
    """Take part or all of what is left. Raises CaptureExceedsAmount, PaymentMoveRefused."""
    captured = row.captured + move.amount
    held = row.status in HELD and captured < row.amount
    after = _moved(row, _status(captured, row.refunded, held=held), captured, row.refunded)
    return Change(row, after, (Entry(EntryKind.CAPTURED, move.amount, move.reference),))


def refund(row: PaymentRow, move: MoneyMove) -> Change:
    """Give back part or all of what was captured. Raises RefundExceedsCaptured, PaymentMoveRefused."""
    refunded = row.refunded + move.amount
    held = row.status is _S.PARTLY_CAPTURED
    after = _moved(row, _status(row.captured, refunded, held=held), row.captured, refunded)
    return Change(row, after, (Entry(EntryKind.REFUNDED, move.amount, move.reference),))


def _is_old_news(status: PaymentStatus, outcome: Outcome) -> bool:
    if outcome is Outcome.REQUIRES_ACTION:
        return status is not _S.PENDING
    never_authorized = {_S.PENDING, _S.REQUIRES_ACTION, _S.DECLINED, _S.FAILED}
    return outcome is Outcome.AUTHORIZED and status not in never_authorized


def _totals(row: PaymentRow, result: GatewayResult, by_hand: int) -> tuple[Money, Money]:
    took = result.outcome in {Outcome.CAPTURED, Outcome.REFUNDED}
    captured = result.captured if result.captured is not None else (row.amount if took else row.captured)
    captured = max(captured, row.captured)
    gave = result.outcome is Outcome.REFUNDED
    refunded = captured if gave else row.refunded
    if result.refunded is not None:
        told = result.refunded
        refunded = min(told + Money(by_hand, told.currency), max(told, captured))
    return captured, max(refunded, row.refunded)


def _growth(kind: EntryKind, before: Money, after: Money) -> tuple[Entry, ...]:
    """A total names its entry: the same total told twice is the same entry."""
    return (Entry(kind, after - before, f"{TOTAL}{after.minor}"),) if after > before else ()


def _status(captured: Money, refunded: Money, *, held: bool) -> PaymentStatus:
    """Say how far a payment is of which something was taken; `held`: more may be."""
    if held:
        return _S.PARTLY_CAPTURED
    if not refunded:
        return _S.CAPTURED
    return _S.PARTLY_REFUNDED if refunded < captured else _S.REFUNDED


def _decline_code(status: PaymentStatus, result: GatewayResult) -> str:
    if result.outcome is Outcome.MISSING:
        return result.decline_code or MISSING_AT_PROVIDER
    return result.decline_code if status in {_S.DECLINED, _S.FAILED} else ""


def _moved(row: PaymentRow, status: PaymentStatus, captured: Money, refunded: Money) -> PaymentRow:
    if captured > row.amount:
        raise CaptureExceedsAmount(left=_spoken(row.amount - row.captured), asked=_spoken(captured - row.captured))
    if refunded > captured:
        raise RefundExceedsCaptured(left=_spoken(captured - row.refunded), asked=_spoken(refunded - row.refunded))
    if status not in LEGAL_MOVES[row.status]:
        raise PaymentMoveRefused(current=row.status.value, target=status.value)
    return replace(row, status=status, captured=captured, refunded=refunded)


def _spoken(money: Money) -> str:
    return f"{money.amount} {money.currency}"
