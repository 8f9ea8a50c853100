"""The edition: another one after every write to what is watched, as each process sees it."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import edition
from arasta.kernel.money import Money
from tests import makers, makers_catalog

pytestmark = pytest.mark.django_db

ROOMS = ("brand_", "catalog_", "discovery_")
ASKED_EACH_TIME = {"catalog_offer", "catalog_word"}


def test_it_stays_until_something_is_written() -> None:
    before = edition.current()
    assert edition.current() == before
    makers_catalog.save_colors_and_sizes()
    assert edition.current() != before


def test_stock_and_prices_do_not_change_it() -> None:
    makers.make_channel("web")
    place = makers.make_location("WH")
    makers_catalog.save_colors_and_sizes()
    saved = makers_catalog.save(makers_catalog.shirt())
    makers.make_price(next(iter(saved.variants.values())), 100)
    before = edition.current()
    dearer = PriceInput(price_list="base-try", variant_id=next(iter(saved.variants.values())), price=Money(200, "TRY"))
    prices.set_prices([dearer], now=makers.DAY, actor=SYSTEM)
    makers.receive(next(iter(saved.variants.values())), place, 5)
    assert edition.current() == before


def test_none_comes_again_when_writes_are_forgotten() -> None:
    seen = []
    for _ in range(3):
        edition.forget(clock.now() + timedelta(minutes=1))
        seen.append(edition.current())
        makers_catalog.save_colors_and_sizes()
    assert len(set(seen)) == 3


def test_writes_are_counted_in_one_row_when_they_are_forgotten() -> None:
    makers_catalog.save_colors_and_sizes()
    edition.forget(clock.now() + timedelta(minutes=1))
    before = edition.current()
    edition.forget(clock.now() + timedelta(minutes=1))
    assert edition.current() == before
    assert db.rows("SELECT count(*) FROM changes_edition") == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_others_see_it_with_the_commit_and_not_before() -> None:
    before = edition.current()
    seen = []

    def look() -> None:
        seen.append(edition.current())
        connection.close()

    with db.transaction():
        makers_catalog.save_colors_and_sizes()
        other = Thread(target=look)
        other.start()
        other.join()
    assert seen == [before]
    assert edition.current() != before


def test_every_table_that_pages_show_is_watched() -> None:
    shown = {name for name in connection.introspection.table_names() if name.startswith(ROOMS)}
    told = db.rows("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'tells_of_a_new_edition'")
    assert shown - ASKED_EACH_TIME <= {name for (name,) in told}
