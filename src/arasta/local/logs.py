"""Log files of a home: one a process, bounded in size."""

import time
from pathlib import Path
from types import TracebackType
from typing import Self

LIMIT = 5_000_000
KEPT = 3


def rotated(path: Path, *, limit: int = LIMIT) -> Path:
    """Move a log that has grown past `limit` aside, keep the last `KEPT`, return the path to write to."""
    if path.exists() and path.stat().st_size >= limit:
        for number in range(KEPT - 1, 0, -1):
            older = path.with_name(f"{path.name}.{number}")
            if older.exists():
                older.rename(path.with_name(f"{path.name}.{number + 1}"))
        path.rename(path.with_name(f"{path.name}.1"))
    return path


def last_lines(path: Path, count: int = 5) -> list[str]:
    """Return the last lines of a log, for an error message."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 8_000, 0))
        return file.read().decode(errors="replace").strip().splitlines()[-count:]


class Log:
    """A log of whole lines, each with its time and the name of who said it."""

    def __init__(self, path: Path, *, name: str, limit: int = LIMIT) -> None:
        self.path = path
        self._name = name
        self._limit = limit
        self._rest = b""
        self._file = rotated(path, limit=limit).open("ab", buffering=0)

    def feed(self, chunk: bytes) -> None:
        """Write the whole lines in `chunk`, and keep a begun line until its end comes."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self._write(line)

    def say(self, text: str) -> None:
        self._write(text.encode())

    def close(self) -> None:
        if self._rest:
            self._write(self._rest)
            self._rest = b""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, line: bytes) -> None:
        if self._file.tell() >= self._limit:
            self._file.close()
            self._file = rotated(self.path, limit=self._limit).open("ab", buffering=0)
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self._file.write(f"{moment} {self._name} | ".encode() + line + b"\n")
