"""A retailer on Amazon: sold from our own shelves and from what Amazon holds, driven by notices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from arasta.config.audit import find_lies
from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking
from arasta.contexts.channels.services import channels, listings, sessions
from arasta.contexts.channels.types import ListingInput, ListingStatus, LocationPlace, Stream
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentStatus as Part
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.inventory.queries import availability, locations
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.invoices import queries as invoices
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter
from arasta.contexts.orders.types import FulfillmentStatus, OrderStatus
from arasta.contexts.returns import queries as returns
from arasta.flows.invoicing.issue_invoice import issue_invoice
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.ordering.hear_channel import hear_channel
from arasta.flows.ordering.pull_stream import pull_stream, streams_due
from arasta.flows.publishing.push_offers import push_offers
from arasta.flows.shipping.ship import ship
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.connectors.amazon.rig import SECRETS, SETTINGS, AmazonRig
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)

SKU = "CEZVE-1"


class Stall:
    """What a test does on both sides of the marketplace."""

    def __init__(self, rig: AmazonRig) -> None:
        self.rig = rig
        self.warehouse = makers.make_location()
        self.channel = makers.make_channel(kind="marketplace")
        channels.place_locations(self.channel, [LocationPlace(self.warehouse, 0)])
        channels.install(self.channel, connector="amazon", settings=SETTINGS, secrets=SECRETS, actor=SYSTEM)
        self.installation = channel_reads.installation(self.channel)

    def offer(self, units: int) -> UUID:
        """Put a product with units in the warehouse on sale at the marketplace."""
        self.rig.offer(SKU, units=units)
        variant = makers.make_variant()
        makers.make_price(variant, 10_000)
        makers.receive(variant, self.warehouse, units)
        listings.save_listings(self.channel, [ListingInput(variant_id=variant, external_id=SKU)], actor=SYSTEM)
        return variant

    def hear(self) -> None:
        """Take the notices, and do what they hint at."""
        self.rig.wait(1)
        pull_stream(self.installation, Stream.NOTICES, at=self.rig.now)
        hear_channel(self.installation, at=self.rig.now)
        deliver_pending()

    def orders(self) -> list[OrderDetail]:
        """Return the channel's orders in our book, oldest first."""
        rows = orders.page(OrderFilter(channel_id=self.channel)).items
        return [orders.order(row.id) for row in reversed(rows)]


@pytest.fixture
def stall(tmp_path: Path, settings: Settings) -> Iterator[Stall]:
    settings.FIELD_KEY = KEY
    rig = AmazonRig(tmp_path)
    sessions.reach_by(rig.client)
    try:
        yield Stall(rig)
    finally:
        sessions.reach_by(None)


def test_an_order_is_heard_of_shipped_and_tracked(stall: Stall, staff: Actor) -> None:
    variant = stall.offer(5)
    [goods] = stall.rig.offer(SKU, units=5)
    bought = stall.rig.buy(goods, 2)

    stall.hear()
    [order] = stall.orders()
    requests.accept([row.id for row in fulfillment.of_orders([order.row.id])], at=makers.DAY, actor=staff)
    rows = fulfillment.of_orders([order.row.id])
    ship([ShipmentToMake(row.id, "Yurtiçi Kargo", "YK123") for row in rows], at=makers.DAY, actor=staff)
    deliver_pending()

    shown = stall.rig.control("GET", f"/orders/{bought.order_id}")
    assert (order.row.external_id, order.row.total) == (bought.order_id, Money(20_000, "TRY"))
    assert [(one["carrier"], one["trackingNumber"]) for one in shown["packages"]] == [("Yurtiçi Kargo", "YK123")]
    assert shown["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert stall.orders()[0].row.status is OrderStatus.COMPLETED
    assert makers.level_of(variant, stall.warehouse) == (3, 0, 0)
    assert find_lies() == []


def held_place() -> UUID:
    [place] = [row.id for row in locations.locations() if row.kind is LocationKind.CHANNEL]
    return place


def test_what_amazon_holds_is_seen_beside_our_own_and_sold_by_nobody_else(stall: Stall) -> None:
    variant = stall.offer(5)
    stall.rig.hold(SKU, 40)

    stall.hear()

    place = held_place()
    offered = availability.offered([variant], channel_id=stall.channel, location_ids=[stall.warehouse])
    assert makers.level_of(variant, place) == (40, 0, 0)
    assert place not in {one.location_id for one in channel_reads.locations_of(stall.channel)}
    assert offered[variant].total == 5


def test_what_amazon_ships_is_entered_as_shipped_and_takes_nothing_of_ours(stall: Stall) -> None:
    variant = stall.offer(5)
    stall.rig.hold(SKU, 40)
    order_id = stall.rig.control("POST", "/orders", json={"lines": [{"sku": SKU, "quantity": 3}]})["orderId"]

    stall.hear()
    before = stall.orders()
    stall.rig.act(order_id, "ship")
    stall.hear()

    [order] = stall.orders()
    assert before == []
    assert (order.row.external_id, order.row.fulfillment_status) == (order_id, FulfillmentStatus.FULFILLED)
    assert makers.level_of(variant, stall.warehouse) == (5, 0, 0)
    assert makers.level_of(variant, held_place()) == (37, 0, 0)
    assert fulfillment.of_orders([order.row.id]) == []
    assert parking.parked_page(stall.channel).items == []
    assert find_lies() == []


def test_an_order_that_amazon_cancels_before_it_ships_never_enters(stall: Stall) -> None:
    stall.offer(5)
    stall.rig.hold(SKU, 40)
    order_id = stall.rig.control("POST", "/orders", json={"lines": [{"sku": SKU, "quantity": 3}]})["orderId"]
    stall.hear()

    stall.rig.act(order_id, "cancel")
    stall.hear()

    assert stall.orders() == []


def test_a_line_that_is_canceled_is_canceled_here(stall: Stall) -> None:
    variant = stall.offer(5)
    stall.rig.offer("OTHER", units=5)
    other = makers.make_variant()
    makers.make_price(other, 10_000)
    makers.receive(other, stall.warehouse, 5)
    listings.save_listings(stall.channel, [ListingInput(variant_id=other, external_id="OTHER")], actor=SYSTEM)
    lines = [{"sku": SKU, "quantity": 2}, {"sku": "OTHER", "quantity": 1}]
    order_id = stall.rig.control("POST", "/orders", json={"lines": lines})["orderId"]
    stall.hear()
    shown = stall.rig.control("GET", f"/orders/{order_id}")

    stall.rig.wait(60)
    stall.rig.act(order_id, "cancel", lines=[shown["orderItems"][0]["orderItemId"]])
    stall.hear()

    [order] = stall.orders()
    assert {line.sku: line.canceled for line in order.lines if line.canceled} == {order.lines[0].sku: 2}
    assert makers.level_of(variant, stall.warehouse) == (5, 0, 0)
    assert makers.level_of(other, stall.warehouse) == (5, 1, 0)
    assert parking.parked_page(stall.channel).items == []


def test_a_unit_that_is_canceled_and_one_that_is_paid_back_are_so_here(stall: Stall, staff: Actor) -> None:
    variant = stall.offer(5)
    [goods] = stall.rig.offer(SKU, units=5)
    bought = stall.rig.buy(goods, 3)
    stall.hear()
    stall.rig.wait(60)
    stall.rig.cancel_one(bought)
    stall.hear()
    found = fulfillment.of_orders([stall.orders()[0].row.id])
    rows = [row.id for row in found if row.status is Part.OPEN]
    requests.accept(rows, at=makers.DAY, actor=staff)
    ship([ShipmentToMake(row, "Yurtiçi Kargo", "YK123") for row in rows], at=makers.DAY, actor=staff)
    deliver_pending()
    [before] = stall.orders()
    issue_invoice(before.row.id, at=makers.DAY, actor=staff)

    stall.rig.act(bought.order_id, "refund", units=1)
    stall.rig.wait(600)
    for _ in range(2):
        pull_stream(stall.installation, Stream.RETURNS, at=stall.rig.now)
        deliver_pending()

    [order] = stall.orders()
    [back], [note] = returns.of_orders([order.row.id]), invoices.credits_of_orders([order.row.id])
    assert [(line.canceled, line.shipped) for line in order.lines] == [(1, 2)]
    assert [(line.sku, line.quantity) for line in back.lines] == [(order.lines[0].sku, 1)]
    assert (note.total, order.refunded) == (Money(10_000, "TRY"), Money(20_000, "TRY"))
    assert makers.level_of(variant, stall.warehouse) == (3, 0, 0)
    assert parking.parked_page(stall.channel).items == []
    assert find_lies() == []


def test_stock_that_changes_reaches_the_marketplace(stall: Stall) -> None:
    variant = stall.offer(5)
    listing = listing_reads.listings_by_external(stall.channel, [SKU])[SKU]
    listings.move_listings([listing.id], ListingStatus.ACTIVE, actor=SYSTEM)
    makers.receive(variant, stall.warehouse, 4)

    push_offers(stall.installation, at=stall.rig.now)

    assert stall.rig.item(SKU)["quantity"] == 9


def test_orders_are_searched_seldom_and_notices_taken_often(stall: Stall) -> None:
    first = streams_due(stall.installation, at=stall.rig.now)
    pull_stream(stall.installation, Stream.ORDERS, at=stall.rig.now)
    pull_stream(stall.installation, Stream.NOTICES, at=stall.rig.now)
    soon = streams_due(stall.installation, at=stall.rig.now + timedelta(seconds=10))
    later = streams_due(stall.installation, at=stall.rig.now + timedelta(minutes=4))

    assert set(first) - set(soon) == {Stream.ORDERS}
    assert later == first


def test_what_we_cancel_is_canceled_at_the_marketplace(stall: Stall, staff: Actor) -> None:
    stall.offer(5)
    [goods] = stall.rig.offer(SKU, units=5)
    bought = stall.rig.buy(goods, 2)
    stall.hear()
    [order] = stall.orders()

    cancel_order(order.row.id, reason="The shelf was empty.", at=makers.DAY, actor=staff)
    deliver_pending()
    stall.rig.wait(60)

    shown = stall.rig.control("GET", f"/orders/{bought.order_id}")
    assert shown["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    assert parking.parked_page(stall.channel).items == []
