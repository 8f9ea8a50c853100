"""The same stream of orders comes three times, shuffled, over two lines at once: each order once, the same answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints
from typing import TypeVar

import pytest

from arasta.local.waiting import wait_until
from tests.drills import books, errands, report
from tests.drills.clients import note
from tests.drills.errands import Errand
from tests.drills.history import History, Outcome, contradictions
from tests.drills.house import House
from tests.drills.line import Answer, Ask, Line

pytestmark = pytest.mark.drill

ORDERS = 150
COPIES = 3
LINES = 2
BATCH = 40
SCARCE = 0.9
ANSWERED_WITHIN = 90.0

T = TypeVar("T")


def test_each_order_of_a_stream_sent_three_times_is_placed_once(house: House, seed: int) -> None:
    chance, history = Random(seed), History()
    asks = prepare(house, history, chance)
    stream = [ask for copy in range(COPIES) for ask in chance.sample(asks, len(asks))]

    given: dict[str, set[tuple[int, bytes]]] = defaultdict(set)
    for ask, answer in send(house, history, stream):
        given[ask.wish].add((answer.status, answer.raw))

    deal(house, [partial(final, history=history, ask=ask) for ask in under_new_keys(asks, history, chance)])
    batches = in_batches(history, chance)
    deal(house, [partial(send_batch, history=history, ask=ask) for ask in batches])

    found = contradictions(history, books.read(house))
    report.note(
        "stream",
        {
            "sent": f"{len(stream)} with their keys, then those placed with new keys, then {len(batches)} batches",
            **history.figures(),
            "answers": dict(history.answers.most_common()),
            "contradictions": len(found),
        },
    )
    assert found == []
    assert {wish: answers for wish, answers in given.items() if len(answers) > 1} == {}


def prepare(house: House, history: History, chance: Random) -> list[Ask]:
    """Draw the orders; carts are filled now, so that only the placing calls are left."""
    line, asks = Line(house.port, house.key), []
    for number in range(ORDERS):
        wish = errands.wish_of(chance, f"stream-{number}@drill.example", scarce=SCARCE)
        history.wish(wish)
        way = chance.choice([errands.one_call, errands.by_card])
        asks.append(last_of(way(wish, chance), line, history))
    line.close()
    return asks


def last_of(errand: Errand, line: Line, history: History) -> Ask:
    """Go through an errand up to the call that places its order."""
    ask = next(errand)
    while not ask.wish:
        answer = final(line, history, ask)
        assert answer.outcome is Outcome.OK, answer
        ask = errand.send(answer)
    return ask


def send(house: House, history: History, stream: Sequence[Ask]) -> list[tuple[Ask, Answer]]:
    """Send the stream over some lines at once; return every final answer."""
    answers = deal(house, [partial(final, history=history, ask=ask) for ask in stream])
    return list(zip(stream, answers, strict=True))


def deal(house: House, works: Sequence[Callable[[Line], T]]) -> list[T]:
    """Deal works to some lines that go on at once, each in its order; return what came of them."""

    def work(number: int) -> list[T]:
        line = Line(house.port, house.key)
        got = [one(line) for one in works[number::LINES]]
        line.close()
        return got

    with ThreadPoolExecutor(LINES) as threads:
        dealt = list(threads.map(work, range(LINES)))
    return [dealt[place % LINES][place // LINES] for place in range(len(works))]


def final(line: Line, history: History, ask: Ask) -> Answer:
    """Send until there is an answer that stays."""
    got: list[Answer] = []

    def is_final() -> bool:
        got.append(line.send(ask))
        note(history, ask, got[-1])
        return got[-1].outcome is not Outcome.UNKNOWN

    wait_until(is_final, seconds=ANSWERED_WITHIN, what=f"{ask.wish or ask.path} gets no answer.")
    return got[-1]


def under_new_keys(asks: Sequence[Ask], history: History, chance: Random) -> list[Ask]:
    """Ask for what was placed as if the keys were lost."""
    placed = {one.wish for one in history.told if one.outcome is Outcome.OK}
    again = [replace(ask, key=errands.key_of(chance)) for ask in asks if ask.wish in placed for _ in range(LINES)]
    return chance.sample(again, len(again))


def in_batches(history: History, chance: Random) -> list[Ask]:
    """Draw new orders, three copies of each, shuffled into batches; every batch has a key of its own."""
    wishes = [errands.wish_of(chance, f"batch-{number}@drill.example", scarce=SCARCE) for number in range(ORDERS)]
    bodies = []
    for wish in wishes:
        history.wish(wish)
        bodies.append(next(errands.one_call(wish, chance)).body)
    copies = [body for copy in range(COPIES) for body in chance.sample(bodies, len(bodies))]
    return [
        Ask("POST", "/orders/batch", {"orders": copies[begin : begin + BATCH]}, errands.key_of(chance))
        for begin in range(0, len(copies), BATCH)
    ]


def send_batch(line: Line, history: History, ask: Ask) -> None:
    """Send a batch and note each of its answers."""
    answer = final(line, history, ask)
    assert answer.outcome is Outcome.OK, answer
    body = ask.body
    assert isinstance(body, dict)
    for order, result in zip(body["orders"], answer.body["results"], strict=True):
        told = result["problem"] or {"order": result["order"]}
        status = told.get("status", answer.status)
        one = Ask("POST", "/orders", order, ask.key, wish=order["email"])
        note(history, one, Answer(status, told))
