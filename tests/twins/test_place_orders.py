"""Customers buy what is shown, and never more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.twins.makers import BARCODE, CONTROL, World, order, package, product, publish, push, quantity_of, stocked

OTHER = "8690000000024"


def place(world: World, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    response = world.call("POST", CONTROL + "/orders", json=body)
    return response.status_code, dict(response.json())


def test_a_purchase_lowers_what_is_shown_and_makes_a_package(world: World) -> None:
    stocked(world, 5)

    placed = order(world, 2, buyer={"first_name": "Ayşe", "last_name": "Işık", "city": "İzmir"})

    body = package(world, placed["packageId"])
    assert quantity_of(world) == 3
    assert (body["orderNumber"], body["status"], body["createdBy"]) == (
        placed["orderNumber"],
        "Created",
        "order-creation",
    )
    assert (body["customerFirstName"], body["shipmentAddress"]["city"]) == ("Ayşe", "İzmir")
    assert (body["packageTotalPrice"], body["currencyCode"], body["supplierId"]) == (898, "TRY", 1234)
    line = body["lines"][0]
    assert (line["barcode"], line["quantity"], line["lineUnitPrice"], line["vatRate"]) == (BARCODE, 2, 449, 20)
    assert [unit["lineItemPrice"] for unit in line["discountDetails"]] == [449, 449]


def test_only_the_order_date_runs_three_hours_ahead(world: World) -> None:
    stocked(world, 5)
    now_ms = world.control("GET", "/state")["now"]

    body = package(world, order(world)["packageId"])

    assert body["orderDate"] == now_ms + 3 * 3_600_000
    assert body["lastModifiedDate"] == now_ms
    assert body["packageHistories"] == [{"createdDate": now_ms, "status": "Created"}]


def test_nobody_buys_more_than_is_shown(world: World) -> None:
    stocked(world, 2)

    status, body = place(world, {"lines": [{"barcode": BARCODE, "quantity": 3}]})

    assert status == 409
    assert body == {"placed": False, "barcode": BARCODE, "asked": 3, "left": 2, "reason": "sold_out"}
    assert quantity_of(world) == 2


def test_two_lines_of_one_barcode_are_counted_together(world: World) -> None:
    stocked(world, 3)
    lines = [{"barcode": BARCODE, "quantity": 2}, {"barcode": BARCODE, "quantity": 2}]

    status, body = place(world, {"lines": lines})

    assert (status, body["asked"], body["left"]) == (409, 4, 3)


def test_an_order_is_taken_whole_or_not_at_all(world: World) -> None:
    stocked(world, 5)
    publish(world, product(OTHER))

    status, body = place(world, {"lines": [{"barcode": BARCODE}, {"barcode": OTHER}]})

    assert (status, body["barcode"]) == (409, OTHER)
    assert quantity_of(world) == 5
    assert world.control("GET", "/state")["orders"] == 0


def test_what_is_not_approved_is_not_sold_unless_asked_for(world: World) -> None:
    status, refused = place(world, {"lines": [{"barcode": "nowhere"}]})
    _, placed = place(world, {"lines": [{"barcode": "nowhere"}], "allowUnknown": True})

    assert (status, refused["reason"]) == (409, "not_on_sale")
    assert package(world, placed["packageId"])["lines"][0]["barcode"] == "nowhere"


def test_the_same_reference_is_placed_once(world: World) -> None:
    stocked(world, 5)

    first = order(world, 2, reference="basket-1")
    again = order(world, 2, reference="basket-1")

    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again["packageId"] == first["packageId"]
    assert quantity_of(world) == 3


def test_many_orders_are_placed_in_their_sequence_in_one_call(world: World) -> None:
    stocked(world, 3)
    wanted = {"first": 2, "second": 2, "third": 1}
    orders = [{"lines": [{"barcode": BARCODE, "quantity": wanted[name]}], "reference": name} for name in wanted]

    outcomes = world.control("POST", "/orders", json={"orders": [*orders, orders[0]]})["outcomes"]

    assert [one["placed"] for one in outcomes] == [True, False, True, True]
    assert outcomes[1] == {"placed": False, "barcode": BARCODE, "asked": 2, "left": 1, "reason": "sold_out"}
    assert (outcomes[3]["replayed"], outcomes[3]["packageId"]) == (True, outcomes[0]["packageId"])
    assert quantity_of(world) == 0


def test_thousands_of_orders_fit_in_one_call(world: World) -> None:
    stocked(world, 20_000)
    orders = [{"lines": [{"barcode": BARCODE}]} for _ in range(2000)]

    outcomes = world.control("POST", "/orders", json={"orders": orders})["outcomes"]

    assert len({one["orderNumber"] for one in outcomes}) == 2000
    assert quantity_of(world) == 18_000


def test_an_awaiting_order_holds_its_units(world: World) -> None:
    stocked(world, 1)

    placed = order(world, awaiting=True)

    assert package(world, placed["packageId"])["status"] == "Awaiting"
    assert quantity_of(world) == 0
    assert place(world, {"lines": [{"barcode": BARCODE}]})[0] == 409


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lines": []},
        {"lines": [{}]},
        {"lines": [{"barcode": BARCODE, "quantity": 0}]},
        {"lines": [{"barcode": BARCODE, "quantity": 1001}]},
        {"lines": [{"barcode": BARCODE, "quantity": True}]},
        {"lines": [{"barcode": BARCODE}] * 201},
        {"lines": [{"barcode": BARCODE}], "buyer": "Ayşe"},
        {"lines": [{"barcode": BARCODE}], "buyer": {"city": 5}},
        {"lines": [{"barcode": BARCODE}], "reference": 5},
        {"orders": []},
        {"orders": [5]},
    ],
)
def test_a_wrong_order_is_refused(world: World, body: dict[str, Any]) -> None:
    stocked(world, 5)

    status, answer = place(world, body)

    assert (status, answer["error"]["code"]) == (400, "invalid")
    assert quantity_of(world) == 5


def test_many_customers_at_once_take_exactly_what_is_shown(world: World) -> None:
    stocked(world, 10)

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: place(world, {"lines": [{"barcode": BARCODE}]})[0], range(40)))

    assert (statuses.count(201), statuses.count(409)) == (10, 30)
    assert quantity_of(world) == 0


def test_a_push_puts_units_back_on_sale(world: World) -> None:
    stocked(world, 1)
    order(world)

    push(world, quantity=2)

    assert quantity_of(world) == 2
    assert place(world, {"lines": [{"barcode": BARCODE, "quantity": 2}]})[0] == 201
