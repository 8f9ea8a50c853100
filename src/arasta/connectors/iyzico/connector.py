"""The payment gateway over iyzico's checkout form."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from arasta.connectors.iyzico import client, mapping, notices
from arasta.connectors.iyzico.client import Line
from arasta.connectors.iyzico.mapping import FORM, UNKNOWN
from arasta.contexts.payments.ports import (
    AuthorizationRequest,
    CredentialField,
    PageSources,
    ProviderKind,
    ProviderPayment,
    register_provider,
)
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId, PayStep
from arasta.kernel.errors import gettext_noop
from arasta.kernel.http.replies import Answered, Refused, Reply
from arasta.kernel.money import Money

CODE = "iyzico"
_OPEN_FORM = "/payment/iyzipos/checkoutform/initialize"
_READ_FORM = "/payment/iyzipos/checkoutform/auth/ecom/detail"
_REPORT = "/v2/reporting/payment/details"
_PAGES = ("https://*.iyzipay.com", "https://*.iyzico.com")


class IyzicoGateway:
    """Speaks to one account at iyzico."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        """Open a form for the payment; a form opened twice is paid at most once by us, for only its token is kept."""
        kind = "auth" if request.capture else "preauth"
        reply = client.post(self._line, f"{_OPEN_FORM}/{kind}/ecom", mapping.form_of(request))
        if isinstance(reply, Refused):
            return GatewayResult(Outcome.FAILED, decline_code=reply.code)
        body = reply.body if isinstance(reply, Answered) and isinstance(reply.body, dict) else {}
        token, page = body.get("token"), body.get("paymentPageUrl")
        if not isinstance(token, str) or not isinstance(page, str):
            return UNKNOWN
        return GatewayResult(Outcome.REQUIRES_ACTION, FORM + token, redirect_url=page)

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        """Ask a form or a payment what became of it; without a reference, ask for the payment by our id."""
        if reference.startswith(FORM):
            return self._form(payment_id, reference)
        named = {"paymentId": reference} if reference else {"paymentConversationId": str(payment_id)}
        return self._payment(named)

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Take promised money, once: what was taken already is answered as it stands."""
        before = self.fetch(payment.payment_id, payment.provider_reference)
        if before.outcome is not Outcome.AUTHORIZED:
            return before
        body = {
            "conversationId": str(payment.payment_id),
            "paymentId": payment.provider_reference,
            "paidPrice": mapping.amount_of(amount),
            "currency": amount.currency,
        }
        return self._after(payment, client.post(self._line, "/payment/postauth", body))

    def void(self, payment: ProviderPayment) -> GatewayResult:
        """Let a promise go; a form that nobody paid needs nothing."""
        if payment.provider_reference.startswith(FORM):
            seen = self.fetch(payment.payment_id, payment.provider_reference)
            return GatewayResult(Outcome.VOIDED) if seen.outcome is Outcome.REQUIRES_ACTION else seen
        body = {"conversationId": str(payment.payment_id), "paymentId": payment.provider_reference}
        reply = client.post(self._line, "/payment/cancel", body)
        if isinstance(reply, Answered):
            return GatewayResult(Outcome.VOIDED, payment.provider_reference)
        return self._after(payment, reply)

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Give money back. Where some was given back before, nobody can say whether it was this: a person must look."""
        status = self._refund_status(payment.provider_reference)
        if status != "NOT_REFUNDED":
            seen = self.fetch(payment.payment_id, payment.provider_reference)
            return seen if status == "TOTALLY_REFUNDED" else replace(seen, decline_code="refunded_in_part_before")
        body = {
            "conversationId": str(payment.payment_id),
            "paymentId": payment.provider_reference,
            "price": mapping.amount_of(amount),
            "currency": amount.currency,
        }
        reply = client.post(self._line, "/v2/payment/refund", body)
        if not isinstance(reply, Answered):
            return self._after(payment, reply)
        captured = self.fetch(payment.payment_id, payment.provider_reference).captured
        outcome = Outcome.REFUNDED if captured == amount else Outcome.CAPTURED
        return GatewayResult(outcome, payment.provider_reference, captured=captured, refunded=amount)

    def _form(self, payment_id: PaymentId, reference: str) -> GatewayResult:
        body = {"conversationId": str(payment_id), "token": reference.removeprefix(FORM)}
        reply = client.post(self._line, _READ_FORM, body)
        if isinstance(reply, Refused):
            return GatewayResult(Outcome.REQUIRES_ACTION, reference)
        seen = mapping.result_of(reply.body) if isinstance(reply, Answered) else UNKNOWN
        return seen if seen.provider_reference else replace(seen, provider_reference=reference)

    def _payment(self, named: dict[str, str]) -> GatewayResult:
        reply = client.post(self._line, "/payment/detail", named)
        if isinstance(reply, Refused):
            return mapping.MISSING
        if not isinstance(reply, Answered) or not isinstance(reply.body, dict):
            return UNKNOWN
        status = self._refund_status(str(reply.body.get("paymentId") or ""))
        return mapping.result_of(reply.body, refund_status=status) if status else UNKNOWN

    def _refund_status(self, reference: str) -> str:
        """Return what the book says about refunds of a payment; nothing while it is silent."""
        reply = client.get(self._line, _REPORT, {"paymentId": reference})
        found: Any = (
            reply.body.get("payments") if isinstance(reply, Answered) and isinstance(reply.body, dict) else None
        )
        one = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
        return str(one.get("refundStatus") or "")

    def _after(self, payment: ProviderPayment, reply: Reply) -> GatewayResult:
        if not isinstance(reply, Answered | Refused):
            return UNKNOWN
        seen = self.fetch(payment.payment_id, payment.provider_reference)
        return replace(seen, decline_code=reply.code) if isinstance(reply, Refused) else seen


def register() -> None:
    """Offer iyzico."""
    register_provider(
        ProviderKind(
            CODE,
            "iyzico",
            PayStep.HOSTED,
            (
                CredentialField("environment", gettext_noop("Environment"), choices=("live", "sandbox", client.TWIN)),
                CredentialField("api_key", gettext_noop("API key")),
                CredentialField("secret_key", gettext_noop("Secret key"), is_secret=True),
            ),
            open_account,
            notices.read_notice,
            lambda credentials: PageSources(forms=_PAGES),
            is_stand_in=_is_twin,
        )
    )


def _is_twin(credentials: Mapping[str, str]) -> bool:
    return credentials.get("environment") == client.TWIN


def open_account(credentials: Mapping[str, str]) -> IyzicoGateway:
    """Open an account's gateway; ARASTA_IYZICO_URL leads to a stand-in, and so does the twin's environment."""
    urls = {**client.URLS, client.TWIN: f"{settings.TWINS_URL}/iyzico"}
    url = os.environ.get("ARASTA_IYZICO_URL") or urls.get(credentials.get("environment", ""), urls["live"])
    keys = {name: credentials.get(name, "") for name in ("api_key", "secret_key")}
    return IyzicoGateway(client.line_to(url, **keys))
