"""Signals as something to wait for, beside pipes, instead of code that interrupts other code."""

import os
import select
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
Handler = Callable[[int, FrameType | None], Any] | int | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where the signals of this process arrive."""

    reader: int

    def wait(self, seconds: float, *, also: Iterable[int] = ()) -> tuple[set[int], set[int]]:
        """Wait for a signal or a descriptor of `also`; return the signals and the readable descriptors."""
        readable, _, _ = select.select([self.reader, *also], [], [], max(seconds, 0))
        numbers: set[int] = set()
        if self.reader in readable:
            with suppress(BlockingIOError):
                numbers.update(os.read(self.reader, 512))
        return numbers, {descriptor for descriptor in readable if descriptor != self.reader}


@contextmanager
def inbox(numbers: Iterable[int]) -> Iterator[Inbox]:
    """Collect the signals `numbers` until the end of the block. Main thread only."""
    reader, writer = os.pipe()
    for end in (reader, writer):
        os.set_blocking(end, False)
    before: dict[int, Handler] = {number: signal.signal(number, _note) for number in numbers}
    wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield Inbox(reader)
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)


def _note(number: int, frame: FrameType | None) -> None:
    """Let Python write the number into the wake-up pipe, which is all that is needed."""
