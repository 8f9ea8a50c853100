"""Locks of a home, kept by the kernel: they are gone when their holder is, however it ended."""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from arasta.local.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock."""

    pid: int
    command: str
    since: str


class FileLock:
    """One open lock file. Closing it, or dying, frees the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def release(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._file)

    def sign(self) -> None:
        """Write into the file who holds it."""
        holder = {
            "pid": os.getpid(),
            "command": " ".join(Path(part).name if n == 0 else part for n, part in enumerate(sys.argv)),
            "since": time.strftime("%Y-%m-%d %H:%M:%S"),
        }
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, json.dumps(holder).encode(), 0)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def holder_of(path: Path) -> Holder | None:
    """Tell who signed the lock at `path`, or None if it is free."""
    if not path.exists():
        return None
    lock = FileLock(path)
    try:
        if lock.try_shared():
            return None
        with suppress(ValueError, TypeError, OSError):
            return Holder(**json.loads(path.read_text(encoding="utf-8")))
        return Holder(pid=0, command="?", since="?")
    finally:
        lock.close()


@contextmanager
def exclusive(path: Path, *, seconds: float, what: str) -> Iterator[FileLock]:
    """Hold the lock at `path` alone; raises TooLong with `what` if another one keeps it."""
    lock = FileLock(path)
    try:
        wait_until(lock.try_exclusive, seconds=seconds, what=what)
        lock.sign()
        yield lock
    finally:
        lock.close()
