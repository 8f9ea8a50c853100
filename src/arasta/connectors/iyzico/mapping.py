"""Our words in iyzico's, and iyzico's in ours; nothing is sent here."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from arasta.contexts.payments.ports import AuthorizationRequest, Buyer
from arasta.contexts.payments.types import GatewayResult, Outcome
from arasta.kernel.money import Money

UNKNOWN = GatewayResult(Outcome.UNKNOWN)
MISSING = GatewayResult(Outcome.MISSING)
FORM = "form:"
_NO_IDENTITY = "11111111111"
"""What iyzico takes where a shop does not ask for an identity number."""

_FINE = 1
_REVIEWED = 0
_REASONS = {
    "10005": "do_not_honor",
    "10012": "transaction_not_allowed",
    "10034": "fraudulent",
    "10041": "lost_card",
    "10043": "stolen_card",
    "10051": "insufficient_funds",
    "10054": "expired_card",
    "10057": "transaction_not_allowed",
    "10058": "transaction_not_allowed",
    "10084": "incorrect_cvc",
    "10206": "incorrect_cvc",
}
"""Their codes of what banks say; any other is told as it is."""
_OPEN = {"INIT_THREEDS", "CALLBACK_THREEDS", "BKM_POS_SELECTED", ""}


def form_of(request: AuthorizationRequest) -> dict[str, Any]:
    """Write a request as a form to be opened: one basket line, for prices and names are ours to tell."""
    price = amount_of(request.amount)
    return {
        "locale": "tr" if request.language == "tr" else "en",
        "conversationId": str(request.payment_id),
        "price": price,
        "paidPrice": price,
        "currency": request.amount.currency,
        "basketId": str(request.payment_id),
        "paymentGroup": "PRODUCT",
        "callbackUrl": request.return_url,
        "buyer": _buyer(request.buyer, str(request.payment_id)),
        "billingAddress": _address(request.buyer),
        "shippingAddress": _address(request.buyer),
        "basketItems": [
            {
                "id": str(request.payment_id),
                "name": request.shop or "Order",
                "category1": "Order",
                "itemType": "PHYSICAL",
                "price": price,
            }
        ],
    }


def amount_of(money: Money) -> str:
    """Write an amount as they do."""
    return str(money.amount)


def result_of(body: Any, *, refund_status: str = "") -> GatewayResult:
    """Read a form or a payment; what their fraud control still looks at is unknown."""
    if not isinstance(body, dict):
        return UNKNOWN
    told, reference = str(body.get("paymentStatus") or ""), str(body.get("paymentId") or "")
    if told == "FAILURE":
        code = str(body.get("errorCode") or "declined")
        return GatewayResult(Outcome.DECLINED, decline_code=_REASONS.get(code, code))
    if told in _OPEN:
        return GatewayResult(Outcome.REQUIRES_ACTION)
    if told != "SUCCESS" or not reference or body.get("fraudStatus") == _REVIEWED:
        return UNKNOWN
    return _paid(body, reference, refund_status)


def _paid(body: dict[str, Any], reference: str, refund_status: str) -> GatewayResult:
    if body.get("fraudStatus") != _FINE:
        return GatewayResult(Outcome.DECLINED, reference, decline_code="fraudulent")
    if body.get("phase") == "PRE_AUTH":
        return GatewayResult(Outcome.AUTHORIZED, reference)
    captured = money_of(body.get("paidPrice"), str(body.get("currency") or ""))
    if captured is None:
        return UNKNOWN
    if refund_status == "TOTALLY_REFUNDED":
        return GatewayResult(Outcome.REFUNDED, reference, captured=captured, refunded=captured)
    return GatewayResult(Outcome.CAPTURED, reference, captured=captured)


def money_of(value: Any, currency: str) -> Money | None:
    """Read an amount; nothing where it is none."""
    try:
        return Money.of(Decimal(str(value)), currency)
    except (InvalidOperation, ValueError, KeyError):
        return None


def _buyer(buyer: Buyer, key: str) -> dict[str, str]:
    first, _, last = buyer.name.strip().rpartition(" ")
    return {
        "id": key,
        "name": first or last or "-",
        "surname": last or "-",
        "identityNumber": _NO_IDENTITY,
        "email": buyer.email,
        "gsmNumber": buyer.phone,
        "registrationAddress": buyer.street or "-",
        "city": buyer.city or "-",
        "country": buyer.country or "-",
        "zipCode": buyer.postal_code,
        "ip": buyer.ip,
    }


def _address(buyer: Buyer) -> dict[str, str]:
    return {
        "contactName": buyer.name or "-",
        "address": buyer.street or "-",
        "city": buyer.city or "-",
        "country": buyer.country or "-",
        "zipCode": buyer.postal_code,
    }
