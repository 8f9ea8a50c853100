"""The vendor's schema judges every document we send and every type our twin answers with; signatures by vectors."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    parse,
    validate,
)

import arasta.twins.shopify
from arasta.connectors.shopify import inbound, queries
from arasta.contexts.channels.types.inbound import RawRequest, Refusal, Refused, Verified
from arasta.twins.shopify.types import VERSION
from tests.connectors.shopify.documents import every_document

FOLDER = Path(os.environ.get("ARASTA_CONTRACTS", Path(__file__).resolve().parents[4] / "shared" / "contracts"))
SCHEMA = FOLDER / "shopify" / f"admin_{VERSION}.json.gz"
VECTORS = FOLDER / "webhook-signature-vectors.json"
MISSING = "the contract files of Shopify are not at hand; set ARASTA_CONTRACTS to the folder of contracts"
TWIN = Path(arasta.twins.shopify.__file__).parent / "admin.graphql"

pytestmark = [pytest.mark.contract, pytest.mark.skipif(not SCHEMA.exists(), reason=MISSING)]


DOCUMENTS = every_document() | {"EVERY_VARIANT": queries.EVERY_VARIANT}


@cache
def vendor() -> GraphQLSchema:
    introspection: Any = json.loads(gzip.decompress(SCHEMA.read_bytes()))
    return build_client_schema(introspection.get("data", introspection), assume_valid=True)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_is_valid_in_the_vendors_schema(name: str) -> None:
    assert [error.message for error in validate(vendor(), parse(DOCUMENTS[name]))] == []


def test_a_wrong_field_would_be_noticed() -> None:
    wrong = DOCUMENTS["JOB"].replace("done", "finished")

    assert len(validate(vendor(), parse(wrong))) == 1


def test_what_the_twin_answers_with_is_a_part_of_the_vendors_schema() -> None:
    twin = build_schema(TWIN.read_text(encoding="utf-8"))

    differences = [text for name in twin.type_map if not name.startswith("__") for text in differing(twin, name)]

    assert differences == []
    assert str(directive(twin).args["key"].type) == str(directive(vendor()).args["key"].type)


def directive(schema: GraphQLSchema) -> Any:
    return next(one for one in schema.directives if one.name == "idempotent")


def differing(twin: GraphQLSchema, name: str) -> Iterator[str]:
    """Return how a type of the twin differs from the vendor's: what is not there, or of another type."""
    ours: Any = twin.type_map[name]
    theirs: Any = vendor().type_map.get(name)
    if theirs is None or type(theirs) is not type(ours):
        yield f"{name} is not there"
        return
    if isinstance(ours, GraphQLEnumType):
        yield from (f"{name}.{value}" for value in ours.values if value not in theirs.values)
    if isinstance(ours, GraphQLObjectType):
        known = {one.name for one in theirs.interfaces}
        yield from (f"{name} implements {one.name}" for one in ours.interfaces if one.name not in known)
    if isinstance(ours, GraphQLInputObjectType | GraphQLObjectType | GraphQLInterfaceType):
        for field, spec in ours.fields.items():
            yield from differing_field(f"{name}.{field}", spec, theirs.fields.get(field))


def differing_field(name: str, ours: Any, theirs: Any) -> Iterator[str]:
    if theirs is None:
        yield f"{name} is not there"
        return
    if str(ours.type) != str(theirs.type):
        yield f"{name} is {theirs.type}, not {ours.type}"
    for argument, spec in getattr(ours, "args", {}).items():
        known = theirs.args.get(argument)
        if known is None or str(known.type) != str(spec.type):
            yield f"{name}({argument})"


def vector() -> tuple[RawRequest, str]:
    vectors: Any = json.loads(VECTORS.read_text())
    rows = vectors if isinstance(vectors, list) else vectors["vectors"]
    one = next(row for row in rows if row["provider"] == "shopify")
    headers = {name.lower(): value for name, value in one["headers"].items()}
    return RawRequest(headers=headers, body=one["body"].encode()), one["secret"]


NOW = datetime(2026, 11, 21, 10, 1, tzinfo=UTC)


def judged(
    request: RawRequest, *secrets: str, now: datetime = NOW, shop: str = "t.myshopify.com"
) -> Verified | Refused:
    return inbound.verify(request, shop=shop, secrets=[{"client_secret": one} for one in secrets], now=now)


def test_the_vendors_vector_is_believed() -> None:
    request, secret = vector()

    found = judged(request, "another", secret)

    assert isinstance(found, Verified)
    assert (found.delivery_id, found.topic, found.body) == ("w-1", "orders/create", request.body)
    assert [(hint.stream, hint.external_id) for hint in inbound.hints(found)] == [("orders", "820982911946154508")]


def test_what_differs_from_the_vector_is_not_believed() -> None:
    request, secret = vector()
    bare = {name: value for name, value in request.headers.items() if "hmac" not in name}
    anew = json.dumps(json.loads(request.body)).encode()

    assert judged(replace(request, body=request.body[:-1] + b" "), secret) == Refused(Refusal.WRONG_SIGNATURE)
    assert judged(replace(request, body=anew), secret) == Refused(Refusal.WRONG_SIGNATURE)
    assert judged(replace(request, headers=bare), secret) == Refused(Refusal.NO_SIGNATURE)
    assert judged(request) == Refused(Refusal.WRONG_SIGNATURE)
    assert judged(request, secret, shop="other.myshopify.com") == Refused(Refusal.OTHER_ACCOUNT)
    assert judged(request, secret, now=datetime(2026, 11, 23, tzinfo=UTC)) == Refused(Refusal.TOO_OLD)
