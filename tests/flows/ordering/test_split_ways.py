"""One order, two ways: some lines are sent, the others are picked up in a store."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import stock
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import DeliveryKind
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.surfaces.storefront.conftest import provider, shop
from tests.surfaces.storefront.shopping import Shop, add_product, deliver, pay, text_of

__all__ = ["provider", "shop"]
pytestmark = pytest.mark.django_db
SENT, FETCHED = "SHIRT-RED-S", "LAMP"


@pytest.fixture
def client(shop: Shop) -> Client:
    """A browser with a shirt for the post and a lamp for the store."""
    add_product(shop, FETCHED, 20_000)
    shop.stock(SENT, warehouse=1)
    shop.stock(FETCHED, warehouse=1, ankara=1)
    browser = Client()
    shop.put_in(browser, SENT)
    shop.put_in(browser, FETCHED)
    return browser


def split(client: Client, shop: Shop, *skus: str, store: UUID | None = None) -> object:
    """Have some of the basket sent, and fetch the rest."""
    fetched = {f"fetch-{shop.word(sku)}": "on" for sku in skus}
    return deliver(client, fetch_store=to_public("loc", store or shop.ankara), **fetched)


def places(shop: Shop) -> dict[str, UUID]:
    """Return where each SKU's units are held."""
    cart_id = db.rows("SELECT id FROM orders_cart", ())[0][0]
    names = {key: sku for sku, key in shop.variants.items()}
    return {names[variant]: location for variant, location, _ in stock.held_lines(cart_id)}


def test_an_order_is_sent_in_part_and_fetched_in_part(shop: Shop, client: Client) -> None:
    split(client, shop, FETCHED)
    held = places(shop)
    page = text_of(client.get("/checkout"))
    pay(client)

    (order,) = shop.orders()
    source_orders([order.row.id], at=makers.DAY, actor=SYSTEM)
    parts = {
        (row.location_id, row.kind): [line.sku for line in row.lines] for row in fulfillment.of_orders([order.row.id])
    }
    assert held == {SENT: shop.warehouse, FETCHED: shop.ankara}
    assert "Kervan Ankara" in page
    assert "Order and pay ₺650.00" in page
    assert (order.row.delivery, order.row.location_id) == ("delivery", shop.ankara)
    assert {line.sku: line.is_fetched for line in order.lines} == {SENT: False, FETCHED: True}
    assert parts == {(shop.warehouse, "delivery"): [SENT], (shop.ankara, "pickup"): [FETCHED]}


def test_what_the_store_has_not_is_told_and_nothing_is_held(shop: Shop, client: Client) -> None:
    answer = split(client, shop, SENT)

    assert getattr(answer, "status_code", 0) == 409
    assert places(shop) == {}


def test_a_store_that_does_not_ship_sends_nothing(shop: Shop, client: Client) -> None:
    shop.take_away(SENT, 1)
    shop.stock(SENT, ankara=5)

    assert getattr(split(client, shop, FETCHED), "status_code", 0) == 409


def test_fetching_everything_is_a_pickup_and_another_choice_forgets_it(shop: Shop, client: Client) -> None:
    shop.stock(SENT, ankara=1)
    split(client, shop, SENT, FETCHED)
    cart_id = db.rows("SELECT id FROM orders_cart", ())[0][0]
    whole = carts.cart(cart_id)
    deliver(client)
    again = carts.cart(cart_id)

    assert (whole.delivery, whole.pickup_location_id, whole.fetched) == ("pickup", shop.ankara, frozenset())
    assert (again.delivery, again.pickup_location_id, again.fetched) == ("delivery", None, frozenset())
    assert places(shop) == {SENT: shop.warehouse, FETCHED: shop.warehouse}


def test_a_store_that_is_none_or_hands_nothing_out_is_refused(shop: Shop, client: Client) -> None:
    for store in (shop.warehouse, UUID(int=1)):
        assert getattr(split(client, shop, FETCHED, store=store), "status_code", 0) == 422


def test_two_carts_want_the_stores_last_unit_and_one_gets_it(shop: Shop, client: Client) -> None:
    split(client, shop, FETCHED)
    first = carts.cart(db.rows("SELECT id FROM orders_cart", ())[0][0])
    rival = Client()
    shop.stock(SENT, warehouse=1)
    shop.put_in(rival, SENT)
    shop.put_in(rival, FETCHED)

    refused, taken_away = split(rival, shop, FETCHED), pay(client)

    assert getattr(refused, "status_code", 0) == 409
    assert taken_away.status_code == 302
    assert [order.row.id for order in shop.orders()] == [first.id]


def test_the_hold_is_made_anew_when_the_way_of_a_line_changes(shop: Shop, client: Client) -> None:
    deliver(client)
    cart_id = db.rows("SELECT id FROM orders_cart", ())[0][0]
    before = places(shop)
    cart = carts.cart(cart_id)
    said = cart_book.CheckoutInput(
        cart.email,
        DeliveryKind.DELIVERY,
        "standard",
        shop.ankara,
        cart.address,
        frozenset({shop.variants[FETCHED]}),
    )
    cart_book.set_checkout(cart_id, said)
    hold_cart(cart_id, actor=SYSTEM)

    assert before[FETCHED] == shop.warehouse
    assert places(shop)[FETCHED] == shop.ankara
    cart_book.set_checkout(cart_id, replace(said, fetched=frozenset()))
    assert carts.cart(cart_id).fetched == frozenset()
