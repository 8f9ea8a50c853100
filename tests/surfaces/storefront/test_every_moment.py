"""A page loses its line to the database before any one of its statements: it says so, and what is sent again is done once."""

from __future__ import annotations

from collections import Counter
from html import escape

import pytest
from django.db import connection
from django.test import Client

from arasta.config.audit import find_lies
from arasta.kernel import db
from tests import makers
from tests.moments import cut_line, every_moment
from tests.surfaces.storefront.shopping import Shop, body_of, deliver, payment_form, text_of

pytestmark = pytest.mark.django_db(transaction=True)

SKU = "SHIRT-RED-S"


def shopper() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/", "/p/shirt?color=red&size=s", "/search?q=shirt", "/cart", "/tr/"])
def test_a_page_that_cannot_be_read_says_when_to_come_again(shop: Shop, address: str) -> None:
    told = set()
    for moment in every_moment(cut_line):
        client = shopper()
        with moment.waited_for():
            page = client.get(address)
        connection.close()
        told.add(page.status_code)
        if page.status_code != 200:
            assert page["Retry-After"] == "5"
            assert ("Birazdan döneceğiz" if "/tr/" in address else "Back in a moment") in text_of(page)
            assert f'href="{escape(address)}"' in body_of(page)

    assert told == {200, 503}


def test_an_order_is_placed_once_whenever_the_line_breaks(shop: Shop) -> None:
    makers.receive(shop.variants[SKU], shop.warehouse, 1_000)
    told: Counter[tuple[int, int]] = Counter()
    for moment in every_moment(cut_line):
        client = shopper()
        shop.put_in(client, SKU)
        deliver(client)
        form = payment_form(client)
        with moment.waited_for():
            lost = client.post("/checkout/pay", form)
        connection.close()
        told[lost.status_code, client.post("/checkout/pay", form).status_code] += 1

    assert set(told) == {(503, 302), (503, 409), (302, 302)}, told
    assert db.rows("SELECT count(*)::int FROM orders_order") == [(sum(told.values()) - told[503, 409],)]
    assert len(shop.provider.asked) == sum(told.values())
    assert find_lies() == []
