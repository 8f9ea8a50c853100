"""An order reaches its customer another way: the goods, the money and the promise follow, or nothing changes at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.customers.types import AddressWrong, PostalAddress
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.queries.methods import UnknownDeliveryMethod
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentStatus
from arasta.contexts.inventory.services import kits
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.types import OutOfStock, UnknownLocation
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import Address, AddressRole, DeliveryKind, OrderClosed
from arasta.contexts.pickup.queries import hours, keeps, plans
from arasta.contexts.pickup.services import places
from arasta.contexts.pickup.types import PlaceToSave, Span, Terms
from arasta.flows.ordering import cancel_own, change_order, choose_time, pay_order
from arasta.flows.ordering.cancel_own import BeingPacked
from arasta.flows.ordering.change_way import PayFirst, WayWished, change_way
from arasta.flows.ordering.place_order import PayWith
from arasta.flows.ordering.place_unpaid import place_unpaid
from arasta.flows.ordering.refusals import CheckoutIncomplete, PriceChanged
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.makers_orders import make_orders
from tests.racing import race_all

HOME = PostalAddress("Mehmet Demir", "Bağdat Cad. 5", "İstanbul", "TR", phone="0532 000 11 22")
THERE = Address("Mehmet Demir", "Bağdat Cad. 5", "İstanbul", "TR", phone="+905320001122")
SENT = WayWished(method="standard", address=HOME)


def placed(shop: Shop, units: int = 2, *, pickup: bool = False) -> UUID:
    order = shop.order(shop.cart(units, pickup=pickup)).order
    assert order
    deliver_pending()
    return order.id


def change(order_id: UUID, wished: WayWished, seen: int | None = None) -> int:
    """Change the way, and return what is still to be paid."""
    total = None if seen is None else Money(seen, "TRY")
    left = change_way(order_id, wished, seen=total, at=makers.DAY, actor=ANONYMOUS)
    deliver_pending()
    return left.minor


def asked(order_id: UUID) -> list[tuple[str, UUID, int]]:
    """Return who is asked for what: (kind, location, units)."""
    parts = fulfillment.of_orders([order_id])
    return [(part.kind.value, part.location_id, part.units) for part in parts if part.status is FulfillmentStatus.OPEN]


def levels(shop: Shop) -> tuple[int, int]:
    """Return what is committed in the warehouse and in the store."""
    return tuple(makers.level_of(shop.variant, place)[1] for place in (shop.warehouse, shop.store))  # type: ignore[return-value]


def pay_rest(shop: Shop, order_id: UUID, minor: int) -> None:
    card = PayWith("fake", "tok_approve")
    pay_order.pay_order(order_id, pay_with=card, seen=Money(minor, "TRY"), at=makers.DAY, actor=ANONYMOUS)
    deliver_pending()


@pytest.mark.django_db
def test_sent_becomes_fetched_and_its_delivery_is_given_back_once() -> None:
    shop = open_shop(warehouse=5, store=5)
    order_id = placed(shop)
    assert (asked(order_id), levels(shop)) == ([("delivery", shop.warehouse, 2)], (2, 0))

    lefts = [change(order_id, WayWished(shop.store), seen=20_000) for _ in range(2)]

    order = order_book.order(order_id)
    assert (lefts, asked(order_id), levels(shop)) == ([0, 0], [("pickup", shop.store, 2)], (0, 2))
    assert (order.row.delivery, order.row.location_id, order.delivery_method) == (DeliveryKind.PICKUP, shop.store, "")
    assert (order.row.total.minor, order.delivery_price.minor, order.refunded.minor) == (20_000, 0, 5_000)
    assert order.tax.minor == sum(line.tax.minor for line in order.lines)
    assert list(order.addresses) == [AddressRole.BILLING]
    assert shop.provider.asked.count("refund 5000") == 1
    told = [
        (entry.text.partition(" → ")[0], entry.actor_kind) for entry in order.timeline if entry.kind == "way_changed"
    ]
    assert told == [("Ayşe Yılmaz, Moda Cad. 12, 34710, Istanbul, +905321112233", "anonymous")]
    assert order.promised_at > order.row.placed_at
    assert find_lies() == []


@pytest.mark.django_db
def test_fetched_becomes_sent_once_the_difference_is_paid_and_back_again() -> None:
    shop = open_shop(warehouse=5, store=5)
    order_id = placed(shop, pickup=True)

    assert [change(order_id, SENT, seen=25_000) for _ in range(2)] == [5_000, 5_000]
    assert (asked(order_id), levels(shop)) == ([], (2, 0))
    source_orders([order_id], at=makers.DAY, actor=SYSTEM)
    assert asked(order_id) == []
    pay_rest(shop, order_id, 5_000)

    order = order_book.order(order_id)
    assert asked(order_id) == [("delivery", shop.warehouse, 2)]
    assert order.addresses == {AddressRole.SHIPPING: THERE, AddressRole.BILLING: THERE}
    assert (order.row.location_id, order.row.total.minor, order.paid.minor) == (None, 25_000, 25_000)
    assert [change(order_id, way) for way in (WayWished(shop.store), SENT, WayWished(shop.store))] == [0, 5_000, 0]
    assert (asked(order_id), levels(shop)) == ([("pickup", shop.store, 2)], (0, 2))
    assert order_book.order(order_id).refunded.minor == 5_000
    assert find_lies() == []


@pytest.mark.django_db
def test_a_place_that_has_not_got_it_loses_nothing() -> None:
    shop = open_shop(warehouse=5, store=1)
    order_id = placed(shop)
    before = order_book.order(order_id)

    with pytest.raises(OutOfStock):
        change(order_id, WayWished(shop.store))

    assert (order_book.order(order_id), asked(order_id)) == (before, [("delivery", shop.warehouse, 2)])
    assert (levels(shop), shop.provider.asked) == ((2, 0), ["authorize 25000"])


@pytest.mark.django_db
def test_a_kit_moves_whole_and_is_brought_to_where_it_does_not_lie() -> None:
    shop = open_shop()
    box, cup = makers.make_variant(), makers.make_variant()
    kits.set_kits([KitInput(shop.variant, ((box, 1), (cup, 2)))], actor=SYSTEM)
    for part, units in ((box, 2), (cup, 4)):
        makers.receive(part, shop.warehouse, units)
    week = {day: (Span(600, 1200),) for day in range(7)}
    places.save_places([PlaceToSave(shop.store, Terms(bring_days=2), week, {})])
    order_id = placed(shop, 1)

    assert change(order_id, WayWished(shop.store)) == 0
    assert asked(order_id) == [("bring", shop.warehouse, 1)]
    assert change(order_id, SENT) == 5_000
    pay_rest(shop, order_id, 5_000)

    assert asked(order_id) == [("delivery", shop.warehouse, 1)]
    assert [makers.level_of(part, shop.warehouse) for part in (box, cup)] == [(2, 1, 0), (4, 2, 0)]
    assert find_lies() == []

    kits.set_kits([KitInput(shop.variant, ((box, 2),))], actor=SYSTEM)
    assert change(order_id, WayWished(shop.store)) == 0
    assert (asked(order_id), find_lies()) == ([("bring", shop.warehouse, 1)], [])
    assert [makers.level_of(part, shop.warehouse) for part in (box, cup)] == [(2, 2, 0), (4, 0, 0)]


@pytest.mark.django_db
def test_wrong_wishes_change_nothing() -> None:
    shop = open_shop(warehouse=5, store=5)
    order_id = placed(shop, pickup=True)
    before = order_book.order(order_id)

    for wished, refusal in (
        (WayWished(shop.warehouse), UnknownLocation),
        (WayWished(makers.make_location()), UnknownLocation),
        (WayWished(method="drone", address=HOME), UnknownDeliveryMethod),
        (WayWished(method="standard"), CheckoutIncomplete),
        (WayWished(method="standard", address=PostalAddress("", "x", "y", "TR")), AddressWrong),
    ):
        with pytest.raises(refusal):
            change(order_id, wished)
    with pytest.raises(PriceChanged):
        change(order_id, SENT, seen=20_000)
    assert order_book.order(order_id) == before


@pytest.mark.django_db
def test_what_was_to_be_paid_when_it_is_fetched_is_paid_before_it_is_sent() -> None:
    shop = open_shop(warehouse=5, store=5)
    week = {day: (Span(600, 1200),) for day in range(7)}
    places.save_places([PlaceToSave(shop.store, Terms(orders_ahead=1), week, {})])
    order_id = place_unpaid(shop.cart(2, pickup=True), seen_total=None, at=makers.DAY, actor=ANONYMOUS).id
    deliver_pending()

    with pytest.raises(PayFirst):
        change(order_id, SENT)
    pay_rest(shop, order_id, 20_000)
    free = plans.times(hours.calendars([shop.store]), at=makers.DAY)[shop.store]
    choose_time.choose_for_order(order_id, free[0].starts_at, at=makers.DAY)
    assert (list(keeps.keeps([order_id])), list(plans.plans([order_id]))) == ([order_id], [order_id])

    assert change(order_id, SENT) == 5_000
    assert (keeps.keeps([order_id]), plans.plans([order_id])) == ({}, {})
    assert plans.times(hours.calendars([shop.store]), at=makers.DAY)[shop.store] == free


@pytest.mark.django_db(transaction=True)
def test_a_picker_and_a_shopper_do_not_both_win() -> None:
    shop = open_shop(warehouse=50, store=50)
    for _ in range(4):
        order_id = placed(shop)
        parts = [part.id for part in fulfillment.of_orders([order_id])]
        rivals: list[Callable[[], object]] = [
            partial(change_way, order_id, WayWished(shop.store), seen=None, at=makers.DAY, actor=ANONYMOUS),
            partial(requests.accept, parts, at=makers.DAY, actor=SYSTEM),
            partial(change_way, order_id, WayWished(shop.store), seen=None, at=makers.DAY, actor=ANONYMOUS),
        ]
        changed, begun, again = race_all(rivals)

        is_sent = order_book.order(order_id).row.delivery is DeliveryKind.DELIVERY
        assert isinstance(changed, BeingPacked) is isinstance(again, BeingPacked) is is_sent
        assert isinstance(begun, Exception) is not is_sent
    assert find_lies() == []


@pytest.mark.django_db
def test_what_is_over_or_was_sold_elsewhere_keeps_its_way() -> None:
    shop = open_shop(warehouse=5, store=5)
    order_id = placed(shop)
    cancel_own.cancel_own(order_id, at=makers.DAY, actor=ANONYMOUS)
    (sold,) = make_orders(1, channel=makers.make_channel("bazaar", kind="marketplace"))

    with pytest.raises(OrderClosed):
        change(order_id, WayWished(shop.store))
    with pytest.raises(change_order.SoldElsewhere):
        change(sold.id, WayWished(shop.store))
