"""Setting prices: what is kept, marked and told, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.pricing.services import price_lists, prices
from arasta.contexts.pricing.types import (
    InvalidPrice,
    InvalidPriceList,
    OldPriceNotAbove,
    PriceGivenTwice,
    PriceInput,
    PriceListInput,
    PriceListInUse,
    UnknownPricedChannel,
    UnknownPricedVariant,
    UnknownPriceList,
    WrongCurrency,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty
from arasta.kernel.errors import DomainError
from arasta.kernel.money import Money
from arasta.kernel.quantity import InvalidQuantity
from tests.contexts.pricing.making import NOW, lira, make_list, set_all, set_price
from tests.makers_catalog import save_plain_products
from tests.statements import counted

pytestmark = pytest.mark.django_db


def history() -> list[tuple[int | None]]:
    return db.rows("SELECT amount_minor FROM pricing_price_history ORDER BY id")


def told() -> list[tuple[int]]:
    return db.rows(
        "SELECT jsonb_array_length(payload->'variant_ids') FROM outbox_event"
        " WHERE name = 'pricing.prices_changed' ORDER BY seq"
    )


def test_a_change_is_remembered_marked_and_told_once() -> None:
    dirty.listen(dirty.PRICES, "shop")
    make_list()
    mugs = save_plain_products(["MUG-1", "MUG-2"])

    set_all(mugs, "100")

    assert history() == [(10000,), (10000,)]
    assert told() == [(2,)]
    assert {change.key for change in dirty.take(dirty.PRICES, "shop", limit=10)} == set(mugs)


def test_the_same_price_again_is_neither_remembered_nor_marked() -> None:
    make_list()
    mugs = save_plain_products(["MUG-1"])
    set_all(mugs, "100")
    dirty.listen(dirty.PRICES, "shop")

    set_all(mugs, "100")

    assert history() == [(10000,)]
    assert told() == [(1,)]
    assert dirty.take(dirty.PRICES, "shop", limit=10) == []


def test_only_the_price_of_a_single_unit_is_history() -> None:
    make_list()
    (mug,) = save_plain_products(["MUG-1"])

    set_price(mug, "100")
    set_price(mug, "90", least=10)
    set_price(mug, None, at=NOW + timedelta(days=1))

    assert history() == [(10000,), (None,)]
    assert db.rows("SELECT min_quantity, amount_minor FROM pricing_price") == [(10, 9000)]
    assert told() == [(1,), (1,), (1,)]


@pytest.mark.parametrize("count", [1, 100])
def test_the_number_of_statements_is_fixed(count: int) -> None:
    make_list()
    mugs = save_plain_products([f"MUG-{number}" for number in range(count)])

    with CaptureQueriesContext(connection) as caught:
        set_all(mugs, "100")

    assert counted(caught) == 6


def one(**given: object) -> PriceInput:
    facts = {"price_list": "base", "variant_id": uuid4(), "price": lira("10"), **given}
    return PriceInput(**facts)  # type: ignore[arg-type]


REFUSED: list[tuple[PriceInput, type[DomainError]]] = [
    (one(), UnknownPricedVariant),
    (one(price_list="gone"), UnknownPriceList),
    (one(price=lira("-1")), InvalidPrice),
    (one(price=Money(10**14, "TRY")), InvalidPrice),
    (one(price=Money(100, "EUR")), WrongCurrency),
    (one(compare_at=Money(2000, "EUR")), WrongCurrency),
    (one(compare_at=lira("10")), OldPriceNotAbove),
    (one(min_quantity=0), InvalidQuantity),
]


@pytest.mark.parametrize(("given", "refusal"), REFUSED)
def test_a_fault_is_refused_and_nothing_is_set(given: PriceInput, refusal: type[DomainError]) -> None:
    make_list()
    (mug,) = save_plain_products(["MUG-1"])

    with pytest.raises(refusal), db.savepoint():
        prices.set_prices([one(variant_id=mug), given], now=NOW, actor=SYSTEM)

    assert db.rows("SELECT count(*) FROM pricing_price") == [(0,)]
    assert (history(), told()) == ([], [])


def test_the_same_price_twice_in_one_call_is_refused() -> None:
    given = one()

    with pytest.raises(PriceGivenTwice):
        prices.set_prices([given, given], now=NOW, actor=SYSTEM)


def test_a_list_with_prices_keeps_its_currency() -> None:
    make_list()
    set_all(save_plain_products(["MUG-1"]), "100")

    with pytest.raises(PriceListInUse), db.savepoint():
        make_list(currency="EUR")

    assert db.rows("SELECT currency FROM pricing_price_list") == [("TRY",)]


@pytest.mark.parametrize(
    "fault",
    [{"currency": "try"}, {"name": " "}, {"starts_at": NOW, "ends_at": NOW}, {"code": "No Code"}, {"priority": 10**9}],
)
def test_a_faulty_list_is_refused(fault: dict[str, object]) -> None:
    facts = {"code": "base", "name": "Base", "currency": "TRY", **fault}

    with pytest.raises(InvalidPriceList):
        price_lists.save_price_lists([PriceListInput(**facts)], actor=SYSTEM)  # type: ignore[arg-type]


def test_a_list_for_an_unknown_channel_is_refused() -> None:
    with pytest.raises(UnknownPricedChannel), db.savepoint():
        make_list(channel_id=uuid4())

    assert db.rows("SELECT count(*) FROM pricing_price_list") == [(0,)]


def test_changing_or_turning_a_list_marks_its_prices_once() -> None:
    period = {"starts_at": NOW + timedelta(days=1), "ends_at": NOW + timedelta(days=2)}
    make_list("sale", **period)
    (mug,) = save_plain_products(["MUG-1"])
    set_price(mug, "80", on="sale")

    make_list("sale", priority=5, **period)
    turned = [
        price_lists.announce_turned_lists(now=NOW + timedelta(hours=hours), actor=SYSTEM)
        for hours in (12, 24, 25, 48, 49)
    ]

    assert turned == [0, 1, 0, 1, 0]
    assert told() == [(1,)] * 4
