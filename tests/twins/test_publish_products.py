"""Products come in by batches and are approved a little later."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.twins.makers import BARCODE, SELLER, START_MS, World, product, publish, push

PRODUCTS = f"/product/sellers/{SELLER}/v2/products"
RESULTS = f"/product/sellers/{SELLER}/products/batch-requests"


def send(world: World, *items: dict[str, Any]) -> str:
    return str(world.seller("POST", PRODUCTS, json={"items": items}).json()["batchRequestId"])


def result(world: World, batch_id: str) -> dict[str, Any]:
    return dict(world.seller("GET", f"{RESULTS}/{batch_id}").json())


def test_a_product_waits_is_taken_in_and_is_approved_after_a_while(world: World) -> None:
    batch_id = send(world, product())

    waiting = result(world, batch_id)
    world.wait(milliseconds=300)
    taken = result(world, batch_id)
    pending = world.control("GET", "/state")["listings"]
    world.wait(milliseconds=1000)
    approved = world.control("GET", "/state")["listings"]

    assert (waiting["status"], waiting["items"][0]["status"]) == ("IN_PROGRESS", "IN_PROGRESS")
    assert (taken["status"], taken["items"][0]["status"], taken["failedItemCount"]) == ("COMPLETED", "SUCCESS", 0)
    assert taken["items"][0]["requestItem"]["barcode"] == BARCODE
    assert taken["items"][0]["requestItem"]["product"] == product()
    assert taken["creationDate"] == START_MS
    assert taken["lastModification"] == START_MS + 300
    assert (pending, approved) == ({"pending": 1}, {"approved": 1})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"barcode": ""}, "barcode is required and has at most 40 characters"),
        ({"barcode": "8" * 41}, "barcode is required and has at most 40 characters"),
        ({"title": "ş" * 101}, "title is required and has at most 100 characters"),
        ({"title": None}, "title is required and has at most 100 characters"),
        ({"productMainId": "p" * 41}, "productMainId is required and has at most 40 characters"),
        ({"description": "d" * 30_001}, "description is required and has at most 30000 characters"),
        ({"stockCode": "s" * 101}, "stockCode has at most 100 characters"),
        ({"brandId": "11"}, "brandId must be a number"),
        ({"categoryId": True}, "categoryId must be a number"),
        ({"quantity": -1}, "quantity must be a whole number from 0 to 20000"),
        ({"quantity": 20_001}, "quantity must be a whole number from 0 to 20000"),
        ({"listPrice": "499"}, "listPrice must be a price with at most two decimals"),
        ({"salePrice": 1.005}, "salePrice must be a price with at most two decimals"),
        ({"salePrice": 499.01}, "salePrice must not be above listPrice"),
        ({"vatRate": 18}, "vatRate must be 0, 1, 10 or 20"),
        ({"images": []}, "images must hold 1 to 8 addresses that begin with https://"),
        (
            {"images": [{"url": "https://p.example/1"}] * 9},
            "images must hold 1 to 8 addresses that begin with https://",
        ),
        ({"images": [{"url": "http://p.example/1"}]}, "images must hold 1 to 8 addresses that begin with https://"),
        ({"attributes": None}, "attributes must be a list, each with an attributeId"),
        ({"attributes": [{"attributeId": "338"}]}, "attributes must be a list, each with an attributeId"),
    ],
)
def test_a_wrong_item_fails_alone_and_says_why(world: World, changes: dict[str, Any], reason: str) -> None:
    batch_id = send(world, product() | changes, product("8690000000024"))
    world.wait(seconds=1)

    shown = result(world, batch_id)

    assert shown["items"][0]["failureReasons"] == [reason]
    assert [item["status"] for item in shown["items"]] == ["FAILED", "SUCCESS"]
    assert (shown["itemCount"], shown["failedItemCount"]) == (2, 1)
    assert world.control("GET", "/state")["listings"] == {"pending": 1}


def test_a_title_of_a_hundred_letters_and_equal_prices_are_fine(world: World) -> None:
    batch_id = send(world, product(title="ğ" * 100, listPrice=449.9, salePrice=449.9, barcode="8" * 40))
    world.wait(seconds=1)

    assert result(world, batch_id)["items"][0]["failureReasons"] == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"items": []}', b'{"items": {}}', b'{"items": [1]}', b'{"items": [{"quantity": 1e999999}]}x'],
)
def test_a_wrong_body_is_refused_whole(world: World, body: bytes) -> None:
    response = world.seller("POST", PRODUCTS, content=body)

    assert response.status_code == 400
    assert world.control("GET", "/state")["batchesWaiting"] == 0


def test_more_than_a_thousand_items_are_refused(world: World) -> None:
    response = world.seller("POST", PRODUCTS, json={"items": [product()] * 1001})

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "items must hold 1 to 1000 items."


def test_numbers_beyond_every_column_fail_without_harm(world: World) -> None:
    items = [product(quantity=10**30), product(listPrice=10**25, salePrice=10**25), product(listPrice=10**24)]
    body = json.dumps({"items": items}).replace(str(10**24), "1e999999")

    batch_id = world.seller("POST", PRODUCTS, content=body).json()["batchRequestId"]
    world.wait(seconds=1)

    assert [item["status"] for item in result(world, batch_id)["items"]] == ["FAILED"] * 3
    assert world.control("GET", "/state")["listings"] == {}


@pytest.mark.parametrize("approval", ["approved", "rejected"])
def test_a_barcode_is_created_once(world: World, approval: str) -> None:
    publish(world)
    push(world, quantity=9, salePrice=400)
    world.control("PUT", f"/listings/{BARCODE}/approval", json={"approval": approval, "reason": "blurred picture"})
    before = world.control("GET", "/listings")["listings"]

    batch_id = send(world, product(title="Bakır cezve, üçlük", quantity=50, salePrice=1))
    world.wait(seconds=3)

    [refused] = result(world, batch_id)["items"]
    assert (refused["status"], refused["failureReasons"]) == ("FAILED", ["a product with this barcode exists already"])
    assert world.control("GET", "/listings")["listings"] == before


def test_a_result_can_be_asked_for_during_four_hours(world: World) -> None:
    batch_id = send(world, product())

    world.wait(hours=4, milliseconds=-1)
    in_time = world.seller("GET", f"{RESULTS}/{batch_id}")
    world.wait(milliseconds=1)
    too_late = world.seller("GET", f"{RESULTS}/{batch_id}")

    assert (in_time.status_code, too_late.status_code) == (200, 400)
    assert too_late.json()["exception"] == "BatchRequestNotFoundException"


def test_a_seller_cannot_read_anothers_result(world: World) -> None:
    batch_id = send(world, product())
    world.control("POST", "/sellers", json={"sellerId": 77, "apiKey": "demo-key", "apiSecret": "demo-secret"})

    response = world.seller(
        "GET", f"/product/sellers/77/products/batch-requests/{batch_id}", headers={"user-agent": "77 - Other"}
    )

    assert response.status_code == 400
