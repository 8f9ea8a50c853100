"""Goods that are brought, wanted by two at the same moment: one gets the last unit, and one of two verbs comes first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import transfers
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.cancel_order import cancel_lines, cancel_order
from arasta.flows.shipping import bring
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.rivals import rival_waiting
from tests.flows.shipping.test_bring import level, opens_at, ordered, sent
from tests.racing import race, race_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    """A warehouse with three units, and a store without one to which goods are brought."""
    shop = open_shop(warehouse=3)
    opens_at(shop.store)
    return shop


def test_the_last_unit_is_brought_to_one_of_two(shop: Shop) -> None:
    first, second = shop.cart(2, pickup=True), shop.cart(2, pickup=True)

    told = race_all([partial(shop.order, first), partial(shop.order, second)])

    refusals = [one for one in told if isinstance(one, Exception)]
    assert [type(one) for one in refusals] == [OutOfStock]
    assert (level(shop, shop.warehouse), find_lies()) == ((3, 2, 0), [])


def test_what_is_received_while_it_is_canceled_is_free_where_it_came_to(shop: Shop) -> None:
    on_the_way = [sent(ordered(shop, 1)) for _ in range(3)]
    told: list[object] = []

    for row in on_the_way:
        rivals: list[Callable[[], object]] = [
            partial(cancel_order, row.order_id, reason="no", at=makers.DAY, actor=SYSTEM),
            partial(bring.arrive, row.id, at=makers.DAY, actor=SYSTEM),
        ]
        told += race_all(rivals)

    assert [one for one in told if isinstance(one, Exception)] == []
    orders = [row.order_id for row in on_the_way]
    assert [order_book.order(key).row.status for key in orders] == [OrderStatus.CANCELED] * 3
    assert (stock.open_allocations(orders), level(shop, shop.store)) == ([], (3, 0, 0))
    assert find_lies() == []


@pytest.mark.parametrize("left", [0, 1])
def test_a_line_shortened_while_its_goods_are_received_is_promised_no_more(shop: Shop, left: int) -> None:
    row = sent(ordered(shop, 2))
    (line,) = order_book.order(row.order_id).lines
    assert row.transfer_id

    def shorten() -> None:
        if left:
            cancel_lines(row.order_id, {line.id: 2 - left}, reason="fewer", at=makers.DAY, actor=SYSTEM)
        else:
            cancel_order(row.order_id, reason="no", at=makers.DAY, actor=SYSTEM)

    with rival_waiting(shorten):
        transfers.receive(row.transfer_id, actor=SYSTEM)

    assert level(shop, shop.store) == (2, left, 0)
    assert sum(units for *_, units in stock.open_allocations([row.order_id])) == left
    assert find_lies() == []


def test_what_two_receive_is_there_once(shop: Shop) -> None:
    order_id = ordered(shop, 2)
    row = sent(order_id)

    told = race(2, partial(bring.arrive, row.id, at=makers.DAY, actor=SYSTEM))

    assert [type(one) for one in told if isinstance(one, Exception)] == [bring.NotOnItsWay]
    assert level(shop, shop.store) == (2, 2, 0)
    assert [row.status for row in fulfillment.of_orders([order_id])] == ["arrived", "ready"]
    assert find_lies() == []
