"""What nobody has yet is sold at the till out of what is to come: paid now, sent home on the day that is told."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import promises
from arasta.contexts.inventory.services import supplies, terms
from arasta.contexts.inventory.services.supplies import Arrival, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import TermsKind
from arasta.contexts.orders.types import FulfillmentStatus, PaymentStatus
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.surfaces.storefront import links
from tests import makers
from tests.contexts.messages.sending import Kept
from tests.surfaces.pos.counter import cart_in, lines, scan, trouble
from tests.surfaces.pos.test_send_home import FAR, HERE, mail, pay_cash, send, shop, sold, till
from tests.surfaces.storefront.shopping import Shop, text_of

__all__ = ["mail", "shop", "till"]
pytestmark = pytest.mark.django_db
DAY, SAID = date(2027, 5, 4), "4 May 2027"


def announce(shop: Shop, units: int) -> UUID:
    """Let blue shirts be sold before they are there; so many come to the warehouse in May."""
    terms.set_terms([TermsInput(shop.variants[FAR], TermsKind.BACKORDER)], actor=SYSTEM)
    return supplies.announce([SupplyInput(shop.variants[FAR], shop.warehouse, units, DAY)], actor=SYSTEM)[0]


def test_what_is_to_come_is_sold_and_its_day_told_everywhere(shop: Shop, till: Client, mail: Kept) -> None:
    shop.take_away(FAR, 2)
    supply = announce(shop, 3)
    found = text_of(till.get("/till/", {"q": FAR}))
    scan(till, FAR)
    screen, form = text_of(till.get("/till/")), text_of(till.get("/till/send"))
    assert send(till)["Location"] == "/till/pay"

    order = sold(pay_cash(till, 45_000))

    deliver_pending()
    deliver_pending()
    receipt = text_of(till.get(f"/till/receipts/{to_public('ord', order.row.id)}"))
    assert f"To come: ships by {SAID}" in found
    assert [f"1 to come: ships by {SAID}" in page for page in (screen, form, receipt)] == [True] * 3
    assert [(one.units, one.promised_on) for one in promises.waiting_of([order.row.id])] == [(1, DAY)]
    assert (order.row.payment_status, fulfillment.of_orders([order.row.id])) == (PaymentStatus.PAID, [])
    assert [one.to for one in mail.sent] == ["ayse@mail.example"]
    assert f"1 to come, ships by {SAID}" in text_of(Client().get(links.order_path(order.row.id)))
    supplies.receive([Arrival(supply, 3)], actor=SYSTEM)
    deliver_pending()
    assert [row.location_id for row in fulfillment.of_orders([order.row.id])] == [shop.warehouse]
    assert makers.level_of(shop.variants[FAR], shop.warehouse) == (3, 1, 0)
    assert find_lies() == []


def test_some_leaves_now_some_is_sent_and_some_is_to_come(shop: Shop, till: Client) -> None:
    supply = announce(shop, 5)
    scan(till, HERE)
    for _ in range(3):
        scan(till, FAR)
    send(till)

    order = sold(till.post("/till/pay/card", {"cart": cart_in(till), "token": "tok_approve", "seen": 165_000}))

    deliver_pending()
    assert order.row.fulfillment_status is FulfillmentStatus.PARTLY_FULFILLED
    assert makers.level_of(shop.variants[HERE], shop.kadikoy) == (4, 0, 0)
    assert makers.level_of(shop.variants[FAR], shop.warehouse) == (2, 2, 0)
    assert [(row.location_id, row.units) for row in fulfillment.of_orders([order.row.id])] == [(shop.warehouse, 2)]
    supplies.receive([Arrival(supply, 5)], actor=SYSTEM)
    deliver_pending()
    assert sorted(row.units for row in fulfillment.of_orders([order.row.id])) == [1, 2]
    assert find_lies() == []


def test_more_than_comes_is_refused(shop: Shop, till: Client) -> None:
    announce(shop, 1)
    for _ in range(3):
        scan(till, FAR)

    answer = scan(till, FAR)

    assert (trouble(answer)[0], lines(till)) == ("out_of_stock", [(FAR, 3, 120_000)])


def test_what_is_promised_to_somebody_else_meanwhile_is_not_charged(shop: Shop, till: Client) -> None:
    shop.take_away(FAR, 2)
    supply = announce(shop, 1)
    scan(till, FAR)
    send(till)
    supplies.cancel([supply], actor=SYSTEM)

    cash, card = (
        pay_cash(till, 45_000),
        till.post("/till/pay/card", {"cart": cart_in(till), "token": "tok_approve", "seen": 45_000}),
    )

    assert [(one.status_code, trouble(one)[0]) for one in (cash, card)] == [(409, "out_of_stock")] * 2
    assert shop.provider.asked == []


def test_a_day_that_nobody_knows_any_more_is_not_made_up(shop: Shop, till: Client) -> None:
    shop.take_away(FAR, 2)
    supply = announce(shop, 1)
    scan(till, FAR)
    send(till)
    order = sold(pay_cash(till, 45_000))

    supplies.cancel([supply], actor=SYSTEM)

    receipt = text_of(till.get(f"/till/receipts/{to_public('ord', order.row.id)}"))
    assert "1 to come: sent when it has come" in receipt


def test_what_comes_is_not_taken_along(shop: Shop, till: Client) -> None:
    shop.take_away(FAR, 2)
    announce(shop, 1)
    scan(till, FAR)
    send(till)
    till.post("/till/send/along", {"cart": cart_in(till)})

    answer = pay_cash(till, 40_000)

    assert (answer.status_code, trouble(answer)[0]) == (409, "out_of_stock")


@pytest.mark.parametrize("tender", ["cash", "card"])
def test_paid_twice_it_is_one_promise(shop: Shop, till: Client, tender: str) -> None:
    shop.take_away(FAR, 2)
    announce(shop, 5)
    scan(till, FAR)
    send(till)
    body = {"cart": cart_in(till), "amount": "1000", "token": "tok_approve", "seen": 45_000}

    first, second = till.post(f"/till/pay/{tender}", body), till.post(f"/till/pay/{tender}", body)

    assert first["Location"] == second["Location"]
    assert len(promises.waiting_of([sold(first).row.id])) == 1
