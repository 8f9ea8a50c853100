"""A large catalog is read for the first time out of one file; whatever goes wrong with it, its pages are read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from arasta.connectors.shopify import exporting
from arasta.contexts.channels.types import PulledPage, Stream
from arasta.contexts.channels.types.inbound import SeenListing
from arasta.twins.faults import Fault
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.bench import Bench

SKUS = [f"CUP-{number:03}" for number in range(60)]


@pytest.fixture(autouse=True)
def large_from_fifty_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MANY", 50)


def read(bench: Bench, *, watermark: str = "") -> list[PulledPage]:
    """Read the listings to their end, waiting where they are not ready."""
    pages, cursor = list[PulledPage](), ""
    while not pages or cursor:
        plan = bench.connector.pull(Stream.LISTINGS, watermark=watermark, cursor=cursor, now=bench.rig.now)
        pages.append(bench.run(plan))
        cursor = pages[-1].cursor
        if pages[-1].is_pending:
            bench.rig.wait(3600)
    return pages


def listings(pages: Sequence[PulledPage]) -> list[SeenListing]:
    return [listing for page in pages for listing in page.listings]


def asked(shop: ShopifyRig) -> list[str]:
    """Return what was asked of the shop, in order."""
    documents = [json.loads(call.content)["query"] if call.method == "POST" else "file" for call in shop.calls]
    return [text.split("(")[0].split()[-1] for text in documents]


def test_a_large_catalog_comes_out_of_one_file_as_it_would_by_pages(
    bench: Bench, shop: ShopifyRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.offer(*SKUS, units=5)
    bench.run(bench.connector.push_offers([bench.stock(shop.offer("BOWL", units=5)[0], 2)], now=shop.now))
    before = len(shop.calls)

    pages = read(bench)
    monkeypatch.setattr(exporting, "MANY", 1000)
    by_pages = read(bench)

    assert [(page.is_pending, len(page.listings), page.watermark != "") for page in pages] == [
        (True, 0, False),
        (False, 61, True),
    ]
    assert listings(pages) == listings(by_pages)
    assert asked(shop)[before:][:4] == ["HowMany", "BeginExport", "Export", "file"]


def test_a_file_is_read_piece_by_piece_and_nothing_twice(
    bench: Bench, shop: ShopifyRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.offer(*SKUS, units=5)
    monkeypatch.setattr(exporting, "PIECE", 4000)

    pages = read(bench)

    assert len(pages) > 5
    assert [one.sku for one in listings(pages)] == SKUS
    assert {dict(one.quantities).get("71001") for one in listings(pages)} == {5}
    assert [page.watermark != "" for page in pages] == [False] * (len(pages) - 1) + [True]


def test_what_changes_later_is_read_by_pages(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer(*SKUS, units=5)
    shop.wait(3600)
    first = read(bench)
    shop.wait(3600)
    shop.offer("BOWL", units=5)
    before = len(shop.calls)

    after = read(bench, watermark=first[-1].watermark)

    assert [one.sku for one in listings(after)] == ["BOWL"]
    assert asked(shop)[before:] == ["Variants"]


def test_an_export_that_takes_hours_is_waited_for(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer(*SKUS, units=5)
    shop.break_down(Fault.LATE_RESULT)

    pages = read(bench)

    assert [page.is_pending for page in pages] == [True] * (len(pages) - 1) + [False]
    assert len(pages) > 4
    assert [one.sku for one in listings(pages)] == SKUS


@pytest.mark.parametrize("fault", [Fault.RESULT_LOST, Fault.ERROR_AFTER_WRITE, Fault.LATE_ANSWER])
def test_a_failed_export_is_read_by_pages(bench: Bench, shop: ShopifyRig, fault: Fault) -> None:
    shop.offer(*SKUS, units=5)
    shop.break_down(fault)

    pages = read(bench)

    assert [one.sku for one in listings(pages)] == SKUS
    assert asked(shop)[-1] == "Variants"


def test_only_one_export_runs_at_a_time(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer(*SKUS, units=5)
    shop.break_down(Fault.LATE_RESULT)
    first = bench.run(bench.connector.pull(Stream.LISTINGS, watermark="", cursor="", now=shop.now))

    second = read(bench)

    assert (first.is_pending, second[0].is_pending) == (True, False)
    assert [one.sku for one in listings(second)] == SKUS


@pytest.mark.parametrize(
    "content", [b"", b"not JSON\n", b'{"id":"gid://shopify/ProductVariant/1"}\n', b'{"__parentId":"x"}\n']
)
def test_a_file_that_cannot_be_read_is_left(bench: Bench, shop: ShopifyRig, tmp_path: Path, content: bytes) -> None:
    shop.offer(*SKUS, units=5)
    first = bench.run(bench.connector.pull(Stream.LISTINGS, watermark="", cursor="", now=shop.now))
    shop.wait(5)
    with closing(sqlite3.connect(tmp_path / "twins" / "shopify.sqlite3")) as books, books:
        books.execute("UPDATE export SET content = ?", (content,))

    page = bench.run(bench.connector.pull(Stream.LISTINGS, watermark="", cursor=first.cursor, now=shop.now))

    assert (len(page.listings), page.is_pending, page.cursor != "") == (35, False, True)


def test_the_address_of_a_file_is_signed_and_ends(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer(*SKUS, units=5)
    read(bench)
    address = shop.calls[-1].url

    def status(url: httpx.URL, piece: str = "bytes=0-9") -> int:
        return shop.world.call("GET", url.raw_path.decode(), headers={"range": piece}).status_code

    assert (status(address), status(address, ""), status(address, "bytes=99999999-99999999")) == (206, 200, 416)
    assert status(address.copy_set_param("Signature", "ş")) == status(address.copy_remove_param("Signature")) == 403
    assert status(address.copy_with(path="/shopify/exports/7")) == 403
    shop.wait(8 * 24 * 3600)
    assert status(address) == 403


def test_the_record_of_calls_does_not_hold_the_address(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer(*SKUS, units=5)
    read(bench)

    kept = str(bench.transport.recording.calls)

    assert "signedAddress" in kept
    assert "Signature=" not in kept
