"""Ids: a uuid inside, a prefixed word outside."""

from __future__ import annotations

from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import given

from arasta.kernel.ids import UnknownId, from_public, new_id, to_public
from arasta.kernel.quantity import InvalidQuantity, quantity


@given(st.uuids())
def test_a_public_id_reads_back(key: UUID) -> None:
    word = to_public("ord", key)

    assert from_public("ord", word) == key
    assert len(word) == 30


@given(st.text(max_size=40))
def test_any_other_word_is_refused(word: str) -> None:
    with pytest.raises(UnknownId):
        from_public("ord", word)


def test_the_prefix_belongs_to_the_id() -> None:
    with pytest.raises(UnknownId):
        from_public("crt", to_public("ord", new_id()))
    with pytest.raises(UnknownId):
        from_public("ord", "ord_" + "z" * 26)


def test_new_ids_grow_and_are_version_seven() -> None:
    keys = [new_id() for _ in range(100)]

    assert keys == sorted(keys)
    assert {key.version for key in keys} == {7}


@pytest.mark.parametrize("value", [0, -1, 1.0, True, "3", None, 10**12])
def test_what_is_no_quantity_is_refused(value: object) -> None:
    with pytest.raises(InvalidQuantity):
        quantity(value)


def test_a_quantity_is_a_whole_number() -> None:
    assert quantity(3) == 3
