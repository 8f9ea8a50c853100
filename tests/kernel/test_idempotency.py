"""The same key again: one effect and the same answer."""

from __future__ import annotations

import pytest

from arasta.kernel import db
from arasta.kernel.idempotency import answers
from arasta.kernel.idempotency.answers import Answer, KeyInProgress, KeyMissing, KeyReused
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ANSWER = Answer(201, b'{"id": 1}', "application/json")


def test_the_first_asks_the_rest_are_answered() -> None:
    assert answers.claim("me", "k", b"h") is None
    answers.store("me", "k", ANSWER)

    assert answers.claim("me", "k", b"h") == ANSWER
    assert answers.claim("you", "k", b"h") is None


def test_another_request_under_the_key_is_refused() -> None:
    answers.claim("me", "k", b"h")
    answers.store("me", "k", ANSWER)

    with pytest.raises(KeyReused):
        answers.claim("me", "k", b"other")


def test_a_request_still_running_is_told_so() -> None:
    answers.claim("me", "k", b"h")

    with pytest.raises(KeyInProgress):
        answers.claim("me", "k", b"h")


def test_a_claim_whose_process_died_is_taken_over() -> None:
    answers.claim("me", "k", b"h")
    db.execute("UPDATE idempotency_answer SET claimed_until = clock_timestamp() - interval '1 second'")

    assert answers.claim("me", "k", b"h") is None


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_no_key_or_a_key_too_long_is_refused(key: str) -> None:
    with pytest.raises(KeyMissing):
        answers.claim("me", key, b"h")


def test_of_ten_that_come_at_once_one_may_act() -> None:
    got = race(10, lambda: answers.claim("me", "k", b"h"))

    assert [answer for answer in got if answer is None] == [None]
    assert {type(answer) for answer in got if answer is not None} == {KeyInProgress}


def test_old_answers_are_forgotten() -> None:
    answers.claim("me", "k", b"h")
    db.execute("UPDATE idempotency_answer SET created_at = clock_timestamp() - interval '8 days'")

    assert answers.forget_old() == 1
