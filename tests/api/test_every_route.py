"""What every operation owes its caller, read from the description itself: a new route is tested by being there."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.identity.types import PERMISSIONS
from arasta.kernel import db
from arasta.kernel.ids import new_id, to_public
from tests.api.integrator import Integrator, Operation, operations

pytestmark = pytest.mark.django_db

ALL = operations()
WRITES = [one for one in ALL if one.is_write]
WITH_BODY = [one for one in ALL if one.takes_body]
GUARDED = [one for one in ALL if one.scope]
OF_ONE = [one for one in ALL if "{" in one.path and "_id}" in one.path]
PREFIXES = {
    "cart_id": "crt",
    "order_id": "ord",
    "payment_id": "pay",
    "transfer_id": "trf",
    "fulfillment_id": "ful",
    "shipment_id": "shp",
    "fulfillment_order_id": "ful",
    "customer_id": "cus",
    "parked_id": "prk",
    "call_id": "cal",
    "hold_id": "hld",
    "supply_id": "sup",
    "edit_id": "edt",
    "fitting_id": "fit",
    "location_id": "loc",
    "feed_id": "fed",
    "return_id": "crn",
}
TABLES = ("orders_cart", "orders_order", "inventory_movement", "catalog_product", "customers_customer", "pricing_price")


def name(operation: Operation) -> str:
    return str(operation.details["operationId"])


def rows() -> list[int]:
    return [db.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]


@pytest.mark.parametrize("operation", ALL, ids=name)
def test_nobody_without_a_key(operation: Operation) -> None:
    before = rows()

    answers = [
        Client().generic(operation.method.upper(), operation.address(), b"{}", headers=headers)
        for headers in ({}, {"Authorization": "Bearer ark_0_0"}, {"Authorization": "Basic YTpi"})
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(401, "unauthenticated")] * 3
    assert [one.headers["WWW-Authenticate"] for one in answers] == ["Bearer"] * 3
    assert rows() == before


@pytest.mark.parametrize("operation", GUARDED, ids=name)
def test_nobody_without_the_scope(operation: Operation) -> None:
    others = tuple(scope for scope in PERMISSIONS if scope != operation.scope)
    before = rows()

    answer = Integrator(others).send(operation.method, operation.address(), {})

    assert (answer.refusal, answer.body["details"]) == ((403, "permission_missing"), {"permission": operation.scope})
    assert rows() == before


@pytest.mark.parametrize("operation", WRITES, ids=name)
@pytest.mark.parametrize("key", ["", "k" * 201])
def test_no_write_without_an_idempotency_key(operation: Operation, key: str, integrator: Integrator) -> None:
    answer = integrator.send(operation.method, operation.address(), {}, once=key)

    assert answer.refusal == (422, "idempotency_key_required")


@pytest.mark.parametrize("operation", WITH_BODY, ids=name)
@pytest.mark.parametrize(
    "raw", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": 1}}'], ids=["half", "bytes", "deep", "more"]
)
def test_malformed_json(operation: Operation, raw: bytes, integrator: Integrator) -> None:
    answer = integrator.send(operation.method, operation.address(), raw=raw)

    assert answer.refusal == (400, "malformed_json")


SHAPES: list[object] = [{"surprise": 1}, [], "text", None, 7]


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        pytest.param(operation, body, id=f"{name(operation)}-{body!r}")
        for operation in WITH_BODY
        for body in SHAPES
        if body is not None or operation.needs_body
    ],
)
def test_a_body_of_another_shape(operation: Operation, body: object, integrator: Integrator) -> None:
    before = rows()

    answer = integrator.send(operation.method, operation.address(), body)

    assert answer.refusal == (422, "invalid_request")
    assert answer.body["errors"]
    assert rows() == before


@pytest.mark.parametrize("operation", WITH_BODY, ids=name)
def test_an_unknown_field_is_named(operation: Operation, integrator: Integrator) -> None:
    answer = integrator.send(operation.method, operation.address(), {"surprise": 1})

    assert ("surprise", "extra_forbidden") in [
        (one["path"].rpartition(".")[2], one["rule"]) for one in answer.body["errors"]
    ]


@pytest.mark.parametrize("operation", WITH_BODY, ids=name)
def test_an_oversize_body(operation: Operation, integrator: Integrator) -> None:
    answer = integrator.send(operation.method, operation.address(), raw=b" " * 2_500_001)

    assert answer.refusal == (413, "body_too_large")


@pytest.mark.parametrize("operation", OF_ONE, ids=name)
@pytest.mark.parametrize("kind", ["unknown", "malformed", "foreign"])
def test_an_id_that_is_not_known(operation: Operation, kind: str, integrator: Integrator) -> None:
    part = operation.path.partition("{")[2].partition("}")[0]
    words = {"unknown": to_public(PREFIXES[part], new_id()), "malformed": "..", "foreign": to_public("zzz", new_id())}

    answer = integrator.send(operation.method, operation.address(**{part: words[kind]}), fitting(operation))

    assert answer.status == 404
    assert rows() == [0] * len(TABLES)


def fitting(operation: Operation) -> object:
    """Return a body that fits, for operations on one thing."""
    return {
        "set_cart_lines": {"lines": [{"sku": "ANY", "quantity": 0}]},
        "set_checkout": {"email": "a@mail.example", "delivery": "pickup"},
        "place_order": {"token": "tok_approve"},
        "cancel_order": {"reason": "changed my mind"},
        "change_order_address": {"name": "Ayşe", "line1": "Moda Cad. 1", "city": "İstanbul", "country": "TR"},
        "change_order_way": {"delivery": "pickup", "pickup_location": to_public("loc", new_id())},
        "report_missing": {"lines": [{"line_id": to_public("fln", new_id()), "quantity": 1}]},
        "answer_missing": {"answer": "take_rest"},
        "keep_order_lines": {"lines": [{"id": to_public("lin", new_id()), "quantity": 0}]},
        "ship_fulfillment": {"carrier": "Yurtiçi", "tracking_number": "1"},
        "extend_hold": {"ttl_seconds": 60},
        "hand_over_hold": {"cart_id": to_public("crt", new_id())},
        "alter_supply": {"quantity": 3},
        "receive_supply": {"quantity": 3},
        "request_return": {"lines": [{"line_id": to_public("lin", new_id()), "quantity": 1, "reason": "other"}]},
        "answer_channel_return": {"answer": "approved"},
        "tell_arrival": {"way": "desk"},
        "collect_pickup": {"code": "K7M4-QD2X"},
        "set_cart_pickup_time": {"pickup_at": "2026-03-02T12:00:00Z"},
        "set_order_pickup_time": {"pickup_at": "2026-03-02T12:00:00Z"},
        "resolve_parked": {"dismiss": True, "note": "a test"},
    }.get(name(operation))


@pytest.mark.parametrize("operation", ALL, ids=name)
def test_the_character_that_no_column_holds(operation: Operation, integrator: Integrator) -> None:
    answer = integrator.send(operation.method, operation.address() + "?search=%00", {})

    assert answer.refusal == (400, "bad_request")


def test_a_method_that_is_not_taken(integrator: Integrator) -> None:
    answer = integrator.send("delete", "carts")

    assert (answer.refusal, answer.headers["Allow"]) == ((405, "method_not_allowed"), "POST")


def test_an_address_that_leads_nowhere(integrator: Integrator) -> None:
    assert integrator.get("nothing").refusal == (404, "not_found")
