"""Clients who order until they are told to stop, and ask again with the same key until they know."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

from tests.drills import errands
from tests.drills.company import SCARCE, skus
from tests.drills.errands import Errand
from tests.drills.history import History, Outcome, Told, Wish
from tests.drills.line import Answer, Ask, Line

Way = Callable[[Wish, Random], Errand]
WAYS: tuple[Way, ...] = (errands.one_call, errands.one_call, errands.with_hold, errands.by_card)
MOST_OPEN = 4
ASK_AGAIN_AFTER = 1.0
SHORT = 0.05
BETWEEN_GOODS = 0.2
PAUSE = threading.Event()  # never set: waiting for it is a pause
GIVES_UP = 0.02


@dataclass
class Running:
    """An errand between two of its requests."""

    errand: Errand
    ask: Ask
    due: float = 0.0


class Deadline(threading.Event):
    """Told to stop, clients have so many seconds to learn what became of their last orders."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds, self._until = seconds, float("inf")

    def set(self) -> None:
        """Begin the last stretch."""
        self._until = min(self._until, time.monotonic() + self._seconds)
        super().set()

    def is_over(self) -> bool:
        return time.monotonic() > self._until


@dataclass
class Client:
    """Goes on with new orders while the answers to some are open; asks for those again and again."""

    name: str
    line: Line
    history: History
    chance: Random
    ways: Sequence[Way] = WAYS
    gives_up: float = GIVES_UP
    open: list[Running] = field(default_factory=list)
    _count: int = 0

    def shop(self, stop: Deadline) -> None:
        """Order until told to stop, then only ask for what is still open, until nothing is."""
        while self.open or not stop.is_set():
            self._ask_again()
            if not stop.is_set() and len(self.open) < MOST_OPEN:
                self._begin()
            elif stop.is_over():
                break
            else:
                PAUSE.wait(SHORT)
        self.line.close()

    def _begin(self) -> None:
        self._count += 1
        wish = errands.wish_of(self.chance, f"{self.name}-{self._count}@drill.example")
        self.history.wish(wish)
        self._go_on(self.chance.choice(list(self.ways))(wish, self.chance), None)

    def _ask_again(self) -> None:
        now = time.monotonic()
        due, self.open = [one for one in self.open if one.due <= now], [one for one in self.open if one.due > now]
        for one in due:
            self._send(one)

    def _go_on(self, errand: Errand, answer: Answer | None) -> None:
        try:
            ask = next(errand) if answer is None else errand.send(answer)
        except StopIteration:
            return
        self._send(Running(errand, ask))

    def _send(self, running: Running) -> None:
        answer = self.line.send(running.ask)
        note(self.history, running.ask, answer)
        if answer.outcome is not Outcome.UNKNOWN:
            self._go_on(running.errand, answer)
        elif running.ask.wish and self.chance.random() < self.gives_up:
            self.history.give_up(running.ask.wish)
        else:
            running.due = time.monotonic() + ASK_AGAIN_AFTER
            self.open.append(running)


class Storekeeper(Client):
    """Brings goods instead of buying: a few of something scarce at a time."""

    def _begin(self) -> None:
        self._count += 1
        reference = f"{self.name}-{self._count}"
        self._go_on(errands.receive(reference, self.chance.choice(skus()[:SCARCE]), 2, self.chance), None)
        PAUSE.wait(BETWEEN_GOODS)


def note(history: History, ask: Ask, answer: Answer) -> None:
    """Write an answer into the history."""
    history.count(answer.status, answer.code)
    if ask.receipt:
        history.receipt(ask.receipt, answer.outcome)
    if ask.wish:
        order = answer.body.get("order") or {}
        total = order.get("total", {}).get("minor", 0)
        history.tell(Told(ask.wish, answer.outcome, answer.status, answer.code, order.get("id", ""), total))


@contextmanager
def at_work(clients: Sequence[Client], *, settle: float) -> Iterator[None]:
    """Let clients order during the block; afterwards they get `settle` seconds for what is still open."""
    stop = Deadline(settle)
    threads = [threading.Thread(target=one.shop, args=(stop,), name=one.name, daemon=True) for one in clients]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=settle + 30)
