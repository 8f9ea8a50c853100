"""Whoever guesses the word of somebody else's cart, order, payment, fitting or basket code finds nothing, and changes nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from arasta.kernel.ids import from_public, new_id, to_public
from tests.architecture.test_routes import METHODS, ask, company, name, untouched, world
from tests.architecture.who_may import PAGES
from tests.architecture.who_may_shop import EVERYBODY
from tests.architecture.whose import BATON, NOBODYS, ORDER, WHOSE, forged, sealed
from tests.architecture.world import Route, World, picture, routes

__all__ = ["company", "untouched", "world"]
OPEN = [route for route in routes() if PAGES.get(route.name) == EVERYBODY and "<" in route.pattern]
HELD = [route for route in OPEN if WHOSE.get(route.name, NOBODYS) != NOBODYS]
BACK_FROM_A_BANK = {"shop_payment_return", "shop_pay_return"}
"""Addresses that a form of a bank leads to: nothing in it is read, and the page is opened anew by a GET."""

pytestmark = pytest.mark.django_db


def of(world: World) -> UUID:
    """Return the customer's order, which bears the id of its cart."""
    return from_public("ord", world.words["office/orders/"]["key"])


def test_every_open_address_that_names_something_says_whose_it_is() -> None:
    assert {route.name for route in OPEN} == set(WHOSE)


@pytest.mark.parametrize("route", HELD, ids=name)
def test_a_forged_word_opens_nothing_to_anybody(world: World, untouched: dict[str, str], route: Route) -> None:
    key, kind = of(world), WHOSE[route.name]
    people = {"guest": Client(), "another customer": world.stranger, "owner": world.customer, "staff": world.worker}
    words = {"word": "", "code": "", "key": to_public("ret", new_id()), "number": "1"}

    answers = {
        (who, forgery, method): ask(client, method, route.address({**words, "word": forgery, "code": forgery}))
        for who, client in people.items()
        for forgery in forged(kind, key, new_id())
        for method in METHODS
    }

    expected = {404, 405, 303} if route.name in BACK_FROM_A_BANK else {404, 405}
    statuses = {one: answer.status_code for one, answer in answers.items()}
    assert {one: status for one, status in statuses.items() if status not in expected} == {}
    assert 404 in statuses.values()
    assert picture() == untouched


@pytest.mark.parametrize("who", ["guest", "stranger", "worker"])
def test_nobody_pays_or_sends_what_is_anothers(world: World, untouched: dict[str, str], who: str) -> None:
    client = Client() if who == "guest" else getattr(world, who)
    order = of(world)
    address = world.words["account/addresses/"]["word"]

    paying = client.post("/checkout/pay", {"cart": to_public("crt", order), "card": "tok_approve"})
    sending = client.post("/checkout/delivery", {"saved": address, "delivery": "delivery"})

    assert paying.status_code == 404
    assert (sending.status_code, sending.headers["Location"]) == (302, "/cart")
    assert picture() == untouched


def test_words_of_one_kind_open_nothing_of_another(world: World, untouched: dict[str, str]) -> None:
    word = sealed(ORDER, of(world))
    others = [route for route in HELD if WHOSE[route.name] not in {ORDER, BATON}]

    statuses = {
        ask(Client(), method, route.address({"word": word})).status_code for route in others for method in METHODS
    }

    assert statuses <= {404, 405, 303}
    assert 404 in statuses
    assert picture() == untouched
