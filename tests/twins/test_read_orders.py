"""Packages are read by pages or by the stream."""

from __future__ import annotations

from typing import Any

import pytest

from tests.twins.makers import BARCODE, SELLER, START_MS, World, order, set_status, stocked, stream

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
PAGES = f"/order/sellers/{SELLER}/v2/orders"


def ids(response: Any) -> list[int]:
    return [one["shipmentPackageId"] for one in response.json()["content"]]


def orders_apart(world: World, count: int) -> list[int]:
    """Place orders a minute apart and return their packages, the oldest first."""
    stocked(world, count)
    made = []
    for _ in range(count):
        world.wait(minutes=1)
        made.append(int(order(world)["packageId"]))
    return made


def now_ms(world: World) -> int:
    return round(world.time.timestamp() * 1000)


def test_the_stream_shows_the_newest_change_first_and_ends(world: World) -> None:
    made = orders_apart(world, 5)
    world.wait(seconds=1)
    set_status(world, made[1], "Picking")

    first = stream(world, size=2)
    second = stream(world, size=2, nextCursor=first.json()["nextCursor"])
    third = stream(world, size=2, nextCursor=second.json()["nextCursor"])

    assert ids(first) + ids(second) + ids(third) == [made[1], made[4], made[3], made[2], made[0]]
    assert [one.json()["hasMore"] for one in (first, second, third)] == [True, True, False]
    assert third.json()["nextCursor"] is None
    assert first.json()["size"] == 2


def test_changes_of_one_instant_are_all_shown_once(world: World) -> None:
    stocked(world, 7)
    lines = {"lines": [{"barcode": BARCODE}]}
    outcomes = world.control("POST", "/orders", json={"orders": [lines] * 7})["outcomes"]

    first = stream(world, size=3)
    second = stream(world, size=3, nextCursor=first.json()["nextCursor"])
    third = stream(world, size=3, nextCursor=second.json()["nextCursor"])

    shown = ids(first) + ids(second) + ids(third)
    assert shown == sorted((one["packageId"] for one in outcomes), reverse=True)


def test_a_change_during_the_reading_is_found_only_by_the_next_reading(world: World) -> None:
    made = orders_apart(world, 4)
    first = stream(world, size=2)
    set_status(world, made[0], "Picking")

    rest = stream(world, size=2, nextCursor=first.json()["nextCursor"])

    assert ids(first) + ids(rest) == [made[3], made[2], made[1]]
    assert ids(stream(world))[0] == made[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"packageItemStatuses": "Created"},
        {"lastModifiedStartDate": START_MS},
        {"lastModifiedEndDate": START_MS + DAY_MS},
    ],
)
def test_changing_a_filter_under_a_cursor_is_refused(world: World, changed: dict[str, Any]) -> None:
    orders_apart(world, 2)
    cursor = stream(world, size=1).json()["nextCursor"]

    response = stream(world, size=1, nextCursor=cursor, **changed)

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "The filters must not change under a nextCursor."


@pytest.mark.parametrize("cursor", ["x", "e30.0000000000000000", "…", "."])
def test_a_forged_cursor_is_refused(world: World, cursor: str) -> None:
    assert stream(world, nextCursor=cursor).status_code == 400


def test_another_sellers_cursor_is_refused(world: World) -> None:
    orders_apart(world, 2)
    cursor = stream(world, size=1).json()["nextCursor"]
    world.control("POST", "/sellers", json={"sellerId": 77, "apiKey": "demo-key", "apiSecret": "demo-secret"})

    headers = {"user-agent": "77 - Other"}
    own = world.seller("GET", "/order/sellers/77/orders/stream", headers=headers)
    world.wait(seconds=5)
    foreign = world.seller("GET", "/order/sellers/77/orders/stream", headers=headers, params={"nextCursor": cursor})

    assert (own.status_code, own.json()["content"], foreign.status_code) == (200, [], 400)


def test_calls_of_the_stream_are_at_least_five_seconds_apart(world: World) -> None:
    path = f"/order/sellers/{SELLER}/orders/stream"
    assert world.seller("GET", path).status_code == 200

    world.wait(seconds=4, milliseconds=999)
    refused = world.seller("GET", path)
    world.wait(milliseconds=1)
    accepted = world.seller("GET", path)
    world.control("PUT", "/settings", json={"stream_gap_ms": 0})

    assert (refused.status_code, refused.headers["retry-after"], accepted.status_code) == (429, "1", 200)
    assert world.seller("GET", path).status_code == 200


def test_the_window_filters_by_the_last_change_and_both_ends_belong_to_it(world: World) -> None:
    made = orders_apart(world, 3)
    second = now_ms(world) - 60_000

    shown = stream(world, lastModifiedStartDate=second, lastModifiedEndDate=second)
    later = stream(world, lastModifiedStartDate=second + 1, lastModifiedEndDate=second + DAY_MS)

    assert (ids(shown), ids(later)) == ([made[1]], [made[2]])


@pytest.mark.parametrize(("span", "status"), [(14 * DAY_MS, 200), (14 * DAY_MS + 1, 400), (-1, 400)])
def test_a_window_spans_at_most_fourteen_days(world: World, span: int, status: int) -> None:
    window = {"lastModifiedStartDate": START_MS, "lastModifiedEndDate": START_MS + span}

    assert stream(world, **window).status_code == status


def test_without_a_window_the_last_fourteen_days_are_read(world: World) -> None:
    made = orders_apart(world, 1)
    world.wait(days=13)
    inside = ids(stream(world))
    world.wait(days=2)

    assert (inside, ids(stream(world))) == (made, [])


def test_only_the_last_three_months_are_remembered(world: World) -> None:
    made = orders_apart(world, 1)
    window = {"lastModifiedStartDate": now_ms(world), "lastModifiedEndDate": now_ms(world) + DAY_MS}
    world.wait(days=89)
    inside = ids(stream(world, **window))
    world.wait(days=2)

    assert (inside, ids(stream(world, **window))) == (made, [])


def test_the_stream_filters_by_statuses(world: World) -> None:
    made = orders_apart(world, 3)
    set_status(world, made[0], "Picking")
    set_status(world, made[2], "Picking")
    set_status(world, made[2], "Invoiced")

    assert ids(stream(world, packageItemStatuses="Picking")) == [made[0]]
    assert ids(stream(world, packageItemStatuses="Invoiced, Picking")) == [made[2], made[0]]
    assert stream(world, packageItemStatuses="Baked").status_code == 400


@pytest.mark.parametrize("query", [{"size": 0}, {"size": 201}, {"size": "x"}, {"lastModifiedStartDate": "yesterday"}])
def test_a_wrong_query_of_the_stream_is_refused(world: World, query: dict[str, Any]) -> None:
    assert stream(world, **query).status_code == 400


def test_the_other_reading_of_the_clock_shifts_the_last_change_and_the_window(world: World) -> None:
    made = orders_apart(world, 1)
    at = now_ms(world)
    world.control("PUT", "/settings", json={"shift_modified": 1})

    shown = stream(world, lastModifiedStartDate=at + 3 * HOUR_MS, lastModifiedEndDate=at + 3 * HOUR_MS)
    plain = stream(world, lastModifiedStartDate=at, lastModifiedEndDate=at)

    assert shown.json()["content"][0]["lastModifiedDate"] == at + 3 * HOUR_MS
    assert (ids(shown), ids(plain)) == (made, [])
    assert ids(stream(world)) == made


def test_pages_count_and_order(world: World) -> None:
    made = orders_apart(world, 5)
    query = {"size": 2, "orderByField": "CreatedDate", "orderByDirection": "ASC"}

    pages = [world.seller("GET", PAGES, params=query | {"page": number}).json() for number in range(4)]

    assert [[one["shipmentPackageId"] for one in page["content"]] for page in pages] == [
        made[:2],
        made[2:4],
        made[4:],
        [],
    ]
    assert {name: pages[0][name] for name in ("page", "size", "totalPages", "totalElements")} == {
        "page": 0,
        "size": 2,
        "totalPages": 3,
        "totalElements": 5,
    }


def test_pages_filter_by_number_status_id_and_date(world: World) -> None:
    stocked(world, 3)
    first = order(world)
    set_status(world, first["packageId"], "Picking")
    world.wait(days=20)
    second = order(world)

    def found(**query: Any) -> list[int]:
        return ids(world.seller("GET", PAGES, params=query))

    assert found() == [second["packageId"]]
    assert found(orderNumber=first["orderNumber"]) == [first["packageId"]]
    assert found(shipmentPackageIds=f"{first['packageId']},{second['packageId']}") == [
        second["packageId"],
        first["packageId"],
    ]
    assert found(status="Picking", startDate=START_MS, endDate=START_MS + DAY_MS) == [first["packageId"]]
    assert found(status="Created", startDate=START_MS, endDate=START_MS + DAY_MS) == []


@pytest.mark.parametrize(
    "query",
    [
        {"page": 50, "size": 200},
        {"page": 10_000, "size": 1},
        {"size": 201},
        {"page": -1},
        {"status": "Baked"},
        {"orderByField": "Color"},
        {"orderByDirection": "UP"},
        {"shipmentPackageIds": "x"},
        {"shipmentPackageIds": ",".join(["1"] * 51)},
        {"startDate": START_MS, "endDate": START_MS + 15 * DAY_MS},
    ],
)
def test_a_wrong_page_is_refused(world: World, query: dict[str, Any]) -> None:
    assert world.seller("GET", PAGES, params=query).status_code == 400


def test_the_last_page_within_ten_thousand_is_answered(world: World) -> None:
    assert world.seller("GET", PAGES, params={"page": 49, "size": 200}).status_code == 200
