"""A till whose channel holds what is on the counter."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import HoldPolicy, HoldTerms
from arasta.contexts.inventory.queries import audit
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.surfaces.pos.counter import Counter, make_counter, scan, stand_at

pytestmark = pytest.mark.django_db


def on_shelf(counter: Counter) -> tuple[int, int, int]:
    return makers.level_of(counter.vase, counter.store)


def test_what_is_scanned_is_held_until_it_is_sold() -> None:
    counter = make_counter(on_shelf=2)
    channels.set_hold_terms(counter.register.channel_id, HoldTerms(policy=HoldPolicy.ON_CART, minutes=5), actor=SYSTEM)
    cashier = stand_at(counter)

    scan(cashier, counter.sku)
    once = on_shelf(counter)
    scan(cashier, counter.sku)
    twice = on_shelf(counter)
    scan(cashier, counter.sku)

    assert (once, twice, on_shelf(counter)) == ((2, 0, 1), (2, 0, 2), (2, 0, 2))
    assert audit.find_lies() == []
