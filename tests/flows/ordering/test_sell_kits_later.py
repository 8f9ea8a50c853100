"""A set is ordered before all of it is there: it ships whole, for the day on which its last component comes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.inventory.queries import promises
from arasta.contexts.inventory.services import kits, supplies, terms
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.supplies import Arrival, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import TermsKind
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.cancel_order import cancel_lines, cancel_order
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.price_cart import price_cart
from arasta.kernel.access import ANONYMOUS, SYSTEM, Actor
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.ordering.test_sell_later import JUNE, MAY, pick, place

pytestmark = pytest.mark.django_db(transaction=True)


def shop_of_sets(*, boxes: int, cups: int) -> tuple[Shop, UUID, UUID]:
    """Open a shop that sells a box with two cups, of which so many are there, and takes orders for more."""
    shop = open_shop()
    box, cup = makers.make_variants(2)
    kits.set_kits([KitInput(shop.variant, ((box, 1), (cup, 2)))], actor=SYSTEM)
    terms.set_terms([TermsInput(part, TermsKind.BACKORDER) for part in (box, cup)], actor=SYSTEM)
    for part, units in ((box, boxes), (cup, cups)):
        if units:
            makers.receive(part, shop.warehouse, units)
    return shop, box, cup


def announce(shop: Shop, part: UUID, units: int, day: date) -> UUID:
    return supplies.announce([SupplyInput(part, shop.warehouse, units, day)], actor=SYSTEM)[0]


def test_the_cart_says_when_the_last_component_comes() -> None:
    shop, box, cup = shop_of_sets(boxes=3, cups=2)
    announce(shop, box, 5, JUNE)
    announce(shop, cup, 8, MAY)

    lines = [price_cart(shop.cart(units), at=makers.DAY).lines[0] for units in (1, 3, 5, 6)]

    assert [(one.later and (one.later.units, one.later.promised_on), one.is_short) for one in lines] == [
        (None, False),
        ((2, MAY), False),
        ((4, JUNE), False),
        (None, True),
    ]


def test_whole_sets_ship_now_and_the_rest_when_it_has_come(staff: Actor) -> None:
    shop, box, cup = shop_of_sets(boxes=3, cups=3)
    boxes, cups = announce(shop, box, 1, JUNE), announce(shop, cup, 5, MAY)
    cart = shop.cart(3)

    held = hold_cart(cart, actor=ANONYMOUS)
    order = shop.order(cart).order
    assert held is not None
    assert order is not None
    left = []
    for supply, units in ((cups, 2), (cups, 3), (boxes, 1)):
        deliver_pending()
        left.append(pick(order.id, staff))
        supplies.receive([Arrival(supply, units)], actor=SYSTEM)

    assert (left, promises.waits_of([order.id])) == ([1, 1, 1], [])
    assert order_book.order(order.id).row.status is OrderStatus.COMPLETED
    assert [makers.level_of(part, shop.warehouse) for part in (box, cup)] == [(1, 0, 0), (2, 0, 0)]
    assert find_lies() == []


def test_canceling_some_sets_ends_what_waits_and_frees_its_components() -> None:
    shop, _, cup = shop_of_sets(boxes=4, cups=3)
    announce(shop, cup, 5, MAY)
    order = place(shop, 4)
    line = order_book.order(order).lines[0]

    cancel_lines(order, {line.id: 2}, reason="two will do", at=makers.DAY, actor=SYSTEM)

    assert promises.promised_to([order]) == {line.id: (1, MAY)}
    assert find_lies() == []
    cancel_order(order, reason="none will do", at=makers.DAY, actor=SYSTEM)
    assert makers.level_of(cup, shop.warehouse) == (3, 0, 0)
    assert (promises.waits_of([order]), find_lies()) == ([], [])
