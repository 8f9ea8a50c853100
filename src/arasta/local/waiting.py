"""Wait for a condition, never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

from arasta.local.faults import Fault

EVERY = 0.02
T = TypeVar("T")


class TooLong(Fault):
    """A condition that did not come true in its time."""


def wait_until(condition: Callable[[], T], *, seconds: float, what: str) -> T:
    """Return the first true answer of `condition`; raises TooLong with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise TooLong(what)
        time.sleep(EVERY)
