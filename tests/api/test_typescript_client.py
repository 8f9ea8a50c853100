"""The TypeScript client is made from the description as it is now."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

from tests.api.test_openapi import SNAPSHOT

CLIENT = Path(__file__).parents[2] / "clients" / "typescript"
TYPES = (CLIENT / "src" / "schema.ts").read_text()


def test_its_types_are_made_from_the_description_that_is_kept() -> None:
    digest = sha256(SNAPSHOT.read_bytes()).hexdigest()

    assert TYPES.startswith(f"// made from openapi.json {digest}\n"), (
        "run `npm ci && npm run generate` in clients/typescript"
    )


def test_its_types_know_every_address_and_operation() -> None:
    described = json.loads(SNAPSHOT.read_text())["paths"]

    assert set(re.findall(r'^    "(/api/v1/[^"]+)": \{$', TYPES, re.MULTILINE)) == set(described)
    assert set(re.findall(r'operations\["(\w+)"\]', TYPES)) == {
        operation["operationId"] for methods in described.values() for operation in methods.values()
    }


def test_the_example_asks_for_addresses_that_exist() -> None:
    described = json.loads(SNAPSHOT.read_text())["paths"]
    asked = re.findall(r'arasta\.(\w+)\("([^"]+)"', (CLIENT / "example" / "storefront.ts").read_text())

    assert [(method, path) for method, path in asked if method.lower() not in described.get(path, {})] == []
    assert len(asked) == 6


def test_the_example_that_runs_is_made_from_the_one_that_is_read() -> None:
    sources = ("example/storefront.ts", "src/index.ts", "package-lock.json")
    digest = sha256(b"".join((CLIENT / source).read_bytes() for source in sources)).hexdigest()
    first, _rest = (CLIENT / "example" / "storefront.mjs").read_text().split("\n", 1)

    assert first == f"// made from storefront.ts, index.ts, package-lock.json {digest}", (
        "run `npm ci && npm run bundle` in clients/typescript"
    )
