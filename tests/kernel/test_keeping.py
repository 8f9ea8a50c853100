"""Answers are kept for seconds, and only so many."""

from __future__ import annotations

from arasta.kernel.keeping import Kept


def test_an_answer_is_good_until_its_time_is_over() -> None:
    now = [100.0]
    kept: Kept[str, int] = Kept(seconds=10, most=5, now=lambda: now[0])

    assert kept.get("a") is None
    assert kept.put("a", 1) == 1
    now[0] = 110.0
    assert kept.get("a") == 1
    now[0] = 110.1
    assert kept.get("a") is None


def test_the_one_not_used_for_longest_goes_first() -> None:
    kept: Kept[str, int] = Kept(seconds=10, most=2)
    for number, key in enumerate("ab"):
        kept.put(key, number)

    kept.get("a")
    kept.put("c", 2)

    assert [kept.get(key) for key in "abc"] == [0, None, 2]
