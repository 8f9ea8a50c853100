"""A question in other words that mean the same."""

from __future__ import annotations

import pytest

from arasta.contexts.discovery.domain.spellings import MOST_SPELLINGS, folded, other_spellings

GROUPS = [("sofa", "couch", "kanepe"), ("IŞIK", "lamp"), ("tea cup", "çay bardağı")]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("sofa", ("couch", "kanepe")),
        ("green SOFA, please", ("green couch please", "green kanepe please")),
        ("ışık", ("lamp",)),
        ("Isik", ("lamp",)),
        ("a tea cup", ("a cay bardagi",)),
        ("sofas", ()),
        ("", ()),
    ],
)
def test_a_word_of_a_group_is_said_by_its_others(asked: str, expected: tuple[str, ...]) -> None:
    assert other_spellings(asked, GROUPS) == expected


def test_a_question_is_said_in_so_many_ways_at_most() -> None:
    assert len(other_spellings("a", [tuple("abcdefghijklmnop")])) == MOST_SPELLINGS


def test_letters_are_folded() -> None:
    assert folded("  Çay—BARDAĞI (İnce) ") == "cay bardagi ince"
