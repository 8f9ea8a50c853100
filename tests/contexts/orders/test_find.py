"""Orders are found by what stands on them and by whose they are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderFilter
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import DeliveryKind, LineInput, OrderInput, OrderStatus
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.customers.making import make_customer

pytestmark = pytest.mark.django_db


def place(*more: dict[str, Any]) -> list[str]:
    """Place an order for each; return their numbers."""
    variant, channel = makers.make_variant(), makers.make_channel()
    line = LineInput(variant, "SKU", "Thing", "", 1, Money(1000, "TRY"), Decimal("0.20"))
    plain = OrderInput(new_id(), channel, "TRY", (line,), DeliveryKind.DELIVERY)
    wanted = [replace(plain, id=new_id(), cart_id=new_id(), **one) for one in more]
    with db.transaction():
        return [one.number for one in placing.place_orders(wanted, actor=SYSTEM)]


def found(text: str, *, customers: tuple[UUID, ...] = (), status: OrderStatus | None = None) -> list[str]:
    return [row.number for row in orders.page(OrderFilter(search=text, customers=customers, status=status)).items]


@pytest.fixture
def numbers() -> list[str]:
    return place(
        {"customer_name": "Ayşe Yılmaz", "email": "ayse@mail.example"},
        {"customer_name": "Deniz 100% Kaya", "external_id": "MP-77"},
        {"customer_name": "", "external_id": ""},
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [(" Ayse@Mail.example ", 0), ("yılmaz", 0), ("MP-77", 1), ("100%", 1)],
    ids=["email", "name", "external id", "percent"],
)
def test_an_order_is_found_by_what_stands_on_it(numbers: list[str], text: str, place: int) -> None:
    assert found(text) == [numbers[place]]


def test_an_order_is_found_by_its_number_and_its_customer(numbers: list[str]) -> None:
    customer = make_customer("Older", email="older@mail.example")
    [theirs] = place({"customer_id": customer, "email": "somebody@mail.example"})

    assert (found(numbers[2]), found("Older"), found("Older", customers=(customer,))) == ([numbers[2]], [], [theirs])


@pytest.mark.parametrize("text", ["%", "_", "nobody", "MP-7"])
def test_nothing_else_is_found(numbers: list[str], text: str) -> None:
    assert found(text) == ([numbers[1]] if text == "%" else [])


def test_what_is_found_is_narrowed_like_a_list(numbers: list[str]) -> None:
    order = orders.by_number(numbers[0]).row
    statuses.cancel(order.id, reason="asked", actor=SYSTEM)

    assert (found("yılmaz", status=OrderStatus.PLACED), found("yılmaz", status=OrderStatus.CANCELED)) == (
        [],
        [numbers[0]],
    )
    assert orders.counts_by_status() == {"unfulfilled": 2, "partly_fulfilled": 0, "fulfilled": 0, "canceled": 0}
