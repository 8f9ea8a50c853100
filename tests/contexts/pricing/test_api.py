"""Prices over JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from arasta.contexts.pricing.queries import prices
from arasta.kernel.ids import new_id, to_public
from tests.contexts.identity.making import make_key
from tests.contexts.pricing.making import lira, make_list, set_price
from tests.makers_catalog import save_plain_products

pytestmark = pytest.mark.django_db


def put(client: Client, body: object, key: str) -> Any:
    return client.put(
        "/api/v1/prices",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "one"},
    )


def price(variant: str, **given: object) -> dict[str, object]:
    return {"price_list": "base", "variant_id": variant, "price": {"minor": 9900, "currency": "TRY"}, **given}


def test_prices_are_set_and_read(client: Client) -> None:
    make_list()
    (mug,) = save_plain_products(["MUG-1"])
    word = to_public("var", mug)
    old = {"minor": 12000, "currency": "TRY"}

    answer = put(client, {"prices": [price(word, compare_at=old)]}, make_key(["prices.write"]))
    scope = make_key(["catalog.read"])
    read = client.get(f"/api/v1/prices?variant_id={word}", headers={"Authorization": f"Bearer {scope}"})

    cell = {
        "price_list": "base",
        "channel_id": None,
        "min_quantity": 1,
        "price": {"minor": 9900, "currency": "TRY"},
        "compare_at": old,
    }
    assert (answer.status_code, read.status_code) == (200, 200)
    assert answer.json() == read.json() == [{"variant_id": word, "prices": [cell]}]


def test_a_price_is_taken_off(client: Client) -> None:
    make_list()
    (mug,) = save_plain_products(["MUG-1"])
    set_price(mug, "100")

    answer = put(client, {"prices": [price(to_public("var", mug), price=None)]}, make_key(["prices.write"]))

    assert answer.json() == [{"variant_id": to_public("var", mug), "prices": []}]


def test_reading_and_setting_need_their_scopes(client: Client) -> None:
    make_list()
    (mug,) = save_plain_products(["MUG-1"])
    word = to_public("var", mug)
    asked = f"/api/v1/prices?variant_id={word}"
    scope = make_key(["stock.read"])

    codes = [
        client.get(asked).status_code,
        client.get(asked, headers={"Authorization": f"Bearer {scope}"}).status_code,
        put(client, {"prices": [price(word)]}, make_key(["catalog.write"])).status_code,
    ]

    assert codes == [401, 403, 403]
    assert prices.price_table([mug]) == {}


REFUSED = [
    ({"price_list": "gone"}, 422, "unknown_price_list"),
    ({"price_list": "a\x00"}, 422, "invalid_request"),
    ({"variant_id": "var_nonsense"}, 404, "unknown_id"),
    ({"variant_id": to_public("var", new_id())}, 422, "unknown_variant"),
    ({"price": {"minor": -1, "currency": "TRY"}}, 422, "invalid_request"),
    ({"price": {"minor": 1.5, "currency": "TRY"}}, 422, "invalid_request"),
    ({"price": {"minor": 100, "currency": "EUR"}}, 422, "wrong_currency"),
    ({"compare_at": {"minor": 9900, "currency": "TRY"}}, 422, "old_price_not_above"),
    ({"min_quantity": 0}, 422, "invalid_request"),
]


@pytest.mark.parametrize(("fault", "status", "code"), REFUSED)
def test_a_faulty_batch_is_refused_whole(client: Client, fault: dict[str, Any], status: int, code: str) -> None:
    make_list()
    mug, cup = save_plain_products(["MUG-1", "CUP-1"])
    set_price(mug, "100")
    faulty = {**price(to_public("var", cup)), **fault}

    response = put(client, {"prices": [price(to_public("var", mug)), faulty]}, make_key(["prices.write"]))

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert prices.price_table([mug])[mug][0].price == lira("100")
