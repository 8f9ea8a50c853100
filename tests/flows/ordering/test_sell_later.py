"""What is not there yet is sold out of what is announced: promised once, for a day, and shipped when it has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText, ShipmentToMake
from arasta.contexts.inventory.queries import promises, stock
from arasta.contexts.inventory.services import supplies, terms
from arasta.contexts.inventory.services.supplies import Arrival, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import OutOfStock, TermsKind
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering import pay_order
from arasta.flows.ordering.cancel_order import cancel_lines, cancel_order
from arasta.flows.ordering.change_way import WayWished, change_way
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.place_order import PayWith
from arasta.flows.ordering.place_recorded import CartToOrder, place_recorded
from arasta.flows.ordering.price_cart import price_cart
from arasta.flows.ordering.take_orders import TakenOrder
from arasta.flows.shipping.ship import ship
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, SYSTEM, Actor
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.racing import race_all

pytestmark = pytest.mark.django_db(transaction=True)

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)


def announce(shop: Shop, units: int, day: date = MAY, *, place: UUID | None = None) -> UUID:
    coming = SupplyInput(shop.variant, place or shop.warehouse, units, day)
    return supplies.announce([coming], actor=SYSTEM)[0]


def shop_that_sells_later(
    *, warehouse: int = 0, kind: TermsKind = TermsKind.BACKORDER, ships_on: date | None = None, most: int | None = None
) -> Shop:
    shop = open_shop(warehouse=warehouse)
    terms.set_terms([TermsInput(shop.variant, kind, ships_on, most)], actor=SYSTEM)
    return shop


def place(shop: Shop, units: int) -> UUID:
    order = shop.order(shop.cart(units)).order
    assert order is not None
    return order.id


def waiting(orders: Sequence[UUID]) -> list[tuple[int, date | None]]:
    return [(one.units, one.promised_on) for one in promises.waiting_of(orders)]


def pick(order: UUID, staff: Actor) -> int:
    """Ship all that is asked for; return how many units left."""
    rows = [row for row in fulfillment.of_orders([order]) if row.status == "open"]
    requests.accept([row.id for row in rows], at=makers.DAY, actor=staff)
    ship([ShipmentToMake(row.id, "Carrier", row.number) for row in rows], at=makers.DAY, actor=staff)
    return sum(row.units for row in rows)


def test_the_cart_shows_the_day_before_it_is_ordered() -> None:
    shop = shop_that_sells_later(warehouse=2)
    announce(shop, 3)
    announce(shop, 9, JUNE)

    [few] = price_cart(shop.cart(2), at=makers.DAY).lines
    [more] = price_cart(shop.cart(4), at=makers.DAY).lines
    [most] = price_cart(shop.cart(14), at=makers.DAY).lines
    [too_many] = price_cart(shop.cart(15), at=makers.DAY).lines

    assert few.later is None
    assert (more.later and (more.later.units, more.later.promised_on), more.is_short) == ((2, MAY), False)
    assert (most.later and most.later.promised_on, most.is_short) == (JUNE, False)
    assert (too_many.later, too_many.is_short) == (None, True)


def test_what_is_there_ships_now_and_the_rest_when_it_has_come(staff: Actor) -> None:
    shop = shop_that_sells_later(warehouse=2)
    supply = announce(shop, 5)

    order = place(shop, 4)
    deliver_pending()
    first = pick(order, staff)
    supplies.receive([Arrival(supply, 5)], actor=SYSTEM)
    deliver_pending()
    second = pick(order, staff)

    assert (first, second) == (2, 2)
    assert order_book.order(order).row.status is OrderStatus.COMPLETED
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 0, 0)
    assert find_lies() == []


def test_an_order_that_waits_for_all_holds_nothing_and_says_its_day() -> None:
    shop = shop_that_sells_later()
    announce(shop, 5)
    cart = shop.cart(3)

    held = hold_cart(cart, actor=ANONYMOUS)
    order = shop.order(cart).order

    assert held is None
    assert order is not None
    assert waiting([order.id]) == [(3, MAY)]
    assert stock.open_allocations([order.id]) == []
    assert find_lies() == []


def test_a_preorder_is_taken_before_anything_is_announced() -> None:
    shop = shop_that_sells_later(kind=TermsKind.PREORDER, ships_on=JUNE, most=5)

    order = place(shop, 5)

    assert waiting([order]) == [(5, JUNE)]
    with pytest.raises(OutOfStock):
        place(shop, 1)


def test_canceling_lets_the_next_move_up() -> None:
    shop = shop_that_sells_later()
    announce(shop, 3)
    announce(shop, 3, JUNE)
    first, second = place(shop, 3), place(shop, 3)

    cancel_order(first, reason="no patience", at=makers.DAY, actor=SYSTEM)

    assert (waiting([first]), waiting([second])) == ([], [(3, MAY)])
    assert find_lies() == []


def test_canceling_some_units_ends_what_waits_before_what_is_there() -> None:
    shop = shop_that_sells_later(warehouse=2)
    announce(shop, 5)
    order = place(shop, 4)
    line = order_book.order(order).lines[0]

    cancel_lines(order, {line.id: 3}, reason="one will do", at=makers.DAY, actor=SYSTEM)

    assert waiting([order]) == []
    assert makers.level_of(shop.variant, shop.warehouse) == (2, 1, 0)
    assert find_lies() == []


def test_the_earliest_day_wins_over_the_nearest_place() -> None:
    shop = shop_that_sells_later()
    announce(shop, 5, JUNE)
    announce(shop, 5, MAY, place=shop.store)

    order = place(shop, 2)

    assert [(one.location_id, one.promised_on) for one in promises.waiting_of([order])] == [(shop.store, MAY)]


@pytest.mark.parametrize("order", [1, -1], ids=["as opened", "last opened first"])
def test_orders_paid_elsewhere_wait_too(order: int) -> None:
    shop = shop_that_sells_later(warehouse=1)
    announce(shop, 2)
    carts = [shop.cart(2), shop.cart(2)][::order]

    answers = place_recorded([CartToOrder(cart, f"paid-{cart}") for cart in carts], at=makers.DAY, actor=SYSTEM)

    assert [isinstance(answer, TakenOrder) for answer in answers] == [True, False]
    assert waiting(carts) == [(1, MAY)]
    assert makers.level_of(shop.variant, shop.warehouse) == (1, 1, 0)
    assert find_lies() == []


def test_buyers_at_once_are_never_promised_the_same_unit_to_come() -> None:
    shop = shop_that_sells_later(warehouse=2)
    announce(shop, 4)
    announce(shop, 3, JUNE)
    carts = [shop.cart(1) for _ in range(12)]

    answers = race_all([lambda cart=cart: shop.order(cart) for cart in carts])  # type: ignore[misc]

    assert sum(isinstance(answer, OutOfStock) for answer in answers) == 3
    assert sorted(day for _, day in waiting(carts) if day) == [MAY] * 4 + [JUNE] * 3
    assert makers.level_of(shop.variant, shop.warehouse) == (2, 2, 0)
    assert db.rows("SELECT count(*)::int FROM orders_order") == [(9,)]
    assert find_lies() == []


def test_who_waits_for_goods_may_have_them_sent_another_way_and_keeps_the_place() -> None:
    shop = shop_that_sells_later(warehouse=1)
    supply = announce(shop, 3)
    first, second = place(shop, 3), place(shop, 1)
    deliver_pending()
    express = DeliveryMethodToSave(
        "express", DeliveryKind.DELIVERY, (MethodText("en", "Express", ""),), (Money(9_000, "TRY"),), 1, 1
    )
    methods.save_delivery_methods([express])

    left = change_way(first, WayWished(method="express"), seen=None, at=makers.DAY, actor=ANONYMOUS)
    deliver_pending()

    assert (left.minor, waiting([first]), waiting([second])) == (4_000, [(2, MAY)], [(1, MAY)])
    assert [row.status for row in fulfillment.of_orders([first])] == ["canceled"]
    supplies.receive([Arrival(supply, 2)], actor=SYSTEM)
    pay = PayWith("fake", "tok_approve")
    pay_order.pay_order(first, pay_with=pay, seen=Money(4_000, "TRY"), at=makers.DAY, actor=ANONYMOUS)
    deliver_pending()
    assert (waiting([first]), waiting([second])) == ([], [(1, MAY)])
    assert sum(row.units for row in fulfillment.of_orders([first]) if row.status == "open") == 3
    assert find_lies() == []
