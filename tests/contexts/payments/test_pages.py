"""Payments on screens."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.identity.types import Role
from arasta.contexts.payments.services import money, payments
from arasta.contexts.payments.types import (
    GatewayResult,
    MoneyMove,
    Outcome,
    PaymentId,
    PaymentResult,
    PaymentRow,
    PaymentTaken,
    PaymentToPrepare,
    Tender,
)
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.money import Money
from tests.contexts.identity.making import make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


def card_payment(result: GatewayResult, minor: int = 123_456) -> PaymentRow:
    wanted = PaymentToPrepare(PaymentId(new_id()), new_id(), new_id(), Tender.CARD, "testpay", Money(minor, "TRY"))
    payments.prepare_payments([wanted])
    return payments.record_results([PaymentResult(wanted.id, result)], actor=SYSTEM)[0]


@pytest.mark.parametrize("path", ["payments", "payments/of-order/{order}"])
def test_pages_open_for_who_may_read_orders(client: Client, path: str) -> None:
    address = "/office/" + path.format(order=to_public("ord", new_id()))
    assert client.get(address).status_code == 302
    make_staff("picker@example.com", role=Role.PICKER)
    signed_in(client, "picker@example.com")
    assert client.get(address).status_code == 200


def test_the_list_finds_by_status_tender_reference_and_ids(owner: Client) -> None:
    paid = card_payment(GatewayResult(Outcome.CAPTURED, "pay_good"))
    declined = card_payment(GatewayResult(Outcome.DECLINED, "pay_bad", decline_code="insufficient_funds"))
    card_payment(GatewayResult(Outcome.FAILED, "pay_odd", decline_code="10093"))
    cash = money.take_cash([PaymentTaken(PaymentId(new_id()), new_id(), Money(500, "TRY"))], actor=SYSTEM)[0]
    everything = owner.get("/office/payments").content.decode()
    assert all(word in everything for word in ("pay_good", "pay_bad", to_public("pay", cash.id)))
    assert "Not enough money on the card" in everything
    assert "10093" in everything  # what only the provider knows is told in its word
    assert "1,234.56" in everything
    assert to_public("ord", paid.order_id) in everything
    assert to_public("ord", declined.order_id) not in everything  # a card that was refused made no order
    for query, shown in {
        "status=declined": declined,
        "tender=cash": cash,
        "q=pay_go": paid,
        f"q={to_public('pay', cash.id)}": cash,
        f"q={to_public('ord', declined.order_id)}": declined,
    }.items():
        rows = owner.get(f"/office/payments?{query}", headers={"HX-Request": "true"}).content.decode()
        assert rows.count("<tr>") == 2, query
        assert (shown.provider_reference or to_public("pay", shown.id)) in rows
    assert "No such payment" in owner.get("/office/payments?q=nothing").content.decode()


def test_the_panel_of_an_order_shows_what_was_taken_and_given_back(owner: Client) -> None:
    paid = card_payment(GatewayResult(Outcome.CAPTURED, "pay_good"))
    money.record_refunds([MoneyMove(paid.id, Money(23_456, "TRY"), "goodwill")], actor=SYSTEM)
    panel = owner.get(f"/office/payments/of-order/{to_public('ord', paid.order_id)}").content.decode()
    assert "Partly refunded" in panel
    assert panel.count("1,234.56") == 3
    assert panel.count("234.56") == 5
    assert "No payment yet." in owner.get(f"/office/payments/of-order/{to_public('ord', new_id())}").content.decode()
