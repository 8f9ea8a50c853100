"""Reading prices and tax rates through the door."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.pricing.queries import prices
from arasta.contexts.pricing.services import taxes
from arasta.contexts.pricing.types import InvalidTaxRate, PriceRow, TaxRateInput, TaxRatesOverlap
from arasta.kernel import db
from arasta.kernel.ids import new_id
from tests.contexts.pricing.making import NOW, lira, make_list, set_all, set_price
from tests.makers_catalog import save_plain_products
from tests.statements import counted

pytestmark = pytest.mark.django_db


def make_channel() -> UUID:
    key = new_id()
    db.execute(
        "INSERT INTO channels_channel (id, code, kind, name, currency, country, language)"
        " VALUES (%s, 'shop', 'web', 'Shop', 'TRY', 'TR', 'tr')",
        [key],
    )
    return key


def test_the_channels_own_list_comes_first_and_others_do_not_see_it() -> None:
    channel = make_channel()
    make_list()
    make_list("shop", channel_id=channel)
    mug, cup = save_plain_products(["MUG-1", "CUP-1"])
    set_all([mug, cup], "100")
    set_price(mug, "110", on="shop")

    own = prices.prices([mug, cup], channel_id=channel, currency="TRY", at=NOW)
    others = prices.prices([mug, cup], channel_id=None, currency="TRY", at=NOW)

    assert {key: row.price for key, row in own.items()} == {mug: lira("110"), cup: lira("100")}
    assert {key: row.price for key, row in others.items()} == {mug: lira("100"), cup: lira("100")}


def test_a_variant_without_a_price_in_the_currency_is_absent() -> None:
    make_list()
    (mug,) = save_plain_products(["MUG-1"])
    set_price(mug, "100")

    assert prices.prices([mug], channel_id=None, currency="EUR", at=NOW) == {}


def test_the_quantity_bought_finds_its_step() -> None:
    make_list()
    mug, cup = save_plain_products(["MUG-1", "CUP-1"])
    set_all([mug, cup], "100")
    set_price(mug, "90", least=10)

    found = prices.prices([mug, cup], channel_id=None, currency="TRY", at=NOW, quantities={mug: 10, cup: 10})

    assert [found[mug].price, found[cup].price] == [lira("90"), lira("100")]


def test_a_reduction_shows_the_lowest_price_of_thirty_days() -> None:
    make_list()
    (mug,) = save_plain_products(["MUG-1"])
    set_price(mug, "100", at=NOW - timedelta(days=60))
    set_price(mug, "95", at=NOW - timedelta(days=20))
    set_price(mug, "120", at=NOW - timedelta(days=10))
    set_price(mug, "80", old="120", at=NOW)

    found = prices.prices([mug], channel_id=None, currency="TRY", at=NOW + timedelta(days=3))

    assert found == {mug: PriceRow(mug, lira("80"), lira("120"), lira("95"))}


@pytest.mark.parametrize("count", [1, 100])
def test_reading_takes_two_statements_at_most(count: int) -> None:
    make_list()
    mugs = save_plain_products([f"MUG-{number}" for number in range(count)])
    set_all(mugs, "100", old="120")

    with CaptureQueriesContext(connection) as caught:
        found = prices.prices(mugs, channel_id=None, currency="TRY", at=NOW)

    assert (len(found), counted(caught)) == (count, 2)


def test_the_table_shows_every_list() -> None:
    make_list()
    make_list("euro", currency="TRY", priority=3)
    (mug,) = save_plain_products(["MUG-1"])
    set_price(mug, "100", old="120")
    set_price(mug, "99", on="euro")

    cells = prices.price_table([mug])[mug]

    assert [(c.price_list, c.price, c.compare_at) for c in cells] == [
        ("base", lira("100"), lira("120")),
        ("euro", lira("99"), None),
    ]
    assert [(row.code, row.prices) for row in prices.price_lists()] == [("base", 1), ("euro", 1)]


def test_tax_rates_change_on_their_day() -> None:
    taxes.save_default_tax_rates()

    classes = ["standard", "reduced", "food", "unknown"]
    before = prices.tax_rates(classes, country="TR", on=date(2023, 7, 9))
    after = prices.tax_rates(classes, country="TR", on=date(2023, 7, 10))

    assert before == {"standard": Decimal("0.18"), "reduced": Decimal("0.08"), "food": Decimal("0.01")}
    assert after == {"standard": Decimal("0.20"), "reduced": Decimal("0.10"), "food": Decimal("0.01")}
    assert prices.tax_rates(["food"], country="FR", on=date(2026, 1, 1)) == {"food": Decimal("0.055")}


def test_saving_tax_rates_again_changes_nothing() -> None:
    taxes.save_default_tax_rates()
    once = prices.tax_table()

    taxes.save_default_tax_rates()

    assert len(once) == 24
    assert prices.tax_table() == once


def test_rates_that_would_hold_on_the_same_day_are_refused() -> None:
    taxes.save_default_tax_rates()
    closed = TaxRateInput(
        tax_class="food", country="TR", rate=Decimal("0.02"), valid_from=date(2020, 1, 1), valid_until=date(2024, 1, 1)
    )

    with pytest.raises(TaxRatesOverlap), db.savepoint():
        taxes.save_tax_rates([closed])

    assert len(prices.tax_table()) == 24


@pytest.mark.parametrize("rate", ["1", "-0.1", "0.12345"])
def test_a_rate_is_a_share(rate: str) -> None:
    given = TaxRateInput(tax_class="food", country="TR", rate=Decimal(rate), valid_from=date(2020, 1, 1))

    with pytest.raises(InvalidTaxRate):
        taxes.save_tax_rates([given])
