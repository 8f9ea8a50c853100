"""A bank that keeps its own books: what it holds, took and gave back, and the names it was asked under."""

from __future__ import annotations

from dataclasses import dataclass, field

from arasta.contexts.payments.ports import AuthorizationRequest, ProviderPayment, register_gateway
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.kernel.money import Money


@dataclass
class Bank:
    """A provider that captures in parts or at once, as it was registered, and answers a name it knows as before."""

    in_parts: bool
    amount: int = 0
    held: int = 0
    captured: int = 0
    refunded: int = 0
    known: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    silent: bool = False

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        self.amount = self.held = request.amount.minor
        return GatewayResult(Outcome.AUTHORIZED, "ref")

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        return self.now("TRY")

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        self.asked.append(f"capture {amount.minor}")
        if key not in self.known and amount.minor <= self.held:
            self.known.add(key)
            self.captured += amount.minor
            self.held = self.held - amount.minor if self.in_parts else 0
        return self.said(amount.currency)

    def void(self, payment: ProviderPayment) -> GatewayResult:
        self.asked.append("void")
        self.held = 0
        return self.now("TRY")

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        self.asked.append(f"refund {amount.minor}")
        if key not in self.known:
            assert amount.minor <= self.captured - self.refunded
            self.known.add(key)
            self.refunded += amount.minor
        return self.said(amount.currency)

    def said(self, currency: str) -> GatewayResult:
        """Answer, unless nobody hears it this time."""
        if self.silent:
            self.silent = False
            return GatewayResult(Outcome.UNKNOWN)
        return self.now(currency)

    def now(self, currency: str) -> GatewayResult:
        if not self.captured:
            return GatewayResult(Outcome.AUTHORIZED if self.held else Outcome.VOIDED, "ref")
        sums = [Money(minor, currency) for minor in (self.captured, self.refunded, self.held)]
        outcome = Outcome.REFUNDED if self.refunded == self.captured and not self.held else Outcome.CAPTURED
        return GatewayResult(outcome, "ref", captured=sums[0], refunded=sums[1], left=sums[2])


def a_bank(*, in_parts: bool) -> Bank:
    bank = Bank(in_parts)
    register_gateway("bank", lambda: bank, in_parts=in_parts)
    return bank
