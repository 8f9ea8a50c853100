"""The carrier: what waits is taken round by round, whoever wrote it; a slow call delays nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pytest

from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.events import Event
from arasta.kernel.outbox import carrying, publishing
from arasta.kernel.outbox.carrying import Carrier
from arasta.kernel.outbox.delivery import Lane
from arasta.kernel.outbox.publishing import EventContext, publish, subscribe, subscribe_together

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Posted(Event):
    """A letter was posted."""

    name: ClassVar[str] = "test.posted"

    to: str

    @property
    def subject(self) -> str:
        return f"letter:{self.to}"


@dataclass(frozen=True, kw_only=True)
class Answered(Event):
    """Letters are to be answered."""

    name: ClassVar[str] = "test.answered"

    subject: str = "desk"


opened: list[str] = []
all_open = threading.Event()
may_answer = threading.Event()
phoned: list[str] = []


def open_letters(facts: Sequence[Posted]) -> None:
    if any(fact.to == "nobody" for fact in facts):
        raise RuntimeError("return to sender")
    opened.extend(fact.to for fact in facts)
    if len(opened) >= 3:
        all_open.set()


def answer_letters(facts: Sequence[Answered]) -> None:
    publish([Posted(to="cem"), Posted(to="dora")], actor=SYSTEM)


def phone(fact: Posted, context: EventContext) -> None:
    may_answer.wait(30)
    phoned.append(fact.to)


OPEN = f"{open_letters.__module__}.{open_letters.__qualname__}"
PHONE = f"{phone.__module__}.{phone.__qualname__}"


@pytest.fixture(autouse=True)
def listeners(transactional_db: None) -> Iterator[None]:
    opened.clear()
    phoned.clear()
    all_open.clear()
    may_answer.clear()
    subscribe_together(Posted, open_letters)
    subscribe_together(Answered, answer_letters)
    subscribe(Posted, phone, calls_out=True, when=lambda fact: fact.to == "aunt")
    yield
    may_answer.set()
    publishing._subscriptions.pop(Posted.name)
    publishing._subscriptions.pop(Answered.name)


def post(*to: str) -> None:
    with db.transaction():
        publish([Posted(to=one) for one in to], actor=SYSTEM)


def test_a_round_takes_all_that_waits_and_leaves_calls_to_others() -> None:
    left: list[Lane] = []
    post("ada", "aunt")
    post("bob")

    assert carrying.carry(left.append) == 4
    assert sorted(opened) == ["ada", "aunt", "bob"]
    assert left == [Lane(PHONE, "letter:aunt")]
    assert carrying.carry(left.append) == 1


def test_what_comes_during_a_round_waits_for_the_next_and_is_taken_together() -> None:
    post("ada")
    with db.transaction():
        publish([Answered()], actor=SYSTEM)

    assert carrying.carry() == 2
    assert opened == ["ada"]
    assert carrying.carry() == 2
    assert sorted(opened) == ["ada", "cem", "dora"]


def test_one_that_fails_is_tried_alone_while_others_keep_coming() -> None:
    post("nobody", "ada")

    carrying.carry()
    post("bob")
    db.execute("UPDATE outbox_delivery SET next_attempt_at = clock_timestamp() WHERE status = 'pending'")
    carrying.carry()

    assert sorted(opened) == ["ada", "bob"]
    assert db.rows("SELECT attempts FROM outbox_delivery WHERE status = 'pending'") == [(2,)]


def test_a_carrier_delivers_while_a_call_takes_long() -> None:
    carrier = Carrier()
    carrier.start()
    try:
        post("aunt")
        post("ada", "bob")
        assert all_open.wait(30)
        assert phoned == []
    finally:
        may_answer.set()
        carrier.stop()

    assert db.rows("SELECT count(*)::int FROM outbox_delivery WHERE handler = %s AND status = 'done'", [OPEN]) == [(3,)]
