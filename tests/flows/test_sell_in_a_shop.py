"""A web shop that is not ours sells from our shelves: put up, bought, paid for, shipped, completed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.queries import parking
from arasta.contexts.channels.services import channels, listings, sessions
from arasta.contexts.channels.types import ListingInput, LocationPlace
from arasta.contexts.channels.types.parking import ParkedReason
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.flows.ordering.take_channel_pages import Pulled
from arasta.flows.publishing.publish_listings import publish_waiting
from arasta.flows.publishing.push_offers import push_offers
from arasta.flows.shipping.ship import ship
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.twins.faults import Fault
from tests import makers, makers_catalog
from tests.connectors.suite.rig import Bought, Goods
from tests.connectors.woocommerce.rig import WooRig
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)

PRICE = 12000


class Corner:
    """A shop with one product of ours on sale."""

    def __init__(self, rig: WooRig) -> None:
        self.rig, self.channel, self.warehouse = rig, makers.make_channel(), makers.make_location()
        channels.place_locations(self.channel, [LocationPlace(self.warehouse, 0)])
        account = rig.account
        channels.install(
            self.channel, connector="woocommerce", settings=account.settings, secrets=account.secrets, actor=SYSTEM
        )
        self.installation = channel_reads.installation(self.channel)
        [self.variant] = makers_catalog.save_plain_products(["CEZVE-1"])
        makers.make_price(self.variant, PRICE)
        makers.receive(self.variant, self.warehouse, 5)
        draft = ListingInput(variant_id=self.variant, external_id="CEZVE-1")
        listings.save_listings(self.channel, [draft], actor=SYSTEM)
        publish_waiting(self.installation, at=rig.now)
        self.push()
        self.goods = Goods(external_id="CEZVE-1", sku="CEZVE-1")

    def push(self) -> None:
        """Tell what changed."""
        self.rig.wait(10)
        push_offers(self.installation, at=self.rig.now)

    def pull(self) -> Pulled:
        """Read what was sold."""
        self.rig.wait(10)
        pulled = pull_channel_orders(self.installation, at=self.rig.now)
        deliver_pending()
        return pulled

    def order(self) -> OrderDetail:
        """Return the only order in our book."""
        [row] = orders.page(OrderFilter(channel_id=self.channel)).items
        return orders.order(row.id)

    def status_there(self, bought: Bought) -> str:
        """Return the shop's word for where an order is."""
        return str(self.rig.control("GET", f"/orders/{bought.order_id}")["order"]["status"])


@pytest.fixture
def corner(tmp_path: Path, settings: Settings) -> Iterator[Corner]:
    settings.FIELD_KEY = KEY
    rig = WooRig(tmp_path)
    sessions.reach_by(rig.client)
    try:
        yield Corner(rig)
    finally:
        sessions.reach_by(None)


def send(order_id: UUID, staff: Actor) -> None:
    """Accept and ship all of an order."""
    rows = fulfillment.of_orders([order_id])
    requests.accept([row.id for row in rows], at=makers.DAY, actor=staff)
    deliver_pending()
    ship([ShipmentToMake(row.id, "PTT", "AR123") for row in rows], at=makers.DAY, actor=staff)
    deliver_pending()


def test_our_shelf_is_what_the_shop_offers(corner: Corner) -> None:
    shown = corner.rig.product(corner.goods)

    assert (shown["status"], shown["stock_quantity"], shown["price"]) == ("publish", 5, "120.00")


def test_an_order_is_bought_shipped_and_completed(corner: Corner, staff: Actor) -> None:
    bought = corner.rig.buy(corner.goods, 2, deliveryMinor=6000)

    pulled = corner.pull()
    order = corner.order()
    send(order.row.id, staff)
    corner.push()

    assert (pulled.entered, order.row.total.minor, order.delivery_price.minor) == (1, 2 * PRICE + 6000, 6000)
    assert (corner.status_there(bought), corner.rig.units(corner.goods)) == ("completed", 3)
    [note] = corner.rig.control("GET", f"/orders/{bought.order_id}")["notes"]
    assert "AR123" in note["note"]


def test_a_canceled_order_gives_its_units_back(corner: Corner) -> None:
    bought = corner.rig.buy(corner.goods, 2)
    corner.pull()
    corner.rig.cancel(bought)

    pulled = corner.pull()
    corner.push()

    assert (pulled.canceled, corner.order().row.status) == (1, OrderStatus.CANCELED)
    assert corner.rig.units(corner.goods) == 5


def test_units_that_the_shop_refunds_before_they_are_shipped_are_not_shipped(corner: Corner) -> None:
    bought = corner.rig.buy(corner.goods, 3)
    corner.pull()
    line = corner.rig.control("GET", f"/orders/{bought.order_id}")["order"]["line_items"][0]
    body = {"amount": "120.00", "line_items": [{"id": line["id"], "quantity": 1, "refund_total": "100.00"}]}
    corner.rig.control("POST", f"/orders/{bought.order_id}/refunds", json=body)

    pulled = corner.pull()
    corner.push()

    [kept] = corner.order().lines
    assert (pulled.reduced, kept.quantity - kept.canceled) == (1, 2)
    assert corner.rig.units(corner.goods) == 3


def test_an_order_that_was_never_paid_is_let_go(corner: Corner) -> None:
    bought = corner.rig.buy(corner.goods, 5, status="on-hold")
    held = corner.pull()
    corner.rig.control("POST", f"/orders/{bought.order_id}/status", json={"status": "failed"})
    corner.pull()
    corner.push()

    assert held.entered == 0
    assert corner.rig.units(corner.goods) == 5


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.UNKNOWN_STATUS, ParkedReason.UNKNOWN_STATUS),
        (Fault.ODD_CURRENCY, ParkedReason.OTHER_CURRENCY),
        (Fault.UNKNOWN_BARCODE, ParkedReason.UNKNOWN_SKU),
    ],
)
def test_what_is_strange_waits_for_a_person(corner: Corner, fault: Fault, reason: ParkedReason) -> None:
    corner.rig.break_down(fault)
    corner.rig.buy(corner.goods)

    pulled = corner.pull()

    assert (pulled.entered, pulled.parked) == (0, 1)
    assert [item.reason for item in parking.parked_page(corner.channel).items] == [reason]
