"""Notices are taken out of the queue, and acknowledged only when the next ones are asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arasta.connectors.amazon import notices
from arasta.contexts.channels.ports import ChannelTrouble, NotOffered
from arasta.contexts.channels.types import PulledPage, Stream, Trouble
from arasta.twins.faults import Fault
from tests.connectors.amazon.rig import AmazonRig
from tests.connectors.suite.bench import Bench


def take(bench: Bench, cursor: str = "", *, ahead: timedelta = timedelta(0)) -> PulledPage:
    plan = bench.connector.pull(Stream.NOTICES, watermark="", cursor=cursor, now=bench.rig.now + ahead)
    return bench.run(plan)


def drained(bench: Bench) -> list[tuple[str, str]]:
    """Take all that there is; return what it hints at."""
    page, found = take(bench), []
    while page.cursor:
        found += [(hint.stream.value, hint.external_id) for hint in page.hints]
        page = take(bench, page.cursor)
    return found


def waiting(rig: AmazonRig) -> int:
    return int(rig.control("GET", "/state")["noticesWaiting"])


def test_an_order_and_what_became_of_its_goods_are_hinted_at(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    drained(bench)
    rig.hold("CEZVE-1", 3)
    bought = rig.buy(goods)
    rig.act(bought.order_id, "ship")

    found = drained(bench)

    assert found == [
        ("listings", "CEZVE-1"), ("listings", "CEZVE-1"), ("orders", bought.order_id),
        ("settlements", bought.order_id), ("orders", bought.order_id),
    ]  # fmt: skip


def test_a_hint_carries_when_it_happened(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    drained(bench)
    rig.buy(goods)

    [hint] = take(bench).hints

    assert hint.version == round(rig.now.timestamp() * 1000)


def test_what_is_not_acknowledged_comes_again(rig: AmazonRig, bench: Bench) -> None:
    rig.offer("CEZVE-1", units=5)
    before = waiting(rig)

    first = take(bench)
    hidden = take(bench)
    rig.wait(121)
    again = take(bench)

    assert [hint.external_id for hint in again.hints] == [hint.external_id for hint in first.hints]
    assert (list(hidden.hints), hidden.cursor, waiting(rig)) == ([], "", before)


def test_asking_on_acknowledges_what_was_taken_before(rig: AmazonRig, bench: Bench) -> None:
    rig.offer(*(f"SKU-{number:02}" for number in range(13)), units=5)

    first = take(bench)
    left = waiting(rig)
    second = take(bench, first.cursor)
    last = take(bench, second.cursor)

    assert (len(first.hints), left, len(second.hints), len(last.hints), waiting(rig)) == (10, 13, 3, 0, 0)
    assert (first.watermark, last.cursor) == ("", "")


@pytest.mark.parametrize(("fault", "count"), [(Fault.DUPLICATE_DELIVERY, 2), (Fault.LOST_WEBHOOK, 0)])
def test_doubled_and_lost_notices_are_only_hints(rig: AmazonRig, bench: Bench, fault: Fault, count: int) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    drained(bench)
    rig.break_down(fault)
    bought = rig.buy(goods)

    assert drained(bench) == [("orders", bought.order_id)] * count
    orders, _ = bench.read_orders()
    assert [one.external_id for one in orders] == [bought.order_id]


def test_a_late_notice_comes_after_newer_ones(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    drained(bench)
    rig.break_down(Fault.REORDER)
    first = rig.buy(goods)
    second = rig.buy(goods)

    early = drained(bench)
    rig.wait(5)

    assert (early, drained(bench)) == ([("orders", second.order_id)], [("orders", first.order_id)])


def test_a_clock_that_is_wrong_is_named(bench: Bench) -> None:
    with pytest.raises(ChannelTrouble) as caught:
        take(bench, ahead=timedelta(minutes=20))

    assert caught.value.trouble is Trouble.AUTH
    assert "SignatureDoesNotMatch" in caught.value.detail


def test_what_is_no_notice_is_kept_and_what_is_not_ours_is_left() -> None:
    strange = notices.Message(message_id="m1", receipt_handle="r1", body="{}")
    other = notices.Message(
        message_id="m2", receipt_handle="r2", body='{"NotificationType":"PRICING_HEALTH","Payload":{}}'
    )

    hints, unmapped = notices.read_messages([strange, other])

    assert hints == []
    assert [(one.external_id, one.raw) for one in unmapped] == [("m1", "{}")]


def test_without_a_queue_there_are_no_notices(rig: AmazonRig) -> None:
    rig.account = type(rig.account)({**rig.account.settings, "queue_url": ""}, rig.account.secrets, "TRY")
    bench = Bench(rig)

    assert Stream.NOTICES not in bench.able.pull
    with pytest.raises(NotOffered):
        take(bench)
