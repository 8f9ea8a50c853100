"""A judge that looks every request and every answer up in the marketplace's own contract files."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft4Validator  # type: ignore[import-untyped]  # it brings no types
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from tests.connectors.amazon.rig import API

FOLDER = Path(os.environ.get("ARASTA_CONTRACTS", Path(__file__).resolve().parents[4] / "shared" / "contracts"))
MODELS = FOLDER / "amazon-sp-api" / "models"
SCHEMAS = FOLDER / "amazon-sp-api" / "schemas"
MISSING = "the contract files of Amazon are not at hand; set ARASTA_CONTRACTS to the folder of contracts"
FILES = (
    "orders_2026-01-01", "ordersV0", "listingsItems_2021-08-01", "feeds_2021-06-30", "fbaInventory", "notifications",
    "finances_2024-06-19", "sellers", "definitionsProductTypes_2020-09-01",
)  # fmt: skip

Json = dict[str, Any]


class Operation:
    """One operation of a contract file."""

    def __init__(self, document: Json, name: str, parts: Json, shared: list[Json]) -> None:
        self.document, self.name, self.parts, self.shared = document, name, parts, shared

    @property
    def parameters(self) -> list[Json]:
        """Its parameters, those that are told elsewhere among them."""
        told = [*self.shared, *self.parts.get("parameters", ())]
        return [self.document["parameters"][one["$ref"].split("/")[-1]] if "$ref" in one else one for one in told]

    def validate(self, schema: Json, value: Any) -> None:
        """Judge a value by a schema of the file."""
        resource: Resource[Any] = Resource.from_contents(self.document, default_specification=DRAFT4)
        registry: Registry[Any] = Registry().with_resource("urn:contract", resource)
        Draft4Validator(_absolute(schema), registry=registry).validate(value)

    def check_request(self, request: httpx.Request) -> None:
        """Judge what we ask."""
        known = {one["name"]: one for one in self.parameters if one["in"] == "query"}
        given = dict(request.url.params)
        assert set(given) <= set(known), f"{self.name} has no parameters {set(given) - set(known)}"
        assert {name for name, one in known.items() if one.get("required")} <= set(given)
        for name, text in given.items():
            self._check_parameter(known[name], text)
        bodies = [one for one in self.parameters if one["in"] == "body"]
        if bodies:
            self.validate(bodies[0]["schema"], json.loads(request.read()))
        else:
            assert not request.read()

    def _check_parameter(self, known: Json, text: str) -> None:
        readers: Mapping[str, Any] = {"integer": int, "boolean": lambda one: one == "true"}
        if known["type"] != "array":
            value = readers.get(known["type"], str)(text)
            assert value in known.get("enum", [value])
            return
        values = text.split(",")
        allowed = known["items"].get("enum", values)
        assert set(values) <= set(allowed)
        assert len(values) <= known.get("maxItems", len(values))

    def check_response(self, answer: httpx.Response) -> None:
        """Judge what is answered."""
        told = self.parts["responses"][str(answer.status_code)]
        if "schema" in told:
            self.validate(told["schema"], answer.json())


def _absolute(node: Any) -> Any:
    """Point references into the file; `type: string` with `format: date-time` stays as it is."""
    if isinstance(node, dict):
        return {key: f"urn:contract{value}" if key == "$ref" else _absolute(value) for key, value in node.items()}
    return [_absolute(one) for one in node] if isinstance(node, list) else node


class Judge:
    """Knows all operations of the contract."""

    def __init__(self) -> None:
        self.operations: list[tuple[str, re.Pattern[str], Operation]] = []
        for name in FILES:
            document = json.loads((MODELS / f"{name}.json").read_text())
            for path, methods in document["paths"].items():
                pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
                for method, parts in methods.items():
                    if isinstance(parts, dict) and "operationId" in parts:
                        one = Operation(document, parts["operationId"], parts, methods.get("parameters", []))
                        self.operations.append((method.upper(), pattern, one))

    def operation(self, method: str, path: str) -> Operation:
        """Find an operation."""
        for known, pattern, one in self.operations:
            if known == method and pattern.fullmatch(path):
                return one
        raise AssertionError(f"the contract does not know {method} {path}")

    def named(self, name: str) -> Operation:
        """Find an operation by its name in the newest file."""
        return next(one for _, _, one in self.operations if one.name == name)


class Judged(httpx.BaseTransport):
    """Carries requests on and judges both sides of those that belong to the contract."""

    def __init__(self, inner: httpx.BaseTransport, judge: Judge) -> None:
        self._inner, self._judge = inner, judge
        self.names: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0]
        if not path.startswith(API):
            return self._inner.handle_request(request)
        operation = self._judge.operation(request.method, path.removeprefix(API))
        operation.check_request(request)
        assert request.headers["user-agent"]
        answer = self._inner.handle_request(request)
        operation.check_response(answer)
        self.names.append(operation.name)
        return answer


def sandbox(operation: Operation) -> Iterator[tuple[str, Json, Any]]:
    """Yield the pairs that the marketplace's own sandbox plays: status, parameters, answer."""
    for status, told in operation.parts["responses"].items():
        for pair in (told.get("x-amzn-api-sandbox") or {}).get("static", ()):
            yield status, pair.get("request", {}).get("parameters", {}), pair["response"]
