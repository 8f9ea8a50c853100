"""What the connector writes, what the stand-in answers and what we recorded by hand keep to the property tables."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from arasta.contexts.channels.types import Op, PackageItem, PackageLine
from arasta.contexts.channels.types.inbound import RawRequest, Verified
from arasta.kernel.money import Money
from tests.connectors.suite.bench import Bench
from tests.connectors.woocommerce import documents
from tests.connectors.woocommerce.rig import WooRig, listing
from tests.connectors.woocommerce.test_publish import sized

TABLES = tomllib.loads((Path(__file__).parent / "properties.toml").read_text())
FOLDER = Path(os.environ.get("ARASTA_CONTRACTS", Path(__file__).resolve().parents[4] / "shared" / "contracts"))
VECTORS = FOLDER / "webhook-signature-vectors.json"
MONEY, MOMENT = re.compile(r"-?\d+(\.\d+)?"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")

WRITES: Mapping[str, str] = {
    r"PUT /orders/\d+": "order",
    r"POST /orders/\d+/refunds": "refund",
    r"POST /orders/\d+/notes": "note",
    r"POST /products": "product",
    r"PUT /products/\d+": "product",
    r"POST /products/batch": "product",
    r"POST /products/\d+/variations/batch": "variation",
    r"POST /webhooks": "webhook",
    r"PUT /webhooks/\d+": "webhook",
}


def fits(kind: str, value: Any) -> bool:
    """Tell whether a value is of a kind of the tables."""
    if value is None:
        return "?" in kind
    bare = kind.rstrip("!?")
    if bare in {"text", "money", "moment", "price"}:
        shape = {"money": MONEY, "moment": MOMENT}.get(bare)
        is_price = bare == "price" and (value == "" or MONEY.fullmatch(str(value)))
        return isinstance(value, str) and (bool(shape.fullmatch(value)) if shape else bare == "text" or bool(is_price))
    kinds: Mapping[str, type | tuple[type, ...]] = {
        "integer": int, "number": (int, float), "boolean": bool, "object": dict, "list": list,
    }  # fmt: skip
    return isinstance(value, kinds[bare]) and (bare == "boolean" or not isinstance(value, bool))


def wrong_in(name: str, document: Mapping[str, Any], *, written: bool = False) -> list[str]:
    """Return the properties of a document that its table does not know so."""
    table = TABLES[name]
    return [
        f"{name}.{key}"
        for key, value in document.items()
        if key not in table or not fits(table[key], value) or (written and "!" not in table[key])
    ]


def judged(request: httpx.Request) -> list[str]:
    """Return what is wrong with a request that writes."""
    spoken = f"{request.method} {request.url.path.split('/wc/v3')[1]}"
    [name] = [table for pattern, table in WRITES.items() if re.fullmatch(pattern, spoken)]
    body = json.loads(request.read())
    objects = [*body.get("create", []), *body.get("update", [])] if spoken.endswith("/batch") else [body]
    lines = [line for one in objects for line in one.get("line_items", [])]
    return [
        *(fault for one in objects for fault in wrong_in(name, one, written=True)),
        *(fault for line in lines for fault in wrong_in("refund_line", line, written=True)),
    ]


def everything(bench: Bench, rig: WooRig) -> str:
    """Let the connector write all that it can write, and return the order it wrote about."""
    [goods] = rig.offer("CEZVE-2", units=9)
    bought = rig.buy(goods, 3, couponPercent=10, deliveryMinor=5000, feeMinor=100)
    items = [listing(attributes={"Material": "copper"}), *sized("S", "L")]
    for _ in range(2):
        bench.run(bench.connector.push_listings(items))
        bench.run(bench.connector.subscribe("https://shop.example/webhooks/7"))
    bench.push(bench.stock(goods, 7, price_minor=9000))
    order = bench.run(bench.connector.fetch_order(bought.order_id))
    line = order.packages[0].lines[0].external_id  # type: ignore[union-attr]
    some = [PackageLine(external_id=line, quantity=1)]
    for op, amount in ((Op.TRACKING, None), (Op.REFUND, Money(100, "TRY")), (Op.CANCEL, None)):
        item = PackageItem(package_id=bought.order_id, lines=some, tracking_number="A1", amount=amount, key=op)
        bench.run(bench.connector.tell(op, item))
    bench.run(bench.connector.unlist(items))
    return bought.order_id


def test_the_connector_writes_only_what_may_be_written(bench: Bench, rig: WooRig) -> None:
    everything(bench, rig)

    writes = [call for call in rig.calls if call.method != "GET"]
    assert [fault for call in writes for fault in judged(call)] == []
    spoken = {f"{call.method} {call.url.path.split('/wc/v3')[1]}" for call in writes}
    assert [pattern for pattern in WRITES if not any(re.fullmatch(pattern, one) for one in spoken)] == []


def test_the_stand_in_answers_as_the_tables_say(bench: Bench, rig: WooRig) -> None:
    order_id = everything(bench, rig)

    shown = rig.control("GET", f"/orders/{order_id}")
    products = rig.control("GET", "/products")["products"]
    answers = [
        ("order", shown["order"]),
        *(("line_item", one) for one in shown["order"]["line_items"]),
        *(("tax_line", one) for one in shown["order"]["tax_lines"]),
        *(("refund", one) for one in shown["refunds"]),
        *(("refund_line", line) for one in shown["refunds"] for line in one["line_items"]),
        *(("note", one) for one in shown["notes"]),
        *(("variation" if one["parent_id"] else "product", one) for one in products),
        *(("webhook", one) for one in rig.control("GET", "/state")["webhooks"]),
    ]
    assert {name for name, _ in answers} == set(TABLES)
    assert [fault for name, document in answers for fault in wrong_in(name, document)] == []


def test_what_was_recorded_by_hand_keeps_to_the_tables() -> None:
    order = documents.order()

    faults = wrong_in("order", order) + [one for line in order["line_items"] for one in wrong_in("line_item", line)]
    assert faults + wrong_in("refund", documents.refund()) == []


@pytest.mark.parametrize(
    "broken", [{"total": 12}, {"total": "twelve"}, {"surprise": 1}, {"id": True}, {"status": None}]
)
def test_the_judge_notices_what_is_wrong(broken: dict[str, Any]) -> None:
    assert wrong_in("order", broken) == [f"order.{next(iter(broken))}"]


@pytest.mark.contract
@pytest.mark.skipif(not VECTORS.exists(), reason=f"{VECTORS.name} is not at hand; set ARASTA_CONTRACTS")
def test_the_vectors_of_signatures_are_judged_rightly(bench: Bench) -> None:
    known = json.loads(VECTORS.read_text())
    ours = [one for one in known.get("vectors", known) if one["provider"] == "woocommerce"]

    for vector in ours:
        headers = {name.lower(): value for name, value in vector["headers"].items()}
        call = RawRequest(headers=headers, body=vector["body"].encode())
        judgement = bench.connector.verify(call, secrets=[{"webhook_secret": vector["secret"]}], now=bench.rig.now)
        assert isinstance(judgement, Verified) is vector["valid"]
    assert ours
