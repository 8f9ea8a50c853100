"""One pool of stock sold by shop, till and marketplace at the same moment: no unit twice, every unit explained."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.inventory.queries import explain
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput, CheckoutInput
from arasta.contexts.orders.types import DeliveryKind
from arasta.flows.ordering.place_order import PayWith, Placed, place_order
from arasta.flows.ordering.ring_up_sale import Sale, ring_up_cash
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, Actor
from arasta.kernel.money import Money
from tests import makers
from tests.flows.ordering.shop import Provider
from tests.flows.stall import PRICE, Stall
from tests.racing import race_all
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)


def shopper(stall: Stall, web: UUID, variant: UUID) -> Callable[[], Placed]:
    """Have a cart ready on the web shop, to be picked up where the stock lies."""
    cart = carts.open_cart(web, currency="TRY")
    carts.set_lines(cart, [CartLineInput(variant, 1)])
    checkout = CheckoutInput("a@mail.example", DeliveryKind.PICKUP, pickup_location_id=stall.warehouse)
    carts.set_checkout(cart, checkout)
    pay = PayWith("pool", "tok_approve")
    return lambda: place_order(cart, pay_with=pay, seen_total=None, at=makers.DAY, actor=ANONYMOUS)


@pytest.mark.parametrize("units", [1, 4])
def test_three_channels_sell_one_pool_at_the_same_moment(stall: Stall, staff: Actor, units: int) -> None:
    from arasta.contexts.payments.ports import register_gateway

    provider = Provider()
    register_gateway("pool", lambda: provider)
    [variant] = stall.offer(BARCODE, units=units)
    web = makers.make_channel()
    channels.place_locations(web, [LocationPlace(stall.warehouse, 0, ships=True, picks_up=True)])
    till = makers.make_register(stall.warehouse)

    def cashier() -> Callable[[], Sale]:
        cart = carts.open_cart(till.channel_id, currency="TRY")
        carts.set_lines(cart, [CartLineInput(variant, 1)])
        given = Money(PRICE, "TRY")
        return lambda: ring_up_cash(cart, register=till, tendered=given, at=makers.DAY, actor=staff)

    stall.buy(1)
    acts: list[Callable[[], object]] = [shopper(stall, web, variant) for _ in range(4)]
    acts += [cashier() for _ in range(4)]
    acts.append(stall.pull)
    answers = race_all(acts)

    refusals = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(refusal) for refusal in refusals} <= {OutOfStock}
    sold = db.rows("SELECT count(*)::int, sum(quantity)::int FROM orders_line")[0]
    assert sold == (units, units)
    assert len(stall.parked()) + len(refusals) == 9 - units
    told = explain.explain(variant, location_ids=[stall.warehouse])
    assert told.pool == 0
    assert find_lies() == []
