"""Sell baskets in the web shop: fill a cart, hold its units, pay, have it shipped."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.ports import AuthorizationRequest, ProviderPayment, register_gateway
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.demo.replay.baskets import Wanted, open_basket, persist
from arasta.demo.replay.bench import Bench, Count
from arasta.demo.replay.dataset import METHOD, Basket
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.place_order import PayWith, Placed, place_order, resume
from arasta.kernel import clock
from arasta.kernel.access import ANONYMOUS
from arasta.kernel.money import Money

PROVIDER = "replay"


class Provider:
    """A payment provider that takes every card; it only remembers what it took, as the port demands."""

    def __init__(self) -> None:
        self._taken: dict[PaymentId, Money] = {}

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        self._taken[request.payment_id] = request.amount
        return self.fetch(request.payment_id)

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        taken = self._taken.get(payment_id)
        if taken is None:
            return GatewayResult(Outcome.MISSING)
        return GatewayResult(Outcome.CAPTURED, f"replay-{payment_id}", captured=taken)

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        return self.fetch(payment.payment_id)

    def void(self, payment: ProviderPayment) -> GatewayResult:
        return self.fetch(payment.payment_id)

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        taken = self._taken[payment.payment_id]
        return GatewayResult(Outcome.REFUNDED, payment.provider_reference, captured=taken, refunded=amount)


def offer_provider() -> None:
    """Make the provider known to this process."""
    provider = Provider()
    register_gateway(PROVIDER, lambda: provider)


def sell_on_the_web(baskets: Iterable[Basket], bench: Bench) -> Count:
    """Sell baskets one after the other; what cannot be held is left out and counted."""
    count = Count()
    for basket in baskets:
        with count.working():
            wanted = open_basket(bench.web, basket.pieces, bench.variants)
            asked = wanted.count
            carts.set_checkout(wanted.cart, _checkout(basket))
            _hold(wanted, count)
            if wanted.units:
                persist(partial(_place, wanted.cart), count)
        count.add(wanted=asked, sold=wanted.count)
    return count


def _hold(wanted: Wanted, count: Count) -> None:
    """Hold what is there; a rival may be quicker, then less is there."""
    while wanted.units:
        try:
            persist(partial(hold_cart, wanted.cart, actor=ANONYMOUS), count)
        except OutOfStock as refusal:
            wanted.give_up(refusal)
        else:
            return


def _place(cart: UUID) -> Placed:
    """Place the order; one whose payment was begun before is finished, not paid again."""
    begun = [payment for payment in payments.payments_of_carts([cart]) if not payment.is_settled]
    if begun:
        return resume(begun[-1].id, at=clock.now(), actor=ANONYMOUS)
    return place_order(cart, pay_with=PayWith(PROVIDER, "card"), seen_total=None, at=clock.now(), actor=ANONYMOUS)


def _checkout(basket: Basket) -> CheckoutInput:
    address = Address(f"Household {basket.household}", f"Street {basket.household}", "Istanbul", "TR")
    email = f"household-{basket.household}@replay.example"
    return CheckoutInput(email, DeliveryKind.DELIVERY, METHOD, address=address)
