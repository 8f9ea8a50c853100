"""What tenders and statuses are called on screens, and how they look."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from arasta.contexts.payments.types import PaymentStatus, Tender

_S = PaymentStatus

TENDERS: dict[Tender, Promise] = {
    Tender.CARD: pgettext_lazy("tender", "Card"),
    Tender.CASH: pgettext_lazy("tender", "Cash"),
    Tender.TERMINAL: pgettext_lazy("tender", "Card terminal"),
    Tender.MARKETPLACE: pgettext_lazy("tender", "Paid at the marketplace"),
}

TENDER_ICONS = {
    Tender.CARD: "credit-card",
    Tender.CASH: "banknote",
    Tender.TERMINAL: "calculator",
    Tender.MARKETPLACE: "store",
}

STATUSES: dict[PaymentStatus, Promise] = {
    _S.PENDING: pgettext_lazy("payment", "Waiting for the provider"),
    _S.REQUIRES_ACTION: pgettext_lazy("payment", "Waiting for the customer"),
    _S.AUTHORIZED: pgettext_lazy("payment", "Authorized"),
    _S.PARTLY_CAPTURED: pgettext_lazy("payment", "Partly captured"),
    _S.CAPTURED: pgettext_lazy("payment", "Captured"),
    _S.PARTLY_REFUNDED: pgettext_lazy("payment", "Partly refunded"),
    _S.REFUNDED: pgettext_lazy("payment", "Refunded"),
    _S.DECLINED: pgettext_lazy("payment", "Declined"),
    _S.VOIDED: pgettext_lazy("payment", "Voided"),
    _S.FAILED: pgettext_lazy("payment", "Failed"),
}

TONES = {
    _S.PENDING: "warn",
    _S.REQUIRES_ACTION: "warn",
    _S.AUTHORIZED: "info",
    _S.PARTLY_CAPTURED: "info",
    _S.CAPTURED: "good",
    _S.PARTLY_REFUNDED: "neutral",
    _S.REFUNDED: "neutral",
    _S.DECLINED: "bad",
    _S.VOIDED: "neutral",
    _S.FAILED: "bad",
}

_NO_REASON = gettext_lazy("The bank gave no reason")
_FRAUD = gettext_lazy("Fraud is suspected")
_UNCONFIRMED = gettext_lazy("The buyer did not confirm it at their bank")
_REASONS: dict[str, Promise] = {
    "authentication_failed": _UNCONFIRMED,
    "authentication_required": _UNCONFIRMED,
    "card_declined": _NO_REASON,
    "declined": _NO_REASON,
    "do_not_honor": _NO_REASON,
    "expired_card": gettext_lazy("The card has expired"),
    "fraud": _FRAUD,
    "fraudulent": _FRAUD,
    "generic_decline": _NO_REASON,
    "incorrect_cvc": gettext_lazy("The security code was wrong"),
    "insufficient_funds": gettext_lazy("Not enough money on the card"),
    "lost_card": gettext_lazy("The card was reported lost"),
    "missing_at_provider": gettext_lazy("It never reached the provider"),
    "stolen_card": gettext_lazy("The card was reported stolen"),
    "transaction_not_allowed": gettext_lazy("The card may not be used for this"),
}


def reason(code: str) -> Promise | str:
    """Say why a payment was refused; a word that only its provider knows is told as it is."""
    return _REASONS.get(code, code)
