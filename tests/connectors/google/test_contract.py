"""Every request of the connector and every answer of its twin is judged by Google's own documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from arasta.contexts.channels.types import Stream
from tests.connectors.google import discovery
from tests.connectors.google.rig import GoogleRig, listing
from tests.connectors.suite.bench import Bench

MISSING = "the discovery documents are not at hand; set ARASTA_CONTRACTS to the folder of contracts"

pytestmark = [pytest.mark.contract, pytest.mark.skipif(not discovery.is_at_hand(), reason=MISSING)]

API = "/google/api"


class Judged(httpx.BaseTransport):
    """Carries requests to the twin and has the judge look at both sides of each that worked."""

    def __init__(self, rig: GoogleRig, judge: discovery.Judge) -> None:
        self._client, self._judge = rig.client(), judge

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._client.send(request)
        path = request.url.path
        if answer.is_success and path.startswith(API):
            body = request.read()
            self._judge.check(
                request.method,
                path.removeprefix(API),
                dict(request.url.params),
                json.loads(body) if body else None,
                answer.json(),
            )
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.fixture
def judge() -> discovery.Judge:
    return discovery.Judge()


@pytest.fixture
def bench(tmp_path: Path, judge: discovery.Judge, monkeypatch: pytest.MonkeyPatch) -> Bench:
    rig = GoogleRig(tmp_path)
    judged = httpx.Client(transport=Judged(rig, judge))
    monkeypatch.setattr(rig, "client", lambda: judged)
    return Bench(rig)


def test_every_request_and_answer_keeps_the_contract(bench: Bench, judge: discovery.Judge) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    full = listing("CEZVE-2", barcode="4006381333931", options={"color": "Red"}, category="Kitchen", version=7)
    item = bench.stock(goods, 3, price_minor=9_900)

    bench.run(bench.connector.push_listings([full, listing("CEZVE 3/4")]))
    bench.push(item)
    bench.run(bench.connector.push_offers([_at_stores(item)], now=bench.rig.now))
    bench.rig.wait(2)
    bench.run(bench.connector.fetch_listings([{"external_id": "CEZVE-2"}, {"external_id": "CEZVE 3/4"}]))
    bench.run(bench.connector.pull(Stream.LISTINGS, watermark="", cursor="", now=bench.rig.now))
    bench.run(bench.connector.unlist([full]))
    bench.run(bench.connector.introduce())

    assert {name.removeprefix("merchantapi.accounts.") for name in judge.used} == {
        "productInputs.insert",
        "productInputs.patch",
        "productInputs.delete",
        "products.get",
        "products.list",
        "products.localInventories.insert",
        "merchantapi.accounts.get".removeprefix("merchantapi.accounts."),
        "dataSources.get",
    }


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"versionNumber": 7}, "int64"),
        ({"sku": "CEZVE-1"}, "has no sku"),
        ({"productAttributes": {"availability": "in stock"}}, "'in stock'"),
        ({"productAttributes": {"price": {"value": "1.00"}}}, "has no value"),
    ],
)
def test_the_judge_refuses_what_google_would(judge: discovery.Judge, change: dict[str, Any], complaint: str) -> None:
    body = {"offerId": "A", "contentLanguage": "tr", "feedLabel": "TR", **change}

    with pytest.raises(discovery.Broken, match=complaint):
        judge.check("POST", "/products/v1/accounts/1/productInputs:insert", {"dataSource": "x"}, body, {})


def _at_stores(item: Any) -> Any:
    from dataclasses import replace

    return replace(item, at_places={"store-1": 2, "store-2": 0})
