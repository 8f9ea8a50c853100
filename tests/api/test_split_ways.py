"""Orders sent in part and fetched in part over JSON: said per line, told per line."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.contexts.catalog.queries import variants
from arasta.kernel import db
from arasta.kernel.ids import to_public
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import DELIVERY, code_of, sku_of
from tests.api.test_whole_orders import whole
from tests.flows.ordering.shop import Shop
from tests.makers_catalog import plain_product, save

LAMP = "LAMP"


@pytest.fixture
def lamp(shop: Shop) -> str:
    """Sell a lamp too, which lies in the store only."""
    (variant,) = save(plain_product(LAMP)).variants.values()
    makers.make_price(variant, 20_000)
    makers.receive(variant, shop.store, 2)
    return LAMP


def both(shop: Shop) -> list[dict[str, object]]:
    return [{"sku": sku_of(shop), "quantity": 1}, {"sku": LAMP, "quantity": 1}]


def split(shop: Shop) -> dict[str, Any]:
    return {**DELIVERY, "pickup_location": to_public("loc", shop.store), "pickup_skus": [LAMP]}


def ways(answer: dict[str, Any]) -> dict[str, str]:
    return {line["sku"]: line["delivery"] for line in answer["lines"]}


def test_a_cart_says_the_way_of_each_line_and_so_does_its_order(shop: Shop, integrator: Integrator, lamp: str) -> None:
    cart = integrator.post("carts", {"channel": code_of(shop), "lines": both(shop), "checkout": split(shop)}).body

    placed = integrator.post(f"carts/{cart['id']}/order", {"provider": "recorded", "token": "bank 1"}).body["order"]

    expected = {sku_of(shop): "delivery", LAMP: "pickup"}
    assert (ways(cart), cart["pickup_location"]) == (expected, to_public("loc", shop.store))
    assert (ways(placed), placed["delivery"], placed["location"]) == (
        expected,
        "delivery",
        to_public("loc", shop.store),
    )
    assert makers.level_of(variants.variant_ids_by_sku([LAMP])[LAMP], shop.store) == (2, 1, 0)


def test_it_may_be_said_later_and_taken_back(shop: Shop, integrator: Integrator, lamp: str) -> None:
    cart = integrator.post("carts", {"channel": code_of(shop), "lines": both(shop)}).body
    there = f"carts/{cart['id']}/checkout"

    said, taken_back = integrator.put(there, split(shop)).body, integrator.put(there, DELIVERY).body

    assert ways(cart) == {sku_of(shop): "", LAMP: ""}
    assert ways(said) == {sku_of(shop): "delivery", LAMP: "pickup"}
    assert ways(taken_back) == {sku_of(shop): "delivery", LAMP: "delivery"}


def test_what_is_left_to_be_fetched_alone_is_a_pickup_and_pays_no_delivery(
    shop: Shop, integrator: Integrator, lamp: str
) -> None:
    cart = integrator.post("carts", {"channel": code_of(shop), "lines": both(shop), "checkout": split(shop)}).body

    left = integrator.put(f"carts/{cart['id']}/lines", {"lines": [{"sku": sku_of(shop), "quantity": 0}]}).body

    assert cart["delivery"]["minor"] == 5_000
    assert (ways(left), left["delivery"]["minor"]) == ({LAMP: "pickup"}, 0)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"pickup_skus": ["GHOST"]}, id="no line"),
        pytest.param({"pickup_location": None}, id="nowhere"),
        pytest.param({"delivery": "pickup"}, id="all of it is"),
    ],
)
def test_what_makes_no_sense_is_refused(
    shop: Shop, integrator: Integrator, lamp: str, change: dict[str, object]
) -> None:
    checkout = {**split(shop), **change}

    answer = integrator.post("carts", {"channel": code_of(shop), "lines": both(shop), "checkout": checkout})

    assert answer.refusal == (422, "invalid_request")
    assert db.rows("SELECT count(*) FROM orders_cart") == [(0,)]


def test_an_order_may_come_whole_and_split(shop: Shop, integrator: Integrator, lamp: str) -> None:
    place = to_public("loc", shop.store)
    order = whole(shop, lines=both(shop), pickup_location=place, pickup_skus=[LAMP])

    taken = integrator.post("orders", order)
    all_fetched = integrator.post("orders", whole(shop, pickup_location=place, pickup_skus=[sku_of(shop)]))

    stored = integrator.get(f"orders/{taken.body['order']['id']}").body
    assert (taken.status, ways(stored)) == (201, {sku_of(shop): "delivery", LAMP: "pickup"})
    assert all_fetched.refusal == (422, "invalid_request")
