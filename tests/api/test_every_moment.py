"""A request loses its line to the database, or meets another, before any one of its statements."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from arasta.config.audit import find_lies
from arasta.contexts.identity.types import PERMISSIONS
from arasta.kernel import db
from tests import makers
from tests.api.integrator import Answer, Integrator
from tests.api.test_carts import DELIVERY
from tests.api.test_place_order import APPROVE, ready
from tests.api.test_stock import receipt
from tests.api.test_whole_orders import PAID, whole
from tests.flows.ordering.shop import Shop, open_shop
from tests.moments import cut_line, end_line, every_moment, meet

pytestmark = pytest.mark.django_db(transaction=True)

SCOPES = tuple(PERMISSIONS)
STOCK = 10_000
Send = Callable[[str], Answer]


def caller(key: str = "") -> Integrator:
    return Integrator(SCOPES, key=key, client=Client(raise_request_exception=False))


def order_whole(sender: Integrator, shop: Shop) -> Send:
    body = whole(shop, 2, external_id=uuid4().hex)
    return lambda once: sender.post("orders", body, once=once)


def order_many(sender: Integrator, shop: Shop) -> Send:
    bodies = [whole(shop, 2, external_id=uuid4().hex, email=f"{uuid4().hex}@mail.example")]
    return lambda once: sender.post("orders/batch", {"orders": bodies}, once=once)


def take_in(sender: Integrator, shop: Shop) -> Send:
    body = {**receipt(shop), "reference": uuid4().hex}
    return lambda once: sender.post("stock/receipts", body, once=once)


def hold(sender: Integrator, cart: str) -> Send:
    return lambda once: sender.post(f"carts/{cart}/hold", once=once)


def address(sender: Integrator, cart: str) -> Send:
    return lambda once: sender.send("put", f"carts/{cart}/checkout", DELIVERY, once=once)


def order_paid(sender: Integrator, cart: str) -> Send:
    return lambda once: sender.post(f"carts/{cart}/order", PAID, once=once)


def order_by_card(sender: Integrator, cart: str) -> Send:
    return lambda once: sender.post(f"carts/{cart}/order", APPROVE, once=once)


@pytest.mark.parametrize("lose", [cut_line, end_line])
@pytest.mark.parametrize(
    ("errand", "done", "came", "sold"), [(order_whole, 201, 0, 2), (order_many, 200, 0, 2), (take_in, 201, 4, 0)]
)
def test_a_lost_line_is_said_and_the_same_request_does_it_once(
    errand: Callable[[Integrator, Shop], Send], done: int, came: int, sold: int, lose: Callable[[], None]
) -> None:
    shop, sender = open_shop(warehouse=STOCK), caller()
    asked, told = 0, set()
    for moment in every_moment(lose):
        asked += 1
        send, once = errand(sender, shop), f"try-{moment.number}"
        with moment.waited_for():
            lost = send(once)
        connection.close()
        told.add((lost.status, send(once).status))

    assert told == {(503, done), (done, done)}
    assert makers.level_of(shop.variant, shop.warehouse) == (STOCK + came * asked, sold * asked, 0)
    assert find_lies() == []


@pytest.mark.parametrize("lose", [cut_line, end_line])
def test_a_line_lost_around_a_refusal_is_said_too(lose: Callable[[], None]) -> None:
    shop, sender = open_shop(warehouse=1), caller()
    cart, told = ready(sender, shop, 2), set()
    for moment in every_moment(lose):
        send = hold(sender, cart)
        with moment.waited_for():
            lost = send(f"try-{moment.number}")
        connection.close()
        again = send(f"again-{moment.number}")
        told.add((lost.status, again.refusal))

    assert told == {(503, (409, "out_of_stock")), (409, (409, "out_of_stock"))}


def test_a_line_lost_around_a_payment_charges_once() -> None:
    shop, sender = open_shop(warehouse=STOCK), caller()
    carts = 0
    for moment in every_moment(cut_line):
        carts += 1
        send, once = order_by_card(sender, ready(sender, shop)), f"try-{moment.number}"
        with moment.waited_for():
            lost = send(once)
        connection.close()
        again = send(once)
        assert lost.status in {201, 503}
        assert again.status in {200, 201} or again.code == "payment_unclear", again

    charged = [asked for asked in shop.provider.asked if asked.startswith("authorize")]
    assert 0 < len(charged) <= carts
    assert find_lies() == []


RIVALS = [(order_paid, order_by_card), (order_by_card, order_paid), (hold, order_paid), (address, order_paid)]


@pytest.mark.parametrize(("first", "second"), RIVALS)
def test_two_requests_for_a_cart_meet_at_any_moment(
    first: Callable[[Integrator, str], Send], second: Callable[[Integrator, str], Send]
) -> None:
    shop, key = open_shop(warehouse=STOCK), caller().key
    carts, said = 0, set()
    for moment in every_moment(lambda: None):
        cart = ready(caller(key), shop)
        carts += 1
        answers = meet(
            moment,
            lambda cart=cart: first(caller(key), cart)(f"first {cart}"),  # type: ignore[misc]
            lambda cart=cart: second(caller(key), cart)(f"second {cart}"),  # type: ignore[misc]
        )
        said |= {(one.status, one.body.get("code", "")) for one in answers}

    assert said <= {(200, ""), (201, ""), (409, "cart_closed"), (409, "payment_unclear")}
    assert db.rows("SELECT count(*)::int, count(DISTINCT cart_id)::int FROM orders_order") == [(carts, carts)]
    assert makers.level_of(shop.variant, shop.warehouse) == (STOCK, 2 * carts, 0)
    assert len(shop.provider.asked) <= carts
    assert find_lies() == []
