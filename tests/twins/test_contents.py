"""What a seller reads of products, and what approved content says after it was told anew."""

from __future__ import annotations

from typing import Any

import httpx

from tests.twins.makers import BARCODE, SELLER, World, product, publish

PRODUCTS = f"/product/sellers/{SELLER}/products"


def approved(world: World, **query: Any) -> httpx.Response:
    return world.seller("GET", f"{PRODUCTS}/approved", params=query)


def update(world: World, *items: dict[str, Any]) -> list[dict[str, Any]]:
    """Send contents and return what became of each."""
    taken = world.seller("POST", f"{PRODUCTS}/content-bulk-update", json={"items": items}).json()
    world.wait(seconds=2)
    batch = world.seller("GET", f"{PRODUCTS}/batch-requests/{taken['batchRequestId']}").json()
    assert (batch["batchRequestType"], batch["status"]) == ("ApprovedProductContentUpdate", "COMPLETED")
    assert [one["requestItem"] for one in batch["items"]] == [{"supplierId": SELLER, "updateRequest": i} for i in items]
    return [{"status": one["status"], "why": one["failureReasons"]} for one in batch["items"]]


def test_what_is_approved_and_what_is_not_are_read_apart(world: World) -> None:
    publish(world, product(), product("WAITS"))
    world.control("PUT", "/listings/WAITS/approval", json={"approval": "pending"})

    [content] = approved(world, barcodes=f"{BARCODE},WAITS,STRANGE").json()["content"]
    [draft] = world.seller("GET", f"{PRODUCTS}/unapproved", params={"barcodes": f"{BARCODE},WAITS"}).json()["content"]

    [variant] = content["variants"]
    assert (content["title"], content["description"]) == ("Bakır cezve, ikilik", "<p>El yapımı</p>")
    assert (variant["barcode"], variant["price"]) == (BARCODE, {"salePrice": 449, "listPrice": 499})
    assert (draft["barcode"], draft["status"], draft["rejectReasonDetails"]) == ("WAITS", "pendingApproval", [])


def test_more_than_fifty_barcodes_are_refused(world: World) -> None:
    many = [approved(world, barcodes=",".join(str(code) for code in range(count))).status_code for count in (50, 51)]

    assert many == [200, 400]


def test_content_changes_where_something_is_told_and_keeps_the_rest(world: World) -> None:
    publish(world)
    [before] = approved(world, barcode=BARCODE).json()["content"]
    number = before["contentId"]

    became = update(world, {"contentId": number, "description": "New"}, {"contentId": number, "title": "t" * 101},
                    {"contentId": 7, "title": "Strange"})  # fmt: skip
    [after] = approved(world, contentId=number).json()["content"]

    assert became == [
        {"status": "SUCCESS", "why": []},
        {"status": "FAILED", "why": ["title is required and has at most 100 characters"]},
        {"status": "FAILED", "why": ["the content is not known or not approved"]},
    ]
    assert after == {**before, "description": "New"}
