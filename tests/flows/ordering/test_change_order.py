"""An order is changed until somebody packs it, and one of two who want it first wins cleanly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.customers.types import AddressWrong, PostalAddress
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import moves
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentStatus, ShipmentToMake
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import Address, AddressRole, OrderClosed, OrderStatus
from arasta.flows.ordering import cancel_own, change_order
from arasta.flows.ordering.cancel_own import BeingPacked
from arasta.flows.shipping import ship
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import ANONYMOUS, SYSTEM, Actor
from arasta.kernel.ids import new_id
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.makers_orders import make_orders
from tests.racing import race_all

MOVED = PostalAddress("Mehmet Demir", "Bağdat Cad. 5", "İstanbul", "TR", phone="0532 000 11 22")
THERE = Address("Mehmet Demir", "Bağdat Cad. 5", "İstanbul", "TR", phone="+905320001122")


def placed(shop: Shop, units: int = 2) -> UUID:
    """Place an order that its location was asked for."""
    order = shop.order(shop.cart(units)).order
    assert order
    source_orders([order.id], at=makers.DAY, actor=SYSTEM)
    return order.id


def accept(order_id: UUID) -> object:
    asked = [part.id for part in fulfillment.of_orders([order_id])]
    return requests.accept(asked, at=makers.DAY, actor=SYSTEM)


def keep(order_id: UUID, units: int, actor: Actor = ANONYMOUS) -> None:
    (line,) = order_book.order(order_id).lines
    change_order.keep_units(order_id, {line.id: units}, reason="why", at=makers.DAY, actor=actor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["address", "units", "cancel"])
def test_a_picker_and_a_shopper_do_not_both_win(act: str) -> None:
    shop = open_shop(warehouse=50)
    for _ in range(4):
        order = placed(shop)
        acts: dict[str, Callable[[], object]] = {
            "address": partial(change_order.change_address, order, MOVED, actor=ANONYMOUS),
            "units": partial(keep, order, 1),
            "cancel": partial(cancel_own.cancel_own, order, at=makers.DAY, actor=ANONYMOUS),
        }

        rivals: list[Callable[[], object]] = [acts[act], partial(accept, order)]
        changed, begun = race_all(rivals)

        statuses = [part.status for part in fulfillment.of_orders([order])]
        told = order_book.order(order)
        is_same = told.addresses[AddressRole.SHIPPING] != THERE and not told.lines[0].canceled
        assert isinstance(changed, BeingPacked) is is_same
        if act == "address":
            assert (statuses, isinstance(begun, Exception)) == ([FulfillmentStatus.ACCEPTED], False)
        else:
            assert isinstance(begun, moves.FulfillmentMoveRefused) is not is_same
            assert statuses == [FulfillmentStatus.ACCEPTED if is_same else FulfillmentStatus.CANCELED]


@pytest.mark.django_db(transaction=True)
def test_what_leaves_while_it_is_changed_left_whole_or_not_at_all() -> None:
    shop = open_shop(warehouse=50)
    for _ in range(4):
        order = placed(shop)
        accept(order)
        [part] = fulfillment.of_orders([order])
        parcel = ShipmentToMake(part.id, "Kargo", f"T-{part.id}", quantities={part.lines[0].id: 2})

        leave = partial(ship.ship, [parcel], at=makers.DAY, actor=SYSTEM)
        rivals: list[Callable[[], object]] = [partial(keep, order, 1, SYSTEM), leave]
        race_all(rivals)

        [line] = order_book.order(order).lines
        assert (line.canceled, line.shipped) in {(0, 2), (1, 0)}
    assert find_lies() == []


@pytest.mark.django_db
def test_staff_take_units_out_of_what_is_being_packed_and_shoppers_do_not() -> None:
    shop = open_shop(warehouse=5)
    order = placed(shop, 3)
    accept(order)

    with pytest.raises(BeingPacked):
        keep(order, 1)
    with pytest.raises(BeingPacked):
        change_order.change_address(order, MOVED, actor=SYSTEM)
    keep(order, 1, SYSTEM)
    keep(order, 1, SYSTEM)

    detail = order_book.order(order)
    assert (detail.lines[0].canceled, detail.refunded.minor) == (2, 20_000)
    assert shop.provider.asked.count("refund 20000") == 1
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 1, 0)
    again = source_orders([order], at=makers.DAY, actor=SYSTEM)
    assert [part.units for part in again] == [1]


@pytest.mark.django_db
def test_money_that_a_silent_provider_keeps_does_not_stop_the_change() -> None:
    shop = open_shop(warehouse=5)
    order = placed(shop)
    shop.provider.silent_refunds = 1

    keep(order, 1)

    assert (order_book.order(order).lines[0].canceled, order_book.order(order).refunded.minor) == (1, 0)


@pytest.mark.django_db
def test_an_order_of_a_marketplace_is_changed_there() -> None:
    (sold,) = make_orders(1, channel=makers.make_channel("bazaar", kind="marketplace"))
    line = order_book.order(sold.id).lines[0]

    with pytest.raises(change_order.SoldElsewhere, match="Change it there"):
        change_order.change_address(sold.id, MOVED, actor=SYSTEM)
    with pytest.raises(change_order.SoldElsewhere, match="Change it there"):
        change_order.keep_units(sold.id, {line.id: 0}, reason="x", at=makers.DAY, actor=SYSTEM)
    assert order_book.order(sold.id).row.status is OrderStatus.PLACED


@pytest.mark.django_db
def test_wrong_wishes_change_nothing() -> None:
    shop = open_shop(warehouse=5)
    order = placed(shop)
    before = order_book.order(order)

    for kept in ({}, {new_id(): 0}, {before.lines[0].id: 3}, {before.lines[0].id: -1}):
        with pytest.raises(change_order.NothingToChange):
            change_order.keep_units(order, kept, reason="x", at=makers.DAY, actor=ANONYMOUS)
    with pytest.raises(change_order.AnotherCountry):
        change_order.change_address(order, replace(MOVED, country="DE"), actor=ANONYMOUS)
    with pytest.raises(AddressWrong) as refused:
        change_order.change_address(order, replace(MOVED, line1=" ", phone="12"), actor=ANONYMOUS)

    assert refused.value.details["fields"] == {"line1": "required", "phone": "phone"}
    assert order_book.order(order) == before


@pytest.mark.django_db
def test_what_is_over_is_changed_no_more() -> None:
    shop = open_shop(warehouse=5)
    order = placed(shop)
    keep(order, 0)

    assert order_book.order(order).row.status is OrderStatus.CANCELED
    with pytest.raises(OrderClosed):
        change_order.change_address(order, MOVED, actor=SYSTEM)
