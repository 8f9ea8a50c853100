"""When goods are held is said on a channel's page, and is so in the shop."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import makers
from tests.contexts.identity.making import make_staff, signed_in
from tests.surfaces.storefront.shopping import Shop, deliver, pay, text_of

SKU = "SHIRT-RED-S"


@pytest.mark.parametrize(
    ("policy", "in_cart", "in_checkout"),
    [("none", 0, 0), ("on_order", 0, 2), ("on_cart", 2, 2)],
    ids=["none", "on order", "on cart"],
)
def test_goods_are_held_when_the_channels_page_says_so(
    shop: Shop, client: Client, policy: str, in_cart: int, in_checkout: int
) -> None:
    shop.stock(SKU, warehouse=3)
    make_staff("owner@example.com")
    form = {"policy": policy, "minutes": "15", "longest_minutes": "60", "change_days": "3"}
    assert signed_in(Client(), "owner@example.com").post("/office/channels/web/holding", form).status_code == 302

    shop.put_in(client, SKU, 2)
    after_cart = reserved(shop)
    deliver(client)
    after_checkout = reserved(shop)
    rival = Client()
    shop.put_in(rival, SKU, 2)
    seen_by_rival = text_of(rival.get("/cart"))
    order = pay(client)

    assert (after_cart, after_checkout) == (in_cart, in_checkout)
    assert ("There is only 1" in seen_by_rival) is (in_checkout > 0)
    assert order["Location"].startswith("/order/ord_")
    assert makers.level_of(shop.variants[SKU], shop.warehouse) == (3, 2, 1 if in_cart else 0)


def reserved(shop: Shop) -> int:
    return makers.level_of(shop.variants[SKU], shop.warehouse)[2]
