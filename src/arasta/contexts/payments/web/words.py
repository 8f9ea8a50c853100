"""What tenders and statuses are called on screens, and how they look."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

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
