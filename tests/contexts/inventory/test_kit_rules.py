"""The arithmetic of kits: never more than the components make, and back to what was asked for."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.inventory.domain import kits
from arasta.contexts.inventory.domain.availability import fitting
from arasta.contexts.inventory.types import Level, StockLine

_PARTS = [UUID(int=number) for number in range(1, 5)]
_PLACE, _KIT = UUID(int=90), UUID(int=91)
recipes = st.dictionaries(st.sampled_from(_PARTS), st.integers(1, 5), min_size=1).map(lambda made: tuple(made.items()))
shelves = st.dictionaries(st.sampled_from(_PARTS), st.integers(-3, 40))


@given(recipes, shelves)
def test_so_many_kits_can_be_made_and_not_one_more(
    recipe: tuple[tuple[UUID, int], ...], shelf: dict[UUID, int]
) -> None:
    count = kits.makeable(recipe, shelf)

    assert all(shelf.get(part, 0) >= count * units for part, units in recipe) or count == 0
    assert any(shelf.get(part, 0) < (count + 1) * units for part, units in recipe)


@given(recipes, st.integers(1, 20), st.integers(1, 20))
def test_what_was_unpacked_is_packed_again(recipe: tuple[tuple[UUID, int], ...], count: int, plain: int) -> None:
    lines = [StockLine(_KIT, _PLACE, count), StockLine(_PARTS[0], _PLACE, plain)]

    unpacked = kits.unpack(lines, {_KIT: recipe})

    assert sum(line.quantity for line in unpacked) == count * sum(units for _, units in recipe) + plain
    assert kits.pack(unpacked) == lines


@given(recipes, st.integers(1, 9), st.integers(1, 9), shelves)
def test_what_fits_is_whole_kits_and_no_more_than_there_is(
    recipe: tuple[tuple[UUID, int], ...], count: int, plain: int, shelf: dict[UUID, int]
) -> None:
    levels = {(part, _PLACE): Level(part, _PLACE, on_hand=units) for part, units in shelf.items()}
    lines = kits.unpack([StockLine(_KIT, _PLACE, count), StockLine(_PARTS[0], _PLACE, plain)], {_KIT: recipe})

    fits = fitting(levels, lines)

    for part in _PARTS:
        taken = sum(line.quantity for line in fits if line.variant_id == part)
        assert taken <= max(0, shelf.get(part, 0))
    made = {line.quantity // line.per_unit for line in fits if line.kit_id}
    assert made in (set(), {min(count, kits.makeable(recipe, shelf))})
