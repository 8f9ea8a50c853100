"""Staff refund lines and more from the order's page, receive what came back, and hand the papers over."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from arasta.config.audit import find_lies
from arasta.contexts.identity.types import Role
from arasta.contexts.invoices import queries as invoices
from arasta.contexts.orders.queries import orders
from arasta.contexts.returns import queries
from arasta.contexts.returns.types import RefundStatus, ReturnReason
from arasta.flows.returning.request_return import request_return
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.contexts.identity.making import make_staff, signed_in
from tests.flows.bank import Bank, a_bank
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.ordering.test_capture_in_parts import line_of, ordered, send
from tests.flows.returning.test_refund_order import a_sale
from tests.surfaces.storefront.shopping import body_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank() -> Bank:
    return a_bank(in_parts=False)


@pytest.fixture
def shop(bank: Bank) -> Shop:
    return open_shop(warehouse=3, store=0)


@pytest.fixture
def sent(shop: Shop) -> UUID:
    """An order of three at 100, with 50 for the delivery, paid by card; it left."""
    order = ordered(shop, 3)
    send(order, 3)
    return order


@pytest.fixture
def office() -> Client:
    make_staff()
    return signed_in(Client(), "ada@example.com")


def address(order: UUID, page: str) -> str:
    return f"/office/orders/{to_public('ord', order)}/{page}"


def form(order: UUID, units: str = "1", extra: str = "5.00", key: str = "one", **more: str) -> dict[str, str]:
    return {f"units-{line_of(order)}": units, "extra": extra, "reason": "Chipped", "key": key, **more}


def test_units_and_a_sum_are_refunded_once_from_the_page(sent: UUID, bank: Bank, office: Client) -> None:
    page = text_of(office.get(address(sent, "refund")))
    assert "350.00" in page
    assert "Units to refund" in page

    for _ in range(2):  # a double tap
        assert office.post(address(sent, "refund"), form(sent)).status_code == 302

    assert (bank.refunded, [row.status for row in queries.refunds_of_orders([sent])]) == (10_500, [RefundStatus.GIVEN])
    [note] = invoices.credits_of_orders([sent])
    panel = body_of(office.get(address(sent, "money")))
    assert "Chipped" in panel
    assert note.number in panel
    paper = office.get(address(sent, f"credit-notes/{note.number}.pdf"))
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert office.get(address(sent, "credit-notes/X-1.pdf")).status_code == 404
    assert find_lies() == []


def test_the_invoice_of_a_sale_is_written_by_a_button_and_never_by_looking(office: Client) -> None:
    order = a_sale((1, 1000, 0, "0.20"))
    assert office.get(address(order, "invoice.pdf")).status_code == 409
    panel = body_of(office.get(address(order, "money")))
    assert (invoices.of_orders([order]), f'action="{address(order, "invoice")}"' in panel) == ({}, True)

    for _ in range(2):
        assert office.post(address(order, "invoice")).status_code == 302

    [row] = invoices.of_orders([order]).values()
    panel = body_of(office.get(address(order, "money")))
    assert (row.total.minor, f'action="{address(order, "invoice")}"' in panel, row.number in panel) == (
        4000,
        False,
        True,
    )
    assert office.get(address(order, "invoice.pdf")).content[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("units", "extra", "reason", "status"),
    [
        ("9", "", "x", 409),
        ("x", "", "x", 422),
        ("0", "", "x", 422),
        ("1", "", "", 422),
        ("0", "999", "x", 409),
        ("-1", "", "x", 422),
    ],
    ids=["too many", "no number", "nothing", "no reason", "too much", "negative"],
)
def test_what_cannot_be_refunded_is_said_on_the_form(
    sent: UUID, bank: Bank, office: Client, units: str, extra: str, reason: str, status: int
) -> None:
    answer = office.post(address(sent, "refund"), form(sent, units, extra, reason=reason))
    assert (answer.status_code, bank.refunded, queries.refunds_of_orders([sent])) == (status, 0, [])


def test_who_may_not_move_money_may_not_refund(sent: UUID, bank: Bank) -> None:
    make_staff("cem@example.com", role=Role.PICKER)
    packer = signed_in(Client(), "cem@example.com")
    assert packer.post(address(sent, "refund"), form(sent)).status_code == 403
    assert queries.refunds_of_orders([sent]) == []


def test_a_return_is_received_and_paid_back_from_its_page(shop: Shop, sent: UUID, bank: Bank, office: Client) -> None:
    row = request_return(sent, {line_of(sent): (2, ReturnReason.DAMAGED)}, note="Both", at=makers.DAY, actor=SYSTEM)
    here = f"/office/returns/{to_public('ret', row.id)}"
    assert "Fit to be sold" in text_of(office.get(here))
    came = {f"resell-{line_of(sent)}": "1", f"damaged-{line_of(sent)}": "1", "place": to_public("loc", shop.store)}
    assert office.post(here, {**came, f"resell-{line_of(sent)}": "5"}).status_code == 409
    assert office.post(here, {**came, "place": "loc_wrong"}).status_code == 422
    assert (office.post(here, {**came, "refund": "on"}).status_code, bank.refunded) == (302, 20_000)
    assert office.post(here, came).status_code == 409
    assert "What became of it" in text_of(office.get(here))
    assert orders.order(sent).lines[0].returned == 2
    assert find_lies() == []
