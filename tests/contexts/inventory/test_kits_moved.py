"""A kit whose recipe changes between moves of its promise: what is promised last counts, and all of it is seen."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.services import allocations, kits, on_way, transfers
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.types import AllocationRequest, StockLine
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.inventory.test_kits import make_set

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("cups", [2, 3])
@pytest.mark.parametrize("lids", [0, 1])
def test_a_promise_moved_under_one_recipe_and_back_under_the_other_is_whole(cups: int, lids: int) -> None:
    made, lid = make_set(boxes=5, cups=20), makers.make_variant()
    makers.receive(lid, made.place, 5)
    request = made.request((made.kit, 2))
    allocations.allocate([request], actor=SYSTEM)
    between = ((made.box, 1), (lid, 1)) if lids else ((made.box, 1),)

    for recipe in (between, ((made.box, 1), (made.cup, cups)), between, ((made.box, 1), (made.cup, cups))):
        kits.set_kits([KitInput(made.kit, recipe)], actor=SYSTEM)
        [(key, _, line, variant, place, units)] = stock.open_allocations([request.order_id])
        assert (variant, units) == (made.kit, 2)
        allocations.release_to_move([(key, StockLine(variant, place, units, line))], location_ids=[place], actor=SYSTEM)
        allocations.allocate([replace(request, is_anew=True)], actor=SYSTEM)

    assert (made.levels(), makers.level_of(lid, made.place)) == (((5, 2, 0), (20, 2 * cups, 0)), (5, 0, 0))
    [(key, _, line, variant, place, units)] = stock.open_allocations([request.order_id])
    allocations.ship([(key, StockLine(variant, place, units, line))], actor=SYSTEM)
    assert (made.levels(), stock.open_allocations([request.order_id])) == (((3, 0, 0), (20 - 2 * cups, 0, 0)), [])
    assert audit.find_lies() == []


def test_what_is_brought_to_where_it_was_promised_before_leaves_as_the_recipe_says() -> None:
    made, home = make_set(boxes=5, cups=20), makers.make_location()
    for variant, units in ((made.box, 5), (made.cup, 20)):
        makers.receive(variant, home, units)
    request = made.request((made.kit, 2))
    allocations.allocate([request], actor=SYSTEM)
    move(request, made.place, home)
    kits.set_kits([KitInput(made.kit, ((made.box, 1), (made.cup, 3)))], actor=SYSTEM)
    move(request, home, home)
    [(key, _, line, variant, place, units)] = stock.open_allocations([request.order_id])

    sent = on_way.send([(key, StockLine(variant, place, units, line))], target=made.place, actor=SYSTEM)
    transfers.receive(sent, actor=SYSTEM)

    [(key, _, line, variant, place, units)] = stock.open_allocations([request.order_id])
    assert (variant, place, units) == (made.kit, made.place, 2)
    allocations.ship([(key, StockLine(variant, place, units, line))], actor=SYSTEM)
    assert (made.levels(), stock.open_allocations([request.order_id])) == (((5, 0, 0), (20, 0, 0)), [])
    assert audit.find_lies() == []


def move(request: AllocationRequest, former: UUID, place: UUID) -> None:
    """Promise an order's line elsewhere."""
    [(key, _, line, variant, _, units)] = stock.open_allocations([request.order_id])
    gone = [(key, StockLine(variant, former, units, line))]
    allocations.release_to_move(gone, location_ids=[former, place], actor=SYSTEM)
    lines = tuple(replace(one, location_id=place) for one in request.lines)
    allocations.allocate([replace(request, lines=lines, is_anew=True)], actor=SYSTEM)
