"""Customers over JSON."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from arasta.contexts.customers import queries
from arasta.contexts.identity.services import api_keys
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.contexts.customers.making import make_address, make_customer

pytestmark = pytest.mark.django_db

ADDRESS = {"name": "Ada", "line1": "Moda Cd. 5", "city": "İstanbul", "country": "TR"}
BODY: dict[str, Any] = {"name": "Ada", "email": "ada@example.com", "language": "tr", "addresses": [ADDRESS]}


def key(*scopes: str) -> dict[str, str]:
    _, plain = api_keys.create_api_key("Test", scopes=scopes, actor=SYSTEM)
    return {"Authorization": f"Bearer {plain}", "Idempotency-Key": "one"}


@pytest.fixture
def full() -> dict[str, str]:
    return key("customers.read", "customers.write")


@pytest.mark.parametrize(
    ("method", "path"), [("get", "/api/v1/customers"), ("get", "/api/v1/customers/{id}"), ("post", "/api/v1/customers")]
)
@pytest.mark.parametrize(
    ("scope", "status", "code"), [("", 401, "unauthenticated"), ("stock.read", 403, "permission_missing")]
)
def test_doors_are_closed_without_the_scope(
    client: Client, method: str, path: str, scope: str, status: int, code: str
) -> None:
    customer = make_customer("Bea")
    path = path.format(id=to_public("cus", customer))
    headers = key(scope) if scope else {}

    send = {"data": BODY, "content_type": "application/json"} if method == "post" else {}
    answer = getattr(client, method)(path, headers=headers, **send)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [row.name for row in queries.customers_page().items] == ["Bea"]


def test_a_customer_is_added_with_addresses(client: Client, full: dict[str, str]) -> None:
    answer = client.post("/api/v1/customers", BODY, content_type="application/json", headers=full)

    row = queries.customers_page().items[0]
    body = answer.json()
    assert answer.status_code == 201
    assert body["customer"] == {
        "id": to_public("cus", row.id),
        "number": row.number,
        "email": "ada@example.com",
        "name": "Ada",
        "phone": "",
        "language": "tr",
        "has_login": False,
        "created_at": body["customer"]["created_at"],
    }
    assert [(place["city"], place["is_default"]) for place in body["addresses"]] == [("İstanbul", True)]


def test_the_same_key_again_is_the_same_answer_and_one_customer(client: Client, full: dict[str, str]) -> None:
    first = client.post("/api/v1/customers", BODY, content_type="application/json", headers=full)
    again = client.post("/api/v1/customers", BODY, content_type="application/json", headers=full)
    other = client.post("/api/v1/customers", {**BODY, "name": "Bea"}, content_type="application/json", headers=full)

    assert (again.status_code, again.content) == (201, first.content)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(queries.customers_page().items) == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"email": "bea@example.com"}, 409, "email_taken"),
        ({"email": "ada"}, 422, "email_invalid"),
        ({"phone": "call me"}, 422, "phone_invalid"),
        ({"language": "de"}, 422, "language_unknown"),
        ({"name": ""}, 422, "invalid_request"),
        ({"nmae": "Ada"}, 422, "invalid_request"),
        ({"addresses": [{**ADDRESS, "country": "XX"}]}, 422, "address_invalid"),
    ],
)
def test_a_wrong_customer_is_refused_whole(
    client: Client, full: dict[str, str], change: dict[str, Any], status: int, code: str
) -> None:
    make_customer("Bea", email="bea@example.com")

    answer = client.post("/api/v1/customers", {**BODY, **change}, content_type="application/json", headers=full)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [row.name for row in queries.customers_page().items] == ["Bea"]


def test_a_wrong_address_names_its_fields(client: Client, full: dict[str, str]) -> None:
    body = {**BODY, "addresses": [{**ADDRESS, "country": "XX", "city": " "}]}

    answer = client.post("/api/v1/customers", body, content_type="application/json", headers=full)

    assert answer.json()["details"] == {"fields": {"city": "required", "country": "unknown_country"}}


def test_one_customer_is_read_with_addresses(client: Client, full: dict[str, str]) -> None:
    customer = make_customer("Ada")
    address = make_address(customer)

    answer = client.get(f"/api/v1/customers/{to_public('cus', customer)}", headers=full)

    assert answer.status_code == 200
    assert answer.json()["customer"]["name"] == "Ada"
    assert answer.json()["addresses"][0]["id"] == to_public("adr", address)


@pytest.mark.parametrize(
    ("word", "code"), [("cus_nonsense", "unknown_id"), ("cus_" + "0" * 26, "customer_not_found"), ("1", "unknown_id")]
)
def test_an_unknown_customer_is_not_found(client: Client, full: dict[str, str], word: str, code: str) -> None:
    answer = client.get(f"/api/v1/customers/{word}", headers=full)

    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_the_list_is_searched_and_paged(client: Client, full: dict[str, str]) -> None:
    for name in ("Ada", "Bea", "Cem"):
        make_customer(name)

    first = client.get("/api/v1/customers?limit=2", headers=full).json()
    second = client.get(f"/api/v1/customers?limit=2&cursor={first['next_cursor']}", headers=full).json()
    found = client.get("/api/v1/customers?search=bEA", headers=full).json()

    assert [row["name"] for row in first["items"]] == ["Cem", "Bea"]
    assert ([row["name"] for row in second["items"]], second["next_cursor"]) == (["Ada"], None)
    assert [row["name"] for row in found["items"]] == ["Bea"]


@pytest.mark.parametrize("query", ["cursor=nonsense", "limit=0", "limit=201", "limit=x"])
def test_a_wrong_question_is_refused(client: Client, full: dict[str, str], query: str) -> None:
    assert client.get(f"/api/v1/customers?{query}", headers=full).status_code == 422
