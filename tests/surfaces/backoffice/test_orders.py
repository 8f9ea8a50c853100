"""The order book's pages: the list, one order, canceling it, carts."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.customers.services import profiles
from arasta.contexts.customers.types import NewCustomer
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import FulfillmentStatus
from arasta.contexts.identity.types import Role
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts, claiming
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.orders.types import OrderStatus
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.makers import level_of, make_channel, make_location
from tests.makers_orders import make_orders
from tests.surfaces.backoffice.making import come_in, make_waiting

pytestmark = pytest.mark.django_db


def words(client: Client, path: str, **headers: str) -> str:
    return " ".join(client.get(path, headers=headers).content.decode().split())


def test_the_list_costs_the_same_whatever_its_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    come_in(client)
    channel = make_channel()

    for _ in range(3):
        make_orders(2, channel=channel)
        with django_assert_num_queries(5):
            client.get("/office/orders")


def test_what_a_till_sold_to_a_known_customer_names_them(client: Client) -> None:
    come_in(client, Role.AGENT)
    buyer = profiles.add_customers([NewCustomer(name="Defne Korkmaz")], actor=SYSTEM)[0]
    (sold,) = make_orders(1, location=make_location(), email="d@mail.example")
    claiming.claim_orders(buyer, email="d@mail.example")

    assert f'{sold.number}</a><span class="row-sub">Defne Korkmaz</span>' in words(client, "/office/orders")


def test_the_list_is_narrowed_by_channel_status_and_words(client: Client) -> None:
    come_in(client, Role.AGENT)
    web, till = make_channel("web"), make_channel("till")
    (first,) = make_orders(1, channel=web)
    (second,) = make_orders(1, channel=till, location=make_location())
    client.post(f"/office/orders/{to_public('ord', first.id)}/cancel", {"reason": "Twice"})

    def shown(query: str) -> list[str]:
        page = words(client, f"/office/orders?{query}", **{"HX-Request": "true"})
        return [one.number for one in (first, second) if f">{one.number}</a>" in page]

    assert shown("channel=web") == [first.number]
    assert shown("status=canceled") == [first.number]
    assert shown("status=placed&payment=unpaid&fulfillment=unfulfilled") == [second.number]
    assert shown(f"q={second.number}") == [second.number]
    assert shown("channel=nonsense&status=nonsense") == [first.number, second.number]
    assert shown("q=nobody") == []


def test_the_list_goes_on_behind_its_cursor(client: Client) -> None:
    come_in(client)
    make_orders(51)

    first = words(client, "/office/orders")
    after = first.partition("?after=")[2].partition('"')[0]
    rest = words(client, f"/office/orders?after={after}", **{"HX-Request": "true"})

    assert (first.count("row-link"), rest.count("row-link")) == (50, 1)
    assert client.get("/office/orders?after=nonsense").status_code == 422


def test_an_order_shows_goods_sums_work_and_what_others_add(client: Client) -> None:
    come_in(client)
    waiting = make_waiting(units=2)

    page = words(client, waiting.order_url)

    assert f"<h1>Order {waiting.order.number}" in page
    assert "TRY" in page or "₺20.00" in page
    assert f'href="{waiting.asked_url}"' in page
    assert "Waits for the location to take it on." in page
    assert f'hx-get="/office/payments/of-order/{to_public("ord", waiting.order.id)}"' in page


def test_canceling_frees_the_units_and_says_why(client: Client) -> None:
    come_in(client, Role.AGENT)
    waiting = make_waiting(units=2, stock=5)

    answer = client.post(f"{waiting.order_url}/cancel", {"reason": "She changed her mind"})

    detail = order_book.order(waiting.order.id)
    assert (answer.status_code, answer["Location"]) == (302, waiting.order_url)
    assert detail.row.status is OrderStatus.CANCELED
    assert ("canceled", "She changed her mind", "Olcay") in [(e.kind, e.text, e.actor_name) for e in detail.timeline]
    assert level_of(waiting.variant, waiting.place) == (5, 0, 0)
    assert fulfillment.fulfillment_order(waiting.asked.id).status is FulfillmentStatus.CANCELED


@pytest.mark.django_db(transaction=True)
def test_canceling_needs_a_reason_and_happens_once(client: Client) -> None:
    come_in(client, Role.AGENT)
    waiting = make_waiting()

    silent = client.post(f"{waiting.order_url}/cancel", {"reason": ""})
    client.post(f"{waiting.order_url}/cancel", {"reason": "Twice"})
    again = client.post(f"{waiting.order_url}/cancel", {"reason": "Thrice"})

    assert (silent.status_code, "Not canceled" in silent.content.decode()) == (422, True)
    assert (again.status_code, "that cannot be changed any more" in again.content.decode()) == (409, True)


@pytest.mark.django_db(transaction=True)
def test_staff_of_another_location_do_not_cancel_its_work(client: Client) -> None:
    waiting = make_waiting(units=2)
    come_in(client, Role.ASSOCIATE, locations=frozenset({make_location()}))

    answer = client.post(f"{waiting.order_url}/cancel", {"reason": "Mine"})

    assert (answer.status_code, "a location you do not work at" in answer.content.decode()) == (403, True)
    assert order_book.order(waiting.order.id).row.status is OrderStatus.PLACED
    assert level_of(waiting.variant, waiting.place) == (5, 2, 0)


def test_a_cart_shows_what_it_holds(client: Client) -> None:
    come_in(client, Role.AGENT)
    waiting = make_waiting()
    cart = carts.open_cart(make_channel("web"), currency="TRY")
    carts.set_lines(cart, [CartLineInput(waiting.variant, 3)])

    page = words(client, f"/office/carts/{to_public('crt', cart)}")

    assert (f'href="{waiting.stock_url}"' in page, "Nothing is held." in page) == (True, True)


def test_the_palette_finds_orders_and_stock_but_only_what_may_be_read(client: Client) -> None:
    waiting = make_waiting()
    come_in(client, Role.MARKETER)
    by_marketer = client.get(f"/office/find?q={waiting.order.number}").json()
    unknown_to_marketer = client.get("/office/find?q=SKU-").json()
    client.post("/office/sign-out")
    come_in(client, Role.AGENT)

    assert [entry["url"] for entry in by_marketer] == [waiting.order_url]
    assert unknown_to_marketer == []
    assert waiting.stock_url in [entry["url"] for entry in client.get("/office/find?q=SKU-").json()]
    assert client.get("/office/find?q=S").json() == []


@pytest.mark.parametrize(
    "path", ["orders?q=%00", "payments?q=a%00", "channels/web/listings?q=%00", "orders/ord_%00", "stock?q=%00"]
)
def test_text_that_no_column_holds_is_a_request_that_cannot_be_read(client: Client, path: str) -> None:
    come_in(client)

    assert client.get(f"/office/{path}").status_code == 400
