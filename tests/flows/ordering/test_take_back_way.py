"""A dearer way that nobody pays: its customer is reminded once, and in the end the former way stands again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import HoldPolicy, HoldTerms
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind as Kind
from arasta.contexts.fulfillment.types import DeliveryMethodToSave, MethodText
from arasta.contexts.inventory.services import levels as shelves
from arasta.contexts.messages.queries import book
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries import unpaid_ways
from arasta.contexts.orders.types import AddressRole, DeliveryKind
from arasta.flows.ordering import cancel_own, take_back_way
from arasta.flows.ordering.change_way import WayWished
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.ordering.test_change_way import SENT, asked, change, levels, pay_rest, placed

pytestmark = pytest.mark.django_db


def make_express() -> None:
    """Offer a delivery for 90 TRY."""
    methods.save_delivery_methods(
        [
            DeliveryMethodToSave(
                "express", Kind.DELIVERY, (MethodText("en", "Express", ""),), (Money(9_000, "TRY"),), 1, 1
            )
        ]
    )


def sweep(after: timedelta) -> int:
    taken_back = take_back_way.sweep(at=makers.DAY + after)
    deliver_pending()
    return taken_back


def told(order_id: UUID) -> list[str]:
    """Return the kinds of letters about an order since it was confirmed, in the order in which they were written."""
    return [row.kind for row in reversed(book.messages_about([f"order:{order_id}"]))][1:]


def fetched_to_be_sent(days: int = 3) -> tuple[Shop, UUID]:
    shop = open_shop(warehouse=5, store=5)
    channels.set_hold_terms(
        shop.channel, HoldTerms(policy=HoldPolicy.ON_ORDER, minutes=15, change_days=days), actor=SYSTEM
    )
    order_id = placed(shop, pickup=True)
    assert change(order_id, SENT) == 5_000
    return shop, order_id


def test_its_customer_is_reminded_once_and_then_the_former_way_stands_again() -> None:
    shop, order_id = fetched_to_be_sent()

    taken_back = [sweep(timedelta(days=days)) for days in (0, 1, 2, 3, 4)]

    order = order_book.order(order_id)
    assert taken_back == [0, 0, 0, 1, 0]
    assert (asked(order_id), levels(shop)) == ([("pickup", shop.store, 2)], (0, 2))
    assert (order.row.delivery, order.row.location_id, order.delivery_method) == (DeliveryKind.PICKUP, shop.store, "")
    assert (order.row.total.minor, order.delivery_price.minor, list(order.addresses)) == (
        20_000,
        0,
        [AddressRole.BILLING],
    )
    assert [entry.kind for entry in order.timeline if "way" in entry.kind] == ["way_changed", "way_taken_back"]
    assert told(order_id) == ["order_changed", "payment_link", "payment_reminder", "change_taken_back"]
    assert find_lies() == []


def test_what_is_paid_after_the_reminder_is_sent() -> None:
    shop, order_id = fetched_to_be_sent()

    sweep(timedelta(days=1))
    pay_rest(shop, order_id, 5_000)

    assert [sweep(timedelta(days=days)) for days in (3, 9)] == [0, 0]
    assert asked(order_id) == [("delivery", shop.warehouse, 2)]
    assert unpaid_ways.unpaid_way(order_id) is None


def test_who_changes_it_again_has_the_time_again_and_gets_back_what_was_paid() -> None:
    shop, order_id = fetched_to_be_sent()
    make_express()

    sweep(timedelta(days=1))
    assert change(order_id, WayWished(method="express")) == 9_000
    assert [sweep(timedelta(days=days)) for days in (2.9, 3)] == [0, 1]

    assert (order_book.order(order_id).row.location_id, asked(order_id)) == (shop.store, [("pickup", shop.store, 2)])


def test_a_sent_order_goes_back_to_its_former_price_and_address() -> None:
    shop = open_shop(warehouse=5, store=5)
    make_express()
    order_id = placed(shop)
    before = order_book.order(order_id)

    assert change(order_id, WayWished(method="express")) == 4_000
    assert asked(order_id) == []
    assert sweep(timedelta(days=3)) == 1

    order = order_book.order(order_id)
    assert (order.delivery_method, order.row.total, order.tax, order.addresses) == (
        before.delivery_method,
        before.row.total,
        before.tax,
        before.addresses,
    )
    assert (asked(order_id), find_lies()) == ([("delivery", shop.warehouse, 2)], [])


def test_the_merchant_says_how_long_and_what_cannot_go_back_waits_on() -> None:
    shop, order_id = fetched_to_be_sent(days=1)
    shelves.adjust([shelves.Correction(shop.variant, shop.store, -4)], reason="gone", actor=SYSTEM)

    assert sweep(timedelta(days=1)) == 0
    assert (told(order_id), levels(shop)) == (["order_changed", "payment_link"], (2, 0))
    makers.receive(shop.variant, shop.store, 4)
    assert [sweep(timedelta(days=days)) for days in (1.5, 2)] == [0, 1]

    assert asked(order_id) == [("pickup", shop.store, 2)]


def test_what_is_canceled_meanwhile_stays_so() -> None:
    _, order_id = fetched_to_be_sent()
    cancel_own.cancel_own(order_id, at=makers.DAY, actor=ANONYMOUS)

    assert (sweep(timedelta(days=1)), sweep(timedelta(days=3)), asked(order_id)) == (0, 0, [])
    assert "payment_reminder" not in told(order_id)
