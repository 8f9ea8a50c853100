"""A return is asked for of what was handed over, once per unit, and in time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.returns import queries
from arasta.contexts.returns.services import requests as returns
from arasta.contexts.returns.types import (
    NoteTooLong,
    NothingToReturn,
    ReturnClosed,
    ReturnReason,
    ReturnRow,
    ReturnStatus,
    UnknownReturn,
)
from arasta.flows.returning.request_return import (
    RETURN_WITHIN,
    NotLeftToReturn,
    TooLateToReturn,
    request_return,
    returnable,
)
from arasta.flows.shipping.ship import ship
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.contexts.identity.making import make_staff, signed_in
from tests.contexts.messages.sending import carried
from tests.surfaces.storefront.shopping import Shop, deliver, pay

pytestmark = pytest.mark.django_db
DAY = makers.DAY
DAMAGED = ReturnReason.DAMAGED


@pytest.fixture
def bought(shop: Shop) -> UUID:
    """An order of three shirts."""
    shop.stock("SHIRT-RED-S", warehouse=5)
    client = Client()
    shop.put_in(client, "SHIRT-RED-S", 3)
    deliver(client)
    pay(client)
    deliver_pending()
    return shop.orders()[0].row.id


def send(order: UUID, units: int) -> None:
    part = fulfillment.of_orders([order])[0]
    if part.accepted_at is None:
        requests.accept([part.id], at=DAY, actor=SYSTEM)
    ship([ShipmentToMake(part.id, "Aras", "1", quantities={part.lines[0].id: units})], at=DAY, actor=SYSTEM)


def line_of(order: UUID) -> UUID:
    return order_book.order(order).lines[0].id


def ask(order: UUID, units: int, *, note: str = "", days: int = 1) -> ReturnRow:
    wanted = {line_of(order): (units, DAMAGED)}
    return request_return(order, wanted, note=note, at=DAY + timedelta(days=days), actor=SYSTEM)


def test_what_left_may_come_back_once_per_unit(bought: UUID) -> None:
    with pytest.raises(NothingToReturn):
        ask(bought, 1)
    send(bought, 2)
    number = order_book.order(bought).row.number

    first = ask(bought, 1, note=" A crack ")
    assert (first.number, first.status, first.note, first.units) == (
        f"{number}-R1",
        ReturnStatus.REQUESTED,
        "A crack",
        1,
    )
    with pytest.raises(NotLeftToReturn):
        ask(bought, 2)
    assert ask(bought, 1).number == f"{number}-R2"
    with pytest.raises(NothingToReturn):
        ask(bought, 1)

    returns.withdraw(first.id, order_id=bought, actor=SYSTEM)
    assert ask(bought, 1).number == f"{number}-R3"


def test_after_the_time_it_is_too_late(bought: UUID) -> None:
    send(bought, 3)
    assert returnable(order_book.order(bought)).until == DAY + RETURN_WITHIN
    with pytest.raises(TooLateToReturn):
        ask(bought, 1, days=31)
    assert ask(bought, 1, days=30).units == 1


def test_what_cannot_be_asked_for(bought: UUID) -> None:
    send(bought, 3)
    for wanted in ({}, {new_id(): (1, DAMAGED)}, {line_of(bought): (0, DAMAGED)}):
        with pytest.raises(NothingToReturn):
            request_return(bought, wanted, note="", at=DAY, actor=SYSTEM)
    with pytest.raises(NoteTooLong):
        ask(bought, 1, note="x" * 1001)
    assert queries.of_orders([bought]) == []


def test_a_return_is_withdrawn_once_and_by_its_own_order_only(bought: UUID) -> None:
    send(bought, 3)
    row = ask(bought, 1)
    with pytest.raises(UnknownReturn):
        returns.withdraw(row.id, order_id=new_id(), actor=SYSTEM)
    returns.withdraw(row.id, order_id=bought, actor=SYSTEM)
    with pytest.raises(ReturnClosed):
        returns.withdraw(row.id, order_id=bought, actor=SYSTEM)


def test_the_customer_is_told_and_the_office_sees_it(bought: UUID, client: Client) -> None:
    send(bought, 3)
    row = ask(bought, 2, note="A crack")
    with carried() as kept:
        deliver_pending()
    assert f"We have your return request {row.number}" in [letter.title for letter in kept.sent]

    make_staff("owner@example.com")
    signed_in(client, "owner@example.com")
    for page in ("/office/returns", f"/office/returns?q={row.number}", "/office/returns?status=requested"):
        assert "A crack" in client.get(page).content.decode()
    assert "A crack" not in client.get("/office/returns?status=withdrawn").content.decode()
    panel = client.get(f"/office/returns/of-order/{to_public('ord', bought)}").content.decode()
    assert all(word in panel for word in (row.number, "Damaged", "A crack"))
