"""Our words in theirs, and theirs in ours; nothing is sent here."""

from __future__ import annotations

from typing import Any

from arasta.contexts.payments.ports import AuthorizationRequest
from arasta.contexts.payments.types import GatewayResult, Outcome, Tender
from arasta.kernel.money import Money

_OUTCOMES = {
    "requires_action": Outcome.REQUIRES_ACTION,
    "authorized": Outcome.AUTHORIZED,
    "captured": Outcome.CAPTURED,
    "voided": Outcome.VOIDED,
    "declined": Outcome.DECLINED,
    "refunded": Outcome.REFUNDED,
}

UNKNOWN = GatewayResult(Outcome.UNKNOWN)
MISSING = GatewayResult(Outcome.MISSING)


def path_of(request: AuthorizationRequest) -> str:
    """Return where a payment is asked for: online, or at the terminal."""
    return "/terminal/sales" if request.tender is Tender.TERMINAL else "/payments"


def body_of(request: AuthorizationRequest) -> dict[str, Any]:
    """Write a request in their words; a terminal decides by itself and takes the money at once."""
    body: dict[str, Any] = {
        "amount_minor": request.amount.minor,
        "currency": request.amount.currency,
        "reference": str(request.payment_id),
    }
    if request.shop:
        body["shop"] = request.shop
    if request.token:
        body["token"] = request.token
    if request.tender is Tender.TERMINAL:
        return body
    body["capture"] = request.capture
    if request.return_url:
        body["return_url"] = request.return_url
    if request.language:
        body["locale"] = request.language
    return body


def result_of(payment: Any, *, decline_code: str = "") -> GatewayResult:
    """Read a payment; one we cannot read is unknown. `decline_code` says why an action was refused."""
    if not isinstance(payment, dict) or payment.get("status") not in _OUTCOMES:
        return UNKNOWN
    outcome, currency = _OUTCOMES[payment["status"]], str(payment.get("currency", ""))
    return GatewayResult(
        outcome=outcome,
        provider_reference=str(payment.get("id") or ""),
        redirect_url=str(payment.get("redirect_url") or "") if outcome is Outcome.REQUIRES_ACTION else "",
        decline_code=decline_code or str(payment.get("decline_code") or ""),
        captured=_total(payment.get("captured_minor"), currency),
        refunded=_total(payment.get("refunded_minor"), currency),
        left=_left(payment, currency) if outcome is Outcome.CAPTURED else None,
    )


def found_in(listing: Any) -> GatewayResult:
    """Read what is known under a reference: the payment that came to something, else the newest, else none."""
    payments = listing.get("payments") if isinstance(listing, dict) else None
    if not isinstance(payments, list):
        return UNKNOWN
    results = [result_of(payment) for payment in payments]
    good = [result for result in results if result.outcome not in {Outcome.DECLINED, Outcome.VOIDED}]
    return (good or results or [MISSING])[-1]


def _left(payment: dict[str, Any], currency: str) -> Money | None:
    promised, captured = payment.get("authorized_minor"), payment.get("captured_minor")
    return Money(promised - captured, currency) if type(promised) is int and type(captured) is int else None


def _total(minor: Any, currency: str) -> Money | None:
    return Money(minor, currency) if type(minor) is int else None
