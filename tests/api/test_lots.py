"""Lots, expiry dates and serial numbers over JSON."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import locations
from arasta.kernel.ids import from_public, to_public
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import sku_of
from tests.api.test_fulfillment import PARCEL
from tests.api.test_orders import place as place_order
from tests.api.test_orders import request_of
from tests.contexts.inventory.tracing import day
from tests.flows.ordering.shop import Shop

pytestmark = pytest.mark.django_db


def code(location: UUID) -> str:
    return locations.by_id()[location].code


def track(integrator: Integrator, sku: str, mode: str | None, **more: object) -> None:
    answer = integrator.put(f"stock/{sku}/tracking", {"mode": mode, **more})
    assert (answer.status, answer.body["mode"]) == (200, mode)


def receive(integrator: Integrator, location: str, sku: str, quantity: int, **named: object) -> tuple[int, str]:
    line = {"sku": sku, "location": location, "quantity": quantity, **named}
    answer = integrator.post("stock/receipts", {"reference": "note 1", "lines": [line]})
    return answer.status, answer.body.get("code", "")


@pytest.fixture
def oil(shop: Shop, integrator: Integrator) -> str:
    """The shop's product kept by lot: what was there is lot OLD and expires soon, more came as lot NEW."""
    sku = sku_of(shop)
    track(integrator, sku, "lot", stop_days=2, opening_lot="OLD", opening_expires_on=day(3).isoformat())
    fresh = {"code": "NEW", "quantity": 4, "expires_on": day(90).isoformat()}
    assert receive(integrator, code(shop.warehouse), sku, 4, lots=[fresh]) == (201, "")
    return sku


@pytest.fixture
def watch(shop: Shop, integrator: Integrator) -> str:
    """A product with two numbered units."""
    makers.make_variant("WATCH")
    track(integrator, "WATCH", "serial")
    assert receive(integrator, code(shop.warehouse), "WATCH", 2, serials=["W1", "W2"]) == (201, "")
    return "WATCH"


def test_how_a_product_is_kept(oil: str, integrator: Integrator) -> None:
    makers.make_variant("PLAIN")

    assert integrator.get(f"stock/{oil}/tracking").body == {"sku": oil, "mode": "lot", "stop_days": 2}
    assert integrator.get("stock/PLAIN/tracking").body == {"sku": "PLAIN", "mode": None, "stop_days": 0}
    assert integrator.get("stock/GHOST/tracking").refusal == (404, "unknown_sku")


def test_what_is_there_must_be_named_first(shop: Shop, integrator: Integrator) -> None:
    wishes = [{"mode": "lot"}, {"mode": "serial"}, {"mode": "color"}, {"mode": "lot", "stop_days": -1}]

    answers = [integrator.put(f"stock/{sku_of(shop)}/tracking", wish) for wish in wishes]

    assert [one.refusal for one in answers] == [
        (422, "opening_lot_required"),
        (409, "tracking_needs_empty_shelf"),
        (422, "invalid_request"),
        (422, "invalid_request"),
    ]


def test_lots_are_listed_what_expires_first_at_the_top(shop: Shop, oil: str, integrator: Integrator) -> None:
    everywhere = integrator.get("stock/lots", sku=oil)
    here = integrator.get("stock/lots", location=code(shop.warehouse), view="soon", days=10)

    assert {(row["code"], row["on_hand"]) for row in everywhere.body["items"]} == {("OLD", 5), ("OLD", 2), ("NEW", 4)}
    assert here.body == {
        "items": [
            {
                "sku": oil,
                "code": "OLD",
                "location": code(shop.warehouse),
                "expires_on": day(3).isoformat(),
                "days_left": 3,
                "on_hand": 5,
                "blocked": 0,
                "is_sold": True,
            }
        ],
        "next_cursor": None,
    }


def test_goods_kept_by_lot_come_in_by_lot(shop: Shop, oil: str, integrator: Integrator) -> None:
    place = code(shop.warehouse)

    assert receive(integrator, place, oil, 1) == (422, "lot_required")
    assert receive(integrator, place, oil, 2, lots=[{"code": "NEW", "quantity": 1}]) == (422, "lots_do_not_add_up")
    wrong = {"code": "NEW", "quantity": 1, "expires_on": day(1).isoformat()}
    assert receive(integrator, place, oil, 1, lots=[wrong]) == (409, "lot_expiry_differs")


def test_a_shipment_takes_what_expires_first_and_a_recall_finds_it(
    shop: Shop, oil: str, integrator: Integrator
) -> None:
    placed = place_order(integrator, shop)
    request = f"fulfillment/orders/{request_of(placed)}"
    integrator.post(f"{request}/accept")

    assert integrator.post(f"{request}/ship", PARCEL).status == 200

    lot = integrator.get(f"stock/lots/{oil}/OLD").body
    assert lot["orders"] == [{"order_id": placed, "quantity": 2}]
    assert {(row["location"], row["on_hand"]) for row in lot["places"]} == {
        (code(shop.warehouse), 3),
        (code(shop.store), 2),
    }
    assert integrator.get(f"stock/lots/{oil}/GHOST").refusal == (404, "lot_unknown")


def test_the_picker_names_lots_and_may_send_a_part(shop: Shop, oil: str, integrator: Integrator) -> None:
    placed = place_order(integrator, shop)
    key = request_of(placed)
    integrator.post(f"fulfillment/orders/{key}/accept")
    line = to_public("fln", fulfillment.fulfillment_order(from_public("ful", key)).lines[0].id)
    named = {"line_id": line, "quantity": 1, "lots": [{"code": "NEW", "quantity": 1}]}

    first = integrator.post(f"fulfillment/orders/{key}/ship", {**PARCEL, "lines": [named]})
    again = integrator.post(
        f"fulfillment/orders/{key}/ship", {**PARCEL, "lines": [{**named, "lots": [{"code": "X", "quantity": 1}]}]}
    )

    assert (first.status, first.body["units_left"]) == (200, 1)
    assert again.refusal == (422, "lot_unknown")
    assert integrator.get(f"stock/lots/{oil}/NEW").body["orders"] == [{"order_id": placed, "quantity": 1}]


def test_a_lots_date_is_put_right(oil: str, integrator: Integrator) -> None:
    answer = integrator.send("patch", f"stock/lots/{oil}/OLD", {"expires_on": day(9).isoformat()})
    ghost = integrator.send("patch", f"stock/lots/{oil}/GHOST", {"expires_on": None})

    assert (answer.status, answer.body["expires_on"]) == (200, day(9).isoformat())
    assert ghost.refusal == (404, "lot_unknown")


def test_counts_name_the_lot_or_the_unit(shop: Shop, oil: str, watch: str, integrator: Integrator) -> None:
    place = code(shop.warehouse)
    lines = [
        {"sku": oil, "location": place, "delta": -1, "lots": [{"code": "NEW", "quantity": 1}]},
        {"sku": watch, "location": place, "delta": -1, "serials": ["W1"]},
    ]

    done = integrator.post("stock/lots/adjustments", {"reason": "broken", "lines": lines})
    unnamed = integrator.post(
        "stock/adjustments", {"reason": "broken", "lines": [{"sku": oil, "location": place, "delta": -1}]}
    )

    assert (done.status, unnamed.refusal) == (201, (422, "lot_or_serial_required"))
    assert integrator.get(f"stock/serials/{watch}/W1").body["status"] == "lost"
    assert integrator.get("stock/lots", sku=oil).body["items"][-1]["on_hand"] == 3


def test_a_transfer_carries_the_units_that_are_named(shop: Shop, watch: str, integrator: Integrator) -> None:
    line = {"sku": watch, "quantity": 1}
    route = {"source": code(shop.warehouse), "target": code(shop.store)}

    unnamed = integrator.post("stock/transfers", {**route, "lines": [line]})
    sent = integrator.post("stock/transfers", {**route, "lines": [{**line, "serials": ["W2"]}]})
    under_way = integrator.get(f"stock/serials/{watch}/W2").body
    integrator.post(f"stock/transfers/{sent.body['id']}/receive")
    arrived = integrator.get(f"stock/serials/{watch}/W2").body

    assert unnamed.refusal == (422, "serial_required")
    assert (under_way["status"], under_way["location"]) == ("in_transit", None)
    assert (arrived["status"], arrived["location"]) == ("in_stock", code(shop.store))
    assert [move["kind"] for move in arrived["moves"]] == ["transferred_in", "transferred_out", "received"]
    assert integrator.get(f"stock/serials/{watch}/GHOST").refusal == (404, "serial_unknown")
