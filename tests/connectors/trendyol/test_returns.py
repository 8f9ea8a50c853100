"""What buyers send back is read, approved once, and its money is in the account's rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from arasta.connectors.trendyol import claims
from arasta.contexts.channels.ports import ChannelTrouble, NotOffered
from arasta.contexts.channels.types import Op, Outcome, PackageItem, PackageLine, PulledPage, Stream, Trouble
from arasta.contexts.channels.types.returning import ChannelReturn, EntryKind, ReturnState
from arasta.kernel.money import Money
from tests.connectors.trendyol.bench import Bench
from tests.twins.makers import BARCODE, World, order, package, stocked

ON = {"read_claims": "yes", "read_settlements": "yes"}


@pytest.fixture
def bench(world: World) -> Bench:
    return Bench(world, **ON)


class Delivered:
    """Three units for 449.00 each, brought to their buyer."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.world = bench, bench.world
        stocked(self.world, 9)
        placed = order(self.world, 3)
        self.number, self.package_id = str(placed["orderNumber"]), int(placed["packageId"])
        for status in ("Picking", "Shipped", "Delivered"):
            self.control("status", {"status": status, "force": True})
        self.line_id = int(package(self.world, self.package_id)["lines"][0]["lineId"])

    def control(self, act: str, body: dict[str, Any]) -> Any:
        return self.world.control("POST", f"/packages/{self.package_id}/{act}", json=body)

    def send_back(self, units: int, status: str = "WaitingInAction") -> str:
        lines = [{"lineId": self.line_id, "quantity": units}]
        return str(self.control("claims", {"lines": lines, "status": status})["claimId"])

    def pages(self, stream: Stream, watermark: str = "") -> Iterator[PulledPage]:
        cursor = ""
        while True:
            plan = self.bench.connector.pull(stream, watermark=watermark, cursor=cursor, now=self.bench.now)
            page = self.bench.run(plan)
            yield page
            cursor = page.cursor
            if not cursor:
                return

    def returns(self) -> list[ChannelReturn]:
        return [one for page in self.pages(Stream.RETURNS) for one in page.returns]

    def approve(self) -> Outcome:
        line = PackageLine(external_id=str(self.line_id), quantity=2)
        item = PackageItem(package_id=str(self.package_id), order_id=self.number, lines=[line])
        [result] = self.bench.run(self.bench.connector.tell(Op.REFUND, item)).results
        return result.outcome


@pytest.fixture
def delivered(bench: Bench) -> Delivered:
    return Delivered(bench)


def test_a_claim_is_a_return_with_its_units(delivered: Delivered) -> None:
    claim_id = delivered.send_back(2)

    [found] = delivered.returns()

    [line] = found.lines
    assert (found.external_id, found.order_id, found.state) == (claim_id, delivered.number, ReturnState.RECEIVED)
    assert (line.line_id, line.sku, line.quantity) == (str(delivered.line_id), BARCODE, 2)
    assert (found.refunded, line.reason) == (None, "I changed my mind")


def test_approving_gives_the_money_back_once(delivered: Delivered) -> None:
    delivered.send_back(2)
    before = delivered.returns()[0].version
    delivered.world.wait(seconds=60)

    said = [delivered.approve(), delivered.approve()]

    [found] = delivered.returns()
    assert said == [Outcome.OK, Outcome.SAME]
    assert (found.state, found.refunded) == (ReturnState.REFUNDED, Money(89800, "TRY"))
    assert found.version > before


def test_without_a_claim_there_is_nothing_to_approve(delivered: Delivered) -> None:
    assert delivered.approve() is Outcome.INVALID


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Created", ReturnState.REQUESTED),
        ("Rejected", ReturnState.REJECTED),
        ("Cancelled", ReturnState.CANCELLED),
        ("InAnalysis", ReturnState.RECEIVED),
    ],
)
def test_each_word_has_its_state(delivered: Delivered, word: str, state: ReturnState) -> None:
    delivered.send_back(1, word)

    assert [(one.state, one.external_status) for one in delivered.returns()] == [(state, word)]


def test_a_buyer_who_sends_all_back_makes_a_claim(delivered: Delivered) -> None:
    delivered.control("status", {"status": "Returned"})

    [found] = delivered.returns()

    assert [line.quantity for line in found.lines] == [3]


def test_a_sale_and_its_commission_are_entries_and_a_return_takes_them_back(delivered: Delivered) -> None:
    delivered.send_back(1)
    delivered.approve()

    found = [entry for page in delivered.pages(Stream.SETTLEMENTS) for entry in page.entries]

    assert [(entry.kind, entry.amount.minor) for entry in found] == [
        (EntryKind.SALE, 134700),
        (EntryKind.COMMISSION, -17511),
        (EntryKind.REFUND, -44900),
        (EntryKind.COMMISSION, 5837),
    ]
    assert {entry.order_id for entry in found} == {delivered.number}
    assert len({entry.external_id for entry in found}) == 4


@pytest.mark.parametrize("stream", [Stream.RETURNS, Stream.SETTLEMENTS])
def test_the_watermark_moves_with_the_last_page_of_a_window(delivered: Delivered, stream: Stream) -> None:
    pages = list(delivered.pages(stream))
    long_ago = str(int(pages[-1].watermark) - 30 * 24 * 3600 * 1000)
    behind = list(delivered.pages(stream, long_ago))

    assert [bool(page.watermark) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert (pages[-1].is_behind, behind[-1].is_behind) == (False, True)


def test_what_is_no_list_of_claims_is_trouble(bench: Bench) -> None:
    with pytest.raises(ChannelTrouble) as caught:
        claims.returns_of([{"id": "c-1"}], "TRY")

    assert caught.value.trouble is Trouble.UNREADABLE


@pytest.mark.parametrize("stream", [Stream.RETURNS, Stream.SETTLEMENTS])
def test_what_is_not_switched_on_is_not_offered(world: World, stream: Stream) -> None:
    bench = Bench(world)

    with pytest.raises(NotOffered):
        bench.connector.pull(stream, watermark="", cursor="", now=bench.now)
    with pytest.raises(NotOffered):
        bench.connector.tell(Op.REFUND, PackageItem(package_id="1"))
    assert stream not in bench.connector.capabilities().pull
