"""Quantities and prices are pushed as absolute values."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.twins.makers import BARCODE, SELLER, World, order, product, publish, push, quantity_of, stocked

PUSH = f"/inventory/sellers/{SELLER}/products/price-and-inventory"
RESULTS = f"/product/sellers/{SELLER}/products/batch-requests"


def send(world: World, *items: dict[str, Any]) -> httpx.Response:
    return world.seller("POST", PUSH, json={"items": items})


def outcome(world: World, *items: dict[str, Any]) -> list[dict[str, Any]]:
    batch_id = send(world, *items).json()["batchRequestId"]
    world.wait(seconds=1)
    return list(world.seller("GET", f"{RESULTS}/{batch_id}").json()["items"])


def test_a_push_takes_effect_after_the_delay_and_its_batch_has_no_status(world: World) -> None:
    publish(world)
    batch_id = send(world, {"barcode": BARCODE, "quantity": 5}).json()["batchRequestId"]

    waiting = world.seller("GET", f"{RESULTS}/{batch_id}").json()
    before = quantity_of(world)
    world.wait(milliseconds=300)
    done = world.seller("GET", f"{RESULTS}/{batch_id}").json()

    assert (before, quantity_of(world)) == (0, 5)
    assert "status" not in waiting
    assert "status" not in done
    assert waiting["items"][0]["status"] == "IN_PROGRESS"
    assert done["items"] == [
        {"requestItem": {"barcode": BARCODE, "quantity": 5}, "status": "SUCCESS", "failureReasons": []}
    ]
    assert done["batchRequestType"] == "ProductInventoryUpdate"


@pytest.mark.parametrize(
    ("offer", "reason"),
    [
        ({"barcode": "none", "quantity": 1}, "the barcode is not known"),
        ({"barcode": "waiting", "quantity": 1}, "the product is not approved"),
        ({"barcode": BARCODE}, "quantity, salePrice or listPrice is required"),
        ({"barcode": BARCODE, "quantity": 20_001}, "quantity must be a whole number from 0 to 20000"),
        ({"barcode": BARCODE, "quantity": -1}, "quantity must be a whole number from 0 to 20000"),
        ({"barcode": BARCODE, "quantity": 1.5}, "quantity must be a whole number from 0 to 20000"),
        ({"barcode": BARCODE, "salePrice": 500}, "salePrice must not be above listPrice"),
        ({"barcode": BARCODE, "listPrice": 400}, "salePrice must not be above listPrice"),
        ({"barcode": BARCODE, "salePrice": "1"}, "salePrice must be a price with at most two decimals"),
        ({"barcode": "8" * 41, "quantity": 1}, "barcode is required and has at most 40 characters"),
    ],
)
def test_a_wrong_item_fails_alone_and_says_why(world: World, offer: dict[str, Any], reason: str) -> None:
    stocked(world, 5)
    publish(world, product("waiting"))
    world.control("PUT", "/listings/waiting/approval", json={"approval": "pending"})

    items = outcome(world, offer, {"barcode": BARCODE, "quantity": 7})

    assert [item["status"] for item in items] == ["FAILED", "SUCCESS"]
    assert items[0]["failureReasons"] == [reason]
    assert quantity_of(world) == 7


def test_twenty_thousand_and_zero_are_the_borders(world: World) -> None:
    publish(world)

    assert outcome(world, {"barcode": BARCODE, "quantity": 20_000})[0]["status"] == "SUCCESS"
    assert quantity_of(world) == 20_000
    assert outcome(world, {"barcode": BARCODE, "quantity": 0})[0]["status"] == "SUCCESS"
    assert quantity_of(world) == 0


def test_price_and_quantity_can_be_sent_apart(world: World) -> None:
    stocked(world, 5)

    outcome(world, {"barcode": BARCODE, "salePrice": 399.9, "listPrice": 599.9})

    listing = world.control("GET", "/listings")["listings"][0]
    assert (listing["quantity"], listing["saleMinor"], listing["listMinor"]) == (5, 39_990, 59_990)


def test_the_same_body_is_refused_for_fifteen_minutes_even_after_another_one(world: World) -> None:
    publish(world)
    first, second = {"barcode": BARCODE, "quantity": 5}, {"barcode": BARCODE, "quantity": 4}
    assert send(world, first).status_code == 200
    assert send(world, second).status_code == 200

    world.wait(minutes=15, milliseconds=-1)
    refused = send(world, first)
    world.wait(milliseconds=1)
    accepted = send(world, first)

    assert (refused.status_code, accepted.status_code) == (400, 200)
    assert refused.json()["exception"] == "RepeatedRequestException"
    assert refused.json()["errors"][0]["message"] == "The same request cannot be repeated for 15 minutes."


def test_a_refused_repeat_does_not_prolong_the_ban(world: World) -> None:
    publish(world)
    item = {"barcode": BARCODE, "quantity": 5}
    send(world, item)

    world.wait(minutes=14)
    assert send(world, item).status_code == 400
    world.wait(minutes=1)

    assert send(world, item).status_code == 200


def test_another_body_with_the_same_meaning_is_not_a_repeat(world: World) -> None:
    publish(world)
    send(world, {"barcode": BARCODE, "quantity": 5})

    assert send(world, {"barcode": BARCODE, "quantity": 5, "salePrice": 449}).status_code == 200


def test_pushes_take_effect_in_the_order_they_were_sent(world: World) -> None:
    publish(world)
    for quantity in (9, 1, 6):
        send(world, {"barcode": BARCODE, "quantity": quantity})
    world.wait(seconds=1)

    assert quantity_of(world) == 6


def test_a_late_push_overwrites_what_was_bought_meanwhile(world: World) -> None:
    stocked(world, 5)
    send(world, {"barcode": BARCODE, "quantity": 4})
    order(world, 3)
    bought = quantity_of(world)

    world.wait(seconds=1)

    assert (bought, quantity_of(world)) == (2, 4)


def test_more_than_a_thousand_items_are_refused(world: World) -> None:
    response = send(world, *[{"barcode": str(number), "quantity": 1} for number in range(1001)])

    assert response.status_code == 400


def test_a_push_for_a_known_price_is_written_as_a_number(world: World) -> None:
    stocked(world, 5)
    batch_id = push(world, quantity=8, salePrice=10.10)

    text = world.seller("GET", f"{RESULTS}/{batch_id}").text

    assert '"salePrice":10.1' in text
