"""Requests of the connector and answers of the twin are judged by the contract files, where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # it brings no types
from referencing import Registry, Resource

from arasta.connectors.amazon import answers, feeds, finances, listings, mapping, notices, pushing, settingup
from arasta.connectors.amazon import connector as amazon
from arasta.connectors.amazon.account import read_shop
from arasta.connectors.amazon.connector import Amazon
from arasta.connectors.amazon.rules import Rules
from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import ChannelOrder, Op, Outcome, PackageItem, PackageLine, Stream
from arasta.kernel.transport.wire import HttpResponse
from tests.connectors.amazon.judge import MISSING, MODELS, SCHEMAS, Judge, Judged, sandbox
from tests.connectors.amazon.rig import SECRETS, SETTINGS, AmazonRig, listing
from tests.connectors.suite.bench import Bench

pytestmark = [pytest.mark.contract, pytest.mark.skipif(not MODELS.exists(), reason=MISSING)]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


class JudgedRig(AmazonRig):
    """A rig whose wire is watched."""

    def __init__(self, home: Path, judge: Judge) -> None:
        super().__init__(home)
        self.judged = Judged(self._wire, judge)

    def client(self) -> httpx.Client:
        return httpx.Client(transport=self.judged)


@pytest.fixture
def watched(tmp_path: Path, judge: Judge) -> tuple[JudgedRig, Bench]:
    rig = JudgedRig(tmp_path, judge)
    return rig, Bench(rig)


def shop(currency: str = "TRY", **settings: str) -> Any:
    return read_shop(Account({**SETTINGS, **settings}, SECRETS, currency))


def test_a_life_of_an_order_keeps_the_contract_on_both_sides(watched: tuple[JudgedRig, Bench]) -> None:
    rig, bench = watched
    [goods] = rig.offer("CEZVE-1", units=9)
    bought = rig.buy(goods, 2)
    rig.wait(600)
    bench.read_orders()
    order = bench.run(bench.connector.fetch_order(bought.order_id))
    assert isinstance(order, ChannelOrder)
    lines = [PackageLine(external_id=line.external_id, quantity=2) for line in order.packages[0].lines]
    item = PackageItem(
        package_id=order.external_id, lines=lines, tracking_number="T1", carrier="MNG", shipped_at=rig.now
    )

    bench.run(bench.connector.tell(Op.TRACKING, item))
    rig.wait(60)
    rig.act(bought.order_id, "refund")
    rig.wait(600)
    for stream in (Stream.SETTLEMENTS, Stream.RETURNS, Stream.LISTINGS):
        bench.run(bench.connector.pull(stream, watermark="", cursor="", now=rig.now))
    bench.run(bench.connector.fetch_order(bought.order_id))

    assert rig.judged.names == [
        "searchOrders", "getOrder", "confirmShipment", "listTransactions", "listTransactions", "searchListingsItems",
        "getOrder",
    ]  # fmt: skip


def test_listings_and_offers_keep_the_contract_on_both_sides(
    watched: tuple[JudgedRig, Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amazon, "_rules", Rules())
    rig, bench = watched
    connector = bench.connector
    assert isinstance(connector, Amazon)

    bench.run(connector.push_listings([listing("CEZVE-1"), listing("CEZVE-2", title="C" * 201)]))
    bench.run(connector.preview_listing(listing("CEZVE-3")))
    rig.hold("CEZVE-1", 4)
    bench.run(connector.fetch_listings([{"external_id": "CEZVE-1"}, {"external_id": "GONE"}]))
    bench.push(*[bench.stock(goods, 5, price_minor=10_050) for goods in rig.offer("A", "B", units=1)])
    bench.run(connector.unlist([listing("CEZVE-1"), listing("NEVER")]))
    bench.run(connector.introduce())

    assert rig.judged.names == [
        "getDefinitionsProductType", "putListingsItem", "putListingsItem", "searchListingsItems",
        "getInventorySummaries", "patchListingsItem", "patchListingsItem", "deleteListingsItem", "deleteListingsItem",
        "getMarketplaceParticipations",
    ]  # fmt: skip


def test_a_feed_and_its_report_keep_the_contract(watched: tuple[JudgedRig, Bench]) -> None:
    rig, bench = watched
    goods = rig.offer(*(f"SKU-{number:02}" for number in range(21)), units=1)

    settled = bench.settled(Op.STOCK, bench.push(*[bench.stock(one, 5) for one in goods]))

    sent, report = [json.loads(body) for body in _documents(rig)]
    feed_schema("listings-feed-schema-v2").validate(sent)
    feed_schema("listings-feed-processing-report-schema-v2").validate(report)
    assert rig.judged.names == ["createFeedDocument", "createFeed", "getFeed", "getFeedDocument"]
    assert len(settled) == 21


def _documents(rig: AmazonRig) -> list[bytes]:
    puts = [call.read() for call in rig.calls if call.method == "PUT" and "/files/" in call.url.path]
    gets = [call.url.raw_path.decode() for call in rig.calls if call.method == "GET" and "/files/" in call.url.path]
    return [puts[-1], rig.world.call("GET", gets[-1]).content]


def feed_schema(name: str) -> Draft7Validator:
    documents = {path.name: json.loads(path.read_text()) for path in (SCHEMAS / "feeds").glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        [(one.get("$id", name), Resource.from_contents(one)) for name, one in documents.items() if "$schema" in one]
    )
    return Draft7Validator(documents[f"{name}.json"], registry=registry)


def test_subscribing_keeps_the_contract_on_both_sides(watched: tuple[JudgedRig, Bench]) -> None:
    rig, bench = watched
    rig.control("DELETE", "/subscriptions")

    subscribed = bench.run(bench.connector.subscribe(""))

    assert len(subscribed.external_ids) == len(settingup.KINDS)
    assert rig.judged.names == [
        "getDestinations", "createDestination", *["getSubscription", "createSubscription"] * len(settingup.KINDS),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["searchOrders", "getOrder"])
def test_every_order_of_the_sandbox_is_understood(judge: Judge, name: str) -> None:
    answered = [body for status, _, body in sandbox(judge.named(name)) if status == "200"]
    orders = [order for body in answered for order in body.get("orders") or [body["order"]]]

    for order in orders:
        total = order["proceeds"]["grandTotal"]
        read = mapping.read_document(order, shop(total["currencyCode"]))
        assert isinstance(read, ChannelOrder), read
        paid = sum(one.total.amount for one in read.packages) + (read.delivery.amount if read.delivery else 0)
        assert (read.external_id, list(read.doubts), str(paid)) == (order["orderId"], [], total["amount"])
    assert len(orders) == 3


@pytest.mark.parametrize("name", ["patchListingsItem", "putListingsItem", "deleteListingsItem"])
def test_every_submission_of_the_sandbox_is_understood(judge: Judge, name: str) -> None:
    expected = {"ACCEPTED": Outcome.OK, "VALID": Outcome.OK, "INVALID": Outcome.INVALID}

    for _, _, body in sandbox(judge.named(name)):
        if "status" in body:
            answer = HttpResponse(200, {}, json.dumps(body).encode())
            assert pushing.result_of(body["sku"], answer).outcome is expected[body["status"]]


def test_every_listing_of_the_sandbox_is_understood(judge: Judge) -> None:
    [found] = [body for status, _, body in sandbox(judge.named("searchListingsItems")) if status == "200"]

    items = answers.read(found, listings.Found).items
    seen = [listings.seen_listing(item, {}, shop(marketplace_id="ATVPDKIKX0DER")) for item in items]

    assert [(one.external_id, one.refs["asin"], one.quantity) for one in seen] == [
        (item["sku"], item["summaries"][0]["asin"], item["fulfillmentAvailability"][0]["quantity"])
        for item in found["items"]
    ]


def test_money_of_the_sandbox_is_understood(judge: Judge) -> None:
    [body] = [body for status, _, body in sandbox(judge.named("listTransactions")) if status == "200"]

    [raw] = answers.read(body, finances.Listed).payload.transactions
    [entry] = finances.entries_of(answers.read(raw, finances.Transaction))

    assert (entry.amount.minor, entry.amount.currency, entry.order_id) == (1000, "USD", "8129762527551")


def test_every_notice_of_the_contract_is_read() -> None:
    hints = {}
    for kind in ("OrderChange", "ListingsItemStatusChange", "ListingsItemIssuesChange", "TransactionUpdate"):
        schema = json.loads((SCHEMAS / "notifications" / f"{kind}Notification.json").read_text())
        hint = notices.hint_of(schema["examples"][0])
        hints[kind] = (hint.stream, hint.external_id) if hint else None

    assert hints == {
        "OrderChange": (Stream.ORDERS, "903-8868176-2219830"),
        "ListingsItemStatusChange": (Stream.LISTINGS, "NLS-SHOES-03"),
        "ListingsItemIssuesChange": (Stream.LISTINGS, "NLS-SHOES-03"),
        "TransactionUpdate": (Stream.SETTLEMENTS, "8129762527551"),
    }


def test_the_example_of_a_report_is_understood() -> None:
    example = json.loads((SCHEMAS / "feeds" / "listings-feed-processing-report-schema-v2.example.json").read_text())

    results = feeds.results_of(answers.read(example, feeds.Report))

    assert [(one.external_id, one.outcome, one.code) for one in results] == [
        ("My-SKU-B", Outcome.INVALID, "90220"),
        ("My-SKU-C", Outcome.INVALID, "99022"),
    ]
