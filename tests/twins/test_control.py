"""The control API: clock, settings, listings, sellers, reset, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.twins.makers import (
    BARCODE,
    CONTROL,
    ORIGIN,
    SELLER,
    START_MS,
    World,
    basic,
    order,
    package,
    product,
    publish,
    push,
    quantity_of,
    stocked,
)

PUSH = f"/inventory/sellers/{SELLER}/products/price-and-inventory"


def test_the_clock_can_be_moved_so_that_rules_of_minutes_need_no_waiting(world: World) -> None:
    publish(world)
    body = {"items": [{"barcode": BARCODE, "quantity": 5}]}
    world.seller("POST", PUSH, json=body)
    refused = world.seller("POST", PUSH, json=body).status_code

    moved = world.control("POST", "/clock", json={"advanceMs": 15 * 60_000})
    accepted = world.seller("POST", PUSH, json=body).status_code
    back = world.control("POST", "/clock", json={"offsetMs": 0})

    assert (refused, accepted) == (400, 200)
    assert moved["offsetMs"] == 900_000
    assert moved["now"] - back["now"] == 900_000


def test_the_clock_adds_up(world: World) -> None:
    world.control("POST", "/clock", json={"advanceMs": 1000})
    moved = world.control("POST", "/clock", json={"advanceMs": -400})

    assert moved == {"offsetMs": 600, "now": START_MS + 600}
    assert world.control("GET", "/state")["now"] == START_MS + 600


def test_the_state_counts_everything(world: World) -> None:
    stocked(world, 5)
    order(world)
    world.seller("POST", PUSH, json={"items": [{"barcode": BARCODE, "quantity": 8}]})
    hook = {"url": "https://shop.example/h", "authenticationType": "API_KEY", "apiKey": "secret-key"}
    world.seller("POST", f"/webhook/sellers/{SELLER}/webhooks", json=hook)
    order(world)

    state = world.control("GET", "/state")

    assert (state["orders"], state["packages"], state["listings"]) == (2, {"Created": 2}, {"approved": 1})
    assert (state["batchesWaiting"], state["deliveriesWaiting"], state["sellers"]) == (1, 1, [SELLER])
    assert [(one["url"], one["active"], one["failures"]) for one in state["webhooks"]] == [(hook["url"], True, 0)]
    assert "secret-key" not in str(state)


def test_a_reset_keeps_sellers_and_never_gives_a_number_twice(world: World) -> None:
    stocked(world, 5)
    before = order(world)
    world.fault("reorder")
    world.control("POST", "/clock", json={"advanceMs": 5})
    world.control("POST", "/sellers", json={"sellerId": 77, "apiKey": "k", "apiSecret": "s"})

    world.control("POST", "/reset")
    state = world.control("GET", "/state")
    stocked(world, 5)
    after = order(world)

    assert (state["orders"], state["listings"], state["packages"]) == (0, {}, {})
    assert (state["sellers"], state["settings"]["clock_offset_ms"]) == ([77, SELLER], 0)
    assert state["faults"]["reorder"] == {"percent": 0, "times": None, "fired": 0}
    assert after["packageId"] == before["packageId"] + 1
    assert int(after["orderNumber"]) == int(before["orderNumber"]) + 1


def test_listings_are_decided_by_hand(world: World) -> None:
    publish(world)
    decision = {"approval": "rejected", "reason": "blurred"}

    world.control("PUT", f"/listings/{BARCODE}/approval", json=decision)
    rejected = world.control("GET", "/listings")["listings"][0]
    world.control("PUT", f"/listings/{BARCODE}/approval", json={"approval": "approved"})
    push(world, quantity=3)

    assert (rejected["approval"], rejected["reject_reason"]) == ("rejected", "blurred")
    assert quantity_of(world) == 3


def test_listings_and_packages_are_paged(world: World) -> None:
    publish(world, *[product(f"86900000000{number}") for number in range(10, 15)])
    push(world, "8690000000010", 3)
    made = [order(world, barcode="8690000000010")["packageId"] for _ in range(3)]

    first = world.control("GET", "/listings", params={"limit": 2})["listings"]
    rest = world.control("GET", "/listings", params={"after": first[-1]["barcode"]})["listings"]
    packages = world.control("GET", "/packages", params={"after": made[0]})["packages"]

    assert [one["barcode"][-2:] for one in first + rest] == ["10", "11", "12", "13", "14"]
    assert [one["shipmentPackageId"] for one in packages] == made[1:]


def test_another_seller_sells_its_own_listings(world: World) -> None:
    world.control("POST", "/sellers", json={"sellerId": 77, "apiKey": "k77", "apiSecret": "s77"})
    headers = {"user-agent": "77 - Other", "authorization": basic("k77", "s77")}
    items = {"items": [product(quantity=4)]}
    world.seller("POST", "/product/sellers/77/v2/products", json=items, headers=headers)
    world.wait(seconds=1)
    world.control("GET", "/state")
    world.wait(seconds=2)

    placed = world.control("POST", "/orders", params={"seller": 77}, json={"lines": [{"barcode": BARCODE}]})

    assert package(world, placed["packageId"])["supplierId"] == 77
    assert world.control("GET", "/listings")["listings"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("PUT", "/settings", {"speed": 5}, 400, "unknown_setting"),
        ("PUT", "/settings", {"stream_gap_ms": -1}, 400, "invalid"),
        ("PUT", "/settings", {"stream_gap_ms": "5"}, 400, "invalid"),
        ("PUT", "/settings", {"picture_from": 5}, 400, "invalid"),
        ("POST", "/clock", {"advanceMs": "soon"}, 400, "invalid"),
        ("POST", "/clock", [], 400, "malformed_json"),
        ("POST", "/sellers", {"sellerId": SELLER, "apiKey": "k", "apiSecret": "s"}, 409, "exists"),
        ("POST", "/sellers", {"sellerId": 0, "apiKey": "k", "apiSecret": "s"}, 400, "invalid"),
        ("POST", "/sellers", {"sellerId": 5, "apiKey": "k"}, 400, "invalid"),
        ("PUT", "/listings/none/approval", {"approval": "approved"}, 404, "not_found"),
        ("PUT", "/listings/none/approval", {"approval": "maybe"}, 400, "invalid"),
        ("GET", "/orders/1", None, 404, "not_found"),
        ("GET", "/listings?seller=5", None, 404, "not_found"),
        ("GET", "/listings?limit=0", None, 400, "invalid"),
        ("POST", "/packages/1/cancel", {}, 404, "PackageNotFoundException"),
        ("POST", "/packages/1/status", {"status": "Shipped"}, 404, "PackageNotFoundException"),
        ("POST", "/pump", {"limit": 0}, 400, "invalid"),
    ],
)
def test_a_wrong_call_is_refused_with_a_code(
    world: World, method: str, path: str, body: Any, status: int, code: str
) -> None:
    response = world.call(method, CONTROL + path, json=body)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/trendyol/control/reset", "/trendyol/control/pump", "/testpay/control/reset"])
def test_another_sites_page_cannot_steer_the_twins(world: World, path: str) -> None:
    foreign = world.call("POST", path, headers={"origin": "https://evil.example"})
    own = world.call("POST", path, headers={"origin": ORIGIN})

    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "foreign_origin")
    assert own.status_code == 200


def test_the_request_log_keeps_no_secret_and_no_cursor(world: World) -> None:
    world.seller("GET", f"/order/sellers/{SELLER}/orders/stream", params={"nextCursor": "abc.def", "size": 5})
    world.fault("rate_limited", times=1)
    world.seller("GET", f"/order/sellers/{SELLER}/v2/orders")

    shown = world.control("GET", "/log")["requests"]

    assert [(one["method"], one["path"], one["status"], one["fault"]) for one in shown] == [
        ("GET", f"/trendyol/integration/order/sellers/{SELLER}/v2/orders", 429, "rate_limited"),
        ("GET", f"/trendyol/integration/order/sellers/{SELLER}/orders/stream?nextCursor=…&size=5", 400, ""),
    ]
    assert "demo-secret" not in str(shown)


def test_the_request_log_forgets_the_oldest(world: World) -> None:
    world.control("PUT", "/settings", json={"limit_product_read": 10_000, "burst_per_10s": 10_000})
    for number in range(1005):
        world.seller("GET", f"/product/sellers/{SELLER}/products/batch-requests/b{number}")

    shown = world.control("GET", "/log", params={"limit": 1000})["requests"]

    assert len(shown) == 1000
    assert shown[0]["path"].endswith("/b1004")
    assert shown[-1]["path"].endswith("/b5")


def test_a_body_beyond_the_limit_is_refused(world: World) -> None:
    response = world.seller("POST", PUSH, content=b"x" * (32 * 1024 * 1024 + 1))

    assert response.status_code == 413
