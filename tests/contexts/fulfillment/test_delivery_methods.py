"""Delivery methods: saved by code, read in the reader's language and currency."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arasta.contexts.fulfillment.queries import methods as reads
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText
from arasta.kernel.money import Money
from tests.refusing import refused

pytestmark = pytest.mark.django_db

STANDARD = DeliveryMethodToSave(
    code="standard",
    kind=DeliveryKind.DELIVERY,
    texts=(MethodText("en", "Standard", "In two to four days"), MethodText("tr", "Standart", "İki ila dört günde")),
    prices=(Money(4990, "TRY"), Money(450, "EUR")),
    min_days=2,
    max_days=4,
    position=10,
)
DESK = DeliveryMethodToSave("desk", DeliveryKind.PICKUP, (), (Money(0, "TRY"),), 0, 1, position=20)


def test_a_method_is_read_as_it_was_saved() -> None:
    methods.save_delivery_methods([DESK, STANDARD])
    standard, desk = reads.delivery_methods()
    assert (standard.code, standard.kind, standard.min_days, standard.max_days) == (
        "standard",
        DeliveryKind.DELIVERY,
        2,
        4,
    )
    assert [standard.text(language).name for language in ("tr", "tr-TR", "en", "ru")] == [
        "Standart",
        "Standart",
        "Standard",
        "Standard",
    ]
    assert (standard.price("EUR"), standard.price("USD"), desk.price("TRY")) == (
        Money(450, "EUR"),
        None,
        Money(0, "TRY"),
    )
    assert desk.text("en").name == "desk"
    assert reads.delivery_methods(kind=DeliveryKind.PICKUP) == [desk]


def test_saving_again_replaces_texts_and_prices_and_keeps_the_id() -> None:
    methods.save_delivery_methods([STANDARD])
    before = reads.delivery_method("standard")
    methods.save_delivery_methods([replace(STANDARD, prices=(Money(5990, "TRY"),), texts=(), is_active=False)])
    after = reads.delivery_method("standard")
    assert (after.id, after.prices, after.texts, after.is_active) == (before.id, (Money(5990, "TRY"),), (), False)
    assert reads.delivery_methods() == []
    assert reads.delivery_methods(only_active=False) == [after]


def test_days_that_end_before_they_begin_and_prices_below_zero_are_refused() -> None:
    for least in (5, -1):
        with refused(methods.DeliveryDaysWrong):
            methods.save_delivery_methods([replace(STANDARD, min_days=least)])
    with refused(methods.DeliveryPriceNegative):
        methods.save_delivery_methods([replace(STANDARD, prices=(Money(-1, "TRY"),))])
    with refused(reads.UnknownDeliveryMethod):
        reads.delivery_method("standard")
