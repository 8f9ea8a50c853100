"""Writes done together: two web processes that are asked the same under one key have one effect and give one answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.gathering import Crowd
from arasta.kernel.http.gathered import Done, GatheredWrites
from arasta.kernel.idempotency import answers
from arasta.kernel.idempotency.answers import KeyInProgress, KeyReused
from arasta.kernel.requests import set_actor
from tests.racing import race_all

pytestmark = pytest.mark.django_db(transaction=True)

EFFECTS = "effects"


def asked(body: str, key: str) -> HttpRequest:
    request = RequestFactory().post("/write", body, content_type="text/plain", headers={"Idempotency-Key": key})
    set_actor(request, SYSTEM)
    return request


def write(process: GatheredWrites[str], what: str, *, key: str = "once") -> HttpResponse:
    return process.answer(asked(what, key), what)


def effects() -> int:
    return int(db.rows("SELECT count(*) FROM idempotency_answer WHERE account = %s", [EFFECTS])[0][0])


class Meeting:
    """An effect that waits until two are in the middle of it, the first time. `name`: what only one of them can have."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.both = threading.Barrier(2, timeout=30)
        self.met = False

    def __call__(self, items: Sequence[str], actor: Actor) -> list[Done | DomainError]:
        if not self.met:
            self.both.wait()
            self.met = True
        return [self._write(item) for item in items]

    def _write(self, item: str) -> Done | DomainError:
        try:
            answers.claim(EFFECTS, self.name or uuid4().hex, b"")
        except KeyInProgress as taken:
            return taken
        return Done(201, {"wrote": item})


@pytest.mark.parametrize("name", ["", "the last unit"], ids=["both can", "only one can"])
def test_of_two_who_act_at_once_under_one_key_one_has_the_effect_and_both_its_answer(name: str) -> None:
    meeting = Meeting(name)
    processes = [GatheredWrites[str](meeting, crowd=Crowd()), GatheredWrites[str](meeting, crowd=Crowd())]

    told = race_all([partial(write, one, "A") for one in processes])

    heard = [one for one in told if isinstance(one, HttpResponse)]
    assert [(one.status_code, one.content) for one in heard] == [(201, b'{"wrote":"A"}')] * 2
    assert sorted(one.has_header("Idempotency-Replayed") for one in heard) == [False, True]
    assert effects() == 1


def test_of_two_who_act_at_once_under_one_key_with_different_wishes_one_is_refused() -> None:
    meeting = Meeting()
    processes = [(GatheredWrites[str](meeting, crowd=Crowd()), what) for what in "AB"]

    told = race_all([partial(write, one, what) for one, what in processes])

    assert sorted(type(one).__name__ for one in told) == ["HttpResponse", KeyReused.__name__]
    assert effects() == 1


def test_a_key_that_is_claimed_elsewhere_is_not_acted_on() -> None:
    process = GatheredWrites[str](lambda items, actor: [Done(201, {}) for _ in items])
    request = asked("A", "once")
    write(process, "A")
    db.execute("UPDATE idempotency_answer SET status = NULL, claimed_until = clock_timestamp() + interval '1 minute'")

    with pytest.raises(KeyInProgress):
        process.answer(request, "A")
    db.execute("UPDATE idempotency_answer SET claimed_until = clock_timestamp() - interval '1 minute'")

    assert process.answer(request, "A").status_code == 201
    assert db.rows("SELECT account, status FROM idempotency_answer") == [("system:", 201)]
