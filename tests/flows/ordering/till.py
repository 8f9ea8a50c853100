"""A store with a till, carts at it, and a card terminal that answers as it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import UUID

from arasta.contexts.orders.services import carts
from arasta.contexts.payments import ports
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.contexts.registers.types import RegisterRow
from arasta.kernel import db
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.money import Money
from tests import makers

CASHIER = Actor(ActorKind.STAFF, id="cem", name="Cem", permissions=frozenset({"till.sell"}))
PROVIDER = "terminal-of-the-test"


@dataclass(frozen=True)
class Till:
    """A register, its store, and one variant on the shelf there at 249.90."""

    register: RegisterRow
    store: UUID
    variant: UUID

    def cart(self, quantity: int = 1) -> UUID:
        """Put units of the variant into a new cart."""
        cart = carts.open_cart(self.register.channel_id, currency="TRY")
        carts.set_lines(cart, [carts.CartLineInput(self.variant, quantity)])
        return cart

    def level(self) -> tuple[int, int, int]:
        """Return (on hand, committed, reserved) of the variant."""
        return makers.level_of(self.variant, self.store)


def make_till(*, on_shelf: int = 5) -> Till:
    """Open a store with a register and put units on its shelf."""
    store, variant = makers.make_location(), makers.make_variant()
    till = Till(makers.make_register(store), store, variant)
    makers.make_price(variant, 24990)
    makers.receive(variant, store, on_shelf)
    return till


def second_register(till: Till) -> Till:
    """Put another register into the same store."""
    return replace(till, register=makers.make_register(till.store, channel=till.register.channel_id))


@dataclass
class Terminal:
    """A provider that remembers what it took. `answers` are given to authorize, one after the other; then it approves.

    `hears_nothing` makes it take the money and answer nobody; `before_answering` runs while the customer types the PIN.
    """

    answers: list[GatewayResult] = field(default_factory=list)
    hears_nothing: bool = False
    before_answering: Callable[[], object] = lambda: None
    taken: dict[UUID, GatewayResult] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorize(self, request: ports.AuthorizationRequest) -> GatewayResult:
        self.asked.append(f"authorize {request.amount.minor} {request.token}")
        self.before_answering()
        told = self.answers.pop(0) if self.answers else captured(request.amount)
        if request.payment_id not in self.taken and told.outcome is not Outcome.MISSING:
            self.taken[request.payment_id] = told
        if self.hears_nothing or told.outcome is Outcome.MISSING:
            return GatewayResult(Outcome.UNKNOWN)
        return self.taken[request.payment_id]

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        self.asked.append("fetch")
        if self.hears_nothing:
            return GatewayResult(Outcome.UNKNOWN)
        return self.taken.get(payment_id, GatewayResult(Outcome.MISSING))

    def capture(self, payment: ports.ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        raise NotImplementedError

    def void(self, payment: ports.ProviderPayment) -> GatewayResult:
        self.asked.append("void")
        self.taken[payment.payment_id] = GatewayResult(Outcome.VOIDED)
        return self.taken[payment.payment_id]

    def refund(self, payment: ports.ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        self.asked.append(f"refund {amount.minor} {key == f'undo-{payment.payment_id}'}")
        self.taken[payment.payment_id] = GatewayResult(Outcome.REFUNDED, "ref-1", captured=amount, refunded=amount)
        return self.taken[payment.payment_id]


def captured(amount: Money) -> GatewayResult:
    """Say that the money was taken."""
    return GatewayResult(Outcome.CAPTURED, "ref-1", captured=amount)


def install(terminal: Terminal) -> Terminal:
    """Offer the terminal under PROVIDER."""
    ports.register_gateway(PROVIDER, lambda: terminal)
    return terminal


def book() -> dict[str, list[tuple[object, ...]]]:
    """Return everything a sale leaves: orders, payments, entries of money, receipts, movements after the opening."""
    read = {
        "orders": "SELECT status, payment_status, fulfillment_status, total_minor FROM orders_order ORDER BY id",
        "payments": "SELECT tender, attempt, status, captured_minor, refunded_minor FROM payments_payment ORDER BY id",
        "money": "SELECT kind, debit_account, amount_minor FROM payments_money_entry ORDER BY at, id",
        "receipts": "SELECT number, tender, tendered_minor, change_minor FROM registers_receipt ORDER BY number",
        "movements": "SELECT kind, quantity FROM inventory_movement WHERE kind <> 'received' ORDER BY id",
    }
    return {name: db.rows(sql) for name, sql in read.items()}


EMPTY: dict[str, list[tuple[object, ...]]] = {
    "orders": [],
    "payments": [],
    "money": [],
    "receipts": [],
    "movements": [],
}
