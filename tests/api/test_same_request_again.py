"""The same request sent again, at the same moment, or with something else in it."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.identity.types import PERMISSIONS
from arasta.kernel import db
from tests import makers
from tests.api.integrator import Answer, Integrator
from tests.api.test_carts import sku_of
from tests.api.test_place_order import order, orders, ready
from tests.api.test_stock import place, receipt
from tests.flows.ordering.shop import open_shop
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
SCOPES = tuple(PERMISSIONS)


def keys() -> int:
    return int(db.rows("SELECT count(*) FROM idempotency_answer")[0][0])


def test_one_intent_sent_at_the_same_moment_has_one_effect() -> None:
    shop, key = open_shop(warehouse=5), Integrator(SCOPES).key

    def take_in() -> Answer:
        return Integrator(SCOPES, client=Client(), key=key).post("stock/receipts", receipt(shop), once="dn-7")

    answers = [one for one in race(6, take_in) if isinstance(one, Answer)]

    done = {one.body["id"] for one in answers if one.status == 201}
    assert len(answers) == 6
    assert len(done) == 1
    assert {one.code for one in answers if one.status != 201} <= {"idempotency_key_in_progress"}
    assert makers.level_of(shop.variant, shop.warehouse) == (9, 0, 0)


def test_one_cart_ordered_at_the_same_moment_becomes_one_order() -> None:
    shop, integrator = open_shop(warehouse=5), Integrator(SCOPES)
    cart = ready(integrator, shop)

    def buy() -> Answer:
        return order(Integrator(SCOPES, client=Client(), key=integrator.key), cart)

    answers = [one for one in race(6, buy) if isinstance(one, Answer)]

    assert len(answers) == 6
    assert {one.refusal for one in answers if one.status != 201} <= {(409, "payment_unclear")}
    assert len({one.body["order"]["id"] for one in answers if one.status == 201}) == 1
    assert (orders(), shop.provider.asked) == (1, ["authorize 25000"])
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 2, 0)


def test_a_refusal_that_was_decided_is_the_answer_of_its_key() -> None:
    shop, integrator = open_shop(warehouse=5), Integrator(SCOPES)
    too_much = {"reason": "lost", "lines": [{"sku": sku_of(shop), "location": place(shop.warehouse), "delta": -6}]}

    first = integrator.post("stock/adjustments", too_much, once="loss-1")
    makers.receive(shop.variant, shop.warehouse, 10)
    again = integrator.post("stock/adjustments", too_much, once="loss-1")

    assert (first.refusal, again.body) == ((409, "stock_promised"), first.body)
    assert makers.level_of(shop.variant, shop.warehouse) == (15, 0, 0)


def test_a_request_that_did_not_fit_gives_its_key_back() -> None:
    shop, integrator = open_shop(warehouse=5), Integrator(SCOPES)

    faulty = integrator.post("stock/receipts", receipt(shop, quantity=0), once="dn-7")
    mended = integrator.post("stock/receipts", receipt(shop), once="dn-7")

    assert (faulty.status, mended.status, keys()) == (422, 201, 1)
    assert makers.level_of(shop.variant, shop.warehouse) == (9, 0, 0)


def test_a_key_of_another_address_is_refused() -> None:
    shop, integrator = open_shop(warehouse=5), Integrator(SCOPES)
    body = {**receipt(shop), "reason": "counted"}
    integrator.post("stock/receipts", receipt(shop), once="dn-7")

    assert integrator.post("stock/adjustments", body, once="dn-7").refusal == (422, "idempotency_key_reused")
