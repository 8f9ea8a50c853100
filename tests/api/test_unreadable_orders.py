"""A batch in which some orders cannot be read: they come back with what is wrong, in their places, and the others land."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.config import audit
from arasta.kernel import db
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import sku_of
from tests.api.test_whole_orders import orders, whole
from tests.flows.ordering.shop import Shop

WRONG: dict[str, Any] = {
    "no-sku": {"lines": [{"quantity": 1}]},
    "quantity-is-a-word": {"lines": [{"sku": "S", "quantity": "x"}]},
    "quantity-is-a-fraction": {"lines": [{"sku": "S", "quantity": 1.5}]},
    "quantity-is-negative": {"lines": [{"sku": "S", "quantity": -1}]},
    "quantity-is-huge": {"lines": [{"sku": "S", "quantity": 10**12}]},
    "unit": {"lines": [{"sku": "S", "quantity": 1, "unit": "box"}]},
    "twice-the-sku": {"lines": [{"sku": "S", "quantity": 1}] * 2},
    "nothing-at-all": {"lines": []},
    "lines-are-a-word": {"lines": "x"},
    "email": {"email": "nobody"},
    "address": {"address": {"name": "Ada"}},
    "provider": {"payment": {"provider": "testpay", "token": "tok"}},
    "misspelt": {"emial": "a@b.co"},
    "nul": {"external_id": "a\x00"},
    "half-a-character": {"address": {"name": "Ada \ud83d"}},
    "half-a-name-of-a-field": {"\ud83d": 1},
}


@pytest.mark.parametrize("name", WRONG)
def test_an_order_that_cannot_be_read_keeps_no_other_out(name: str, shop: Shop, integrator: Integrator) -> None:
    batch = [whole(shop, 2, external_id="a"), whole(shop) | WRONG[name], whole(shop, 1, external_id="b")]

    answer = integrator.post("orders/batch", {"orders": batch})

    results = answer.body["results"]
    assert (answer.status, [one["status"] for one in results]) == (200, ["placed", "refused", "placed"])
    assert [one["order"] and one["order"]["external_id"] for one in results] == ["a", None, "b"]
    problem = results[1]["problem"]
    assert (problem["status"], problem["code"]) == (422, "invalid_request")
    assert problem["errors"][0]["path"].startswith("body.body.orders.1")
    assert (orders(), makers.level_of(shop.variant, shop.warehouse)) == (2, (5, 3, 0))
    assert audit.find_lies() == []


def test_an_id_that_is_none_concerns_its_order_alone(shop: Shop, integrator: Integrator) -> None:
    lost = whole(shop, delivery="pickup", delivery_method="", pickup_location="ord_1")

    results = integrator.post("orders/batch", {"orders": [lost, whole(shop)]}).body["results"]

    assert [one["status"] for one in results] == ["refused", "placed"]
    assert (results[0]["problem"]["status"], results[0]["problem"]["code"]) == (404, "unknown_id")


def test_orders_that_are_none_and_a_batch_of_nothing_else(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("orders/batch", {"orders": [None, 7, "order", [], {}]})

    assert answer.status == 200
    assert [one["problem"]["code"] for one in answer.body["results"]] == ["invalid_request"] * 5
    assert orders() == 0


@pytest.mark.parametrize(
    "body",
    [{"orders": []}, {"orders": {}}, {"orders": None}, {}, {"orders": [None], "more": 1}],
    ids=["empty", "object", "null", "missing", "misspelt"],
)
def test_what_is_no_batch_is_refused_as_a_whole(shop: Shop, integrator: Integrator, body: object) -> None:
    assert integrator.post("orders/batch", body).refusal == (422, "invalid_request")


def test_the_same_batch_under_its_key_is_the_same_answer(shop: Shop, integrator: Integrator) -> None:
    batch = {"orders": [whole(shop) | {"lines": []}, whole(shop, external_id="a")]}

    first, again = (integrator.post("orders/batch", batch, once="batch-1") for _ in range(2))

    assert (first.body, again.headers.get("Idempotency-Replayed")) == (again.body, "true")
    assert db.rows("SELECT count(*) FROM orders_line WHERE sku = %s", [sku_of(shop)]) == [(1,)]
