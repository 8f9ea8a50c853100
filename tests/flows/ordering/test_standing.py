"""What stands for days is asked for once per edition, and a change counts from its commit on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from threading import Thread
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText
from arasta.contexts.pricing.services import taxes
from arasta.contexts.pricing.types import TaxRateInput
from arasta.flows.ordering.price_cart import price_cart
from arasta.flows.ordering.standing import Standing
from arasta.kernel import db
from arasta.kernel.money import Money
from tests import makers
from tests.flows.ordering.shop import open_shop
from tests.statements import counted

DAY = makers.DAY.date()


@pytest.mark.django_db
def test_it_is_asked_for_once() -> None:
    cart = open_shop(warehouse=1).cart(1)
    with CaptureQueriesContext(connection) as first:
        price_cart(cart, at=makers.DAY)
    with CaptureQueriesContext(connection) as second:
        price_cart(cart, at=makers.DAY)

    assert counted(first) - counted(second) == 3
    assert not [one["sql"] for one in second.captured_queries if "channels_channel " in one["sql"]]


@pytest.mark.django_db
def test_what_is_changed_counts_with_the_next_cart() -> None:
    shop = open_shop(warehouse=1)
    cart = shop.cart(1)
    before = price_cart(cart, at=makers.DAY)
    taxes.save_tax_rates([TaxRateInput(tax_class="standard", country="TR", rate=Decimal("0.25"), valid_from=DAY)])
    text, dearer = MethodText("en", "Fast", ""), Money(7_000, "TRY")
    methods.save_delivery_methods([DeliveryMethodToSave("standard", DeliveryKind.DELIVERY, (text,), (dearer,), 1, 2)])
    channels.place_locations(shop.channel, [LocationPlace(shop.store, 0, ships=True)])

    after = price_cart(cart, at=makers.DAY)

    assert (before.delivery.minor, before.delivery_tax_rate, before.lines[0].offered) == (5_000, Decimal("0.20"), 1)
    assert (after.delivery.minor, after.delivery_tax_rate, after.lines[0].offered) == (7_000, Decimal("0.25"), 0)
    assert (after.delivery_name, [place.location_id for place in after.served.places]) == ("Fast", [shop.store])


@pytest.mark.django_db
def test_what_is_not_there_yet_is_found_once_it_is() -> None:
    assert Standing().channels_by_code(["later"]) == {}
    key = makers.make_channel("later")
    assert [one.channel.id for one in Standing().channels_by_code(["later"]).values()] == [key]


@pytest.mark.django_db(transaction=True)
def test_what_was_changed_and_taken_back_never_counts_elsewhere() -> None:
    key = makers.make_channel("web")
    place = makers.make_location()
    seen: list[int] = []

    def look() -> None:
        seen.append(places_of(key))
        connection.close()

    with db.transaction():
        channels.place_locations(key, [LocationPlace(place, 0, ships=True)])
        assert places_of(key) == 1
        other = Thread(target=look)
        other.start()
        other.join()
        transaction.set_rollback(True)
    assert (seen, places_of(key)) == ([0], 0)


def places_of(channel: UUID) -> int:
    return len(Standing().channels_by_id([channel])[channel].places)


@pytest.mark.django_db
def test_a_rate_is_that_of_the_day() -> None:
    rise = TaxRateInput(tax_class="standard", country="TR", rate=Decimal("0.25"), valid_from=date(2030, 1, 1))
    taxes.save_default_tax_rates()
    taxes.save_tax_rates([rise])
    standing = Standing()
    days = (date(2029, 12, 31), date(2030, 1, 1))
    assert [standing.rates(["standard"], country="TR", on=day) for day in days] == [
        {"standard": Decimal("0.20")},
        {"standard": Decimal("0.25")},
    ]
