"""Promised money is taken when goods leave, let go when they never will, and told when the promise is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.types import PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.ports import AuthorizationRequest, ProviderPayment, register_gateway
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.contexts.payments.types import PaymentStatus as P
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.ordering.capture_payments import capture_order, sweep_lapsed
from arasta.flows.ordering.place_order import PayWith, place_order
from arasta.flows.ordering.refusals import CaptureRefused, PaymentUnclear
from arasta.flows.shipping import ship as shipping
from arasta.kernel import clock, db
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Bank:
    """A provider that promises money and gives it when it is asked to; it says what it is told to say next."""

    asked: list[str] = field(default_factory=list)
    says: list[GatewayResult] = field(default_factory=list)
    now: GatewayResult = field(default_factory=lambda: GatewayResult(Outcome.AUTHORIZED, "ref-1"))

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        assert not request.capture
        self.now = GatewayResult(Outcome.AUTHORIZED, "ref-1", ends_at=clock.now() + timedelta(days=7))
        return self.now

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        return self.now

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        self.asked.append(f"capture {amount.minor} {key}")
        return self._said(GatewayResult(Outcome.CAPTURED, "ref-1", captured=amount))

    def void(self, payment: ProviderPayment) -> GatewayResult:
        self.asked.append("void")
        return self._said(GatewayResult(Outcome.VOIDED, "ref-1"))

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        raise AssertionError("what was not taken is not given back")

    def _said(self, usual: GatewayResult) -> GatewayResult:
        return self.says.pop(0) if self.says else usual


@pytest.fixture
def shop() -> Shop:
    return open_shop(warehouse=3, store=1)


@pytest.fixture
def bank() -> Bank:
    provider = Bank()
    register_gateway("bank", lambda: provider)
    return provider


def ordered(shop: Shop, *, pickup: bool = False) -> UUID:
    """An order whose money is promised."""
    cart, pay_with = shop.cart(1 if pickup else 2, pickup=pickup), PayWith("bank", "card", capture=False)
    placed = place_order(cart, pay_with=pay_with, seen_total=None, at=makers.DAY, actor=ANONYMOUS)
    assert placed.order is not None
    deliver_pending()
    return placed.order.id


def send(order: UUID) -> None:
    """Let all of an order leave."""
    keys = [row.id for row in fulfillment.of_orders([order])]
    requests.accept(keys, at=makers.DAY, actor=SYSTEM)
    requests.mark_ready(keys, at=makers.DAY, actor=SYSTEM)
    parcels = [ShipmentToMake(key, "Kargo", "T-1") for key in keys]
    shipping.ship(parcels, at=makers.DAY, actor=SYSTEM)


def how(order: UUID) -> tuple[PaymentStatus, P]:
    return orders.order(order).row.payment_status, payments.payments_of([order])[-1].status


def test_money_is_promised_with_the_order_and_taken_when_it_leaves(shop: Shop, bank: Bank) -> None:
    order = ordered(shop)
    assert how(order) == (PaymentStatus.AUTHORIZED, P.AUTHORIZED)
    assert bank.asked == []
    send(order)
    deliver_pending()
    assert how(order) == (PaymentStatus.PAID, P.CAPTURED)
    assert bank.asked == ["capture 25000 goods-left"]
    assert find_lies() == []


def test_money_is_taken_when_a_pickup_is_handed_over(shop: Shop, bank: Bank) -> None:
    order = ordered(shop, pickup=True)
    keys = [row.id for row in fulfillment.of_orders([order])]
    requests.accept(keys, at=makers.DAY, actor=SYSTEM)
    requests.mark_ready(keys, at=makers.DAY, actor=SYSTEM)
    deliver_pending()
    assert bank.asked == []
    shipping.hand_over(keys, at=makers.DAY, actor=SYSTEM)
    deliver_pending()
    assert (how(order), bank.asked) == ((PaymentStatus.PAID, P.CAPTURED), ["capture 10000 goods-left"])


def test_what_is_canceled_is_let_go_not_taken(shop: Shop, bank: Bank) -> None:
    order = ordered(shop)
    cancel_order(order, reason="", at=makers.DAY, actor=SYSTEM)
    deliver_pending()
    assert how(order) == (PaymentStatus.VOIDED, P.VOIDED)
    assert bank.asked == ["void"]


def test_a_bank_that_is_silent_when_an_order_is_canceled_is_asked_again(shop: Shop, bank: Bank) -> None:
    order = ordered(shop)
    bank.says = [GatewayResult(Outcome.UNKNOWN)]
    cancel_order(order, reason="", at=makers.DAY, actor=SYSTEM)
    assert how(order)[1] is P.AUTHORIZED
    deliver_pending()
    assert (how(order)[1], bank.asked) == (P.VOIDED, ["void", "void"])


def test_a_silent_bank_is_asked_with_the_same_key(shop: Shop, bank: Bank) -> None:
    order = ordered(shop)
    bank.says = [GatewayResult(Outcome.UNKNOWN)]
    with pytest.raises(PaymentUnclear):
        capture_order(order, actor=SYSTEM)
    capture_order(order, actor=SYSTEM)
    capture_order(order, actor=SYSTEM)
    assert bank.asked == ["capture 25000 goods-left"] * 2
    assert how(order) == (PaymentStatus.PAID, P.CAPTURED)


def test_a_bank_that_breaks_its_promise_is_told_of(shop: Shop, bank: Bank) -> None:
    order = ordered(shop)
    bank.says = [GatewayResult(Outcome.AUTHORIZED, "ref-1", decline_code="limit"), GatewayResult(Outcome.VOIDED)]
    with pytest.raises(CaptureRefused, match="limit"):
        capture_order(order, actor=SYSTEM)
    assert how(order)[1] is P.AUTHORIZED
    capture_order(order, actor=SYSTEM)
    assert how(order) == (PaymentStatus.UNPAID, P.VOIDED)
    assert [entry.kind for entry in orders.order(order).timeline][-1] == "unpaid"


def test_a_promise_that_is_over_leaves_the_order_unpaid(shop: Shop, bank: Bank) -> None:
    order = ordered(shop)
    assert payments.payments_of([order])[0].ends_at is not None
    assert sweep_lapsed(actor=SYSTEM) == 0
    db.execute("UPDATE payments_payment SET ends_at = clock_timestamp() - interval '1 minute'")
    assert sweep_lapsed(actor=SYSTEM) == 0
    bank.now = GatewayResult(Outcome.VOIDED, "ref-1")
    assert sweep_lapsed(actor=SYSTEM) == 1
    assert how(order) == (PaymentStatus.UNPAID, P.VOIDED)
    assert sweep_lapsed(actor=SYSTEM) == 0
