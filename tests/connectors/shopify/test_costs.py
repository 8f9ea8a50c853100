"""No call costs more than a shop lets one call cost, nor more than we charge our budget for it."""

from __future__ import annotations

import pytest
from graphql import parse, validate

from arasta.connectors.shopify import client, queries
from arasta.kernel.transport.limits import Bucket, Budget
from arasta.kernel.transport.wire import HttpResponse
from arasta.twins.shopify import language
from arasta.twins.shopify.costs import Price
from arasta.twins.shopify.types import MOST_POINTS
from tests.connectors.shopify.documents import every_document

DOCUMENTS = every_document()
VARIABLES = {"page": 250, "ids": ["gid://shopify/ProductVariant/1"] * client.VARIANTS_PAGE}
PICTURED = {"ids": ["gid://shopify/Product/1"] * client.PICTURED}
PAGES = {
    queries.ORDERS: client.ORDERS_PAGE,
    queries.VARIANTS: client.VARIANTS_PAGE,
    queries.CHANGED_MONEY: client.RETURNS_PAGE,
    queries.BALANCE: client.BALANCE_PAGE,
}


def test_all_documents_are_looked_at() -> None:
    assert len(DOCUMENTS) == 39


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_call_is_affordable_and_counted(name: str) -> None:
    text = DOCUMENTS[name]
    variables = VARIABLES | ({"page": PAGES[text]} if text in PAGES else {})
    variables |= PICTURED if text == queries.PICTURES else {}

    price = Price(language.SCHEMA, parse(text), variables).asked()

    assert validate(language.SCHEMA, parse(text)) == []
    assert price <= min(MOST_POINTS, client.call(text).cost)


def test_what_is_left_is_read_from_every_answer() -> None:
    status = b'{"maximumAvailable":4000,"currentlyAvailable":3990,"restoreRate":200.0}'
    body = b'{"data":{},"extensions":{"cost":{"throttleStatus":' + status + b"}}}"

    found = client.read_budget(client.call(queries.JOB), HttpResponse(200, {}, body))

    assert found is not None
    assert (found.available, found.bucket.capacity, int(found.bucket.per_second)) == (3990, 4000, 200)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"extensions":{}}', b'{"extensions":{"cost":{"throttleStatus":{}}}}'])
def test_an_answer_that_does_not_say_is_no_harm(body: bytes) -> None:
    assert client.read_budget(client.call(queries.JOB), HttpResponse(500, {}, body)) is None


def test_only_harmless_calls_are_repeated_by_themselves() -> None:
    unsafe = {name for name, text in DOCUMENTS.items() if not client.call(text).repeatable}

    assert unsafe == {"FULFILL", "CANCEL", "BEGIN_EXPORT", "SUBSCRIBE", "APPROVE_RETURN", "DECLINE_RETURN"}


def test_the_budget_of_the_smallest_plan_is_assumed_at_first() -> None:
    assert Budget(2000, Bucket(2000, client.SMALLEST_PLAN.per_second)).bucket == client.rate_group().bucket
