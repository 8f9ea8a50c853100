"""Products are put on offer when they keep the marketplace's rules."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.connectors.trendyol import contents
from arasta.contexts.channels.types import Op, Outcome, PulledPage, Stream
from arasta.contexts.channels.types.inbound import SeenState
from arasta.kernel.money import Money
from tests.connectors.trendyol.bench import Bench, listing, outcomes
from tests.twins.makers import BARCODE, CONTROL, product, publish


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
    assert pushed.results[0].text == (
        "title: It must have 1 to 100 characters, not 0. images: Addresses of pictures must begin with https://."
    )


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


def test_what_changed_of_an_approved_product_is_told_of_its_content(bench: Bench) -> None:
    publish(bench.world)
    changed = listing(title="Bakır cezve, üçlük", images=["https://pictures.example/a.webp"] * 2)

    pushed = bench.run(bench.connector.push_listings([changed, listing("8690000000024")]))
    bench.world.wait(seconds=2)
    settled = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))
    [shown, waits] = bench.run(bench.connector.fetch_listings(asked(BARCODE, "8690000000024")))

    assert [request.url.path.rpartition("/")[2] for request in bench.wire.requests[:4]] == [
        "approved", "unapproved", "products", "content-bulk-update",
    ]  # fmt: skip
    assert len(pushed.ticket.split()) == 2
    assert (outcomes(settled.results), settled.rest) == ([("8690000000024", Outcome.OK)], Outcome.OK)
    assert (shown.title, len(shown.images), shown.quantity) == ("Bakır cezve, üçlük", 2, 0)
    assert waits.state is SeenState.PENDING


def test_the_code_and_the_tax_of_an_approved_product_are_told_of_its_variant(bench: Bench) -> None:
    publish(bench.world)

    pushed = bench.run(bench.connector.push_listings([listing(sku="NEW", tax_percent=10)]))
    bench.world.wait(seconds=2)
    settled = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))
    [shown] = bench.run(bench.connector.fetch_listings(asked(BARCODE)))
    sent = len(bench.wire.requests)
    bench.run(bench.connector.push_listings([listing(sku="NEW", tax_percent=10)]))

    assert outcomes(pushed.results) == [(BARCODE, Outcome.WAITING)]
    assert (outcomes(settled.results), settled.rest) == ([(BARCODE, Outcome.OK)], Outcome.OK)
    assert (shown.sku, shown.refs["vat_rate"]) == ("NEW", "10")
    assert [request.url.path.rpartition("/")[2] for request in bench.wire.requests[sent:]] == [
        "approved", "content-bulk-update",
    ]  # fmt: skip


def test_a_variant_that_was_refused_is_not_covered_by_its_content(bench: Bench) -> None:
    publish(bench.world)
    pushed = bench.run(bench.connector.push_listings([listing(sku="NEW")]))
    content, variant = pushed.ticket.split()
    bench.world.wait(seconds=2)
    bench.run(bench.connector.poll(Op.LISTING, content))
    bench.world.fault("partial_batch")
    refused = bench.run(bench.connector.push_listings([listing(sku="OTHER", title="Another name")]))
    bench.world.wait(seconds=2)

    assert outcomes(bench.run(bench.connector.poll(Op.LISTING, variant)).results) == [(BARCODE, Outcome.OK)]
    assert outcomes(bench.run(bench.connector.poll(Op.LISTING, refused.ticket)).results) == [(BARCODE, Outcome.RETRY)]


def test_a_rejected_product_is_put_right_and_waits_again(bench: Bench) -> None:
    publish(bench.world)
    rejected = {"approval": "rejected", "reason": "Wrong brand"}
    bench.world.control("PUT", f"/listings/{BARCODE}/approval", json=rejected)

    pushed = bench.run(bench.connector.push_listings([listing(title="Cezve", sku="NEW")]))
    bench.world.wait(seconds=2)
    settled = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))
    [shown] = bench.run(bench.connector.fetch_listings(asked(BARCODE)))

    assert [request.url.path.rpartition("/")[2] for request in bench.wire.requests[:3]] == [
        "approved", "unapproved", "unapproved-bulk-update",
    ]  # fmt: skip
    assert outcomes(settled.results) == [(BARCODE, Outcome.OK)]
    assert (shown.title, shown.sku, shown.problem) == ("Cezve", "NEW", "")
    assert shown.state in {SeenState.PENDING, SeenState.ACTIVE}


@pytest.mark.parametrize("expired", [False, True])
def test_all_products_are_read_page_by_page_approved_or_not(bench: Bench, *, expired: bool) -> None:
    codes = [f"86900000{number:05}" for number in range(205)]
    publish(bench.world, *(product(code) for code in codes))
    for code in codes[:2]:
        bench.world.control("PUT", f"/listings/{code}/approval", json={"approval": "rejected", "reason": "No"})
    if expired:
        bench.world.fault("cursor_expired", times=1)

    pages, cursor = list[PulledPage](), ""
    while not pages or cursor:
        plan = bench.connector.pull(Stream.LISTINGS, watermark="", cursor=cursor, now=bench.world.time)
        pages.append(bench.run(plan))
        cursor = pages[-1].cursor

    found = [one.external_id for page in pages for one in page.listings]
    assert (sorted(set(found)), len(found) - len(codes)) == (codes, 100 if expired else 0)
    assert [bool(page.watermark) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert {one.state for one in pages[-1].listings} == {SeenState.REJECTED}


def test_a_refused_content_is_answered_for_each_of_its_variants(bench: Bench) -> None:
    publish(bench.world)
    bench.world.fault("partial_batch")

    pushed = bench.run(bench.connector.push_listings([listing(title="Another name")]))
    bench.world.wait(seconds=2)
    settled = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))

    assert outcomes(settled.results) == [(BARCODE, Outcome.RETRY)]


def test_a_content_that_vanished_while_it_was_refused_is_told_again(bench: Bench) -> None:
    publish(bench.world)
    pushed = bench.run(bench.connector.push_listings([listing(title="Another name")]))
    bench.world.call("DELETE", f"{CONTROL}/listings/{BARCODE}")
    bench.world.wait(seconds=2)

    settled = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))

    assert (settled.is_done, settled.lost, settled.results) == (True, True, ())


def test_products_are_read_back_fifty_at_a_time_with_why_they_were_rejected(bench: Bench) -> None:
    codes = [f"86900000{number:05}" for number in range(51)]
    publish(bench.world, *(product(code) for code in codes))
    rejected = {"approval": "rejected", "reason": "Wrong brand"}
    bench.world.control("PUT", f"/listings/{codes[50]}/approval", json=rejected)

    shown = bench.run(bench.connector.fetch_listings(asked(*codes, "NONE")))

    assert [one.state for one in shown] == [SeenState.ACTIVE] * 50 + [SeenState.REJECTED, SeenState.GONE]
    assert (shown[50].problem, shown[0].price, shown[0].sku) == (
        "Wrong brand", Money(44900, "TRY"), f"SKU-{codes[0]}",
    )  # fmt: skip
    assert [len(request.url.params["barcodes"].split(",")) for request in bench.wire.requests] == [50, 2, 2]


def test_variants_that_share_a_content_are_called_what_they_have_in_common() -> None:
    refs = {"content_id": "9510902", "variants": "2"}
    small, large = (
        listing(code, title=f"Cezve {size}", options={"size": size}, refs=refs)
        for code, size in (("1", "S"), ("2", "L"))
    )

    [body] = contents.bodies([small, large])

    assert (body["contentId"], body["title"], contents.shown(large).title) == (9510902, "Cezve", "Cezve")


def asked(*codes: str) -> list[dict[str, str]]:
    return [{"external_id": code} for code in codes]
