"""The same key again: one effect and the same answer."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty
from arasta.kernel.http import guards
from arasta.kernel.idempotency import answers
from arasta.kernel.idempotency.answers import Answer, KeyInProgress, KeyMissing, KeyReused
from arasta.kernel.requests import set_actor
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


def test_the_first_answer_stays() -> None:
    answers.claim("me", "k", b"h")

    kept = [answers.store("me", "k", ANSWER), answers.store("me", "k", Answer(200, b"{}", "application/json"))]

    assert kept == [True, False]
    assert answers.claim("me", "k", b"h") == ANSWER


def test_a_slow_request_whose_claim_was_taken_over_and_answered_is_undone() -> None:
    request = RequestFactory().post("/things", headers={"Idempotency-Key": "k"})
    set_actor(request, SYSTEM)

    def slow(_request: HttpRequest) -> HttpResponse:
        dirty.listen("effect", "of the slow one")
        race(1, lambda: answers.store(f"{SYSTEM.kind}:{SYSTEM.id}", "k", ANSWER))
        return HttpResponse(status=201)

    refused = guards.write("things.write")(slow)(request)

    assert (refused.status_code, b"idempotency_key_in_progress" in refused.content) == (409, True)
    assert db.rows("SELECT name FROM changes_listener WHERE topic = 'effect'") == []
    assert guards.write("things.write")(slow)(request).content == ANSWER.body


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
