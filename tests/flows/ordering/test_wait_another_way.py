"""Who waits for goods may fetch them instead of having them sent, or the other way round, and waits where that is best."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.inventory.queries import promises
from arasta.contexts.inventory.services import backorders, kits, supplies, terms
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.supplies import Arrival, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import OutOfStock, TermsKind
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.pickup.queries import keeps
from arasta.contexts.pickup.services import places
from arasta.contexts.pickup.types import PlaceToSave, SlotNotOffered, Span, Terms
from arasta.flows.ordering import choose_time
from arasta.flows.ordering.cancel_own import BeingPacked
from arasta.flows.ordering.change_way import WayWished
from arasta.flows.ordering.place_unpaid import place_unpaid
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.surfaces.storefront import stories
from tests import makers
from tests.contexts.messages.sending import carried
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.ordering.test_change_way import SENT, asked, change, levels, pay_rest
from tests.flows.ordering.test_sell_later import JUNE, MAY, announce, place, shop_that_sells_later, waiting
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def bring_to(shop: Shop) -> None:
    """Let the store take goods that lie elsewhere."""
    week = {day: (Span(600, 1200),) for day in range(7)}
    places.save_places([PlaceToSave(shop.store, Terms(bring_days=2), week, {})])


def waits_at(order_id: UUID) -> list[tuple[UUID, int]]:
    return [(one.location_id, one.units) for one in promises.waiting_of([order_id])]


def fetched(shop: Shop, units: int) -> UUID:
    order = shop.order(shop.cart(units, pickup=True)).order
    assert order
    deliver_pending()
    return order.id


def test_what_waits_keeps_its_place_and_is_brought_to_the_store() -> None:
    shop = shop_that_sells_later(warehouse=1)
    bring_to(shop)
    supply = announce(shop, 3)
    first, second = place(shop, 3), place(shop, 1)
    deliver_pending()

    with carried() as mail:
        lefts = [change(first, WayWished(shop.store), seen=30_000) for _ in range(2)]

    order = order_book.order(first)
    assert (lefts, waiting([first]), waiting([second])) == ([0, 0], [(2, MAY)], [(1, MAY)])
    assert (order.row.delivery, order.row.location_id) == (DeliveryKind.PICKUP, shop.store)
    assert (order.row.total.minor, order.refunded.minor) == (30_000, 5_000)
    assert [entry.kind for entry in order.timeline].count("way_changed") == 1
    assert asked(first) == [("bring", shop.warehouse, 1)]
    with refused(SlotNotOffered):
        choose_time.choose_for_order(first, makers.DAY, at=makers.DAY)
    told = next(letter.text for letter in mail.sent if "was changed" in letter.title)
    assert "It waits for goods: we expect 2 × Mug by 4 May 2026." in told.replace(order.lines[0].name, "Mug")
    assert "ready by" not in told
    supplies.receive([Arrival(supply, 2)], actor=SYSTEM)
    deliver_pending()
    assert (waiting([first]), waiting([second])) == ([], [(1, MAY)])
    assert asked(first) == [("bring", shop.warehouse, 1), ("bring", shop.warehouse, 2)]
    assert find_lies() == []


def test_what_lies_in_the_store_waits_no_more_and_the_next_moves_up() -> None:
    shop = shop_that_sells_later(warehouse=1)
    announce(shop, 2)
    announce(shop, 9, JUNE)
    first, second = place(shop, 3), place(shop, 1)
    deliver_pending()
    makers.receive(shop.variant, shop.store, 3)

    assert change(first, WayWished(shop.store)) == 0

    assert (waiting([first]), waiting([second])) == ([], [(1, MAY)])
    assert (asked(first), levels(shop)) == ([("pickup", shop.store, 3)], (0, 3))
    assert find_lies() == []


def test_who_waits_in_the_store_has_it_sent_and_back_again() -> None:
    shop = shop_that_sells_later()
    supply = announce(shop, 4, place=shop.store)
    first, second = fetched(shop, 2), fetched(shop, 2)

    assert change(first, SENT, seen=25_000) == 5_000
    assert (waits_at(first), waits_at(second)) == ([(shop.store, 2)], [(shop.store, 2)])
    pay_rest(shop, first, 5_000)
    assert change(first, WayWished(shop.store), seen=20_000) == 0
    supplies.receive([Arrival(supply, 2)], actor=SYSTEM)
    deliver_pending()

    assert (asked(first), asked(second)) == ([("pickup", shop.store, 2)], [])
    assert order_book.order(first).refunded.minor == 5_000
    assert find_lies() == []


def test_who_fetches_where_nothing_is_brought_waits_there_anew_and_comes_back_behind_the_others() -> None:
    shop = shop_that_sells_later(warehouse=1)
    only_fetched = [LocationPlace(shop.warehouse, 0, True, False), LocationPlace(shop.store, 1, False, True)]
    channels.place_locations(shop.channel, only_fetched)
    announce(shop, 2)
    announce(shop, 9, date(2026, 5, 20))
    announce(shop, 5, JUNE, place=shop.store)
    first, second = place(shop, 3), place(shop, 1)
    deliver_pending()

    assert change(first, WayWished(shop.store)) == 0
    assert (waits_at(first), waiting([first])) == ([(shop.store, 3)], [(3, JUNE)])
    backorders.fill_from_shelves([(shop.variant, shop.warehouse)])
    assert (waiting([second]), levels(shop)) == ([], (1, 0))
    third = place(shop, 2)
    for _ in range(2):
        assert change(first, SENT) == 5_000
        assert (waiting([first]), waiting([third])) == ([(3, date(2026, 5, 20))], [(2, MAY)])
        assert (change(first, WayWished(shop.store)), waits_at(first)) == (0, [(shop.store, 3)])
    assert find_lies() == []


def test_a_store_to_which_it_never_comes_changes_nothing() -> None:
    shop = shop_that_sells_later(warehouse=1)
    announce(shop, 9)
    order_id = place(shop, 3)
    deliver_pending()
    before = order_book.order(order_id)

    with refused(OutOfStock):
        change(order_id, WayWished(shop.store))

    assert (order_book.order(order_id), waiting([order_id])) == (before, [(2, MAY)])
    assert (asked(order_id), levels(shop)) == ([("delivery", shop.warehouse, 1)], (1, 0))
    requests.accept([row.id for row in fulfillment.of_orders([order_id])], at=makers.DAY, actor=SYSTEM)
    with refused(BeingPacked):
        change(order_id, WayWished(shop.store))


def test_a_preorder_waits_in_a_store_only_if_it_was_announced_there() -> None:
    shop = shop_that_sells_later(kind=TermsKind.PREORDER, ships_on=JUNE, most=9)
    announce(shop, 5)
    order_id = place(shop, 3)
    deliver_pending()

    with refused(OutOfStock):
        change(order_id, WayWished(shop.store))
    assert waits_at(order_id) == [(shop.warehouse, 3)]
    announce(shop, 3, place=shop.store)
    assert (change(order_id, WayWished(shop.store)), waits_at(order_id)) == (0, [(shop.store, 3)])
    assert (waiting([order_id]), find_lies()) == ([(3, JUNE)], [])


def test_a_set_that_waits_moves_with_its_parts() -> None:
    shop = open_shop()
    box, cup = makers.make_variants(2)
    kits.set_kits([KitInput(shop.variant, ((box, 1), (cup, 2)))], actor=SYSTEM)
    terms.set_terms([TermsInput(part, TermsKind.BACKORDER) for part in (box, cup)], actor=SYSTEM)
    makers.receive(box, shop.warehouse, 2)
    makers.receive(box, shop.store, 1)
    coming = [SupplyInput(cup, shop.warehouse, 4, MAY), SupplyInput(cup, shop.store, 2, JUNE)]
    _, cups = supplies.announce(coming, actor=SYSTEM)
    order_id = place(shop, 1)
    deliver_pending()

    assert change(order_id, WayWished(shop.store)) == 0
    assert (waits_at(order_id), waiting([order_id])) == ([(shop.store, 2)], [(2, JUNE)])
    assert [makers.level_of(box, where) for where in (shop.warehouse, shop.store)] == [(2, 0, 0), (1, 1, 0)]
    assert find_lies() == []
    supplies.receive([Arrival(cups, 2)], actor=SYSTEM)
    deliver_pending()
    assert asked(order_id) == [("pickup", shop.store, 1)]
    assert (change(order_id, SENT), find_lies()) == (5_000, [])


def test_what_waits_and_is_paid_in_the_store_is_kept_from_when_it_is_there() -> None:
    shop = shop_that_sells_later()
    makers.receive(shop.variant, shop.store, 1)
    bring_to(shop)
    supply = announce(shop, 1, place=shop.store)
    order_id = place_unpaid(shop.cart(2, pickup=True), seen_total=None, at=makers.DAY, actor=ANONYMOUS).id
    deliver_pending()
    assert keeps.keeps([order_id]) == {}

    with carried() as mail:
        told = []
        for _ in range(2):
            asked_for = [row.id for row in fulfillment.of_orders([order_id]) if row.status == "open"]
            requests.accept(asked_for, at=makers.DAY, actor=SYSTEM)
            requests.mark_ready(asked_for, at=makers.DAY, actor=SYSTEM)
            deliver_pending()
            told.append((len(keeps.keeps([order_id])), [" is ready at " in letter.title for letter in mail.sent]))
            if len(told) == 1:
                supplies.receive([Arrival(supply, 1)], actor=SYSTEM)
                deliver_pending()

    assert told == [(0, []), (1, [True])]


def test_a_list_calls_nothing_ready_of_which_some_is_to_come() -> None:
    shop = shop_that_sells_later()
    makers.receive(shop.variant, shop.store, 1)
    supply = announce(shop, 1, place=shop.store)
    order_id = fetched(shop, 2)
    row = order_book.order(order_id).row

    said = []
    for _ in range(2):
        asked_for = [one.id for one in fulfillment.of_orders([order_id]) if one.status == "open"]
        requests.accept(asked_for, at=makers.DAY, actor=SYSTEM)
        requests.mark_ready(asked_for, at=makers.DAY, actor=SYSTEM)
        said.append(stories.listed([row])[0]["badge"])
        if len(said) == 1:
            supplies.receive([Arrival(supply, 1)], actor=SYSTEM)
            deliver_pending()

    assert said == [stories.Badge("In preparation", "info"), stories.Badge("Ready to pick up", "good")]
