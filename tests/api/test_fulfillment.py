"""Fulfillment over JSON: take on, pack, let leave."""

from __future__ import annotations

from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, new_id, to_public
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import DELIVERY, open_cart
from tests.api.test_orders import place, request_of
from tests.api.test_place_order import order
from tests.flows.ordering.shop import Shop

PARCEL = {"carrier": "Yurtiçi", "tracking_number": "YK1", "tracking_url": "https://carrier.example/YK1"}


def place_pickup(integrator: Integrator, shop: Shop) -> str:
    """Order one unit to be picked up in the store."""
    cart = open_cart(integrator, shop, 1).body["id"]
    pickup = {"email": DELIVERY["email"], "delivery": "pickup", "pickup_location": to_public("loc", shop.store)}
    integrator.put(f"carts/{cart}/checkout", pickup)
    placed = str(order(integrator, cart).body["order"]["id"])
    source_orders([from_public("ord", placed)], at=makers.DAY, actor=SYSTEM)
    return placed


def test_a_parcel_leaves_and_all_books_agree(shop: Shop, integrator: Integrator) -> None:
    placed = place(integrator, shop)
    request = f"fulfillment/orders/{request_of(placed)}"

    steps = [integrator.post(f"{request}/accept"), integrator.post(f"{request}/ready")]
    left = integrator.post(f"{request}/ship", PARCEL)

    assert [(one.status, one.body["status"]) for one in [*steps, left]] == [
        (200, "accepted"),
        (200, "ready"),
        (200, "shipped"),
    ]
    assert (left.body["order_id"], left.body["units"], left.body["units_left"]) == (placed, 2, 0)
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 0, 0)
    assert integrator.get(f"orders/{placed}").body["fulfillment_status"] == "fulfilled"
    assert integrator.get(request).body["shipments"][0]["tracking_number"] == "YK1"


def test_a_parcel_leaves_once(shop: Shop, integrator: Integrator) -> None:
    request = f"fulfillment/orders/{request_of(place(integrator, shop))}"
    integrator.post(f"{request}/accept")

    same = [integrator.post(f"{request}/ship", PARCEL, once="parcel-1") for _ in range(2)]
    again = integrator.post(f"{request}/ship", PARCEL)

    assert (same[0].status, same[1].body) == (200, same[0].body)
    assert again.refusal == (409, "fulfillment_move_refused")
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 0, 0)


def test_a_pickup_is_handed_over(shop: Shop, integrator: Integrator) -> None:
    placed = place_pickup(integrator, shop)
    request = f"fulfillment/orders/{request_of(placed)}"
    integrator.post(f"{request}/accept")
    integrator.post(f"{request}/ready")

    answer = integrator.post(f"{request}/hand-over")

    assert (answer.status, answer.body["status"], answer.body["units_left"]) == (200, "picked_up", 0)
    assert makers.level_of(shop.variant, shop.store) == (1, 0, 0)


def test_a_pickup_goes_with_no_carrier_and_a_parcel_to_nobody_at_the_counter(
    shop: Shop, integrator: Integrator
) -> None:
    pickup = f"fulfillment/orders/{request_of(place_pickup(integrator, shop))}"
    parcel = f"fulfillment/orders/{request_of(place(integrator, shop))}"
    for request in (pickup, parcel):
        integrator.post(f"{request}/accept")
        integrator.post(f"{request}/ready")

    answers = integrator.post(f"{pickup}/ship", PARCEL), integrator.post(f"{parcel}/hand-over")

    assert [one.status for one in answers] == [409, 409]
    assert makers.level_of(shop.variant, shop.store) == (2, 1, 0)


def test_a_step_is_taken_once(shop: Shop, integrator: Integrator) -> None:
    request = f"fulfillment/orders/{request_of(place(integrator, shop))}"
    integrator.post(f"{request}/accept")
    integrator.post(f"{request}/ready")

    assert integrator.post(f"{request}/accept").refusal == (409, "fulfillment_move_refused")


def test_a_tracking_address_is_an_address(shop: Shop, integrator: Integrator) -> None:
    request = f"fulfillment/orders/{request_of(place(integrator, shop))}"
    integrator.post(f"{request}/accept")

    answer = integrator.post(f"{request}/ship", {**PARCEL, "tracking_url": "javascript:alert(1)"})

    assert answer.refusal == (422, "invalid_request")
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 2, 0)


def test_work_is_listed_by_location(shop: Shop, integrator: Integrator) -> None:
    placed = place(integrator, shop)

    here = integrator.get("fulfillment/orders", location_id=to_public("loc", shop.warehouse))
    there = integrator.get("fulfillment/orders", location_id=to_public("loc", shop.store))

    assert ([row["order_id"] for row in here.body["items"]], there.body["items"]) == ([placed], [])


def test_a_faulty_cursor_is_refused(integrator: Integrator) -> None:
    assert integrator.get("fulfillment/orders", cursor="WyJ4IiwgInkiXQ").refusal == (422, "bad_cursor")


def test_something_of_a_pickup_is_not_there(shop: Shop, integrator: Integrator) -> None:
    makers.receive(shop.variant, shop.store, 3)
    placed = place_pickup(integrator, shop)
    request = f"fulfillment/orders/{request_of(placed)}"
    line = integrator.get(request).body["lines"][0]["id"]
    one = {"lines": [{"line_id": line, "quantity": 1}]}

    early = integrator.post(f"orders/{placed}/missing", {"answer": "take_rest"})
    asked = [integrator.post(f"{request}/missing", one, once="missing-1") for _ in range(2)]
    again = integrator.post(f"{request}/missing", one)
    found = [integrator.post(f"{request}/found") for _ in range(2)]
    more = integrator.post(f"{request}/missing", {"lines": [{"line_id": line, "quantity": 2}]})
    foreign = integrator.post(f"{request}/missing", {"lines": [{"line_id": to_public("fln", new_id()), "quantity": 1}]})

    assert early.refusal == (409, "shortfall_answered")
    assert (asked[0].status, asked[1].body, again.body) == (200, asked[0].body, asked[0].body)
    assert [one["quantity"] for one in asked[0].body["missing"]] == [1]
    assert (found[0].body["missing"], found[1].refusal) == ([], (409, "shortfall_answered"))
    assert (more.refusal, foreign.refusal) == ((422, "nothing_missing"),) * 2

    integrator.post(f"{request}/missing", one)
    answers = [integrator.post(f"orders/{placed}/missing", {"answer": "take_rest"}) for _ in range(2)]

    assert (answers[0].status, answers[0].body["status"]) == (200, "canceled")
    assert (answers[0].body["refunded"], answers[1].refusal) == (answers[0].body["total"], (409, "shortfall_answered"))


def test_of_a_parcel_nobody_is_asked(shop: Shop, integrator: Integrator) -> None:
    request = f"fulfillment/orders/{request_of(place(integrator, shop))}"
    line = integrator.get(request).body["lines"][0]["id"]

    answer = integrator.post(f"{request}/missing", {"lines": [{"line_id": line, "quantity": 1}]})

    assert answer.refusal == (409, "not_fetched")
