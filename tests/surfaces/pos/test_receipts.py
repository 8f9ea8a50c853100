"""Receipts on the screen and as PDF, and the sales of the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from arasta.contexts.inventory.services import locations
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.registers.types import TenderTotal
from arasta.kernel import db
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from tests import makers
from tests.surfaces.pos.counter import cart_in, hire, key_of, make_counter, scan, sign_in, stand_at

pytestmark = pytest.mark.django_db


def sell(client: Client, sku: str, *, amount: str = "500") -> str:
    """Sell one unit for cash; return where its receipt is."""
    scan(client, sku)
    answer = client.post("/till/pay/cash", {"cart": cart_in(client), "amount": amount})
    assert answer.status_code == 302
    return answer.headers["Location"].removesuffix("?sold=1")


def test_a_receipt_says_who_what_when_and_how_it_was_paid() -> None:
    counter = make_counter()
    locations.save_locations([_kadikoy()])
    client = stand_at(counter)

    page = client.get(sell(client, counter.sku))
    doc, html = page.context["doc"], page.content.decode()

    assert (doc.shop_name, doc.address) == ("Kervan Kadıköy", ("Moda Cad. 58", "34710 İstanbul"))
    assert (doc.number, doc.cashier, doc.language) == ("KADIKOY-1-000001", "Cem", "en")
    assert [(line.sku, line.quantity, line.total.minor) for line in doc.lines] == [(counter.sku, 1, 24990)]
    assert [(tax.label, tax.base.minor, tax.tax.minor) for tax in doc.taxes] == [("VAT 20%", 20825, 4165)]
    assert (doc.total.minor, doc.tendered.minor, doc.change.minor) == (24990, 50000, 25010)
    assert doc.printed_at.utcoffset() == timedelta(hours=3)
    assert f'aria-label="{doc.order_number}"' in html
    assert "Print again" in html


def _kadikoy() -> locations.LocationInput:
    return locations.LocationInput(
        code="KADIKOY",
        kind=LocationKind.STORE,
        name="Kervan Kadıköy",
        country="TR",
        address_line="Moda Cad. 58",
        postal_code="34710",
        city="İstanbul",
    )


def test_a_receipt_is_a_pdf_named_by_its_number() -> None:
    counter = make_counter()
    client = stand_at(counter)

    answer = client.get(f"{sell(client, counter.sku)}.pdf")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="KADIKOY-1-000001.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_receipts_of_other_locations_are_refused_and_unknown_ones_missing() -> None:
    counter = make_counter()
    receipt = sell(stand_at(counter), counter.sku)
    foreign = makers.make_register(makers.make_location("ANKARA"), code="ANKARA-1")
    hire("bea@example.com", at=foreign.location_id)
    bea = sign_in(Client(), "bea@example.com")
    bea.post("/till/registers", {"register": key_of(foreign)})

    statuses = [bea.get(path).status_code for path in (receipt, f"{receipt}.pdf")]
    missing = [bea.get(f"/till/receipts/{key}").status_code for key in (to_public("ord", makers.some_id()), "ord_x")]

    assert statuses == [403, 403]
    assert missing == [404, 404]


def test_the_day_shows_this_register_and_the_whole_store_by_tender() -> None:
    counter = make_counter()
    client = stand_at(counter)
    first, second = sell(client, counter.sku), sell(client, counter.sku)
    neighbor = makers.make_register(counter.store, code="KADIKOY-2", channel=counter.register.channel_id)
    client.post("/till/registers", {"register": key_of(neighbor)})
    third = sell(client, counter.sku)

    mine = client.get("/till/today").context
    store = client.get("/till/today?of=store").context

    assert [(total.receipts, total.total.minor) for total in mine["sales"].totals] == [(1, 24990)]
    assert [key for key, _ in mine["receipts"]] == [third.rpartition("/")[2]]
    assert store["sales"].totals == (TenderTotal(mine["sales"].totals[0].tender, 3, Money(74970, "TRY")),)
    assert [f"/till/receipts/{key}" for key, _ in store["receipts"]] == [third, second, first]


def test_yesterday_is_not_today() -> None:
    counter = make_counter()
    client = stand_at(counter)
    sell(client, counter.sku)
    db.execute("UPDATE registers_receipt SET printed_at = printed_at - interval '1 day'")

    page = client.get("/till/today")

    assert page.context["sales"].count == 0
    assert "Nothing sold yet today" in page.content.decode()


def test_a_scan_beside_a_receipt_begins_the_next_sale() -> None:
    counter = make_counter()
    client = stand_at(counter)
    page = client.get(sell(client, counter.sku))

    answer = scan(client, counter.sku)

    assert "data-scan-form" in page.content.decode()
    assert answer.headers["Location"] == "/till/"
    assert client.get("/till/").context["basket"].units == 1


@pytest.mark.parametrize(("language", "word"), [("tr", "Bugünkü satışlar"), ("ru", "Продажи за сегодня")])
def test_the_till_speaks_the_staffs_language_and_the_receipt_that_of_the_sale(language: str, word: str) -> None:
    counter = make_counter()
    client = stand_at(counter)
    receipt = sell(client, counter.sku)
    client.cookies["django_language"] = language

    assert word in client.get("/till/today").content.decode()
    assert '<article class="pos-paper" lang="en" aria-label="Receipt">' in client.get(receipt).content.decode()
