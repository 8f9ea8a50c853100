"""A package goes from hand to hand; each hand may do only its own part."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from arasta.twins.trendyol.types import MARKET_MOVES, SELLER_MOVES, Status
from tests.twins.makers import (
    BARCODE,
    CONTROL,
    SELLER,
    START_MS,
    World,
    every_line,
    order,
    package,
    product,
    publish,
    push,
    quantity_of,
    set_status,
    stocked,
)

OTHER = "8690000000024"


def path_of(package_id: int) -> str:
    return f"/order/sellers/{SELLER}/shipment-packages/{package_id}"


def one_package(world: World, quantity: int = 3) -> int:
    stocked(world, 5)
    return int(order(world, quantity)["packageId"])


def force(world: World, package_id: int, status: str) -> None:
    world.control("POST", f"/packages/{package_id}/status", json={"status": status, "force": True})


def move_as_market(world: World, package_id: int, status: str) -> httpx.Response:
    return world.call("POST", f"{CONTROL}/packages/{package_id}/status", json={"status": status})


def unsupply(world: World, package_id: int, lines: Any, reason: Any = 500) -> httpx.Response:
    return world.seller("PUT", path_of(package_id) + "/items/unsupplied", json={"lines": lines, "reasonId": reason})


def packages_of(world: World, number: str) -> list[dict[str, Any]]:
    return list(world.control("GET", f"/orders/{number}")["packages"])


def test_the_seller_picks_then_invoices_and_the_carrier_does_the_rest(world: World) -> None:
    package_id = one_package(world)

    picking = set_status(world, package_id, "Picking")
    invoiced = set_status(world, package_id, "Invoiced", params={"invoiceNumber": "KRV-1"})
    shipped = move_as_market(world, package_id, "Shipped")
    delivered = move_as_market(world, package_id, "Delivered")

    body = package(world, package_id)
    assert [one.status_code for one in (picking, invoiced, shipped, delivered)] == [200] * 4
    assert (picking.content, body["status"], body["invoiceNumber"]) == (b"", "Delivered", "KRV-1")
    assert [one["status"] for one in body["packageHistories"]] == [
        "Created",
        "Picking",
        "Invoiced",
        "Shipped",
        "Delivered",
    ]
    assert body["lines"][0]["orderLineItemStatusName"] == "Delivered"


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", ["Picking", "Invoiced"])
def test_the_seller_makes_only_the_seller_moves(world: World, before: Status, after: str) -> None:
    package_id = one_package(world)
    force(world, package_id, before)
    legal = Status(after) in SELLER_MOVES.get(before, frozenset())

    response = set_status(world, package_id, after)

    assert response.status_code == (200 if legal else 400)
    assert package(world, package_id)["status"] == (after if legal else before)


@pytest.mark.parametrize("before", list(Status))
def test_the_market_makes_only_its_own_moves(world: World, before: Status) -> None:
    package_id = one_package(world)

    for after in Status:
        force(world, package_id, before)
        legal = after in MARKET_MOVES.get(before, frozenset())
        assert move_as_market(world, package_id, after).status_code == (200 if legal else 400)


@pytest.mark.parametrize("status", ["Shipped", "Created", "picking", None, 5])
def test_the_seller_cannot_send_another_status(world: World, status: Any) -> None:
    package_id = one_package(world)

    response = set_status(world, package_id, status)

    assert (response.status_code, response.json()["errors"][0]["message"]) == (
        400,
        "status must be Picking or Invoiced.",
    )


def test_lines_must_name_the_whole_package(world: World) -> None:
    package_id = one_package(world)
    line = every_line(package(world, package_id))[0]
    wrong: list[Any] = [None, [], [{}], [line | {"quantity": 2}], [line | {"quantity": 4}], [line | {"quantity": 0}]]
    wrong += [[line | {"lineId": 1}], [line, line], [line | {"quantity": True}], ["x"]]

    statuses = [set_status(world, package_id, "Picking", lines=lines).status_code for lines in wrong]

    assert statuses == [400] * len(wrong)
    assert package(world, package_id)["status"] == "Created"


@pytest.mark.parametrize("package_id", [1, 10**30])
def test_an_unknown_package_is_refused(world: World, package_id: int) -> None:
    response = world.seller("PUT", path_of(package_id), json={"lines": [], "status": "Picking"})

    assert (response.status_code, response.json()["exception"]) == (400, "PackageNotFoundException")


def test_a_seller_cannot_move_anothers_package(world: World) -> None:
    package_id = one_package(world)
    world.control("POST", "/sellers", json={"sellerId": 77, "apiKey": "demo-key", "apiSecret": "demo-secret"})
    body = {"lines": every_line(package(world, package_id)), "status": "Picking"}

    response = world.seller(
        "PUT",
        f"/order/sellers/77/shipment-packages/{package_id}",
        json=body,
        headers={"user-agent": "77 - Other"},
    )

    assert response.status_code == 400
    assert package(world, package_id)["status"] == "Created"


def test_every_change_is_later_than_the_one_before(world: World) -> None:
    package_id = one_package(world)
    seen = [package(world, package_id)["lastModifiedDate"]]

    for status in ("Picking", "Invoiced"):
        set_status(world, package_id, status)
        seen.append(package(world, package_id)["lastModifiedDate"])

    assert seen == [seen[0], seen[0] + 1, seen[0] + 2]


def test_a_tracking_number_comes_back_with_the_package(world: World) -> None:
    package_id = one_package(world)
    set_status(world, package_id, "Picking")

    digits = world.seller("PUT", path_of(package_id) + "/update-tracking-number", json={"trackingNumber": " 55501 "})
    with_digits = package(world, package_id)
    world.seller("PUT", path_of(package_id) + "/update-tracking-number", json={"trackingNumber": "YK-77"})
    with_letters = package(world, package_id)

    assert digits.status_code == 200
    assert (with_digits["cargoTrackingNumber"], with_digits["cargoSenderNumber"]) == (55501, "55501")
    assert (with_letters["cargoTrackingNumber"], with_letters["cargoSenderNumber"]) == (55501, "YK-77")


@pytest.mark.parametrize("number", ["", "  ", None, 5, "x" * 101])
def test_a_wrong_tracking_number_is_refused(world: World, number: Any) -> None:
    package_id = one_package(world)
    set_status(world, package_id, "Picking")

    response = world.seller("PUT", path_of(package_id) + "/update-tracking-number", json={"trackingNumber": number})

    assert response.status_code == 400


def test_a_new_package_takes_no_tracking_number(world: World) -> None:
    package_id = one_package(world)

    response = world.seller("PUT", path_of(package_id) + "/update-tracking-number", json={"trackingNumber": "1"})

    assert (response.status_code, package(world, package_id)["cargoSenderNumber"]) == (400, None)


def test_an_unsupplied_part_makes_the_package_anew(world: World) -> None:
    package_id = one_package(world)
    before = package(world, package_id)
    line_id = before["lines"][0]["lineId"]

    response = unsupply(world, package_id, [{"lineId": line_id, "quantity": 1}])

    old, gone, rest = packages_of(world, before["orderNumber"])
    assert response.status_code == 200
    assert (old["shipmentPackageId"], old["status"]) == (package_id, "UnPacked")
    assert (gone["status"], gone["createdBy"], gone["originPackageIds"]) == ("UnSupplied", "cancel", [package_id])
    assert (gone["lines"][0]["quantity"], gone["lines"][0]["cancelledBy"]) == (1, "Seller")
    assert (gone["lines"][0]["cancelReasonCode"], gone["cargoTrackingNumber"]) == (500, None)
    assert (rest["status"], rest["createdBy"], rest["originPackageIds"]) == ("Created", "cancel", [package_id])
    assert (rest["lines"][0]["quantity"], rest["lines"][0]["lineId"]) == (2, line_id)
    assert rest["cargoTrackingNumber"] != before["cargoTrackingNumber"]


def test_a_package_unsupplied_whole_still_gets_a_new_id(world: World) -> None:
    package_id = one_package(world)
    before = package(world, package_id)

    unsupply(world, package_id, every_line(before))

    assert [(one["status"], one["originPackageIds"]) for one in packages_of(world, before["orderNumber"])] == [
        ("UnPacked", None),
        ("UnSupplied", [package_id]),
    ]


def test_the_rest_of_a_rest_remembers_both_origins(world: World) -> None:
    first = one_package(world)
    number = package(world, first)["orderNumber"]
    line_id = package(world, first)["lines"][0]["lineId"]
    unsupply(world, first, [{"lineId": line_id, "quantity": 1}])
    second = packages_of(world, number)[2]["shipmentPackageId"]

    unsupply(world, second, [{"lineId": line_id, "quantity": 1}])

    assert packages_of(world, number)[4]["originPackageIds"] == [first, second]


@pytest.mark.parametrize(("lines", "reason"), [([], 500), ([{"lineId": 1, "quantity": 1}], 500), (None, 500)])
def test_a_wrong_unsupplied_call_changes_nothing(world: World, lines: Any, reason: Any) -> None:
    package_id = one_package(world)

    assert unsupply(world, package_id, lines, reason).status_code == 400
    assert unsupply(world, package_id, every_line(package(world, package_id)), "500").status_code == 400
    assert package(world, package_id)["status"] == "Created"


def test_what_is_on_its_way_cannot_be_unsupplied(world: World) -> None:
    package_id = one_package(world)
    force(world, package_id, "Shipped")

    assert unsupply(world, package_id, every_line(package(world, package_id))).status_code == 400


def test_the_customer_cancels_whole_and_nothing_comes_back_on_sale(world: World) -> None:
    package_id = one_package(world)

    made = world.control("POST", f"/packages/{package_id}/cancel", json={"reason": "found it cheaper"})

    body = package(world, package_id)
    assert made == {"packageIds": [package_id]}
    assert (body["status"], body["lines"][0]["cancelledBy"]) == ("Cancelled", "Customer")
    assert body["lines"][0]["cancelReason"] == "found it cheaper"
    assert quantity_of(world) == 2


def test_the_customer_cancels_one_line_and_the_rest_is_packed_anew(world: World) -> None:
    stocked(world, 5)
    publish(world, product(OTHER))
    push(world, OTHER, 5)
    lines = [{"barcode": BARCODE, "quantity": 1}, {"barcode": OTHER, "quantity": 2}]
    placed = world.control("POST", "/orders", json={"lines": lines})
    second = package(world, placed["packageId"])["lines"][1]["lineId"]

    world.control(
        "POST", f"/packages/{placed['packageId']}/cancel", json={"lines": [{"lineId": second, "quantity": 2}]}
    )

    old, gone, rest = packages_of(world, placed["orderNumber"])
    assert [old["status"], gone["status"], rest["status"]] == ["UnPacked", "Cancelled", "Created"]
    assert [line["barcode"] for line in gone["lines"]] == [OTHER]
    assert [line["barcode"] for line in rest["lines"]] == [BARCODE]


@pytest.mark.parametrize("status", ["Invoiced", "Shipped", "Delivered", "Cancelled", "UnPacked"])
def test_it_can_be_too_late_to_cancel(world: World, status: str) -> None:
    package_id = one_package(world)
    force(world, package_id, status)

    response = world.call("POST", f"{CONTROL}/packages/{package_id}/cancel", json={})

    assert (response.status_code, response.json()["error"]["code"]) == (409, "too_late")
    assert package(world, package_id)["status"] == status


def test_histories_are_true_instants(world: World) -> None:
    package_id = one_package(world)
    placed_at = package(world, package_id)["packageHistories"][0]["createdDate"]
    world.wait(minutes=1)

    set_status(world, package_id, "Picking")

    assert placed_at == START_MS + 7000
    assert package(world, package_id)["packageHistories"][1]["createdDate"] == placed_at + 60_000
