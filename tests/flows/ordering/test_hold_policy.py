"""When carts hold units, as their channel says; and a customer who is never in their own way."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.channels.queries import channels as channel_book
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import HoldPolicy, HoldTerms
from arasta.contexts.inventory.queries import audit, availability, stock
from arasta.contexts.inventory.services import reservations
from arasta.contexts.inventory.types import HoldRequest, OutOfStock, StockLine
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.orders.types import CartClosed, UnknownCart
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.flows.ordering.own_carts import AnothersCart, hand_over_cart, own_carts
from arasta.flows.ordering.price_cart import price_cart
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.api.integrator import Integrator
from tests.contexts.customers.making import make_customer
from tests.flows.ordering.shop import Shop, open_shop
from tests.racing import race_all
from tests.refusing import refused
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> Shop:
    """Five units in the warehouse, two in the store."""
    return open_shop(warehouse=5, store=2)


def set_policy(shop: Shop, policy: HoldPolicy, minutes: int = 15) -> None:
    terms = HoldTerms(policy=policy, minutes=minutes)
    channels.set_hold_terms(shop.channel, terms, actor=SYSTEM)


def change(shop: Shop, cart: UUID, quantity: int, *, must: bool = True, at: UUID | None = None) -> bool:
    """Put units in a cart as the doors do."""
    with db.transaction():
        carts.set_lines(cart, [CartLineInput(shop.variant, quantity, 10_000)])
        channel = channel_book.channel_by_id(shop.channel)
        wanted = [shop.variant] if must else []
        return hold_after_change(cart, channel, wanted=wanted, location_id=at, actor=SYSTEM)


def held(cart: UUID) -> int:
    return sum(quantity for _, _, quantity in stock.held_lines(cart))


def owned(shop: Shop, quantity: int, customer: UUID) -> UUID:
    """Fill a cart of a customer."""
    cart = shop.cart(quantity)
    carts.claim_cart(cart, customer_id=customer)
    return cart


def test_held_as_soon_as_it_is_put_in_and_longer_with_every_change(shop: Shop) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    cart = shop.cart(1)

    assert change(shop, cart, 2) is True
    first = stock.hold_of(cart)
    change(shop, cart, 3)
    later = stock.hold_of(cart)

    assert (held(cart), makers.level_of(shop.variant, shop.warehouse)) == (3, (5, 0, 3))
    assert first is not None
    assert later is not None
    assert later > first


def test_an_emptied_cart_holds_nothing(shop: Shop) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    cart = shop.cart(1)
    change(shop, cart, 2)

    change(shop, cart, 0)

    assert (held(cart), makers.level_of(shop.variant, shop.warehouse)) == (0, (5, 0, 0))


@pytest.mark.parametrize("policy", [HoldPolicy.NONE, HoldPolicy.ON_ORDER])
def test_other_channels_hold_nothing_when_it_is_put_in_and_ask_nothing(shop: Shop, policy: HoldPolicy) -> None:
    set_policy(shop, policy)
    cart, channel = shop.cart(1), channel_book.channel_by_id(shop.channel)

    with CaptureQueriesContext(connection) as caught:
        done = hold_after_change(cart, channel, wanted=[shop.variant], actor=SYSTEM)

    assert (done, counted(caught), held(cart)) == (False, 0, 0)


def test_what_cannot_be_had_is_refused_or_stays_unheld(shop: Shop) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    change(shop, shop.cart(1), 6)
    cart = shop.cart(1)

    with refused(OutOfStock) as refusal:
        change(shop, cart, 3)
    change(shop, cart, 3, must=False)

    shortages = refusal.value.shortages  # type: ignore[attr-defined]
    assert [(short.requested, short.available) for short in shortages] == [(3, 1)]
    assert (held(cart), audit.find_lies()) == (1, [])


def test_a_line_that_others_bought_does_not_keep_the_rest_from_being_changed(shop: Shop) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    other, cart = makers.make_variant(), shop.cart(1)
    makers.receive(other, shop.warehouse, 1)
    carts.set_lines(cart, [CartLineInput(other, 1)])
    rival = HoldRequest(makers.some_id(), shop.channel, (StockLine(other, shop.warehouse, 1),), timedelta(minutes=15))
    reservations.reserve([rival], actor=SYSTEM)

    change(shop, cart, 2)

    assert stock.held_lines(cart) == [(shop.variant, shop.warehouse, 2)]


def test_at_a_till_the_goods_on_the_counter_are_held(shop: Shop) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    cart = shop.cart(1)

    change(shop, cart, 2, at=shop.store)

    assert stock.held_lines(cart) == [(shop.variant, shop.store, 2)]


def test_a_cart_being_paid_or_paid_is_not_touched(shop: Shop) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    cart = shop.cart(1)
    shop.order(cart)

    with refused(CartClosed):
        hold_after_change(cart, channel_book.channel_by_id(shop.channel), actor=SYSTEM)
    with refused(UnknownCart):
        hold_after_change(makers.some_id(), channel_book.channel_by_id(shop.channel), actor=SYSTEM)


def test_a_channel_that_holds_nothing_decides_when_the_order_is_placed(shop: Shop) -> None:
    set_policy(shop, HoldPolicy.NONE)
    early, late = shop.cart(7), shop.cart(1)

    assert hold_cart(early, actor=SYSTEM) is None
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 0, 0)
    assert shop.order(late).order is not None
    with refused(OutOfStock):
        hold_cart(early, actor=SYSTEM)
    with pytest.raises(OutOfStock):
        shop.order(early)
    assert makers.level_of(shop.variant, shop.warehouse)[1:] == (1, 0)


def test_a_hold_on_another_device_is_ones_own(shop: Shop) -> None:
    customer = make_customer()
    phone, desk = owned(shop, 7, customer), owned(shop, 5, customer)
    first = hold_cart(phone, actor=SYSTEM)

    seen = availability.offered(
        [shop.variant],
        channel_id=shop.channel,
        location_ids=[shop.warehouse, shop.store],
        cart_id=desk,
        own_carts=[phone],
    )
    second = hold_cart(desk, actor=SYSTEM)

    assert first is not None
    assert second is not None
    assert seen[shop.variant].total == 7
    assert (held(phone), held(desk), audit.find_lies()) == (0, 5, [])


def test_a_hold_of_somebody_else_is_not(shop: Shop) -> None:
    hold_cart(owned(shop, 7, make_customer(email="a@mail.example")), actor=SYSTEM)
    mine, guest = owned(shop, 1, make_customer(email="b@mail.example")), shop.cart(1)

    for cart in (mine, guest):
        with refused(OutOfStock):
            hold_cart(cart, actor=SYSTEM)


def test_a_cart_that_is_being_paid_keeps_its_hold(shop: Shop) -> None:
    customer = make_customer()
    phone, desk = owned(shop, 7, customer), owned(shop, 1, customer)
    shop.order(phone, "tok_3ds")

    with refused(OutOfStock):
        hold_cart(desk, actor=SYSTEM)
    assert (held(phone), held(desk)) == (7, 0)


def test_taken_over_when_it_is_put_in(shop: Shop) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    customer = make_customer()
    phone, desk = owned(shop, 1, customer), owned(shop, 1, customer)
    change(shop, phone, 7)

    change(shop, desk, 6)

    assert (held(phone), held(desk)) == (0, 6)


def test_an_order_whose_money_was_taken_elsewhere_takes_its_customers_own_hold(shop: Shop) -> None:
    customer = make_customer()
    phone, desk = owned(shop, 7, customer), owned(shop, 6, customer)
    hold_cart(phone, actor=SYSTEM)
    seller = Integrator(("orders.write", "payments.write"))

    answer = seller.post(f"carts/{to_public('crt', desk)}/order", {"provider": "recorded", "token": "ref-1"})

    assert answer.status == 201
    assert (held(phone), makers.level_of(shop.variant, shop.warehouse)[2], audit.find_lies()) == (0, 0, [])


def test_a_cart_shows_what_its_customer_holds_elsewhere_as_free(shop: Shop) -> None:
    customer = make_customer()
    phone, desk, guest = owned(shop, 5, customer), owned(shop, 4, customer), shop.cart(4)
    hold_cart(phone, actor=SYSTEM)

    assert price_cart(desk, at=makers.DAY).lines[0].offered == 7
    assert price_cart(guest, at=makers.DAY).lines[0].offered == 2


def test_carts_of_one_customer(shop: Shop) -> None:
    customer = make_customer()
    phone, desk, done = (owned(shop, 1, customer) for _ in range(3))
    shop.order(done)

    from arasta.contexts.orders.queries.carts import cart

    assert own_carts(cart(phone)) == [desk]
    assert own_carts(cart(shop.cart(1))) == []


def test_a_cart_hands_over_to_another_of_the_same_customer_only(shop: Shop) -> None:
    customer = make_customer()
    phone, desk, guest = owned(shop, 3, customer), owned(shop, 3, customer), shop.cart(1)
    hold_cart(phone, actor=SYSTEM)

    for source, target in ((phone, guest), (guest, phone)):
        with refused(AnothersCart):
            hand_over_cart(source, target, actor=SYSTEM)
    went = hand_over_cart(phone, desk, actor=SYSTEM)

    assert went == [StockLine(shop.variant, shop.warehouse, 3)]
    assert (held(phone), held(desk)) == (0, 3)


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once() -> None:
    shop = open_shop(warehouse=4)
    customer = make_customer()
    phone, desk = owned(shop, 4, customer), owned(shop, 4, customer)
    hold_cart(phone, actor=SYSTEM)

    answers = race_all([lambda: hold_cart(desk, actor=SYSTEM), lambda: hold_cart(phone, actor=SYSTEM)] * 3)

    assert not any(isinstance(one, Exception) for one in answers), answers
    assert sorted((held(phone), held(desk))) == [0, 4]
    assert (makers.level_of(shop.variant, shop.warehouse), audit.find_lies()) == ((4, 0, 4), [])
