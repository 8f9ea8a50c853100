"""The marketplace hears what becomes of its packages, through the outbox, once each."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.test import Client

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentStatus, ShipmentToMake
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.shipping.ship import ship
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.stall import Stall
from tests.twins.makers import BARCODE, package

pytestmark = pytest.mark.django_db(transaction=True)


def sold(stall: Stall, quantity: int = 1) -> tuple[dict[str, object], UUID]:
    """Sell at the marketplace and let the location know; return the marketplace's order and ours."""
    stall.offer(BARCODE)
    placed = stall.buy(quantity)
    stall.pull()
    deliver_pending()
    return placed, stall.orders()[0].row.id


def accept(order: UUID, staff: Actor) -> None:
    """Take the order's work on."""
    requests.accept([row.id for row in fulfillment.of_orders([order])], at=makers.DAY, actor=staff)
    deliver_pending()


def send(order: UUID, staff: Actor, number: str = "AR123") -> None:
    """Ship all that is open."""
    rows = [row for row in fulfillment.of_orders([order]) if row.status is FulfillmentStatus.ACCEPTED]
    ship([ShipmentToMake(row.id, "Yurtiçi Kargo", number) for row in rows], at=makers.DAY, actor=staff)
    deliver_pending()


def told(stall: Stall) -> list[str]:
    """Return what the marketplace was told about packages, in order."""
    return [request.url.path.rsplit("/", 1)[-1] for request in stall.wire.requests if request.method == "PUT"]


def test_picking_invoice_and_tracking_arrive(stall: Stall, staff: Actor) -> None:
    placed, order = sold(stall)

    accept(order, staff)
    picking = stall.status_at_market(placed)
    send(order, staff)

    shown = package(stall.world, int(str(placed["packageId"])))
    assert picking == "Picking"
    assert (shown["status"], shown["cargoSenderNumber"]) == ("Invoiced", "AR123")
    assert stall.orders()[0].row.status is OrderStatus.COMPLETED
    assert find_lies() == []


def test_the_invoices_link_arrives_with_the_last_parcel_and_opens(stall: Stall, staff: Actor, client: Client) -> None:
    placed, order = sold(stall)
    accept(order, staff)
    before = invoice_link(stall, placed)

    send(order, staff)

    link = urlsplit(invoice_link(stall, placed))
    opened = client.get(f"{link.path}?{link.query}")
    assert (before, link.query) == ("", f"package={placed['packageId']}")
    assert (opened.status_code, opened.headers["content-type"]) == (200, "application/pdf")


def invoice_link(stall: Stall, placed: dict[str, object]) -> str:
    return str(stall.world.control("GET", f"/packages/{placed['packageId']}/invoice")["invoiceLink"])


def test_nothing_is_said_twice(stall: Stall, staff: Actor) -> None:
    placed, order = sold(stall)
    accept(order, staff)
    send(order, staff)

    db.execute("UPDATE outbox_delivery SET status = 'pending' WHERE handler LIKE '%%shipping%%'", [])
    deliver_pending()

    package_id = str(placed["packageId"])
    assert told(stall) == [package_id, package_id, "update-tracking-number"]


def test_a_marketplace_that_did_not_answer_hears_it_with_the_next_try(stall: Stall, staff: Actor) -> None:
    placed, order = sold(stall)
    stall.world.fault("token_revoked", times=1)

    accept(order, staff)
    before = stall.status_at_market(placed)
    db.execute("UPDATE outbox_delivery SET next_attempt_at = clock_timestamp() WHERE status = 'pending'")
    deliver_pending()

    assert (before, stall.status_at_market(placed)) == ("Created", "Picking")


def test_what_was_canceled_in_part_is_asked_for_anew(stall: Stall, staff: Actor) -> None:
    placed, order = sold(stall, 3)
    accept(order, staff)
    [line] = package(stall.world, int(str(placed["packageId"])))["lines"]
    gone = {"lines": [{"lineId": line["lineId"], "quantity": 1}]}
    stall.world.control("POST", f"/packages/{placed['packageId']}/cancel", json=gone)

    stall.pull()
    deliver_pending()
    accept_open(order, staff)
    send(order, staff)

    rows = [(row.status, row.units) for row in fulfillment.of_orders([order])]
    assert rows == [(FulfillmentStatus.CANCELED, 3), (FulfillmentStatus.SHIPPED, 2)]
    assert stall.orders()[0].row.status is OrderStatus.COMPLETED
    assert find_lies() == []


def accept_open(order: UUID, staff: Actor) -> None:
    """Take on what was asked for anew."""
    rows = [row.id for row in fulfillment.of_orders([order]) if row.status is FulfillmentStatus.OPEN]
    requests.accept(rows, at=makers.DAY, actor=staff)
    deliver_pending()


def test_what_we_cancel_is_canceled_at_the_marketplace_once(stall: Stall, staff: Actor) -> None:
    placed, order = sold(stall)
    accept(order, staff)

    cancel_order(order, reason="The shelf was empty.", at=makers.DAY, actor=staff)
    deliver_pending()
    db.execute("UPDATE outbox_delivery SET status = 'pending' WHERE handler LIKE '%%shipping%%'", [])
    deliver_pending()
    stall.pull()

    assert stall.status_at_market(placed) == "UnPacked"  # another package with what cannot be supplied takes its place
    assert told(stall)[1:] == ["unsupplied"]
    assert stall.orders()[0].row.status is OrderStatus.CANCELED
    assert find_lies() == []


def test_what_the_customer_canceled_there_is_not_told_back(stall: Stall, staff: Actor) -> None:
    placed, _ = sold(stall)
    stall.world.control("POST", f"/packages/{placed['packageId']}/cancel")
    stall.pull()
    deliver_pending()

    assert stall.orders()[0].row.status is OrderStatus.CANCELED
    assert told(stall) == []
