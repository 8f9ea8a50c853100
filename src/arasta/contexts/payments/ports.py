"""What a provider of payments implements, and where its code is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from arasta.contexts.payments.types import GatewayResult, PaymentId, Tender
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.money import Money


class UnknownProvider(Missing):
    """No gateway is registered under the code."""

    code = "unknown_payment_provider"
    template = gettext_noop("There is no payment provider called “%(code)s”.")


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A payment to be authorized. `token` stands for the card: no card number ever reaches us.

    `language` is for the provider's own pages, `shop` the name the customer reads there.
    """

    payment_id: PaymentId
    amount: Money
    tender: Tender
    token: str
    return_url: str = ""
    capture: bool = False
    language: str = ""
    shop: str = ""


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A payment the provider knows."""

    payment_id: PaymentId
    provider_reference: str


class PaymentGateway(Protocol):
    """Speaks to one provider. The payment's id is the idempotency key and the reference at the provider.

    Never called inside a transaction. An answer nobody heard (time-out, 5xx) is Outcome.UNKNOWN, never an exception:
    the caller fetches by reference before anything else. `key` tells two captures or refunds of one payment apart. A
    capture, void or refund that the provider refuses answers the payment as it stands, with the reason as decline code.
    """

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        """Ask for a promise of money, or for money at once with `capture`."""

    def fetch(self, payment_id: PaymentId) -> GatewayResult:
        """Ask what became of a payment; Outcome.MISSING if the provider never saw it."""

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Take authorized money."""

    def void(self, payment: ProviderPayment) -> GatewayResult:
        """Let an authorization go."""

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Give captured money back."""


_factories: dict[str, Callable[[], PaymentGateway]] = {}


def register_gateway(code: str, factory: Callable[[], PaymentGateway]) -> None:
    """Offer a gateway under a provider code; called once at start."""
    _factories[code] = factory


def gateway(code: str) -> PaymentGateway:
    """Return the gateway of a provider. Raises UnknownProvider."""
    if code not in _factories:
        raise UnknownProvider(code=code)
    return _factories[code]()


def providers() -> tuple[str, ...]:
    """Return the codes of all gateways."""
    return tuple(sorted(_factories))
