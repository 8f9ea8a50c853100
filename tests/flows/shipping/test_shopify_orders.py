"""From a Shopify shop's till to the tracking number and back, through the flows: each fact once, on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from arasta.config import upkeep_tasks
from arasta.config.audit import find_lies
from arasta.connectors.shopify import exporting
from arasta.contexts.catalog.types.inputs import PictureInput, ProductInput, VariantInput
from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import matching, parking, sync
from arasta.contexts.channels.services import channels, listings, sessions
from arasta.contexts.channels.types import Listing, ListingInput, ListingStatus, LocationPlace, Stream
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentStatus, ShipmentToMake
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.flows.publishing import look_queue
from arasta.flows.publishing.publish_listings import publish_waiting
from arasta.flows.publishing.push_offers import push_offers
from arasta.flows.shipping.ship import ship
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers, makers_catalog
from tests.connectors.shopify.rig import ShopifyRig
from tests.flows.stall import KEY, available

pytestmark = pytest.mark.django_db(transaction=True)

PRICE = 44900


class Shop:
    """Both sides of the shop: its twin, and our channel with the connector on it."""

    def __init__(self, rig: ShopifyRig) -> None:
        self.rig = rig
        self.warehouse = makers.make_location()
        self.channel = makers.make_channel(kind="marketplace")
        channels.place_locations(self.channel, [LocationPlace(self.warehouse, 0)])
        settings = {**rig.account.settings, "image_base": "https://shop.example"}
        channels.install(
            self.channel, connector="shopify", settings=settings, secrets=rig.account.secrets, actor=SYSTEM
        )
        self.installation = channel_reads.installation(self.channel)

    def offer(self, sku: str, units: int = 5) -> UUID:
        """Publish a product of one variant and tell its stock."""
        product = ProductInput(
            handle=sku.lower(),
            titles={"en": f"Thing {sku}"},
            variants=(VariantInput(sku=sku),),
            media=(PictureInput(path=f"pictures/{sku}.webp"),),
        )
        variant = makers_catalog.save(product).variants[sku]
        makers.make_price(variant, PRICE)
        listings.save_listings(self.channel, [ListingInput(variant_id=variant, external_id=sku)], actor=SYSTEM)
        makers.receive(variant, self.warehouse, units)
        publish_waiting(self.installation, at=self.rig.now)
        self.push()
        return variant

    def push(self) -> None:
        """Tell what changed."""
        self.rig.wait(30)
        push_offers(self.installation, at=self.rig.now)

    def buy(self, sku: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
        """Buy as the shop's customer."""
        self.rig.wait(5)
        body = {"lines": [{"sku": sku, "quantity": quantity}], **more}
        return dict(self.rig.control("POST", "/orders", json=body))

    def pull(self) -> None:
        """Read what was sold, and let everybody hear of it."""
        self.rig.wait(30)
        pull_channel_orders(self.installation, at=self.rig.now)
        deliver_pending()

    def at_shop(self, placed: dict[str, Any]) -> dict[str, Any]:
        """Return the shop's own view of an order."""
        self.rig.wait(2)
        return dict(self.rig.control("GET", f"/orders/{placed['orderId']}"))

    def listing(self, sku: str) -> Listing:
        """Return a listing."""
        return listing_reads.listings_by_external(self.channel, [sku])[sku]

    def orders(self) -> list[OrderDetail]:
        """Return the channel's orders in our book, oldest first."""
        rows = orders.page(OrderFilter(channel_id=self.channel)).items
        return [orders.order(row.id) for row in reversed(rows)]


@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> Iterator[Shop]:
    settings.FIELD_KEY = KEY
    rig = ShopifyRig(tmp_path)
    sessions.reach_by(rig.client)
    try:
        yield Shop(rig)
    finally:
        sessions.reach_by(None)


def send(order: UUID, staff: Actor, number: str) -> None:
    """Accept and ship all that is open."""
    requests.accept([row.id for row in fulfillment.of_orders([order])], at=makers.DAY, actor=staff)
    deliver_pending()
    rows = [row for row in fulfillment.of_orders([order]) if row.status is FulfillmentStatus.ACCEPTED]
    ship([ShipmentToMake(row.id, "Yurtiçi Kargo", number) for row in rows], at=makers.DAY, actor=staff)
    deliver_pending()


def test_what_is_published_is_on_sale_with_its_price_and_stock(shop: Shop) -> None:
    shop.offer("CEZVE", units=7)

    shown = shop.rig.listing("CEZVE")

    assert (shown["published"], shown["priceMinor"], shown["quantity"]) == (True, PRICE, 7)
    assert shop.listing("CEZVE").status is ListingStatus.ACTIVE
    assert shop.listing("CEZVE").refs["inventory_item"] == str(shown["inventoryItemId"])


def test_an_order_enters_is_shipped_and_its_tracking_goes_back(shop: Shop, staff: Actor) -> None:
    variant = shop.offer("CEZVE")
    placed = shop.buy("CEZVE", 2, shippingMinor=2990)

    shop.pull()
    [entered] = shop.orders()
    send(entered.row.id, staff, "AR123")

    at_shop = shop.at_shop(placed)
    assert entered.row.total.minor == placed["totalMinor"] == 2 * PRICE + 2990
    assert available(variant) == 3
    assert [one["tracking"]["number"] for one in at_shop["fulfillments"]] == ["AR123"]
    assert at_shop["packages"][0]["status"] == "CLOSED"
    assert shop.orders()[0].row.status is OrderStatus.COMPLETED
    assert find_lies() == []


def test_an_order_that_is_read_twice_enters_once(shop: Shop) -> None:
    variant = shop.offer("CEZVE")
    shop.buy("CEZVE")

    shop.pull()
    shop.pull()

    assert (len(shop.orders()), available(variant)) == (1, 4)


def test_an_order_that_the_buyer_cancels_frees_its_units(shop: Shop) -> None:
    variant = shop.offer("CEZVE")
    placed = shop.buy("CEZVE", 2)
    shop.pull()

    shop.rig.control("POST", f"/orders/{placed['orderId']}/cancel")
    shop.pull()

    assert shop.orders()[0].row.status is OrderStatus.CANCELED
    assert available(variant) == 5
    assert find_lies() == []


def test_units_that_the_buyer_gives_back_before_they_left_are_free_again(shop: Shop) -> None:
    variant = shop.offer("CEZVE")
    placed = shop.buy("CEZVE", 3)
    shop.pull()

    body = {"lines": [{"lineId": placed["lines"][0]["id"], "quantity": 1}], "amountMinor": PRICE}
    shop.rig.control("POST", f"/orders/{placed['orderId']}/refund", json=body)
    shop.pull()

    [order] = shop.orders()
    assert (order.lines[0].quantity, order.lines[0].canceled) == (3, 1)
    assert available(variant) == 3


def test_an_order_that_is_not_paid_yet_holds_its_units_and_enters_when_it_is(shop: Shop) -> None:
    variant = shop.offer("CEZVE")
    placed = shop.buy("CEZVE", 2, paid=False)
    shop.pull()
    held, before = available(variant), len(shop.orders())

    shop.rig.control("POST", f"/orders/{placed['orderId']}/pay")
    shop.pull()

    assert (held, before) == (3, 0)
    assert (available(variant), len(shop.orders())) == (3, 1)


def test_a_sku_nobody_knows_is_parked_and_loses_nothing(shop: Shop) -> None:
    shop.offer("CEZVE")
    shop.rig.control("POST", "/listings", json={"products": [{"sku": "THEIRS", "quantity": 3}]})
    placed = shop.buy("THEIRS")

    shop.pull()

    [parked] = parking.parked_page(shop.channel).items
    assert (parked.external_id, list(parked.about)) == (str(placed["orderId"]), ["THEIRS"])
    assert shop.orders() == []


def test_a_sale_beside_a_delivery_of_goods_ends_in_one_number_on_both_sides(shop: Shop) -> None:
    variant = shop.offer("CEZVE", units=5)
    shop.buy("CEZVE", 2)
    makers.receive(variant, shop.warehouse, 1)

    for _ in range(2):
        shop.push()
        shop.pull()
    shop.push()

    assert (shop.rig.listing("CEZVE")["quantity"], available(variant)) == (4, 4)


def test_a_large_catalog_is_looked_at_again_when_its_file_is_written(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MANY", 2)
    shop.rig.offer("CUP", "BOWL", units=5)

    upkeep_tasks.look(str(shop.channel))
    [again] = ProcrastinateJob.objects.filter(task_name=look_queue.LOOK)
    unread = sync.read_at(shop.installation.id, Stream.LISTINGS)
    shop.rig.wait(60)
    upkeep_tasks.look(str(shop.channel))

    assert (again.args, again.scheduled_at is not None, unread) == ({"channel_id": str(shop.channel)}, True, None)
    assert sync.read_at(shop.installation.id, Stream.LISTINGS) is not None
    assert sync.place(shop.installation.id, Stream.LISTINGS)[1] == ""
    assert set(matching.states_seen(shop.channel, ["CUP", "BOWL"])) == {"CUP", "BOWL"}
    assert ProcrastinateJob.objects.filter(task_name=look_queue.LOOK).count() == 1
