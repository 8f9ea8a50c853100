"""Our words in Stripe's, and Stripe's in ours; nothing is sent here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from arasta.connectors.stripe.client import EXPANDED
from arasta.contexts.payments.ports import AuthorizationRequest
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.kernel.money import Money

UNKNOWN = GatewayResult(Outcome.UNKNOWN)
MISSING = GatewayResult(Outcome.MISSING)
OUR_ID = "payment_id"
HOLDS_FOR = timedelta(days=7)
"""How long a card's promise lasts unless the charge itself says so."""

_NOT_PAID = {"requires_payment_method", "requires_confirmation"}
_NOT_PROVEN = {"payment_intent_authentication_failure", "authentication_required"}


def body_of(request: AuthorizationRequest) -> dict[str, str]:
    """Write a request as a PaymentIntent that is confirmed as it is made."""
    body = {
        "amount": str(request.amount.minor),
        "currency": request.amount.currency.lower(),
        "capture_method": "automatic" if request.capture else "manual",
        "confirm": "true",
        f"metadata[{OUR_ID}]": str(request.payment_id),
        **EXPANDED,
    }
    if request.token.startswith("ctoken_"):
        return {**body, "confirmation_token": request.token, "return_url": request.return_url}
    return {**body, "payment_method": request.token, "payment_method_types[]": "card"}


def result_of(intent: Any, *, decline_code: str = "", refunds: list[Any] | None = None) -> GatewayResult:
    """Read a PaymentIntent; one we cannot read, or that a bank still thinks about, is unknown.

    `refunds` where it was taken in part: of those, ours bear our payment's id.
    """
    if not isinstance(intent, dict) or not isinstance(intent.get("status"), str):
        return UNKNOWN
    reference, status = str(intent.get("id") or ""), intent["status"]
    if status in _NOT_PAID:
        return GatewayResult(Outcome.DECLINED, reference, decline_code=decline_code or decline_of(intent))
    if status == "requires_action":
        return GatewayResult(Outcome.REQUIRES_ACTION, reference, redirect_url=_redirect(intent))
    if status == "canceled":
        return GatewayResult(Outcome.VOIDED, reference)
    if status == "requires_capture":
        return GatewayResult(Outcome.AUTHORIZED, reference, decline_code=decline_code, ends_at=_ends_at(intent))
    return _taken(intent, reference, decline_code, refunds) if status == "succeeded" else UNKNOWN


def decline_of(intent: dict[str, Any]) -> str:
    """Say why a PaymentIntent is not paid."""
    error = intent.get("last_payment_error")
    if not isinstance(error, dict):
        return "not_confirmed"
    code = str(error.get("decline_code") or error.get("code") or "declined")
    return "authentication_failed" if code in _NOT_PROVEN else code


def ours(intent: Any) -> str:
    """Return the id of our payment that a PaymentIntent bears."""
    metadata = intent.get("metadata") if isinstance(intent, dict) else None
    return str(metadata.get(OUR_ID) or "") if isinstance(metadata, dict) else ""


def written_at(payment_id: PaymentId) -> int:
    """Return when a payment was written down, by its id, in seconds."""
    return (payment_id.int >> 80) // 1000


def is_partly_taken(intent: Any) -> bool:
    """Tell whether what a partial capture let go may be counted among the refunds: only the refunds themselves tell."""
    charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    if not isinstance(charge, dict) or intent.get("status") != "succeeded" or not charge.get("amount_refunded"):
        return False
    return bool(charge.get("amount_captured") != charge.get("amount"))


def _taken(intent: dict[str, Any], reference: str, decline_code: str, refunds: list[Any] | None) -> GatewayResult:
    currency, charge = str(intent.get("currency", "")).upper(), intent.get("latest_charge")
    known = charge if isinstance(charge, dict) else {}
    amount = _first(known.get("amount"), intent.get("amount"))
    if refunds is None:
        captured = _first(known.get("amount_captured"), intent.get("amount_received"), amount)
        refunded = _first(known.get("amount_refunded"), 0)
    else:
        given = sum(_first(one.get("amount"), 0) for one in refunds if ours(one))
        others = sum(_first(one.get("amount"), 0) for one in refunds if not ours(one))
        captured = _first(known.get("amount_captured"), amount - others)
        refunded = given + max(others - (amount - captured), 0)
    outcome = Outcome.REFUNDED if 0 < captured <= refunded else Outcome.CAPTURED
    return GatewayResult(outcome, reference, "", decline_code, Money(captured, currency), Money(refunded, currency))


def _first(*values: Any) -> int:
    return next((value for value in values if type(value) is int), 0)


def _redirect(intent: dict[str, Any]) -> str:
    action = intent.get("next_action")
    where = action.get("redirect_to_url") if isinstance(action, dict) else None
    return str(where.get("url") or "") if isinstance(where, dict) else ""


def _ends_at(intent: dict[str, Any]) -> datetime | None:
    charge = intent.get("latest_charge")
    details = charge.get("payment_method_details") if isinstance(charge, dict) else None
    card = details.get("card") if isinstance(details, dict) else None
    told = card.get("capture_before") if isinstance(card, dict) else None
    if type(told) is int:
        return datetime.fromtimestamp(told, UTC)
    made = intent.get("created")
    return datetime.fromtimestamp(made, UTC) + HOLDS_FOR if type(made) is int else None
