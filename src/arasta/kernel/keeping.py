"""Keep answers in memory for seconds: only what may be that old, and what costs too much to ask for each time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """So many answers, each for so long; the one not used for longest goes first. Safe among threads."""

    def __init__(self, *, seconds: float, most: int, now: Callable[[], float] = monotonic) -> None:
        self._seconds, self._most, self._now = seconds, most, now
        self._answers: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """Return an answer that is still good."""
        with self._lock:
            found = self._answers.get(key)
            if found is None or found[0] < self._now():
                return None
            self._answers.move_to_end(key)
            return found[1]

    def put(self, key: K, answer: V) -> V:
        """Keep an answer and return it."""
        with self._lock:
            self._answers[key] = (self._now() + self._seconds, answer)
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
