"""The published description: valid, complete, and changed only on purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from arasta.config.api import api
from arasta.config.docs_schema import Document, TwoOfOneName
from arasta.contexts.identity.types import PERMISSIONS
from tests.api.integrator import Operation, document, operations

SNAPSHOT = Path(__file__).with_name("openapi.json")
ALL = operations()
AGAIN = "python -m tests.api.snapshot"


def name(operation: Operation) -> str:
    return str(operation.details["operationId"])


def test_the_document_is_valid_openapi() -> None:
    described = document()

    validate(described)

    assert described["openapi"] == "3.1.0"
    assert described["components"]["securitySchemes"]["ApiKey"]["scheme"] == "bearer"


def test_the_document_changes_only_on_purpose() -> None:
    """Additions are welcome; what integrators rely on is changed in a new version only."""
    kept = json.loads(SNAPSHOT.read_text())

    assert document() == kept, f"The API changed. If that is meant, look at the difference after: {AGAIN}"


def test_operations_have_names_of_their_own() -> None:
    names = [name(operation) for operation in ALL]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("operation", ALL, ids=name)
def test_an_operation_says_all_about_itself(operation: Operation) -> None:
    details = operation.details
    done = [status for status in details["responses"] if int(status) < 300]

    assert details["summary"]
    assert details["description"]
    assert len(details["tags"]) == 1
    assert operation.scope in {*PERMISSIONS, ""}
    assert done
    assert all("schema" in details["responses"][status]["content"]["application/json"] for status in done)
    assert {"401", "422", "503"} <= set(details["responses"])
    for status, answer in details["responses"].items():
        assert answer["description"]
        if int(status) >= 400:
            assert list(answer["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("operation", ALL, ids=name)
def test_every_change_takes_a_key(operation: Operation) -> None:
    changes = operation.method != "get" and name(operation) not in {"query_availability", "plan_listing_edit"}

    assert operation.is_write is changes
    assert operation.scope.endswith(".write") or not changes


def test_two_shapes_of_one_name_are_no_document() -> None:
    made = Document(api, "")

    with pytest.raises(TwoOfOneName):
        made.add_schema_definitions({"Problem": {"type": "string"}})
