"""Batons under fire: two takers, a payment under way, prices on the way, and holds that go along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from arasta.contexts.batons import queries as batons
from arasta.contexts.batons.types import BatonOver, Place, PlaceKind
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services import channels as channel_book
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.inventory.queries import stock
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import PaymentId, PaymentToPrepare, Tender
from arasta.flows.ordering.carry_cart import PRICES_KEPT, Carried, CartBeingPaid, Taker, offer_cart, take_cart
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.join_carts import join_carts
from arasta.flows.ordering.price_cart import price_cart
from arasta.kernel import clock
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.customers.making import make_customer
from tests.racing import race

pytestmark = pytest.mark.django_db
WEB = Place(PlaceKind.WEB)


@pytest.fixture
def cup() -> UUID:
    return makers.make_variant("CUP")


@pytest.fixture
def shop(cup: UUID) -> UUID:
    """A web shop with three cups at 100."""
    channel, warehouse = makers.make_channel("web"), makers.make_location("WH")
    channel_book.place_locations(channel, [LocationPlace(warehouse, 0, ships=True, picks_up=False)])
    makers.make_price(cup, 10_000)
    makers.receive(cup, warehouse, 3)
    return channel


def filled(channel: UUID, variant: UUID, quantity: int = 1, *, key: str = "phone", of: UUID | None = None) -> UUID:
    cart = cart_book.open_cart(channel, currency="TRY", owner_key=key, customer_id=of)
    cart_book.set_lines(cart, [cart_book.CartLineInput(variant, quantity, 10_000)])
    return cart


def taker(channel: UUID, key: str, *, own: UUID | None = None) -> Taker:
    row = channels.channel_by_id(channel)
    place = Place(PlaceKind.WEB, mark=key)
    return Taker(channel=row, currency="TRY", language="en", place=place, owner_key=key, own_cart_id=own)


def offered(cart: UUID, locator: int = 7) -> str:
    row = offer_cart(cart, origin=WEB, at=clock.now(), keep_for=timedelta(minutes=15), locator=locator, actor=ANONYMOUS)
    return row.code


def took(code: str, by: Taker) -> Carried | type[BatonOver]:
    try:
        return take_cart(code, by, at=makers.DAY, actor=ANONYMOUS)
    except BatonOver as refusal:
        return type(refusal)


@pytest.mark.django_db(transaction=True)
def test_of_ten_takers_one_has_it(shop: UUID, cup: UUID) -> None:
    cart = filled(shop, cup)
    code, names = offered(cart), iter([f"taker {number}" for number in range(10)])

    answers = race(10, lambda: took(code, taker(shop, next(names))))

    assert [answer for answer in answers if answer is not BatonOver] == [Carried(cart)]
    assert len(batons.journey_of(cart)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_is_one_taking(shop: UUID, cup: UUID) -> None:
    cart, own = filled(shop, cup), filled(shop, cup, 2, key="tablet")
    code, by = offered(cart), taker(shop, "tablet", own=own)

    answers = race(4, lambda: took(code, by))

    assert sorted(answer.joined for answer in answers if isinstance(answer, Carried)) == [0, 0, 0, 1]
    assert [line.quantity for line in carts.cart(cart).lines] == [3]


def test_a_cart_being_paid_stays_where_it_is_and_its_code_stays_good(shop: UUID, cup: UUID) -> None:
    cart = filled(shop, cup)
    code = offered(cart)
    payment = PaymentToPrepare(
        id=PaymentId(new_id()), order_id=cart, cart_id=cart, tender=Tender.CARD, provider="x",
        amount=Money(10_000, "TRY"), attempt=1,
    )  # fmt: skip
    payments.prepare_payments([payment])

    with pytest.raises(CartBeingPaid):
        take_cart(code, taker(shop, "tablet"), at=makers.DAY, actor=ANONYMOUS)

    assert carts.cart(cart).owner_key == "phone"
    assert batons.baton(code).status.value == "offered"


def test_the_hold_goes_along(shop: UUID, cup: UUID) -> None:
    cart = filled(shop, cup, 3)
    held = hold_cart(cart, actor=ANONYMOUS)
    code = offered(cart)

    take_cart(code, taker(shop, "tablet"), at=makers.DAY, actor=ANONYMOUS)

    assert held is not None
    assert stock.hold_of(cart) == held.expires_at
    assert price_cart(cart, at=makers.DAY).lines[0].offered == 3


def test_prices_of_the_way_hold_for_two_hours_however_often_it_moves(shop: UUID, cup: UUID) -> None:
    other = makers.make_channel("second")
    cart = filled(shop, cup)
    take_cart(offered(cart, 1), taker(other, "a"), at=makers.DAY, actor=ANONYMOUS)
    makers.make_price(cup, 15_000)
    take_cart(offered(cart, 2), taker(shop, "b"), at=makers.DAY + timedelta(hours=1), actor=ANONYMOUS)

    until = makers.DAY + PRICES_KEPT
    assert carts.cart(cart).agreed_until == until
    assert price_cart(cart, at=until - timedelta(seconds=1)).total == Money(10_000, "TRY")
    assert price_cart(cart, at=until).total == Money(15_000, "TRY")


def test_what_became_cheaper_on_the_way_is_cheaper(shop: UUID, cup: UUID) -> None:
    other = makers.make_channel("second")
    cart = filled(shop, cup)
    take_cart(offered(cart), taker(other, "a"), at=makers.DAY, actor=ANONYMOUS)
    makers.make_price(cup, 8_000)

    assert price_cart(cart, at=makers.DAY).total == Money(8_000, "TRY")


def joining(source: UUID, target: UUID, customer: UUID) -> Callable[[], int]:
    row = channels.channel_by_id(carts.cart(target).channel_id)
    return lambda: join_carts(source, target, customer_id=customer, channel=row, actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_joined_at_once_from_two_sides_nothing_doubles(shop: UUID, cup: UUID) -> None:
    owner = make_customer()
    guest, own = filled(shop, cup, 2), filled(shop, cup, 1, key="", of=owner)
    join = joining(guest, own, owner)

    answers = race(6, join)

    assert sorted(str(answer) for answer in answers) == ["0", "0", "0", "0", "0", "1"]
    assert [line.quantity for line in carts.cart(own).lines] == [3]
    assert carts.cart(guest).lines == ()


def test_joining_hands_the_hold_over(shop: UUID, cup: UUID) -> None:
    owner = make_customer()
    guest, own = filled(shop, cup, 3), filled(shop, cup, 1, key="", of=owner)
    hold_cart(guest, actor=ANONYMOUS)

    joining(guest, own, owner)()

    assert sum(units for _, _, units in stock.held_lines(own)) == 3
    assert stock.held_lines(guest) == []
