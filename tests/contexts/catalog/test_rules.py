"""The pure rules: folding, the tree, the choice of pictures."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.catalog.domain.folding import begun_query, config, fold, lowered, sounded, swapped_query, words
from arasta.contexts.catalog.domain.pictures import Picture, choose
from arasta.contexts.catalog.domain.tree import Twig, grow, refuse_loops
from arasta.contexts.catalog.types.refusals import CategoryLoop


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("IŞIK", "isik"),
        ("ışık", "isik"),
        ("İZMİR", "izmir"),
        ("Çığ Öğün", "cig ogun"),
        ("Ёлка", "елка"),
        ("Straße", "strasse"),
        ("CRÈME", "creme"),
    ],
)
def test_marks_and_capitals_are_folded_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "sound"), [("Рубашка", "rubashka"), ("Щётки Йод", "schetki iod"), ("съезд", "sezd"), ("Çay", "cay")]
)
def test_cyrillic_words_sound_in_latin_letters(text: str, sound: str) -> None:
    assert sounded(text) == sound


def test_neighboring_letters_may_be_swapped() -> None:
    assert swapped_query("Çya ab") == "(cya | yca | cay) & (ab)"


def test_small_letters_follow_the_language() -> None:
    assert [lowered("IŞIK İZMİR", "tr"), lowered("IKEA", "en")] == ["ışık izmir", "ikea"]


def test_each_language_has_its_search_configuration() -> None:
    assert [config(code) for code in ("en", "tr", "ru", "de")] == ["english", "turkish", "russian", "simple"]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_question_never_carries_a_sign_of_the_query_language(text: str) -> None:
    assert not set("".join(words(text))) & set("&|!():*'<>\\ \x00")
    assert begun_query(text).count(":*") == bool(words(text))


def test_a_question_has_twelve_words_at_most() -> None:
    assert len(words("a " * 50)) == 12


def test_the_tree_hangs_children_below_their_parents() -> None:
    home, lamps, gone = uuid4(), uuid4(), uuid4()
    twigs = [
        Twig(home, None, "home", "Home", "", 1),
        Twig(lamps, home, "lamps", "Lamps", "", 2),
        Twig(gone, uuid4(), "gone", "Gone", "", 4),
    ]

    (root,) = grow(twigs)

    assert (root.code, root.products, [child.code for child in root.children]) == ("home", 3, ["lamps"])


@given(st.dictionaries(st.integers(0, 20), st.none() | st.integers(0, 20)))
def test_a_loop_is_refused_exactly_when_a_walk_upward_never_ends(parents: dict[int, int | None]) -> None:
    named = {str(code): None if above is None else str(above) for code, above in parents.items()}

    def ends(code: str | None) -> bool:
        for _ in range(30):
            if code is None:
                return True
            code = named.get(code)
        return False

    if all(ends(code) for code in named):
        refuse_loops(named)
    else:
        with pytest.raises(CategoryLoop):
            refuse_loops(named)


def test_a_variant_shows_its_own_picture_then_a_plain_one_then_any() -> None:
    red, blue = UUID(int=1), UUID(int=2)
    all_three = [Picture("red", red), Picture("plain", None), Picture("blue", blue)]

    chosen = [
        choose(all_three, {blue}),
        choose(all_three, set()),
        choose([Picture("red", red)], {blue}),
        choose([], set()),
    ]

    assert chosen == ["blue", "plain", "red", None]
