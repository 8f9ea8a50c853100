"""When the database fails under a request: nothing half done, the key given back, and the caller told to come again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from arasta.kernel import db
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_stock import place, receipt
from tests.flows.ordering.shop import Shop

Execute = Callable[..., Any]


def failing(word: str, error: Exception) -> Callable[..., Any]:
    """Fail at the first statement that has the word."""

    def wrap(execute: Execute, sql: str, params: Any, many: bool, context: Any) -> Any:
        if word in sql:
            raise error
        return execute(sql, params, many, context)

    return wrap


def keys() -> int:
    return int(db.rows("SELECT count(*) FROM idempotency_answer")[0][0])


@pytest.mark.parametrize("table", ["identity_api_key", "idempotency_answer", "inventory_movement"])
def test_a_database_that_does_not_answer(shop: Shop, integrator: Integrator, table: str) -> None:
    body = receipt(shop)

    with connection.execute_wrapper(failing(table, OperationalError("gone"))):
        answer = integrator.post("stock/receipts", body, once="dn-7")
    later = integrator.post("stock/receipts", body, once="dn-7")

    assert (answer.refusal, answer.headers["Retry-After"]) == ((503, "unavailable"), "5")
    assert later.status == 201
    assert makers.level_of(shop.variant, shop.warehouse) == (9, 0, 0)


def test_a_failure_of_our_own_is_told_as_such_and_undone(shop: Shop, integrator: Integrator) -> None:
    body = receipt(shop)

    with connection.execute_wrapper(failing("inventory_movement", IntegrityError("unforeseen"))):
        headers = {"Authorization": f"Bearer {integrator.key}", "Idempotency-Key": "dn-7"}
        response = integrator.client.post("/api/v1/stock/receipts", body, "application/json", headers=headers)

    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "unforeseen" not in response.content.decode()
    assert (keys(), makers.level_of(shop.variant, shop.warehouse)) == (0, (5, 0, 0))


def test_reading_a_database_that_does_not_answer(shop: Shop, integrator: Integrator) -> None:
    with connection.execute_wrapper(failing("inventory_location", OperationalError("gone"))):
        assert integrator.get("locations").refusal == (503, "unavailable")


def test_places_that_are_gone_are_not_told(shop: Shop, integrator: Integrator) -> None:
    db.execute("UPDATE inventory_location SET is_active = false WHERE id = %s", [shop.store])

    answer = integrator.get("locations")

    assert [row["code"] for row in answer.body] == [place(shop.warehouse)]
