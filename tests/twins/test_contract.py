"""Every answer of the Trendyol twin is judged by the contract file, where it is at hand."""

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

from tests.twins.makers import (
    API,
    BARCODE,
    SELLER,
    World,
    every_line,
    order,
    package,
    product,
    publish,
    push,
    set_status,
    stocked,
    stream,
)

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("ARASTA_CONTRACTS", REPOSITORY.parent / "shared" / "contracts"))
FILE = FOLDER / "trendyol" / "trendyol-minimal.openapi.json"
MISSING = f"the contract file {FILE.name} is not at hand; set ARASTA_CONTRACTS to the folder of contracts"

pytestmark = [pytest.mark.contract, pytest.mark.skipif(not FILE.exists(), reason=MISSING)]

HOOK = {"url": "https://shop.example/hook", "authenticationType": "API_KEY", "apiKey": "k"}


class Judge:
    """Looks every answer up in the contract and refuses one that breaks it."""

    def __init__(self) -> None:
        self.contract: dict[str, Any] = json.loads(FILE.read_text())
        resource: Resource[Any] = Resource.from_contents(self.contract, default_specification=DRAFT4)
        self.registry: Registry[Any] = Registry().with_resource("urn:contract", resource)
        self.seen: set[tuple[str, int]] = set()

    def check(self, response: httpx.Response) -> httpx.Response:
        """Judge one answer."""
        path = response.request.url.path.removeprefix(API)
        operation = self._operation(response.request.method.lower(), path)
        status = str(response.status_code)
        assert status in operation["responses"], f"{operation['operationId']} may not answer {status}: {response.text}"
        self.seen.add((operation["operationId"], response.status_code))
        schema = self._schema(operation["responses"][status])
        if schema is not None:
            OAS30Validator(schema, registry=self.registry).validate(response.json())
        return response

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        for template, operations in self.contract["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method in operations:
                return dict(operations[method])
        raise AssertionError(f"the contract does not know {method} {path}")

    def _schema(self, answer: dict[str, Any]) -> dict[str, Any] | None:
        if "$ref" in answer:
            answer = self.contract["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        return None if schema is None else self._absolute(schema)

    def _absolute(self, node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: f"urn:contract{value}" if key == "$ref" else self._absolute(value) for key, value in node.items()
            }
        return [self._absolute(one) for one in node] if isinstance(node, list) else node


@pytest.fixture
def judge(world: World, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """A judge that sits over every call a seller makes."""
    judge, plain = Judge(), world.seller

    def judged(method: str, path: str, **options: Any) -> httpx.Response:
        return judge.check(plain(method, path, **options))

    monkeypatch.setattr(world, "seller", judged)
    return judge


def test_a_whole_journey_keeps_the_contract(world: World, judge: Judge) -> None:
    stocked(world)
    batch_id = push(world, quantity=6, salePrice=440)
    world.seller("GET", f"/product/sellers/{SELLER}/products/batch-requests/{batch_id}")
    placed = order(world, 2)
    set_status(world, placed["packageId"], "Picking")
    set_status(world, placed["packageId"], "Invoiced", params={"invoiceNumber": "A-1"})
    path = f"/order/sellers/{SELLER}/shipment-packages/{placed['packageId']}"
    world.seller("PUT", f"{path}/update-tracking-number", json={"trackingNumber": "7280"})
    unsupplied = {"lines": [every_line(package(world, placed["packageId"]))[0] | {"quantity": 1}], "reasonId": 500}
    world.seller("PUT", f"{path}/items/unsupplied", json=unsupplied)

    shown = stream(world).json()["content"]
    paged = world.seller("GET", f"/order/sellers/{SELLER}/v2/orders").json()["content"]
    created = world.seller("POST", f"/webhook/sellers/{SELLER}/webhooks", json=HOOK)
    hooks = world.seller("GET", f"/webhook/sellers/{SELLER}/webhooks")

    assert [one["shipmentPackageId"] for one in shown] == [one["shipmentPackageId"] for one in paged]
    assert len(shown) == 3
    assert hooks.json()[0]["id"] == created.json()["id"]
    assert {name for name, status in judge.seen if status == 200} == {
        operation["operationId"] for path in judge.contract["paths"].values() for operation in path.values()
    }


def test_every_refusal_keeps_the_contract(world: World, judge: Judge) -> None:
    nobody = {"authorization": None}
    path = f"/product/sellers/{SELLER}/v2/products"

    world.seller("POST", path, json={"items": []})
    world.seller("POST", path, content=b"{")
    world.seller("POST", path, json={"items": [product()]}, headers=nobody)
    world.seller("POST", path, json={"items": [product()]}, headers={"user-agent": None})
    world.seller("PUT", f"/order/sellers/{SELLER}/shipment-packages/1", json={"lines": [], "status": "Picking"})
    world.seller("GET", f"/product/sellers/{SELLER}/products/batch-requests/none")
    stream(world, nextCursor="forged")
    world.control("PUT", "/settings", json={"limit_webhook": 0})
    world.seller("GET", f"/webhook/sellers/{SELLER}/webhooks")

    assert judge.seen == {
        ("createProductsV2", 400),
        ("createProductsV2", 401),
        ("createProductsV2", 403),
        ("updatePackage", 400),
        ("getBatchRequestResult", 400),
        ("getShipmentPackagesStream", 400),
        ("getWebhooks", 429),
    }


@pytest.mark.parametrize("status", ["Awaiting", "Shipped", "Delivered", "Returned", "Cancelled", "Verified"])
def test_a_package_keeps_the_contract_in_every_status(world: World, judge: Judge, status: str) -> None:
    stocked(world)
    placed = order(world)
    world.control("POST", f"/packages/{placed['packageId']}/status", json={"status": status, "force": True})

    shown = stream(world).json()["content"]

    assert [one["status"] for one in shown] == [status]


def test_an_unknown_field_keeps_the_contract_and_an_unknown_status_breaks_it(world: World, judge: Judge) -> None:
    stocked(world)
    world.fault("unknown_field")
    order(world)
    assert "carbonFootprint" in stream(world).json()["content"][0]

    world.fault("unknown_status")
    order(world)

    with pytest.raises(Exception, match="QualityHold"):
        stream(world)


def test_a_delivered_webhook_is_a_page_of_the_contract(world: World) -> None:
    judge = Judge()
    stocked(world)
    world.seller("POST", f"/webhook/sellers/{SELLER}/webhooks", json=HOOK)
    order(world)

    world.control("POST", "/pump")

    body = json.loads(world.received[0].content)
    page = {"$ref": "urn:contract#/components/schemas/PackagePage"}
    OAS30Validator(page, registry=judge.registry).validate(body)
    example = json.loads((FOLDER / "trendyol" / "webhook-body.example.json").read_text())
    assert set(example) == set(body)
    assert set(example["content"][0]) <= set(body["content"][0])
    assert body["content"][0]["lines"][0]["barcode"] == BARCODE


def test_publishing_many_products_keeps_the_contract(world: World, judge: Judge) -> None:
    publish(world, *[product(f"869{number:010}") for number in range(1000)])

    assert world.control("GET", "/state")["listings"] == {"approved": 1000}
