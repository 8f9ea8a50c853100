"""The payment gateway over Stripe's PaymentIntents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from arasta.connectors.stripe import client, mapping, notices
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
from arasta.kernel.http.replies import Answered, OpenClient, Refused, Reply
from arasta.kernel.money import Money

CODE = "stripe"
_MOST_PAGES = 5
_EARLIER = 600
_NOT_FOUND = 404
_CARD = 402
_IN_USE = {"idempotency_key_in_use", "lock_timeout"}


class StripeGateway:
    """Speaks to one account at Stripe."""

    def __init__(self, open_client: OpenClient) -> None:
        self._open = open_client

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        """Make and confirm the payment's PaymentIntent; asked again it is answered as it was."""
        reply = client.post(self._open, "/payment_intents", mapping.body_of(request), key=str(request.payment_id))
        if not isinstance(reply, Refused):
            return mapping.result_of(reply.body) if isinstance(reply, Answered) else mapping.UNKNOWN
        if reply.code in _IN_USE:
            return mapping.UNKNOWN
        error = reply.body.get("error") if isinstance(reply.body, dict) else None
        intent = error.get("payment_intent") if isinstance(error, dict) else None
        if isinstance(intent, dict):
            return mapping.result_of({"last_payment_error": error, **intent})
        return GatewayResult(Outcome.DECLINED if reply.status == _CARD else Outcome.FAILED, decline_code=reply.code)

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        """Find a payment by its PaymentIntent, or by our id among those made since it was written down."""
        if reference:
            return self._read(reference)
        after, since = "", mapping.written_at(payment_id) - _EARLIER
        for _ in range(_MOST_PAGES):
            query = {"limit": "100", **({"starting_after": after} if after else {})}
            page = client.get(self._open, "/payment_intents", query)
            body = page.body if isinstance(page, Answered) and isinstance(page.body, dict) else {}
            intents = body.get("data")
            if not isinstance(intents, list):
                return mapping.UNKNOWN
            found = [one for one in intents if mapping.ours(one) == str(payment_id)]
            if found:
                return self.fetch(payment_id, str(found[0].get("id")))
            if not intents or not body.get("has_more") or _made(intents[-1]) < since:
                return mapping.MISSING
            after = str(intents[-1].get("id"))
        return self._search(payment_id)

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Take money once; Stripe lets go what is left. A refusal answers the payment as it stands."""
        return self._act(payment, "capture", {"amount_to_capture": str(amount.minor)}, key)

    def void(self, payment: ProviderPayment) -> GatewayResult:
        """Let an authorization go; a refusal answers the payment as it stands."""
        return self._act(payment, "cancel", {}, "void")

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Give money back; a refusal answers the payment as it stands, with the reason as its decline code."""
        body = {
            "payment_intent": payment.provider_reference,
            "amount": str(amount.minor),
            f"metadata[{mapping.OUR_ID}]": str(payment.payment_id),
        }
        reply = client.post(self._open, "/refunds", body, key=f"{payment.payment_id}:refund:{key}")
        return self._as_it_stands(payment, reply)

    def _act(self, payment: ProviderPayment, verb: str, body: dict[str, str], key: str) -> GatewayResult:
        here = f"/payment_intents/{payment.provider_reference}/{verb}"
        return self._as_it_stands(
            payment, client.post(self._open, here, body, key=f"{payment.payment_id}:{verb}:{key}")
        )

    def _as_it_stands(self, payment: ProviderPayment, reply: Reply) -> GatewayResult:
        """Ask for the payment after something was done to it, or refused: only there all its totals stand."""
        if not isinstance(reply, Answered | Refused):
            return mapping.UNKNOWN
        return self._read(payment.provider_reference, reply.code if isinstance(reply, Refused) else "")

    def _read(self, reference: str, decline_code: str = "") -> GatewayResult:
        reply = client.get(self._open, f"/payment_intents/{reference}", client.EXPANDED)
        if isinstance(reply, Refused):
            return mapping.MISSING if reply.status == _NOT_FOUND else mapping.UNKNOWN
        if not isinstance(reply, Answered):
            return mapping.UNKNOWN
        if not mapping.is_partly_taken(reply.body):
            return mapping.result_of(reply.body, decline_code=decline_code)
        listed = client.get(self._open, "/refunds", {"payment_intent": reference, "limit": "100"})
        refunds = listed.body.get("data") if isinstance(listed, Answered) and isinstance(listed.body, dict) else None
        if not isinstance(refunds, list):
            return mapping.UNKNOWN
        return mapping.result_of(reply.body, decline_code=decline_code, refunds=refunds)

    def _search(self, payment_id: PaymentId) -> GatewayResult:
        """Ask their search, which knows everything but the last minute."""
        query = {"query": f"metadata['{mapping.OUR_ID}']:'{payment_id}'", "limit": "1"}
        reply = client.get(self._open, "/payment_intents/search", query)
        found = reply.body.get("data") if isinstance(reply, Answered) and isinstance(reply.body, dict) else None
        if isinstance(found, list) and found:
            return self.fetch(payment_id, str(found[0].get("id")))
        return mapping.UNKNOWN


def register() -> None:
    """Offer Stripe."""
    register_provider(
        ProviderKind(
            CODE,
            "Stripe",
            PayStep.ELEMENT,
            (
                CredentialField("publishable_key", gettext_noop("Publishable key"), "pk_…"),
                CredentialField("secret_key", gettext_noop("Secret key"), "sk_… / rk_…", is_secret=True),
                CredentialField("webhook_secret", gettext_noop("Signing secret of the webhook"), "whsec_…", True),
            ),
            open_account,
            notices.read_notice,
            sources_of,
        )
    )


def open_account(credentials: Mapping[str, str]) -> StripeGateway:
    """Open an account's gateway; ARASTA_STRIPE_URL leads to a stand-in."""
    url = os.environ.get("ARASTA_STRIPE_URL", "https://api.stripe.com")
    return StripeGateway(client.open_client(url, credentials.get("secret_key", "")))


def sources_of(credentials: Mapping[str, str]) -> PageSources:
    """Name what the payment page loads from Stripe; ARASTA_STRIPE_JS leads to a stand-in."""
    script = os.environ.get("ARASTA_STRIPE_JS", "")
    if script:
        origin = "/".join(script.split("/", 3)[:3])
        return PageSources((origin,), (origin,), (origin,), (origin,), script)
    return PageSources(
        scripts=("https://js.stripe.com", "https://*.js.stripe.com"),
        frames=("https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"),
        connects=("https://api.stripe.com",),
        forms=("https://hooks.stripe.com", "https://pm-redirects.stripe.com"),
        script_url="https://js.stripe.com/v3/",
    )


def _made(intent: Any) -> int:
    made = intent.get("created") if isinstance(intent, dict) else None
    return made if type(made) is int else 0
