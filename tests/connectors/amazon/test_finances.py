"""What money moved is split to the last part, counted once, and what went back to buyers is a return."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from arasta.connectors.amazon import answers, finances
from arasta.contexts.channels.types import PulledPage, Stream
from arasta.contexts.channels.types.returning import EntryKind, MoneyEntry, ReturnState
from arasta.kernel.money import Money
from tests.connectors.amazon.rig import AmazonRig
from tests.connectors.suite.bench import Bench


def read(bench: Bench, stream: Stream, watermark: str = "") -> PulledPage:
    return bench.run(bench.connector.pull(stream, watermark=watermark, cursor="", now=bench.rig.now))


def shipped(rig: AmazonRig, units: int = 2) -> str:
    [goods] = rig.offer("CEZVE-1", units=9)
    rig.hold("CEZVE-1", 9)
    bought = rig.buy(goods, units)
    rig.act(bought.order_id, "ship")
    return bought.order_id


def summed(entries: Any) -> dict[tuple[EntryKind, str], int]:
    return {(entry.kind, entry.order_id): entry.amount.minor for entry in entries}


def test_a_sale_its_commission_and_the_payout(rig: AmazonRig, bench: Bench) -> None:
    order_id = shipped(rig)
    rig.control("POST", "/settle")
    rig.wait(600)

    page = read(bench, Stream.SETTLEMENTS)

    assert summed(page.entries) == {
        (EntryKind.SALE, order_id): 20_000,
        (EntryKind.COMMISSION, order_id): -3_000,
        (EntryKind.PAYOUT, ""): -17_000,
    }
    assert {entry.payout_id for entry in page.entries} == {"GROUP-1"}
    assert len({entry.external_id for entry in page.entries}) == 3


def test_a_refund_gives_back_the_price_and_a_part_of_the_commission(rig: AmazonRig, bench: Bench) -> None:
    order_id = shipped(rig)
    rig.wait(60)
    rig.act(order_id, "refund")
    rig.wait(600)

    entries = read(bench, Stream.SETTLEMENTS).entries
    [back] = read(bench, Stream.RETURNS).returns

    refund = [entry for entry in entries if entry.word.startswith("Refund")]
    assert sorted((entry.kind, entry.amount.minor) for entry in refund) == [
        (EntryKind.COMMISSION, -600), (EntryKind.COMMISSION, 3_000), (EntryKind.REFUND, -20_000),
    ]  # fmt: skip
    assert (back.order_id, back.state, back.refunded) == (order_id, ReturnState.REFUNDED, Money(20_000, "TRY"))
    assert [(line.sku, line.quantity) for line in back.lines] == [("CEZVE-1", 2)]


def test_windows_overlap_and_entries_keep_their_ids(rig: AmazonRig, bench: Bench) -> None:
    shipped(rig)
    rig.wait(600)

    first = read(bench, Stream.SETTLEMENTS)
    rig.wait(3600)
    again = read(bench, Stream.SETTLEMENTS, first.watermark)

    assert again.entries == first.entries
    assert again.watermark > first.watermark


def test_an_old_watermark_is_caught_up_in_windows(rig: AmazonRig, bench: Bench) -> None:
    shipped(rig)
    rig.wait(400 * 24 * 3600)

    page = read(bench, Stream.SETTLEMENTS, "2026-11-21T09:00:00Z")

    assert page.is_behind
    assert len(page.entries) == 2


def transaction(**changes: Any) -> finances.Transaction:
    body: dict[str, Any] = {
        "transactionId": "T1",
        "transactionType": "Shipment",
        "transactionStatus": "RELEASED",
        "postedDate": "2026-11-21T09:00:00Z",
        "totalAmount": {"currencyCode": "TRY", "currencyAmount": Decimal("85.00")},
    }
    return answers.read({**body, **changes}, finances.Transaction)


def parts(**amounts: str) -> list[dict[str, Any]]:
    return [
        {"breakdownType": name, "breakdownAmount": {"currencyCode": "TRY", "currencyAmount": Decimal(value)}}
        for name, value in amounts.items()
    ]


def test_what_is_left_out_of_the_parts_is_an_entry_of_its_own() -> None:
    entries = finances.entries_of(transaction(breakdowns=parts(ProductCharges="100.00", Commission="-12.00")))

    assert [(entry.kind, entry.amount.minor) for entry in entries] == [
        (EntryKind.SALE, 10_000), (EntryKind.COMMISSION, -1_200), (EntryKind.SALE, -300),
    ]  # fmt: skip
    assert sum(entry.amount.minor for entry in entries) == 8_500


def test_an_amount_finer_than_a_cent_is_rounded_and_the_sum_stays() -> None:
    entries = finances.entries_of(transaction(breakdowns=parts(ProductCharges="100.005", Commission="-15.005")))

    assert sum(entry.amount.minor for entry in entries) == 8_500


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("FBAPerUnitFulfillmentFee", EntryKind.FEE),
        ("Commission", EntryKind.COMMISSION),
        ("ReferralFee", EntryKind.COMMISSION),
        ("ShippingCharges", EntryKind.SHIPPING),
        ("OurPriceTax", EntryKind.TAX),
        ("PromotionalRebates", EntryKind.DISCOUNT),
        ("ProductAdsPayment", EntryKind.ADVERTISING),
        ("Transfer to bank account", EntryKind.PAYOUT),
    ],
)
def test_each_word_says_what_the_money_was_for(word: str, kind: EntryKind) -> None:
    [entry] = finances.entries_of(transaction(breakdowns=parts(**{word: "85.00"})))

    assert entry.kind is kind


def test_a_word_that_nobody_knows_is_kept() -> None:
    [entry] = finances.entries_of(transaction(transactionType="Goodwill", breakdowns=None))

    assert isinstance(entry, MoneyEntry)
    assert (entry.kind, entry.word) == (EntryKind.OTHER, "Goodwill: Goodwill")


def test_what_is_held_back_and_let_go_is_one_entry() -> None:
    first = transaction(transactionStatus="DEFERRED_RELEASED")
    again = transaction(
        transactionId="T2",
        relatedIdentifiers=[{"relatedIdentifierName": "DEFERRED_TRANSACTION_ID", "relatedIdentifierValue": "T1"}],
    )

    assert finances.entries_of(first)[0].external_id == finances.entries_of(again)[0].external_id
