"""Facts for a handler that takes many: one transaction for all, every subject in order, each fact once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pytest

from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.events import Event
from arasta.kernel.outbox import audit, carrying, crowds, delivery, publishing
from arasta.kernel.outbox.crowds import Drained
from arasta.kernel.outbox.publishing import publish, subscribe_together
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Knocked(Event):
    """Somebody knocked at a door."""

    name: ClassVar[str] = "test.knocked"

    door: str
    times: int

    @property
    def subject(self) -> str:
        return f"door:{self.door}"


calls: list[list[tuple[str, int]]] = []
broken: set[tuple[str, int]] = set()


def answer(facts: Sequence[Knocked]) -> None:
    told = [(fact.door, fact.times) for fact in facts]
    if broken & set(told):
        raise RuntimeError("nobody is at home")
    calls.append(told)


HANDLER = f"{answer.__module__}.{answer.__qualname__}"


@pytest.fixture(autouse=True)
def listener(transactional_db: None) -> Iterator[None]:
    calls.clear()
    broken.clear()
    subscribe_together(Knocked, answer)
    yield
    publishing._subscriptions.pop(Knocked.name)


def knock(*knocks: tuple[str, int]) -> None:
    with db.transaction():
        publish([Knocked(door=door, times=times) for door, times in knocks], actor=SYSTEM)


def statuses() -> list[str]:
    return [row[0] for row in db.rows("SELECT status FROM outbox_delivery ORDER BY seq")]


def test_facts_of_many_subjects_are_one_call() -> None:
    knock(("a", 1), ("b", 1), ("c", 1))

    assert crowds.drain_together(HANDLER) == Drained(3)
    assert calls == [[("a", 1), ("b", 1), ("c", 1)]]
    assert statuses() == ["done"] * 3


def test_facts_of_one_subject_come_one_after_the_other() -> None:
    knock(("a", 1), ("b", 1), ("a", 2), ("a", 3))

    crowds.drain_together(HANDLER)

    assert calls == [[("a", 1), ("b", 1)], [("a", 2)], [("a", 3)]]


def test_one_that_cannot_be_handled_stops_nobody_else() -> None:
    broken.add(("b", 1))
    knock(("a", 1), ("b", 1), ("c", 1), ("b", 2))

    carrying.carry()

    assert calls == [[("a", 1)], [("c", 1)]]
    assert statuses() == ["done", "pending", "done", "pending"]


def test_what_failed_before_is_left_to_its_lane() -> None:
    broken.add(("a", 1))
    knock(("a", 1), ("a", 2))
    delivery.deliver_pending()
    broken.clear()

    assert crowds.drain_together(HANDLER) == Drained(0)
    assert statuses() == ["pending", "pending"]


def test_rivals_deliver_each_fact_once() -> None:
    for door in range(40):
        knock(*((f"{door}", times) for times in (1, 2, 3)))

    race(4, lambda: crowds.drain_together(HANDLER))
    crowds.drain_together(HANDLER)

    told = [one for call in calls for one in call]
    assert sorted(told) == sorted((f"{door}", times) for door in range(40) for times in (1, 2, 3))
    assert all([t for d, t in told if d == f"{door}"] == [1, 2, 3] for door in range(40))
    assert audit.find_lies() == []
