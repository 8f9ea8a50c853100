"""The checker of the drills sees every kind of contradiction, and none where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drills.history import Booked, Books, History, Outcome, Shelf, Told, Wish, contradictions

ORDER = Booked("o1", "a@b.co", 500, 500, {"MUG": 2}, {"MUG": 2}, facts=1)
SHELF = Shelf(opening=3, received=2, on_hand=5, committed=2, reserved=3)
BOOKS = Books([ORDER], {"MUG": SHELF}, {"dn-1": 1})
YES = Told("a@b.co", Outcome.OK, 201, order="o1", total=500)
NO = Told("a@b.co", Outcome.REFUSED, 409, "out_of_stock")
BROKEN = Told("a@b.co", Outcome.UNKNOWN)
DOWN = Told("a@b.co", Outcome.UNKNOWN, 503, "unavailable")


def history(*told: Told, wished: int = 2, given_up: bool = False, receipt: Outcome = Outcome.OK) -> History:
    """One client who wished for mugs, and goods that came in."""
    written = History()
    written.wish(Wish("a@b.co", {"MUG": wished}))
    for one in told:
        written.tell(one)
    if given_up:
        written.give_up("a@b.co")
    written.receipt("dn-1", receipt)
    return written


def only(found: list[str]) -> str:
    """Return the one sentence."""
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("told", [[YES], [BROKEN, YES], [DOWN, BROKEN, YES, YES]])
def test_a_true_history_has_no_contradiction(told: list[Told]) -> None:
    assert contradictions(history(*told), BOOKS) == []


def test_an_answer_lost_with_the_line_may_be_either() -> None:
    absent = Books([], {"MUG": replace(SHELF, committed=0)}, {"dn-1": 1})

    assert contradictions(history(BROKEN, given_up=True), BOOKS) == []
    assert contradictions(history(DOWN, given_up=True), BOOKS) == []
    assert contradictions(history(BROKEN, given_up=True), absent) == []


def test_an_acknowledged_order_is_missed() -> None:
    absent = Books([], {"MUG": replace(SHELF, committed=0)}, {"dn-1": 1})

    assert "which is not there" in only(contradictions(history(YES), absent))


def test_a_refused_order_is_found() -> None:
    assert "was refused (out_of_stock), yet" in only(contradictions(history(NO), BOOKS))


def test_two_answers_to_one_question_are_seen() -> None:
    found = contradictions(history(YES, replace(YES, order="o2")), BOOKS)

    assert any("different answers" in one for one in found)


def test_another_total_than_told_is_seen() -> None:
    assert "told o1 over 400" in only(contradictions(history(replace(YES, total=400)), BOOKS))


def test_a_question_without_an_answer_is_seen() -> None:
    assert "never got an answer" in only(contradictions(history(BROKEN), BOOKS))


def test_a_doubled_order_is_seen() -> None:
    twin = replace(ORDER, id="o9")
    books = Books([ORDER, twin], {"MUG": replace(SHELF, committed=4, reserved=0)}, {"dn-1": 1})

    assert any("has 2 orders" in one for one in contradictions(history(YES), books))


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (replace(ORDER, paid=0), "is paid with 0"),
        (replace(ORDER, facts=0), "told to the house 0 times"),
        (replace(ORDER, facts=2), "told to the house 2 times"),
        (replace(ORDER, allocated={"MUG": 1}), "promised are {'MUG': 1}"),
        (replace(ORDER, wish="c@d.co"), "nobody asked for"),
    ],
)
def test_an_order_that_is_not_whole_is_seen(order: Booked, words: str) -> None:
    found = contradictions(history(YES), replace(BOOKS, orders=[order]))

    assert any(words in one for one in found)


def test_an_order_of_somebody_who_walked_away_is_seen() -> None:
    assert "nobody asked for" in only(contradictions(history(), BOOKS))


def test_other_lines_than_wished_are_seen() -> None:
    assert "wished were {'MUG': 1}" in only(contradictions(history(YES, wished=1), BOOKS))


@pytest.mark.parametrize(
    ("shelf", "words"),
    [
        (Shelf(1, 0, 1, 2, 0), "2 sold of 1"),
        (replace(SHELF, on_hand=6), "6 on hand"),
        (replace(SHELF, committed=1), "1 promised, but 2 sold"),
        (replace(SHELF, reserved=4), "2 promised and 4 held of 5"),
    ],
)
def test_a_unit_sold_twice_is_seen(shelf: Shelf, words: str) -> None:
    found = contradictions(history(YES), replace(BOOKS, shelves={"MUG": shelf}))

    assert any(words in one for one in found)


@pytest.mark.parametrize(
    ("outcome", "there", "words"),
    [
        (Outcome.OK, {}, "are there 0 times"),
        (Outcome.OK, {"dn-1": 2}, "are there 2 times"),
        (Outcome.UNKNOWN, {"dn-1": 2}, "are there 2 times"),
        (Outcome.REFUSED, {"dn-1": 1}, "were refused and are there"),
        (Outcome.OK, {"dn-1": 1, "dn-2": 1}, "sent by nobody"),
    ],
)
def test_goods_lost_or_doubled_are_seen(outcome: Outcome, there: dict[str, int], words: str) -> None:
    found = contradictions(history(YES, receipt=outcome), replace(BOOKS, receipts=there))

    assert words in only(found)


def test_what_the_reader_of_the_books_found_is_told() -> None:
    assert contradictions(history(YES), replace(BOOKS, troubles=["a hold outlived its time"])) == [
        "a hold outlived its time"
    ]


def test_the_figures_count_wishes_by_their_last_answer() -> None:
    written = history(BROKEN, YES)

    assert written.figures() == {"orders wished": 1, "ok": 1, "refused": 0, "unknown": 0}
    assert written.acknowledged == 1
