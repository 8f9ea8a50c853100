"""Invoices are numbered without gaps, one per order, and drawn in three languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.invoices import queries, services
from arasta.contexts.invoices.invoices_pdf import draw
from arasta.contexts.invoices.types import InvoiceDocument, InvoiceLine, InvoiceTax, InvoiceToIssue
from arasta.contexts.orders.types import PlacedOrder
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests import makers
from tests.makers_orders import make_orders
from tests.papers import words_of
from tests.statements import counted

DOCUMENT = InvoiceDocument(
    language="tr",
    seller=("Kervan Çömlek", "Moda Cad. 58, İstanbul"),
    buyer=("Ayşe Yılmaz", "Moda Caddesi 12", "34710 İstanbul"),
    number="WEB2026-000042",
    order_number="100234",
    issued_at=makers.DAY,
    ordered_at=makers.DAY,
    lines=(InvoiceLine("İznik kupa", "Çivit mavisi", 2, Money(34990, "TRY"), "%20", Money(69980, "TRY")),),
    taxes=(InvoiceTax("%20", Money(58317, "TRY"), Money(11663, "TRY")),),
    total=Money(69980, "TRY"),
)


def wanted(order: PlacedOrder, series: str = "WEB2026") -> InvoiceToIssue:
    return InvoiceToIssue(order.id, series, Money(3000, "TRY"))


@pytest.mark.django_db
def test_numbers_follow_one_another_and_an_order_keeps_its_own() -> None:
    one, two, three, other = make_orders(4)

    first = services.issue([wanted(one), wanted(two)], at=makers.DAY, actor=SYSTEM)
    again = services.issue([wanted(two), wanted(three), wanted(other, "SHOP2026")], at=makers.DAY, actor=SYSTEM)

    assert [row.number for row in first] == ["WEB2026-000001", "WEB2026-000002"]
    assert [row.number for row in again] == ["WEB2026-000002", "WEB2026-000003", "SHOP2026-000001"]
    assert queries.of_orders([one.id])[one.id] == first[0]
    told = db.rows("SELECT count(*) FROM outbox_event WHERE name = 'invoices.invoice_issued'")
    assert told == [(4,)]


@pytest.mark.django_db
def test_many_cost_what_one_costs() -> None:
    one, *many = make_orders(21)
    with CaptureQueriesContext(connection) as single:
        services.issue([wanted(one)], at=makers.DAY, actor=SYSTEM)
    with CaptureQueriesContext(connection) as twenty:
        services.issue([wanted(order) for order in many], at=makers.DAY, actor=SYSTEM)
    assert counted(twenty) == counted(single)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ("Fatura", "WEB2026-000042", "Çivit mavisi", "Toplam, KDV dahil", "₺699,80")),
        ("ru", ("Счёт", "Покупатель", "Итого, с НДС")),
        ("en", ("Invoice", "Ayşe Yılmaz", "Total, VAT included")),
    ],
)
def test_the_paper_says_all_of_it(language: str, words: tuple[str, ...]) -> None:
    (page,) = words_of(draw(replace(DOCUMENT, language=language)))
    assert [word for word in words if word not in page] == []
