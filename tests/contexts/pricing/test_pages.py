"""The back office's pages about prices, price lists and tax rates."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.identity.types import Role
from arasta.contexts.pricing.queries import prices
from arasta.contexts.pricing.services import taxes
from arasta.contexts.pricing.web.amounts import read_amount
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from tests.contexts.identity.making import make_staff, signed_in
from tests.contexts.pricing.making import lira, make_list, set_price
from tests.makers_catalog import save_plain_products

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mug() -> UUID:
    make_list()
    (key,) = save_plain_products(["MUG-1"])
    set_price(key, "100")
    return key


@pytest.fixture
def office(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


READS = ["price-lists", "tax-rates", "prices/cells/{key}", "prices/{key}"]
FORMS = ["price-lists/add", "price-lists/base", "prices/{key}/edit"]
WRITES = ["price-lists/add", "price-lists/base", "prices/{key}/save", "tax-rates"]


@pytest.mark.parametrize("path", [*READS, *FORMS])
def test_pages_are_for_staff_who_may(client: Client, mug: UUID, path: str) -> None:
    address = "/office/" + path.format(key=to_public("var", mug))
    make_staff("owner@example.com")

    assert client.get(address).status_code == 302
    signed_in(client, "owner@example.com")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("who", ["nobody", "associate"])
def test_others_change_nothing(client: Client, mug: UUID, path: str, who: str) -> None:
    if who == "associate":
        make_staff("cem@example.com", role=Role.ASSOCIATE)
        signed_in(client, "cem@example.com")
    before = (prices.price_lists(), prices.price_table([mug]), prices.tax_table())

    response = client.post("/office/" + path.format(key=to_public("var", mug)), {"price-base": "1", "name": "Changed"})

    assert response.status_code == (302 if who == "nobody" else 403)
    assert (prices.price_lists(), prices.price_table([mug]), prices.tax_table()) == before


def test_prices_fill_the_places_of_other_rooms(office: Client, mug: UUID) -> None:
    (cup,) = save_plain_products(["CUP-1"])
    keys = [to_public("var", key) for key in (mug, cup)]

    page = office.get(f"/office/prices/cells/{','.join(keys)}", headers=HTMX).content.decode()

    assert [f'<div id="prices-{key}" hx-swap-oob="true">' in page for key in keys] == [True, True]
    assert ("₺100.00" in page, "No price" in page) == (True, True)


def test_prices_are_set_in_place(office: Client, mug: UUID) -> None:
    make_list("sale", priority=5)
    address = f"/office/prices/{to_public('var', mug)}/save"
    given = {"price-base": "1.089,90", "old-base": "1.200", "price-sale": "", "old-sale": ""}

    wrong = office.post(address, given, headers=HTMX)
    right = office.post(address, {**given, "old-base": "1200"}, headers=HTMX)

    assert (wrong.status_code, "at most 2 decimals" in wrong.content.decode()) == (422, True)
    assert (right.status_code, "₺1,089.90" in right.content.decode()) == (200, True)
    (cell,) = prices.price_table([mug])[mug]
    assert (cell.price, cell.compare_at) == (lira("1089.90"), lira("1200"))


def test_an_emptied_price_is_taken_off(office: Client, mug: UUID) -> None:
    office.post(f"/office/prices/{to_public('var', mug)}/save", {"price-base": "", "old-base": ""}, headers=HTMX)

    assert prices.price_table([mug]) == {}


def test_a_form_without_fields_takes_no_price_away(office: Client, mug: UUID) -> None:
    before = prices.price_table([mug])

    office.post(f"/office/prices/{to_public('var', mug)}/save", {})

    assert prices.price_table([mug]) == before


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"price-base": "ten"}, "Write an amount with at most 2 decimals."),
        ({"price-base": "-1"}, "Write an amount with at most 2 decimals."),
        ({"price-base": "10", "old-base": "10"}, "The old price must be above the price."),
        ({"price-base": "", "old-base": "10"}, "The old price must be above the price."),
        ({"price-base": "9999999999999"}, "A price is zero or more and less than"),
    ],
)
def test_a_faulty_price_comes_back_with_the_reason(
    office: Client, mug: UUID, given: dict[str, str], message: str
) -> None:
    response = office.post(f"/office/prices/{to_public('var', mug)}/save", given, headers=HTMX)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert prices.price_table([mug])[mug][0].price == lira("100")


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12", 1200),
        ("12,5", 1250),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1.234.567", 123456700),
        (" 1 234,5 ", 123450),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, minor: int) -> None:
    assert read_amount(text, "TRY") == Money(minor, "TRY")


@pytest.mark.parametrize(
    "text", [",", "1,2,3,", "1e5", "12.345", "1.200", "1.234.56", "٣", "1.2.3,4.5", "0x1", "9" * 21]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        read_amount(text, "TRY")


def test_a_price_list_is_added_and_changed(office: Client) -> None:
    given = {"name": "Summer", "currency": "EUR", "priority": "5", "starts_at": "2026-06-01T00:00", "is_active": "on"}

    added = office.post("/office/price-lists/add", {**given, "code": "summer"})
    changed = office.post("/office/price-lists/summer", {**given, "name": "High summer", "ends_at": "2026-09-01T00:00"})

    assert (added.status_code, changed.status_code) == (302, 302)
    (row,) = prices.price_lists()
    assert (row.code, row.name, row.currency, row.priority, row.is_active) == ("summer", "High summer", "EUR", 5, True)
    assert row.ends_at is not None
    assert row.ends_at.isoformat() == "2026-08-31T21:00:00+00:00"


def test_a_faulty_price_list_comes_back_with_the_reason(office: Client, mug: UUID) -> None:
    given = {"name": "Base", "currency": "EUR", "priority": "0", "is_active": "on"}

    in_use = office.post("/office/price-lists/base", given)
    backward = {**given, "starts_at": "2026-06-01T00:00", "ends_at": "2026-05-01T00:00", "code": "new"}
    reversed_ = office.post("/office/price-lists/add", backward)

    assert (in_use.status_code, "has prices in its currency" in in_use.content.decode()) == (409, True)
    assert (reversed_.status_code, "an end after its start" in reversed_.content.decode()) == (422, True)
    assert [(row.code, row.currency) for row in prices.price_lists()] == [("base", "TRY")]


def test_an_unknown_price_list_is_missing(office: Client) -> None:
    assert office.get("/office/price-lists/gone").status_code == 404


def test_a_tax_rate_is_set_from_a_day_on(office: Client) -> None:
    taxes.save_default_tax_rates()
    given = {"country": "TR", "tax_class": "food", "percent": "2", "valid_from": "2026-07-01"}

    response = office.post("/office/tax-rates", given)

    days = [date(2026, 6, 30), date(2026, 7, 1)]
    found = [prices.tax_rates(["food"], country="TR", on=day)["food"] for day in days]
    assert (response.status_code, found) == (302, [Decimal("0.01"), Decimal("0.02")])


def test_a_faulty_tax_rate_comes_back(office: Client) -> None:
    response = office.post("/office/tax-rates", {"country": "TR", "tax_class": "food", "percent": "200"})

    assert response.status_code == 422
    assert prices.tax_table() == []
