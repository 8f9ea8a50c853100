"""Products are put on offer when they keep the marketplace's rules."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.contexts.channels.types import Op, Outcome
from arasta.kernel.money import Money
from tests.connectors.trendyol.bench import Bench, listing, outcomes
from tests.twins.makers import BARCODE


def test_a_product_is_on_offer_when_its_batch_is_done(bench: Bench) -> None:
    pushed = bench.run(bench.connector.push_listings([listing()]))
    bench.world.wait(seconds=2)
    settled = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))

    shown = bench.world.control("GET", "/listings", params={"barcode": BARCODE})["listings"][0]
    assert outcomes(settled.results) == [(BARCODE, Outcome.OK)]
    assert (shown["title"], shown["stock_code"], shown["saleMinor"], shown["listMinor"]) == (
        "Bakır cezve, ikilik", f"SKU-{BARCODE}", 44900, 49900,
    )  # fmt: skip


def test_a_product_that_breaks_a_rule_stays_here_and_the_others_go(bench: Bench) -> None:
    bad = listing("8690000000024", title="", images=["http://pictures.example/a.webp"])

    pushed = bench.run(bench.connector.push_listings([bad, listing()]))

    assert outcomes(pushed.results) == [("8690000000024", Outcome.INVALID), (BARCODE, Outcome.WAITING)]
    assert pushed.results[0].text == "title: must have 1 to 100 characters, not 0; images: must begin with https://"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"external_id": "8" * 41}, ("barcode", "length", True)),
        ({"group": "g" * 41}, ("group", "length", True)),
        ({"description": "d" * 30_001}, ("description", "length", True)),
        ({"tax_percent": 18}, ("tax_percent", "tax_rate", True)),
        ({"images": []}, ("images", "image_count", True)),
        ({"images": ["https://a/b"] * 9}, ("images", "image_count", True)),
        ({"price": Money(100, "EUR")}, ("price", "currency", True)),
        ({"facts": {"brand_id": "Kervan"}}, ("brand_id", "number_missing", True)),
        ({"facts": {"attribute:color": "red"}}, ("facts", "attribute_number", True)),
        ({"quantity": 20_001}, ("quantity", "capped", False)),
    ],
)
def test_each_rule_is_checked_before_sending(
    bench: Bench, change: dict[str, Any], expected: tuple[str, str, bool]
) -> None:
    [issue] = bench.connector.check_listing(listing(**change))

    assert (issue.field, issue.code, issue.blocks) == expected


def test_a_right_product_has_no_issue(bench: Bench) -> None:
    assert bench.connector.check_listing(listing()) == []
