"""The order stream is read to the end of each window, and nothing is lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arasta.connectors.trendyol import client
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ChannelOrder, PulledPage, Stream, Trouble
from tests.connectors.trendyol.bench import Bench
from tests.twins.makers import START_MS, World, order, package, set_status, stocked


def pages(bench: Bench, watermark: str = "", *, most: int = 50) -> tuple[list[ChannelOrder], str]:
    """Read all that there is, as the import does."""
    orders: list[ChannelOrder] = []
    cursor = ""
    for _ in range(most):
        page = read(bench, watermark, cursor)
        orders += page.orders
        watermark, cursor = page.watermark or watermark, page.cursor
        if not cursor and not page.is_behind:
            return orders, watermark
    raise AssertionError("the stream has no end")


def read(bench: Bench, watermark: str = "", cursor: str = "") -> PulledPage:
    plan = bench.connector.pull(Stream.ORDERS, watermark=watermark, cursor=cursor, now=bench.now)
    return bench.run(plan)


def numbers(orders: list[ChannelOrder]) -> list[str]:
    return [one.external_id for one in orders]


def test_orders_come_oldest_first_and_windows_overlap(bench: Bench) -> None:
    stocked(bench.world, 9)
    placed = []
    for _ in range(3):
        bench.world.wait(seconds=1)
        placed.append(order(bench.world)["orderNumber"])

    first, watermark = pages(bench)
    bench.world.wait(hours=1)
    overlap, later = pages(bench, watermark)
    nothing, _ = pages(bench, later)

    assert numbers(first) == numbers(overlap) == placed
    assert nothing == []
    assert int(later) > int(watermark) > START_MS


def test_the_watermark_moves_only_with_the_last_page_of_a_window(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE", 2)
    stocked(bench.world, 9)
    placed = [order(bench.world)["orderNumber"] for _ in range(5)]
    opened = bench.now

    page = read(bench)
    marks, found = [page.watermark], numbers(list(page.orders))
    while page.cursor:
        page = read(bench, "", page.cursor)
        marks.append(page.watermark)
        found += numbers(list(page.orders))

    assert marks == ["", "", str(int(opened.timestamp() * 1000))]
    assert sorted(found) == sorted(placed)


def test_what_changes_while_we_read_is_read_next_time(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE", 2)
    stocked(bench.world, 9)
    placed = [order(bench.world) for _ in range(4)]
    page = read(bench)

    set_status(bench.world, placed[0]["packageId"], "Picking")
    rest = read(bench, "", page.cursor)
    again, _ = pages(bench, rest.watermark)

    assert placed[0]["orderNumber"] not in numbers([*page.orders, *rest.orders])
    assert {one.external_id: one.packages[0].external_status for one in again}[placed[0]["orderNumber"]] == "Picking"


def test_a_cursor_that_expired_begins_the_window_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE", 2)
    stocked(bench.world, 9)
    placed = [order(bench.world)["orderNumber"] for _ in range(5)]
    bench.world.fault("cursor_expired", times=1)

    found, watermark = pages(bench)

    assert set(numbers(found)) == set(placed)
    assert len(found) > len(placed)
    assert watermark


def test_an_old_watermark_is_caught_up_in_windows_of_two_weeks(bench: Bench) -> None:
    stocked(bench.world, 9)
    first = order(bench.world)["orderNumber"]
    watermark = str(START_MS - 1000)
    bench.world.wait(days=30)
    second = order(bench.world)["orderNumber"]

    page = read(bench, watermark)
    found, last = pages(bench, page.watermark)

    spans = [window(request.url.params) for request in bench.wire.requests]
    assert numbers(list(page.orders)) == [first]
    assert page.is_behind
    assert numbers(found) == [second]
    assert max(spans) == timedelta(days=14)
    assert int(last) > int(page.watermark)


def window(params: object) -> timedelta:
    start, end = (int(params[f"lastModified{name}Date"]) for name in ("Start", "End"))  # type: ignore[index]
    return timedelta(milliseconds=end - start)


def test_change_times_that_run_three_hours_ahead_lose_nothing(world: World) -> None:
    world.control("PUT", "/settings", json={"shift_modified": 1})
    bench = Bench(world)
    stocked(world, 9)
    first = order(world)["orderNumber"]

    found, watermark = pages(bench)
    world.wait(minutes=30)
    second = order(world)["orderNumber"]
    more, _ = pages(bench, watermark)

    assert numbers(found) == [first]
    assert second in numbers(more)


def test_orders_are_taken_from_a_given_moment(world: World) -> None:
    stocked(world, 9)
    order(world)
    world.wait(hours=2)
    second = order(world)["orderNumber"]
    bench = Bench(world, orders_since=(world.time - timedelta(hours=1)).isoformat())

    assert numbers(pages(bench)[0]) == [second]


def test_the_stream_is_not_read_faster_than_allowed(bench: Bench) -> None:
    read(bench)
    read(bench)

    assert [round(seconds) for seconds in bench.slept] == [5]


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [("token_revoked", Trouble.AUTH), ("rate_limited_bare", Trouble.THROTTLED)],
)
def test_a_trouble_is_named_and_moves_nothing(bench: Bench, fault: str, trouble: Trouble) -> None:
    bench.world.fault(fault)

    with pytest.raises(ChannelTrouble) as raised:
        read(bench)

    assert raised.value.trouble is trouble


def test_one_order_is_read_whole(bench: Bench) -> None:
    stocked(bench.world, 9)
    placed = order(bench.world, 3)
    line = package(bench.world, placed["packageId"])["lines"][0]["lineId"]
    body = {"lines": [{"lineId": line, "quantity": 1}]}
    bench.world.control("POST", f"/packages/{placed['packageId']}/cancel", json=body)

    found = bench.run(bench.connector.fetch_order(placed["orderNumber"]))
    nothing = bench.run(bench.connector.fetch_order("1"))

    assert isinstance(found, ChannelOrder)
    assert [one.external_status for one in found.packages] == ["UnPacked", "Cancelled", "Created"]
    assert [(one.external_status, one.lines[0].quantity) for one in found.live_packages] == [
        ("Cancelled", 1),
        ("Created", 2),
    ]
    assert nothing is None
