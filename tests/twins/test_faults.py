"""Each fault does what its name says, as often as it was told, and the same seed gives the same faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from arasta.twins.trendyol.types import FAULTS
from tests.twins.makers import (
    BARCODE,
    CONTROL,
    SELLER,
    World,
    order,
    package,
    product,
    publish,
    push,
    quantity_of,
    set_status,
    stocked,
    stream,
)

ORDERS = f"/order/sellers/{SELLER}/v2/orders"
PUSH = f"/inventory/sellers/{SELLER}/products/price-and-inventory"
RESULTS = f"/product/sellers/{SELLER}/products/batch-requests"
HOOK = {"url": "https://shop.example/hook", "authenticationType": "API_KEY", "apiKey": "k"}


def subscribe(world: World) -> None:
    world.seller("POST", f"/webhook/sellers/{SELLER}/webhooks", json=HOOK)


def received(world: World) -> list[tuple[int, str]]:
    bodies = [json.loads(request.content)["content"][0] for request in world.received]
    return [(body["shipmentPackageId"], body["status"]) for body in bodies]


def test_duplicate_delivery(world: World) -> None:
    stocked(world)
    subscribe(world)
    world.fault("duplicate_delivery", times=1)
    placed = [order(world)["packageId"], order(world)["packageId"]]

    world.control("POST", "/pump")

    assert received(world) == [(placed[0], "Created"), (placed[0], "Created"), (placed[1], "Created")]
    assert world.received[0].content == world.received[1].content


def test_lost_webhook(world: World) -> None:
    stocked(world)
    subscribe(world)
    world.fault("lost_webhook", times=1)
    lost, told = order(world), order(world)

    world.control("POST", "/pump")

    assert received(world) == [(told["packageId"], "Created")]
    assert lost["packageId"] in [one["shipmentPackageId"] for one in stream(world).json()["content"]]


def test_a_forged_letter_is_sent_once_without_the_key_and_silences_nobody(world: World) -> None:
    stocked(world)
    subscribe(world)
    world.fault("forged_webhook", times=1)
    order(world)
    world.receiver = lambda request: httpx.Response(200 if request.headers["x-api-key"] == "k" else 401)

    pumped = world.control("POST", "/pump")
    [hook] = world.seller("GET", f"/webhook/sellers/{SELLER}/webhooks").json()

    genuine, forged = world.received
    assert (pumped, hook["status"]) == ({"sent": 1, "failed": 1, "waiting": 0}, "ACTIVE")
    assert (genuine.headers["x-api-key"], forged.headers["x-api-key"]) == ("k", "a-guess")
    assert genuine.content != forged.content


def test_reorder_delivers_what_was_true_before_after_what_is_true_now(world: World) -> None:
    stocked(world)
    subscribe(world)
    world.fault("reorder", times=1)
    placed = order(world)
    set_status(world, placed["packageId"], "Picking")

    world.control("POST", "/pump")
    world.wait(seconds=4)
    world.control("POST", "/pump")

    assert received(world) == [(placed["packageId"], "Picking"), (placed["packageId"], "Created")]


@pytest.mark.parametrize(("fault", "header"), [("rate_limited", "1"), ("rate_limited_bare", None)])
def test_rate_limited_with_and_without_a_header(world: World, fault: str, header: str | None) -> None:
    world.fault(fault, times=1)

    refused, accepted = world.seller("GET", ORDERS), world.seller("GET", ORDERS)

    assert (refused.status_code, refused.headers.get("retry-after"), accepted.status_code) == (429, header, 200)


def test_error_after_write_keeps_the_write(world: World) -> None:
    publish(world)
    world.fault("error_after_write", times=1)
    body = {"items": [{"barcode": BARCODE, "quantity": 5}]}

    failed = world.seller("POST", PUSH, json=body)
    repeated = world.seller("POST", PUSH, json=body)
    world.wait(seconds=1)

    assert (failed.status_code, failed.json()["exception"]) == (500, "InternalServerError")
    assert repeated.json()["exception"] == "RepeatedRequestException"
    assert quantity_of(world) == 5


def test_error_after_write_spares_reads_and_refusals(world: World) -> None:
    world.fault("error_after_write")

    assert world.seller("GET", ORDERS).status_code == 200
    assert world.seller("POST", PUSH, json={}).status_code == 400


def test_a_late_answer_keeps_the_write_and_blocks_nobody(world: World) -> None:
    stocked(world)
    placed = order(world)
    world.fault("late_answer", times=1)

    response = set_status(world, placed["packageId"], "Picking")

    assert (response.status_code, world.slept) == (200, [20.0])
    assert package(world, placed["packageId"])["status"] == "Picking"


def test_partial_batch_fails_every_other_item(world: World) -> None:
    barcodes = [f"869{number:010}" for number in range(4)]
    publish(world, *[product(barcode) for barcode in barcodes])
    world.fault("partial_batch", times=1)
    items = [{"barcode": barcode, "quantity": 5} for barcode in barcodes]

    batch_id = world.seller("POST", PUSH, json={"items": items}).json()["batchRequestId"]
    world.wait(seconds=1)

    shown = world.seller("GET", f"{RESULTS}/{batch_id}").json()
    assert [item["status"] for item in shown["items"]] == ["FAILED", "SUCCESS", "FAILED", "SUCCESS"]
    assert [quantity_of(world, barcode) for barcode in barcodes] == [0, 5, 0, 5]


def test_result_lost_hides_the_result_of_what_took_effect(world: World) -> None:
    publish(world)
    world.fault("result_lost", times=1)

    lost = push(world, quantity=5)
    kept = push(world, quantity=6)

    assert world.seller("GET", f"{RESULTS}/{lost}").status_code == 400
    assert world.seller("GET", f"{RESULTS}/{kept}").status_code == 200
    assert quantity_of(world) == 6


def test_cursor_expired(world: World) -> None:
    stocked(world)
    order(world)
    order(world)
    cursor = stream(world, size=1).json()["nextCursor"]
    world.fault("cursor_expired", times=1)

    expired = stream(world, size=1, nextCursor=cursor)

    assert expired.status_code == 400
    assert expired.json()["errors"][0]["message"] == "nextCursor has expired, start a new stream."
    assert stream(world, size=1, nextCursor=cursor).status_code == 200


def test_page_shift_skips_one_package(world: World) -> None:
    stocked(world)
    made = [order(world)["packageId"] for _ in range(5)]
    world.fault("page_shift")
    query = {"size": 2, "orderByField": "CreatedDate", "orderByDirection": "ASC"}

    pages = [world.seller("GET", ORDERS, params=query | {"page": number}).json()["content"] for number in (0, 1)]

    assert [one["shipmentPackageId"] for page in pages for one in page] == [*made[:2], *made[3:]]


def test_an_unknown_status_lasts_until_the_package_moves(world: World) -> None:
    stocked(world)
    world.fault("unknown_status", times=1)
    placed = order(world)
    odd = stream(world).json()["content"][0]

    set_status(world, placed["packageId"], "Picking")

    assert (odd["status"], odd["shipmentPackageStatus"]) == ("QualityHold", "QualityHold")
    assert odd["lines"][0]["orderLineItemStatusName"] == "QualityHold"
    assert stream(world).json()["content"][0]["status"] == "Picking"


def test_an_unknown_status_can_be_put_right_without_a_move(world: World) -> None:
    stocked(world)
    world.fault("unknown_status", times=1)
    placed = order(world)

    world.control("POST", f"/packages/{placed['packageId']}/status", json={"status": "Created", "force": True})

    assert stream(world).json()["content"][0]["status"] == "Created"


def test_an_unknown_field_is_added(world: World) -> None:
    stocked(world)
    world.fault("unknown_field", times=1)
    odd, plain = order(world), order(world)

    assert package(world, odd["packageId"])["carbonFootprint"] == {"grams": 412, "offset": True}
    assert "carbonFootprint" not in package(world, plain["packageId"])


def test_an_unknown_barcode_is_named(world: World) -> None:
    stocked(world)
    world.fault("unknown_barcode", times=1)

    placed = order(world)

    assert package(world, placed["packageId"])["lines"][0]["barcode"] == f"X{BARCODE}"
    assert quantity_of(world) == 4


def test_a_revoked_token_is_unauthorized_until_it_is_given_back(world: World) -> None:
    world.fault("token_revoked")
    revoked = world.seller("GET", ORDERS).status_code

    world.control("DELETE", "/faults")

    assert (revoked, world.seller("GET", ORDERS).status_code) == (401, 200)


def rate_of_refusals(world: World, seed: int) -> list[int]:
    world.control("PUT", "/settings", json={"limit_order_read": 1000, "burst_per_10s": 1000})
    switch = {"seed": seed, "faults": {"rate_limited": {"percent": 30}}}
    world.control("PUT", "/faults", json=switch)
    return [world.seller("GET", ORDERS).status_code for _ in range(60)]


def test_the_same_seed_gives_the_same_faults(tmp_path: Path) -> None:
    first = rate_of_refusals(World(tmp_path / "a"), 5)
    again = rate_of_refusals(World(tmp_path / "b"), 5)
    other = rate_of_refusals(World(tmp_path / "c"), 6)

    assert first == again
    assert first != other
    assert first.count(429) == 23


def test_every_fault_counts_how_often_it_struck(world: World) -> None:
    world.fault("rate_limited", times=2)
    for _ in range(3):
        world.seller("GET", ORDERS)

    shown = world.control("GET", "/faults")

    assert shown["rate_limited"] == {"percent": 100, "times": 0, "fired": 2}
    assert set(shown) == set(FAULTS)


@pytest.mark.parametrize(
    "body",
    [
        {"faults": {"earthquake": {}}},
        {"faults": []},
        {"faults": {"reorder": 5}},
        {"faults": {"reorder": {"percent": 101}}},
        {"faults": {"reorder": {"times": -1}}},
        {"seed": "x"},
    ],
)
def test_a_wrong_switch_is_refused_and_changes_nothing(world: World, body: dict[str, Any]) -> None:
    response = world.call("PUT", CONTROL + "/faults", json=body)

    assert response.status_code == 400
    assert {one["percent"] for one in world.control("GET", "/faults").values()} == {0}
