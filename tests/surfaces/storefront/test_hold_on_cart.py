"""A shop that holds what is in the basket, and one that holds nothing before the order."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import HoldPolicy, HoldTerms
from arasta.contexts.inventory.queries import audit
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.surfaces.storefront.shopping import Shop, body_of, deliver, pay, payment_form, text_of
from tests.surfaces.storefront.test_account import registered, sign_in

SKU = "SHIRT-RED-S"


def set_policy(shop: Shop, policy: HoldPolicy) -> None:
    channels.set_hold_terms(shop.channel, HoldTerms(policy=policy, minutes=10), actor=SYSTEM)


def reserved(shop: Shop) -> int:
    return makers.level_of(shop.variants[SKU], shop.warehouse)[2]


def change(shop: Shop, client: Client, quantity: int) -> None:
    client.post("/cart/change", {f"quantity-{shop.word(SKU)}": quantity})


def test_the_basket_holds_what_is_in_it(shop: Shop, client: Client) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    shop.stock(SKU, warehouse=5)

    shop.put_in(client, SKU, 2)
    put_in = reserved(shop)
    change(shop, client, 4)
    changed = reserved(shop)
    rival = Client()
    rival.post("/cart/add", {"variant": shop.word(SKU), "quantity": 3})
    client.post("/cart/change", {"remove": shop.word(SKU)})

    assert (put_in, changed) == (2, 4)
    assert "1 item" in text_of(rival.get("/cart"))
    assert (reserved(shop), audit.find_lies()) == (1, [])


def test_what_is_in_another_basket_has_sold_out(shop: Shop, client: Client) -> None:
    set_policy(shop, HoldPolicy.ON_CART)
    shop.stock(SKU, warehouse=1)
    shop.put_in(client, SKU, 1)
    rival = Client()

    answer = rival.post("/cart/add", {"variant": shop.word(SKU), "quantity": 1}, follow=True)

    assert "has just sold out" in body_of(answer)
    assert db.rows("SELECT count(*) FROM inventory_reservation WHERE status = 'held'") == [(1,)]


@pytest.mark.parametrize("policy", [HoldPolicy.ON_CART, HoldPolicy.ON_ORDER])
def test_a_hold_comes_along_to_the_other_device(shop: Shop, policy: HoldPolicy) -> None:
    set_policy(shop, policy)
    shop.stock(SKU, warehouse=2)
    home = registered()
    shop.put_in(home, SKU, 2)
    deliver(home)
    phone = Client()
    sign_in(phone)

    deliver(phone)
    pay(phone)

    assert makers.level_of(shop.variants[SKU], shop.warehouse) == (2, 2, 0)
    assert (len(shop.orders()), audit.find_lies()) == (1, [])


def test_a_shop_that_holds_nothing_sells_to_who_orders_first(shop: Shop, client: Client) -> None:
    set_policy(shop, HoldPolicy.NONE)
    shop.stock(SKU, warehouse=1)
    early, late = client, Client()
    for one in (early, late):
        shop.put_in(one, SKU, 1)
        deliver(one)

    held, form = reserved(shop), payment_form(early)
    pay(late)
    refused = early.post("/checkout/pay", form)

    assert held == 0
    assert (len(shop.orders()), refused.status_code) == (1, 409)
    assert makers.level_of(shop.variants[SKU], shop.warehouse) == (1, 1, 0)
