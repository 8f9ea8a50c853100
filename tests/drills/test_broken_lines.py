"""Clients whose line breaks while they send, or before the answer: the order is whole or it is not there."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

import pytest

from tests.drills import books, errands, report
from tests.drills.clients import note
from tests.drills.history import History, contradictions
from tests.drills.house import House
from tests.drills.line import Answer, Ask, Line, headers
from tests.drills.test_same_stream import final, last_of

pytestmark = pytest.mark.drill

EACH = 40

Break = Callable[[socket.socket, bytes, int], None]


def in_the_middle(line: socket.socket, request: bytes, cut: int) -> None:
    """Send a part and hang up."""
    line.sendall(request[:cut])


def in_the_middle_rudely(line: socket.socket, request: bytes, cut: int) -> None:
    """Send a part and reset the connection."""
    line.sendall(request[:cut])
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def before_the_answer(line: socket.socket, request: bytes, cut: int) -> None:
    """Send all and hang up."""
    line.sendall(request)


def before_the_answer_rudely(line: socket.socket, request: bytes, cut: int) -> None:
    """Send all and reset the connection."""
    line.sendall(request)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


BREAKS: tuple[Break, ...] = (in_the_middle, in_the_middle_rudely, before_the_answer, before_the_answer_rudely)


def test_a_line_that_breaks_leaves_a_whole_order_or_none(house: House, seed: int) -> None:
    chance, history = Random(seed), History()
    line = Line(house.port, house.key)
    asks: dict[str, list[Ask]] = {}
    for way in BREAKS:
        asks[way.__name__] = []
        for number in range(EACH):
            wish = errands.wish_of(chance, f"{way.__name__.replace('_', '-')}-{number}@drill.example")
            history.wish(wish)
            ask = last_of(chance.choice([errands.one_call, errands.by_card])(wish, chance), line, history)
            asks[way.__name__].append(ask)
            break_off(house, ask, way, chance)
            note(history, ask, Answer())
            if number % 2:
                history.give_up(ask.wish)
            else:
                final(line, history, ask)
    line.close()

    read = books.read(house)
    found = contradictions(history, read)
    there = {one.wish for one in read.orders}
    placed = {
        name: sum(ask.wish in there and ask.wish in history.given_up for ask in those) for name, those in asks.items()
    }
    report.note(
        "broken-lines",
        {
            "breaks": EACH * len(BREAKS),
            **history.figures(),
            f"orders of {EACH // 2} that never asked again": placed,
            "answers": dict(history.answers.most_common()),
            "contradictions": len(found),
        },
    )
    assert found == []
    assert (placed["in_the_middle"], placed["in_the_middle_rudely"]) == (0, 0)


def break_off(house: House, ask: Ask, way: Break, chance: Random) -> None:
    """Send a request over a line that breaks."""
    body = json.dumps(ask.body).encode()
    known = {**headers(house.key, ask.key), "Host": "127.0.0.1", "Content-Length": str(len(body))}
    head = f"{ask.method} /api/v1{ask.path} HTTP/1.1\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in known.items()
    )
    request = head.encode() + b"\r\n" + body
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        way(line, request, chance.randint(len(head) // 2, len(request) - 1))
