"""The cart at the till: quantities, sales set aside, sales given up."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arasta.contexts.inventory.services import levels
from arasta.contexts.orders.services import carts
from arasta.contexts.payments import ports
from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, to_public
from tests import makers
from tests.flows.ordering.till import Terminal, install
from tests.surfaces.pos.counter import (
    PART,
    Counter,
    cart_in,
    hire,
    key_of,
    lines,
    make_counter,
    quantity_in,
    scan,
    sign_in,
    stand_at,
    trouble,
)

pytestmark = pytest.mark.django_db


def with_vase(counter: Counter) -> tuple[Client, dict[str, str]]:
    """Return a browser with one vase in its cart, and the fields of that line's form."""
    client = stand_at(counter)
    scan(client, counter.sku)
    return client, {"cart": cart_in(client), "variant": to_public("var", counter.vase)}


def silent_terminal() -> Terminal:
    """Offer a test provider that takes the money and answers nobody."""
    terminal = install(Terminal(hears_nothing=True))
    ports.register_gateway("testpay", lambda: terminal)
    return terminal


@pytest.mark.parametrize(
    ("body", "quantity"),
    [
        ({"step": "1"}, 2),
        ({"quantity": "4"}, 4),
        ({"step": "1", "quantity": "4"}, 2),
        ({"quantity": "what"}, 1),
        ({"step": "-1"}, 0),
        ({"quantity": "0"}, 0),
        ({"quantity": "-3"}, 0),
        ({"remove": "1", "quantity": "3", "step": "1"}, 0),
    ],
)
def test_a_line_is_changed_by_steps_or_to_a_quantity(body: dict[str, str], quantity: int) -> None:
    client, line = with_vase(make_counter())

    answer = client.post("/till/line", {**line, **body})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/till/")
    assert lines(client) == ([("KRV-VAS-1", quantity, quantity * 24990)] if quantity else [])


def test_more_than_is_on_the_shelf_is_refused_and_the_line_stays() -> None:
    client, line = with_vase(make_counter(on_shelf=3))

    answer = client.post("/till/line", {**line, "quantity": "4"}, headers=PART)

    assert (answer.status_code, trouble(answer)[0]) == (409, "out_of_stock")
    assert trouble(answer)[1][1] == "Product KRV-VAS-1: 3 left here. No other location has it."
    assert lines(client) == [("KRV-VAS-1", 1, 24990)]


def test_a_line_that_was_sold_elsewhere_meanwhile_is_marked_and_cannot_be_paid() -> None:
    counter = make_counter(on_shelf=1)
    client, line = with_vase(counter)
    levels.adjust(_one_less(counter), reason="stolen", actor=SYSTEM)

    page = client.get("/till/")
    client.post("/till/line", {**line, "step": "-1"})

    assert [row.is_short for row in page.context["basket"].lines] == [True]
    assert "Only 0 left here." in page.content.decode()
    assert "Take payment" not in page.content.decode()
    assert lines(client) == []


def _one_less(counter: Counter) -> list[levels.Correction]:
    return [levels.Correction(counter.vase, counter.store, -1)]


def test_a_line_that_lost_its_price_must_be_taken_out() -> None:
    counter = make_counter()
    client, line = with_vase(counter)
    prices.set_prices(
        [PriceInput(price_list="base-try", variant_id=counter.vase, price=None)], now=makers.DAY, actor=SYSTEM
    )

    page = client.get("/till/")
    client.post("/till/line", {**line, "remove": "1"})

    assert "No price at this store. Take it out." in page.content.decode()
    assert page.context["basket"].can_be_paid is False
    assert quantity_in(from_public("crt", line["cart"])) == 0


def test_carts_of_other_desks_do_not_exist() -> None:
    counter = make_counter()
    _, line = with_vase(counter)
    hire("bea@example.com", at=counter.store)
    bea = sign_in(Client(), "bea@example.com")
    bea.post("/till/registers", {"register": key_of(counter.register)})
    web = to_public("crt", carts.open_cart(counter.register.channel_id, currency="TRY"))

    for key in (line["cart"], web, to_public("crt", makers.some_id()), "crt_x", ""):
        body = {**line, "cart": key, "step": "1", "amount": "500", "token": "tok_approve"}
        for path in ("line", "void", "back", "pay/cash", "pay/card"):
            assert bea.post(f"/till/{path}", body).status_code == 404

    assert quantity_in(from_public("crt", line["cart"])) == 1


def test_emptying_the_cart_ends_it() -> None:
    counter = make_counter()
    client, line = with_vase(counter)

    answer = client.post("/till/void", {"cart": line["cart"]})
    page = client.get("/till/")

    assert answer.headers["Location"] == "/till/"
    assert "The cart is empty. Nothing was sold." in page.content.decode()
    assert (page.context["basket"], quantity_in(from_public("crt", line["cart"]))) == (None, 0)
    scan(client, counter.sku)
    assert cart_in(client) != line["cart"]


def test_a_cart_that_was_sold_meanwhile_cannot_be_emptied() -> None:
    client, line = with_vase(make_counter())
    client.post("/till/pay/cash", {"cart": line["cart"], "amount": "250"})

    answer = client.post("/till/void", {"cart": line["cart"]})

    assert (answer.status_code, trouble(answer)) == (
        409,
        ("cart_closed", ("This cart has become an order already.",)),
    )


def test_a_sale_set_aside_waits_and_comes_back() -> None:
    counter = make_counter()
    client, line = with_vase(counter)

    client.post("/till/new")
    waiting = client.get("/till/").context["aside"]
    scan(client, counter.sku)
    second = cart_in(client)
    client.post("/till/back", {"cart": line["cart"]})

    assert [(key, units) for key, units, _ in waiting] == [(line["cart"], 1)]
    assert cart_in(client) == line["cart"]
    assert [key for key, _, _ in client.get("/till/").context["aside"]] == [second]


def test_an_empty_sale_is_not_set_aside() -> None:
    counter = make_counter()
    client, line = with_vase(counter)
    client.post("/till/line", {**line, "step": "-1"})

    client.post("/till/new")

    assert client.get("/till/").context["aside"] == []


def test_a_cart_that_is_gone_from_the_database_is_forgotten() -> None:
    counter = make_counter()
    client, line = with_vase(counter)
    key = from_public("crt", line["cart"])
    db.execute("DELETE FROM orders_cart_line WHERE cart_id = %s", [key])
    db.execute("DELETE FROM orders_cart WHERE id = %s", [key])

    assert lines(client) == []
    scan(client, counter.sku)
    assert lines(client) == [("KRV-VAS-1", 1, 24990)]


@pytest.mark.django_db(transaction=True)
def test_while_a_card_payment_is_unclear_the_cart_stays_as_it_is() -> None:
    counter = make_counter()
    silent_terminal()
    client, line = with_vase(counter)
    client.post("/till/pay/card", {"cart": line["cart"], "token": "tok_approve"})

    answers = [scan(client, counter.sku), client.post("/till/line", {**line, "remove": "1"})]

    assert [(answer.status_code, trouble(answer)[0]) for answer in answers] == [(409, "payment_unclear")] * 2
    assert lines(client) == [("KRV-VAS-1", 1, 24990)]
    assert "Ask the terminal" in client.get("/till/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_sale_given_up_while_unclear_gives_the_money_back() -> None:
    terminal = silent_terminal()
    client, line = with_vase(make_counter())
    client.post("/till/pay/card", {"cart": line["cart"], "token": "tok_approve"})
    terminal.hears_nothing = False

    client.post("/till/void", {"cart": line["cart"]})

    assert db.rows("SELECT status, refunded_minor FROM payments_payment") == [("refunded", 24990)]
    assert client.get("/till/").context["basket"] is None


def test_the_page_asks_the_database_as_often_for_ten_lines_as_for_one() -> None:
    counter = make_counter()
    client, _ = with_vase(counter)
    few = _queries(client)
    for number in range(9):
        variant = makers.make_variant(f"MORE-{number}")
        makers.make_price(variant, 1000)
        makers.receive(variant, counter.store, 1)
        scan(client, f"MORE-{number}")

    assert len(lines(client)) == 10
    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get("/till/")
    return len(asked)
