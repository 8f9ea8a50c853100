"""The payment gateway over the test provider."""

from __future__ import annotations

import os

from django.conf import settings

from arasta.connectors.testpay import client, mapping
from arasta.contexts.payments.ports import AuthorizationRequest, ProviderPayment, register_gateway
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.kernel.http.replies import Answered, OpenClient, Refused, Reply
from arasta.kernel.money import Money

CODE = "testpay"


class TestPayGateway:
    """Speaks to one account at the provider, which captures in parts."""

    __test__ = False

    def __init__(self, open_client: OpenClient) -> None:
        self._open = open_client

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        """Ask for money; the same payment asked again is answered as it stands."""
        key, body = str(request.payment_id), mapping.body_of(request)
        reply = client.post(self._open, mapping.path_of(request), body, key=key)
        if isinstance(reply, Refused):
            # A reused key: this payment was asked for before in other words, and only a fetch tells what came of it.
            known = reply.code == client.KEY_REUSED
            return mapping.UNKNOWN if known else GatewayResult(Outcome.FAILED, decline_code=reply.code)
        return mapping.result_of(reply.body) if isinstance(reply, Answered) else mapping.UNKNOWN

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        """Find a payment by our id."""
        reply = client.get(self._open, "/payments", {"reference": str(payment_id)})
        return mapping.found_in(reply.body) if isinstance(reply, Answered) else mapping.UNKNOWN

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Take money; a refusal answers the payment as it stands, with the reason as its decline code."""
        return self._act(payment, "capture", {"amount_minor": amount.minor}, key)

    def void(self, payment: ProviderPayment) -> GatewayResult:
        """Let an authorization go; a refusal answers the payment as it stands."""
        return self._act(payment, "void", {}, "void")

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Give money back; a refusal answers the payment as it stands, with the reason as its decline code."""
        return self._act(payment, "refund", {"amount_minor": amount.minor}, key)

    def _act(self, payment: ProviderPayment, verb: str, body: dict[str, int], key: str) -> GatewayResult:
        here = f"/payments/{payment.provider_reference}"
        reply = client.post(self._open, f"{here}/{verb}", body, key=f"{payment.payment_id}:{verb}:{key}")
        if isinstance(reply, Refused):
            return _as_it_stands(client.get(self._open, here), reply)
        return mapping.result_of(reply.body) if isinstance(reply, Answered) else mapping.UNKNOWN


def register() -> None:
    """Offer the test provider, reached as the settings say."""
    secret = os.environ.get("ARASTA_TESTPAY_SECRET", "demo-pay-secret")
    register_gateway(CODE, lambda: TestPayGateway(client.open_client(settings.TWINS_URL, secret)), in_parts=True)


def _as_it_stands(reply: Reply, refused: Refused) -> GatewayResult:
    if isinstance(reply, Answered):
        return mapping.result_of(reply.body, decline_code=refused.code)
    gone = isinstance(reply, Refused) and reply.code == "not_found"
    return mapping.MISSING if gone else mapping.UNKNOWN
