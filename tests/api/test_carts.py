"""Carts over JSON."""

from __future__ import annotations

import pytest

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.queries import carts
from arasta.kernel import db
from arasta.kernel.ids import from_public, new_id, to_public
from tests import makers
from tests.api.integrator import Answer, Integrator
from tests.flows.ordering.shop import Shop
from tests.makers_catalog import plain_product, save

HOME = {"name": "Ayşe Yılmaz", "line1": "Moda Cad. 12", "city": "Istanbul", "country": "TR"}
DELIVERY = {
    "email": "Ayse@mail.example",
    "delivery": "delivery",
    "delivery_method": "standard",
    "address": HOME,
}


def code_of(shop: Shop) -> str:
    return channels.channel_by_id(shop.channel).code


def sku_of(shop: Shop) -> str:
    return variants.variants([shop.variant], language="en")[shop.variant].sku


def open_cart(integrator: Integrator, shop: Shop, quantity: int = 2) -> Answer:
    return integrator.post("carts", {"channel": code_of(shop), "lines": [{"sku": sku_of(shop), "quantity": quantity}]})


def test_a_cart_is_opened_and_priced(shop: Shop, integrator: Integrator) -> None:
    answer = open_cart(integrator, shop)

    assert answer.status == 201
    assert answer.body["id"].startswith("crt_")
    assert (answer.body["channel"], answer.body["status"]) == (code_of(shop), "open")
    line = answer.body["lines"][0]
    assert (line["sku"], line["quantity"], line["offered"]) == (sku_of(shop), 2, 7)
    assert (line["unit_price"], line["total"]) == (try_of(10_000), try_of(20_000))
    assert (answer.body["total"], answer.body["tax"]) == (try_of(20_000), try_of(3_333))
    assert integrator.get(f"carts/{answer.body['id']}").body == answer.body


def try_of(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "TRY"}


def test_a_cart_may_be_opened_empty_and_in_another_currency(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("carts", {"channel": code_of(shop), "currency": "EUR", "language": "tr"})

    assert (answer.status, answer.body["total"]) == (201, {"minor": 0, "currency": "EUR"})


@pytest.mark.parametrize("quantity", [0, -1, 1.5, 2.0, "2", 10**12, None, True])
def test_a_quantity_is_a_whole_number_within_reason(shop: Shop, integrator: Integrator, quantity: object) -> None:
    body = {"channel": code_of(shop), "lines": [{"sku": sku_of(shop), "quantity": quantity}]}

    answer = integrator.post("carts", body)

    assert answer.refusal == (422, "invalid_request")
    assert answer.body["errors"][0]["path"] == "body.body.lines.0.quantity"
    assert db.rows("SELECT count(*) FROM orders_cart") == [(0,)]


def test_an_unknown_unit_opens_nothing(shop: Shop, integrator: Integrator) -> None:
    body = {"channel": code_of(shop), "lines": [{"sku": sku_of(shop), "quantity": 1, "unit": "box"}]}

    answer = integrator.post("carts", body)

    assert (answer.refusal, answer.body["errors"][0]["path"]) == ((422, "invalid_request"), "body.body.lines.0.unit")
    assert db.rows("SELECT count(*) FROM orders_cart") == [(0,)]


def test_an_unknown_sku_opens_nothing(shop: Shop, integrator: Integrator) -> None:
    lines = [{"sku": sku_of(shop), "quantity": 1}, {"sku": "GHOST", "quantity": 1}]

    answer = integrator.post("carts", {"channel": code_of(shop), "lines": lines})

    assert answer.refusal == (404, "unknown_sku")
    assert answer.body["details"] == {"sku": "GHOST"}
    assert db.rows("SELECT count(*) FROM orders_cart") == [(0,)]


def test_an_unknown_channel(shop: Shop, integrator: Integrator) -> None:
    assert integrator.post("carts", {"channel": "moon"}).refusal == (404, "channel_not_found")


def test_a_sku_is_named_once(shop: Shop, integrator: Integrator) -> None:
    lines = [{"sku": sku_of(shop), "quantity": 1}] * 2

    answer = integrator.post("carts", {"channel": code_of(shop), "lines": lines})

    assert (answer.refusal, answer.body["errors"][0]["rule"]) == ((422, "invalid_request"), "value_error")


def test_text_that_no_column_holds(shop: Shop, integrator: Integrator) -> None:
    body = {"channel": code_of(shop), "lines": [{"sku": "A\x00", "quantity": 1}]}

    assert integrator.post("carts", body).refusal == (422, "invalid_request")


def test_quantities_are_set_and_lines_taken_out(shop: Shop, integrator: Integrator) -> None:
    other = save(plain_product("OTHER-1")).variants["OTHER-1"]
    makers.make_price(other, 2_500)
    cart = open_cart(integrator, shop).body["id"]

    more = integrator.put(f"carts/{cart}/lines", {"lines": [{"sku": "OTHER-1", "quantity": 4}]})
    less = integrator.put(f"carts/{cart}/lines", {"lines": [{"sku": sku_of(shop), "quantity": 0}]})

    assert (more.status, [line["quantity"] for line in more.body["lines"]], more.body["total"]) == (
        200,
        [2, 4],
        try_of(30_000),
    )
    assert ([line["sku"] for line in less.body["lines"]], less.body["version"]) == (["OTHER-1"], 3)


@pytest.mark.parametrize("quantity", [-1, 0.5, 10**12])
def test_a_faulty_quantity_changes_nothing(shop: Shop, integrator: Integrator, quantity: object) -> None:
    cart = open_cart(integrator, shop).body

    answer = integrator.put(f"carts/{cart['id']}/lines", {"lines": [{"sku": sku_of(shop), "quantity": quantity}]})

    assert answer.refusal == (422, "invalid_request")
    assert integrator.get(f"carts/{cart['id']}").body == cart


def test_an_unknown_sku_changes_nothing(shop: Shop, integrator: Integrator) -> None:
    cart = open_cart(integrator, shop).body
    lines = [{"sku": sku_of(shop), "quantity": 1}, {"sku": "GHOST", "quantity": 1}]

    assert integrator.put(f"carts/{cart['id']}/lines", {"lines": lines}).refusal == (404, "unknown_sku")
    assert integrator.get(f"carts/{cart['id']}").body == cart


def test_delivery_is_priced(shop: Shop, integrator: Integrator) -> None:
    cart = open_cart(integrator, shop).body["id"]

    answer = integrator.put(f"carts/{cart}/checkout", DELIVERY)

    assert (answer.status, answer.body["delivery"], answer.body["total"]) == (200, try_of(5_000), try_of(25_000))
    assert carts.cart(from_public("crt", cart)).email == "ayse@mail.example"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"delivery_method": "rocket"}, "unknown_delivery_method"),
        ({"delivery": "pickup", "pickup_location": to_public("loc", new_id())}, "unknown_location"),
        ({"delivery": "pickup", "pickup_location": "loc_nonsense"}, "unknown_id"),
    ],
)
def test_checkout_names_what_is_not_there(
    shop: Shop, integrator: Integrator, change: dict[str, object], code: str
) -> None:
    cart = open_cart(integrator, shop).body

    answer = integrator.put(f"carts/{cart['id']}/checkout", {**DELIVERY, **change})

    assert answer.refusal == (404, code)
    assert carts.cart(from_public("crt", cart["id"])).email == ""


@pytest.mark.parametrize(
    "change", [{"email": "nobody"}, {"delivery": "drone"}, {"address": {**HOME, "country": "Turkey"}}]
)
def test_checkout_refuses_what_does_not_fit(shop: Shop, integrator: Integrator, change: dict[str, object]) -> None:
    cart = open_cart(integrator, shop).body["id"]

    assert integrator.put(f"carts/{cart}/checkout", {**DELIVERY, **change}).refusal == (422, "invalid_request")


def test_a_hold_keeps_the_units_for_the_cart(shop: Shop, integrator: Integrator) -> None:
    cart = open_cart(integrator, shop).body["id"]

    answer = integrator.post(f"carts/{cart}/hold")

    assert (answer.status, answer.body["cart_id"]) == (200, cart)
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 0, 2)
    assert integrator.get(f"carts/{cart}").body["held_until"] == answer.body["expires_at"]


def test_a_hold_of_more_than_there_is_says_what_is_missing(shop: Shop, integrator: Integrator) -> None:
    cart = open_cart(integrator, shop, 8).body["id"]

    answer = integrator.post(f"carts/{cart}/hold")

    assert answer.refusal == (409, "out_of_stock")
    assert answer.body["details"]["lines"] == [{"sku": sku_of(shop), "requested": 8, "available": 7}]
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 0, 0)


def test_an_empty_cart_cannot_be_held(shop: Shop, integrator: Integrator) -> None:
    cart = integrator.post("carts", {"channel": code_of(shop)}).body["id"]

    assert integrator.post(f"carts/{cart}/hold").refusal == (409, "cart_empty")
