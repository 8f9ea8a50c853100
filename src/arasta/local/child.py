"""One service as the supervisor sees it: its process, its log, how it fares."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from arasta.local.faults import Fault
from arasta.local.guard import is_alive
from arasta.local.logs import Log
from arasta.local.words import say

Probe = Callable[[], bool]
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
WELL_AFTER = 30.0
READS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Service:
    """A process to keep alive. `env` is added to ours; `ready` tells when it serves (at once, if absent)."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Probe | None = None


class Guard:
    """Our line to the process that outlives us and ends what we would leave behind."""

    def __init__(self) -> None:
        self._groups: set[int] = set()
        self._process = self._begin()

    def add(self, group: int) -> None:
        self._groups.add(group)
        self._tell(f"+{group}")

    def drop(self, group: int) -> None:
        self._groups.discard(group)
        self._tell(f"-{group}")

    def tend(self) -> None:
        """Begin anew if the guard itself was killed."""
        if self._process.poll() is None:
            return
        self._close_line()
        self._process = self._begin()
        for group in self._groups:
            self._tell(f"+{group}")

    def dismiss(self) -> None:
        self._tell("bye")
        self._close_line()
        self._process.wait()

    def _begin(self) -> subprocess.Popen[str]:
        argv = [sys.executable, "-m", "arasta.local.guard"]
        return subprocess.Popen(  # noqa: S603 - our own program
            argv, stdin=subprocess.PIPE, text=True, cwd="/", start_new_session=True
        )

    def _tell(self, word: str) -> None:
        with suppress(BrokenPipeError):
            print(word, file=self._process.stdin, flush=True)

    def _close_line(self) -> None:
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()


class Child:
    """A service with its process (or the wait for its next one)."""

    def __init__(self, service: Service, *, logs: Path, guard: Guard) -> None:
        self.service = service
        self.log = Log(logs / f"{service.name}.log", name=service.name)
        self.is_ready = False
        self.was_ready = False
        self.failures = 0
        self.begins_at = time.monotonic()
        self.process: subprocess.Popen[bytes] | None = None
        self._guard = guard
        self._began_at = 0.0

    @property
    def output(self) -> int | None:
        """The descriptor to read the process's output from, while it runs."""
        stdout = self.process.stdout if self.process else None
        return stdout.fileno() if stdout and not stdout.closed else None

    def start(self) -> None:
        """Begin a process in a group of its own; raises Fault if its program cannot be run."""
        try:
            self.process = subprocess.Popen(  # noqa: S603 - services are declared in code
                self.service.argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.service.env},
                process_group=0,
            )
        except OSError as error:
            raise Fault(
                say("{name} cannot be started: {error}.", name=self.service.name, error=error),
                say("Run `make setup` again."),
            ) from error
        self._guard.add(self.process.pid)
        self._began_at = time.monotonic()
        self.is_ready = False
        if self.process.stdout:
            os.set_blocking(self.process.stdout.fileno(), False)

    def pump(self) -> None:
        """Move what the process has said into its log."""
        for _ in range(READS_AT_ONCE):
            if self.process is None or self.process.stdout is None or self.output is None:
                return
            try:
                chunk = os.read(self.output, 65_536)
            except BlockingIOError:
                return
            if chunk:
                self.log.feed(chunk)
            else:
                self.process.stdout.close()

    def look(self) -> bool:
        """Ask the probe unless it has answered before; tell whether the service became ready just now."""
        if self.process is None or self.is_ready:
            return False
        self.is_ready = self.service.ready is None or self.service.ready()
        self.was_ready = self.was_ready or self.is_ready
        return self.is_ready

    def reap(self) -> int | None:
        """Return the exit code if the process has ended; end what it left and plan the next one."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        lived = time.monotonic() - self._began_at
        self._clear()
        self.failures = 1 if lived > WELL_AFTER else self.failures + 1
        self.begins_at = time.monotonic() + self.pause
        return code

    @property
    def pause(self) -> float:
        """Seconds from an end to the next start: longer with every failure in a row."""
        return float(min(FIRST_PAUSE * 2 ** max(self.failures - 1, 0), LONGEST_PAUSE))

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def end(self) -> None:
        """Make the whole group end now, and close the log."""
        if self.process:
            self._clear()
        self.log.close()

    def _clear(self) -> None:
        """Leave nothing of an ended (or failed) process: no grandchild, no pipe, no zombie."""
        process = self.process
        if process is None:
            return
        if is_alive(process.pid):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.pump()
        if process.stdout:
            process.stdout.close()
        self._guard.drop(process.pid)
        self.process = None
