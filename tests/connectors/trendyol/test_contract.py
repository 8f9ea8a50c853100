"""Every request of the connector is judged by the contract file, where it is at hand."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from arasta.contexts.channels.types import Op, PackageItem, PackageLine, Stream
from arasta.contexts.channels.types.inbound import Verified
from tests.connectors.trendyol.bench import Bench, listing, stock
from tests.twins.makers import API, order, package, stocked

FOLDER = Path(os.environ.get("ARASTA_CONTRACTS", Path(__file__).resolve().parents[4] / "shared" / "contracts"))
FILE = FOLDER / "trendyol" / "trendyol-minimal.openapi.json"
MISSING = f"the contract file {FILE.name} is not at hand; set ARASTA_CONTRACTS to the folder of contracts"

pytestmark = [pytest.mark.contract, pytest.mark.skipif(not FILE.exists(), reason=MISSING)]

# Documented by the marketplace for reading back and for approved products, but not part of the contract file.
BESIDE_THE_CONTRACT = {"shipmentPackageIds"}
PRODUCTS_BESIDE = {
    ("get", "approved"): "filterApprovedProducts",
    ("get", "unapproved"): "filterUnapprovedProducts",
    ("post", "content-bulk-update"): "updateContentBulk",
}


class Judge:
    """Looks every request up in the contract and refuses one that breaks it."""

    def __init__(self) -> None:
        self.contract: dict[str, Any] = json.loads(FILE.read_text())
        resource: Resource[Any] = Resource.from_contents(self.contract, default_specification=DRAFT4)
        self.registry: Registry[Any] = Registry().with_resource("urn:contract", resource)

    def check(self, request: httpx.Request) -> str:
        """Judge one request and return the name of its operation."""
        path = request.url.path.removeprefix(API)
        beside = PRODUCTS_BESIDE.get((request.method.lower(), path.rpartition("/")[2]))
        if beside:
            return beside
        operation = self._operation(request.method.lower(), path)
        known = {one["name"]: one for one in operation.get("parameters", ())}
        for name, value in request.url.params.items():
            if name not in BESIDE_THE_CONTRACT:
                schema = known[name]["schema"]
                self._validate(schema, int(value) if schema["type"] == "integer" else value)
        self._validate({"type": "string", "pattern": r"^\d+ - [A-Za-z0-9 ]{1,30}$"}, request.headers["user-agent"])
        if "requestBody" in operation:
            self._validate(
                operation["requestBody"]["content"]["application/json"]["schema"], json.loads(request.read())
            )
        return str(operation["operationId"])

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        for template, operations in self.contract["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method in operations:
                return dict(operations[method])
        raise AssertionError(f"the contract does not know {method} {path}")

    def _validate(self, schema: dict[str, Any], value: Any) -> None:
        OAS30Validator(self._absolute(schema), registry=self.registry).validate(value)

    def _absolute(self, node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: f"urn:contract{value}" if key == "$ref" else self._absolute(value) for key, value in node.items()
            }
        return [self._absolute(one) for one in node] if isinstance(node, list) else node


def test_every_request_keeps_the_contract(bench: Bench) -> None:
    stocked(bench.world, 9)
    body = package(bench.world, order(bench.world, 2)["packageId"])
    lines = [PackageLine(external_id=str(body["lines"][0]["lineId"]), quantity=2)]
    item = PackageItem(package_id=str(body["shipmentPackageId"]), lines=lines, invoice_number="K", tracking_number="T")

    bench.run(bench.connector.push_listings([listing("8690000000024")]))
    pushed = bench.push(stock(25_000, price=44900, list_price=49900))
    bench.run(bench.connector.poll(Op.STOCK, pushed.ticket))
    bench.run(bench.connector.pull(Stream.ORDERS, watermark="", cursor="", now=bench.now))
    bench.run(bench.connector.fetch_order(body["orderNumber"]))
    for op in (Op.ACCEPT, Op.INVOICE, Op.TRACKING, Op.CANCEL, Op.CANCEL):
        bench.run(bench.connector.tell(op, item))

    judge = Judge()
    assert [judge.check(request) for request in bench.wire.requests] == [
        "filterApprovedProducts",
        "filterUnapprovedProducts",
        "createProductsV2",
        "updatePriceAndInventory",
        "getBatchRequestResult",
        "getShipmentPackagesStream",
        "getShipmentPackagesV2",
        "updatePackage",
        "updatePackage",
        "updateTrackingNumber",
        "markUnsupplied",
        "markUnsupplied",
        "getShipmentPackagesV2",
    ]


def test_subscriptions_keep_the_contract(bench: Bench) -> None:
    bench.run(bench.connector.introduce())
    bench.run(bench.connector.subscribe("https://shop.example/webhooks/7"))

    judge = Judge()
    assert [judge.check(request) for request in bench.wire.requests] == ["getWebhooks", "getWebhooks", "createWebhook"]


def test_the_contracts_example_of_a_call_is_understood(bench: Bench) -> None:
    body = (FILE.parent / "webhook-body.example.json").read_bytes()

    hints = bench.connector.hints(Verified(delivery_id="1", topic="packages", body=body))

    assert [(hint.stream, hint.external_id) for hint in hints] == [(Stream.ORDERS, "10654411111")]


def test_the_contracts_example_of_a_package_is_understood(bench: Bench) -> None:
    example = json.loads((FILE.parent / "webhook-body.example.json").read_text())

    order_read = bench.connector.read_order(json.dumps({"packages": example["content"]}))

    assert order_read.external_id == "10654411111"
    assert getattr(order_read, "doubts", None) == []
