"""A web shop with one product, a provider that says what it is told to, and a cart ready to be ordered."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.fulfillment.types import DeliveryMethodToSave, MethodText
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput, CheckoutInput
from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.contexts.payments.ports import AuthorizationRequest, ProviderPayment, register_gateway
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.flows.ordering.place_order import PayWith, Placed, place_order
from arasta.kernel.access import ANONYMOUS
from arasta.kernel.money import Money
from tests import makers

HOME = Address("Ayşe Yılmaz", "Moda Cad. 12", "Istanbul", "TR", postal_code="34710", phone="+905321112233")


@dataclass
class Provider:
    """A payment provider: it answers by the token, and remembers what it was asked."""

    answers: dict[PaymentId, GatewayResult] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    on_authorize: list[object] = field(default_factory=list)
    silent_refunds: int = 0

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        self.asked.append(f"authorize {request.amount.minor}")
        for act in self.on_authorize:
            act()  # type: ignore[operator]
        self.on_authorize.clear()
        result = {
            "tok_approve": GatewayResult(Outcome.CAPTURED, "ref-1", captured=request.amount),
            "tok_decline": GatewayResult(Outcome.DECLINED, decline_code="insufficient_funds"),
            "tok_3ds": GatewayResult(Outcome.REQUIRES_ACTION, "ref-3", redirect_url="https://bank.example/3ds"),
            "tok_silent": GatewayResult(Outcome.UNKNOWN),
            "tok_lost": GatewayResult(Outcome.UNKNOWN),
        }[request.token]
        known = GatewayResult(Outcome.CAPTURED, "ref-9", captured=request.amount)
        self.answers[request.payment_id] = known if request.token == "tok_lost" else result
        return result

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        self.asked.append("fetch")
        return self.answers.get(payment_id, GatewayResult(Outcome.MISSING))

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        raise AssertionError("nothing is captured later here")

    def void(self, payment: ProviderPayment) -> GatewayResult:
        self.asked.append("void")
        return GatewayResult(Outcome.VOIDED, payment.provider_reference)

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        self.asked.append(f"refund {amount.minor}")
        if self.silent_refunds:
            self.silent_refunds -= 1
            return GatewayResult(Outcome.UNKNOWN)
        return GatewayResult(Outcome.REFUNDED, payment.provider_reference, refunded=amount)


@dataclass(frozen=True)
class Shop:
    """A channel that ships from one place and lets pick up at another."""

    channel: UUID
    warehouse: UUID
    store: UUID
    variant: UUID
    provider: Provider

    def cart(self, quantity: int, *, pickup: bool = False) -> UUID:
        """Fill a cart and say how it shall be delivered."""
        cart = carts.open_cart(self.channel, currency="TRY")
        carts.set_lines(cart, [CartLineInput(self.variant, quantity, 10_000)])
        carts.set_checkout(
            cart,
            CheckoutInput("ayse@mail.example", DeliveryKind.PICKUP, pickup_location_id=self.store)
            if pickup
            else CheckoutInput("ayse@mail.example", DeliveryKind.DELIVERY, "standard", address=HOME),
        )
        return cart

    def order(self, cart: UUID, token: str = "tok_approve", seen: int | None = None) -> Placed:
        """Place a cart's order with the token."""
        total = None if seen is None else Money(seen, "TRY")
        return place_order(cart, pay_with=PayWith("fake", token), seen_total=total, at=makers.DAY, actor=ANONYMOUS)


def open_shop(*, warehouse: int = 0, store: int = 0) -> Shop:
    """Open the shop with units in the warehouse and in the store; one unit costs 100 TRY, delivery 50."""
    provider = Provider()
    register_gateway("fake", lambda: provider)
    channel, variant = makers.make_channel(), makers.make_variant()
    depot, shop = makers.make_location(), makers.make_location()
    channels.place_locations(
        channel,
        [LocationPlace(depot, 0, ships=True, picks_up=False), LocationPlace(shop, 1, ships=True, picks_up=True)],
    )
    makers.make_price(variant, 10_000)
    methods.save_delivery_methods(
        [
            DeliveryMethodToSave(
                code="standard",
                kind=MethodKind.DELIVERY,
                texts=(MethodText("en", "Standard", ""),),
                prices=(Money(5_000, "TRY"),),
                min_days=1,
                max_days=3,
            )
        ]
    )
    for place, units in ((depot, warehouse), (shop, store)):
        if units:
            makers.receive(variant, place, units)
    return Shop(channel, depot, shop, variant, provider)
