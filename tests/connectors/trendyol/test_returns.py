"""What buyers send back is read, approved once, and its money is in the account's rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from arasta.connectors.trendyol import claims
from arasta.contexts.channels.ports import ChannelTrouble, NotOffered
from arasta.contexts.channels.types import Op, Outcome, PackageItem, PackageLine, PulledPage, Stream, Trouble
from arasta.contexts.channels.types.returning import Attachment, ChannelReturn, EntryKind, ReturnState
from arasta.kernel.money import Money
from arasta.twins.trendyol import claims as market
from tests.connectors.trendyol.bench import Bench
from tests.twins.makers import BARCODE, order, package, stocked


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

    def all_pages(self, stream: Stream, watermark: str) -> Iterator[PulledPage]:
        """Read window after window up to now."""
        while True:
            page = None
            for page in self.pages(stream, watermark):
                yield page
            if page is None or not page.is_behind:
                return
            watermark = page.watermark

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
def test_the_watermark_moves_with_the_last_page_of_each_window(delivered: Delivered, stream: Stream) -> None:
    first = list(delivered.pages(stream))
    long_ago = str(int(first[-1].watermark) - 30 * 24 * 3600 * 1000)
    marks = [long_ago]
    while len(marks) == 1 or marks[-1].endswith("+"):
        delivered.world.wait(minutes=1)
        pages = list(delivered.pages(stream, marks[-1]))
        marks.append(pages[-1].watermark)
        assert [bool(page.watermark) for page in pages] == [False] * (len(pages) - 1) + [True]
        assert pages[-1].is_behind is marks[-1].endswith("+")

    assert len(marks) == 7


def test_a_claim_is_read_again_as_long_as_it_may_change(delivered: Delivered) -> None:
    claim_id = delivered.send_back(1)
    mark = list(delivered.pages(Stream.RETURNS))[-1].watermark
    delivered.world.wait(days=20)
    later = str(int(mark) + 20 * 24 * 3600 * 1000)

    found = [one.external_id for page in delivered.all_pages(Stream.RETURNS, later) for one in page.returns]

    assert found == [claim_id]


def answered(delivered: Delivered, op: Op, claim_id: str, **more: Any) -> tuple[Outcome, str]:
    item = PackageItem(package_id=claim_id, order_id=delivered.number, return_id=claim_id, **more)
    [result] = delivered.bench.run(delivered.bench.connector.tell(op, item)).results
    return result.outcome, result.code


def test_a_return_waits_for_an_answer_until_it_is_given(delivered: Delivered) -> None:
    claim_id = delivered.send_back(2)
    waits = delivered.returns()[0].awaits_answer

    said = [answered(delivered, Op.APPROVE_RETURN, claim_id) for _ in range(2)]

    [found] = delivered.returns()
    assert (waits, found.awaits_answer, found.state) == (True, False, ReturnState.REFUNDED)
    assert said == [(Outcome.OK, ""), (Outcome.SAME, "")]


def test_a_return_is_rejected_with_reason_words_and_a_picture(delivered: Delivered) -> None:
    claim_id = delivered.send_back(1)
    picture = Attachment('scratch"ed.jpg', "image/jpeg", b"\xff\xd8--\r\npicture")
    why = {"reason": "51", "note": "Çizik var & kırık", "files": [picture]}

    said = [answered(delivered, Op.REJECT_RETURN, claim_id, **why) for _ in range(2)]

    [found] = delivered.returns()
    assert said == [(Outcome.OK, ""), (Outcome.SAME, "")]
    assert (found.state, found.refunded, found.awaits_answer) == (ReturnState.REJECTED, None, False)
    page = delivered.world.call("GET", "/trendyol/returns").text
    assert "Refused for reason 51: Çizik var &amp; kırık · files: 1" in page


@pytest.mark.parametrize("reason", ["51", "7"])
def test_the_marketplaces_refusal_of_a_rejection_is_told(delivered: Delivered, reason: str) -> None:
    claim_id = delivered.send_back(1)

    said = answered(delivered, Op.REJECT_RETURN, claim_id, reason=reason, note="Used")

    assert said == (Outcome.INVALID, "ClaimIssueException")
    assert delivered.returns()[0].awaits_answer


@pytest.mark.parametrize("op", [Op.APPROVE_RETURN, Op.REJECT_RETURN])
def test_what_is_still_on_its_way_cannot_be_answered(delivered: Delivered, op: Op) -> None:
    claim_id = delivered.send_back(1, "Created")

    assert answered(delivered, op, claim_id) == (Outcome.INVALID, "not_waiting")
    assert answered(delivered, op, "no-such-claim") == (Outcome.INVALID, "no_claim")


def test_each_reason_offered_is_one_the_marketplace_takes(delivered: Delivered) -> None:
    offered = delivered.bench.connector.capabilities().rejections

    assert {int(one.code) for one in offered} == market.REASONS - {2101}
    assert {int(one.code) for one in offered if not one.needs_file} == market.REASONS_WITHOUT_FILE - {2101}


def test_a_payout_settles_the_sale_its_commission_and_each_orders_parcel(delivered: Delivered) -> None:
    before = [entry for page in delivered.pages(Stream.SETTLEMENTS) for entry in page.entries]
    paid = delivered.world.control("POST", "/payouts")["paymentOrderId"]

    found = [entry for page in delivered.pages(Stream.SETTLEMENTS) for entry in page.entries]

    assert [entry.payout_id for entry in before] == ["", ""]
    assert {entry.expected_at and entry.expected_at - entry.at for entry in before} == {timedelta(days=28)}
    assert [(entry.kind, entry.amount.minor, entry.order_id) for entry in found] == [
        (EntryKind.SALE, 134700, delivered.number),
        (EntryKind.COMMISSION, -17511, delivered.number),
        (EntryKind.PAYOUT, -(134700 - 17511 - 3424 - 1099), ""),
        (EntryKind.SHIPPING, -3424, delivered.number),
        (EntryKind.FEE, -1099, ""),
    ]
    assert {entry.payout_id for entry in found} == {str(paid)}
    assert sum(entry.amount.minor for entry in found) == 0


def test_the_invoices_link_is_sent_once(delivered: Delivered) -> None:
    item = PackageItem(package_id=str(delivered.package_id), link="https://shop.example/order/x/invoice.pdf")

    said = [delivered.bench.run(delivered.bench.connector.tell(Op.INVOICE_LINK, item)).results[0] for _ in range(2)]

    assert [one.outcome for one in said] == [Outcome.OK, Outcome.SAME]
    shown = delivered.world.control("GET", f"/packages/{delivered.package_id}/invoice")
    assert shown == {"invoiceLink": item.link}


def test_what_is_no_list_of_claims_is_trouble(bench: Bench) -> None:
    with pytest.raises(ChannelTrouble) as caught:
        claims.returns_of([{"id": "c-1"}], "TRY")

    assert caught.value.trouble is Trouble.UNREADABLE


def test_other_streams_are_not_offered(bench: Bench) -> None:
    with pytest.raises(NotOffered):
        bench.connector.pull(Stream.NOTICES, watermark="", cursor="", now=bench.now)
    assert Stream.NOTICES not in bench.connector.capabilities().pull
