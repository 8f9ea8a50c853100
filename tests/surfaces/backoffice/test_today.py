"""The home page's figures: what costs a look at all stock is looked at once for some minutes."""

from __future__ import annotations

import pytest

from arasta.contexts.inventory.queries.scarcity import Scarcity
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from arasta.kernel.keeping import Kept
from arasta.surfaces.backoffice import today
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def minutes(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of what is kept; what other tests counted is forgotten."""
    clock = [0.0]
    monkeypatch.setattr(today, "_SCARCE", Kept(seconds=300, most=1, now=lambda: clock[0] * 60))
    return clock


def test_what_runs_out_is_counted_once_in_five_minutes(minutes: list[float]) -> None:
    location = makers.make_location()
    makers.receive(makers.make_variant(), location, 5)
    makers.receive(makers.make_variant(), location, 6)
    first = today.today(SYSTEM, at=makers.DAY).stock

    makers.receive(makers.make_variant(), location, 1)
    minutes[0] = 4.9
    soon = today.today(SYSTEM, at=makers.DAY).stock
    minutes[0] = 5.1
    later = today.today(SYSTEM, at=makers.DAY).stock

    assert (first, soon, later) == (Scarcity(0, 1), Scarcity(0, 1), Scarcity(0, 2))


def test_who_may_not_read_stock_is_told_nothing_of_it() -> None:
    nobody = Actor(ActorKind.STAFF, id="s", name="S", permissions=frozenset({"orders.read"}))

    assert today.today(nobody, at=makers.DAY).stock is None
