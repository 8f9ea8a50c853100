"""The loop: clients that each send the next request when the answer to the last one is whole."""

from __future__ import annotations

import selectors
import socket
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from time import perf_counter, process_time

from arasta.bench.load.scripts import End, Outcome, Round, Script, Supply
from arasta.bench.load.wire import Answer, Garbled, Reader

CHUNK = 262_144
TICK = 0.05
LAST_ANSWERS_WITHIN = 60.0
ROUNDS_WITHIN = 600.0
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Load:
    """How hard: so many clients for so many seconds after warming up, or until `rounds` rounds have ended."""

    port: int
    clients: int
    script: Script
    seconds: float = 10.0
    warm_up: float = 2.0
    rounds: int | None = None
    ready: int = 0
    host: str = "127.0.0.1"


@dataclass(slots=True)
class Tally:
    """What was answered within the window; `..._in_all` count from the first to the last request."""

    seconds: float = 0.0
    done: int = 0
    units: int = 0
    refused: int = 0
    errors: int = 0
    rounds_in_all: int = 0
    done_in_all: int = 0
    units_in_all: int = 0
    refused_in_all: int = 0
    errors_in_all: int = 0
    seconds_to_last_done: float = 0.0
    cpu_seconds: float = 0.0
    said: list[str] = field(default_factory=list)
    latencies: dict[str, list[float]] = field(default_factory=dict)


class _Window(Enum):
    """Where the measured time is."""

    AHEAD = auto()
    OPEN = auto()
    CLOSED = auto()


class _Client:
    """One connection and the round under way on it."""

    __slots__ = ("line", "reader", "round", "sent_at", "step")

    def __init__(self, address: tuple[str, int]) -> None:
        self.line = socket.create_connection(address, timeout=LAST_ANSWERS_WITHIN)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, CHUNK)
        self.reader = Reader()
        self.round: Round | None = None
        self.step = 0
        self.sent_at = 0.0


class Crowd:
    """All clients of a load, in one thread."""

    def __init__(self, load: Load, *, tell: Callable[[str], None]) -> None:
        self._load, self._tell = load, tell
        self._supply = Supply(load.script, ready=load.ready)
        self._address = (load.host, load.port)
        self._selector = selectors.DefaultSelector()
        self._times = [array("d") for _ in load.script.steps]
        self._tally = Tally()
        self._opens, self._closes = 0.0, 0.0
        self._window, self._cpu_before = _Window.AHEAD, 0.0
        self._begun, self._busy = 0, 0

    def run(self) -> Tally:
        """Run warm-up, window and the last answers; return what was counted."""
        clients = [_Client(self._address) for _ in range(self._load.clients)]
        started = perf_counter()
        self._opens, self._closes = started + self._load.warm_up, started + self._load.warm_up + self._load.seconds
        self._open_when_warm()
        for client in clients:
            self._selector.register(client.line, selectors.EVENT_READ, client)
            self._begin(client)
        self._loop()
        for client in clients:
            client.line.close()
        self._tally.latencies = {
            name: sorted(times) for name, times in zip(self._load.script.steps, self._times, strict=True)
        }
        return self._tally

    def _loop(self) -> None:
        gives_up_at = self._closes + (LAST_ANSWERS_WITHIN if self._load.rounds is None else ROUNDS_WITHIN)
        while self._busy and perf_counter() < gives_up_at:
            for key, _ in self._selector.select(TICK):
                self._read(key.data)
            self._open_when_warm()
            if self._load.rounds is None and perf_counter() >= self._closes:
                self._close_window()
        self._close_window()

    def _open_when_warm(self) -> None:
        now = perf_counter()
        if self._window is _Window.AHEAD and now >= self._opens:
            self._window, self._opens, self._cpu_before = _Window.OPEN, now, process_time()
            self._tell("open")

    def _close_window(self) -> None:
        if self._window is _Window.OPEN:
            self._window = _Window.CLOSED
            self._tally.seconds = perf_counter() - self._opens
            self._tally.cpu_seconds = process_time() - self._cpu_before
            self._tell("closed")

    def _has_more(self) -> bool:
        if self._load.rounds is not None:
            return self._begun < self._load.rounds
        return perf_counter() < self._closes

    def _begin(self, client: _Client) -> None:
        """Begin a client's next round, if there is one."""
        if not self._has_more():
            client.round = None
            return
        self._begun += 1
        self._busy += 1
        client.round, client.step = self._supply.round(), 0
        self._send(client, next(client.round))

    def _send(self, client: _Client, request: bytes) -> None:
        client.sent_at = perf_counter()
        try:
            client.line.sendall(request)
        except OSError as error:
            self._lost(client, error)

    def _read(self, client: _Client) -> None:
        try:
            chunk = client.line.recv(CHUNK)
            if not chunk:
                raise ConnectionResetError("The server closed the connection.")
            answer = client.reader.feed(chunk)
        except (OSError, Garbled) as error:
            self._lost(client, error)
            return
        if answer is not None:
            self._answered(client, answer)

    def _answered(self, client: _Client, answer: Answer) -> None:
        if client.round is None:
            return
        if self._window is _Window.OPEN:
            self._times[client.step].append(perf_counter() - client.sent_at)
        if answer.is_last:
            self._reconnect(client)
        try:
            request = client.round.send(answer)
        except StopIteration as end:
            self._ended(end.value)
            self._begin(client)
            return
        client.step += 1
        self._send(client, request)

    def _lost(self, client: _Client, error: Exception) -> None:
        """Count a broken connection as an error of its round, and go on with a new one."""
        self._reconnect(client)
        if client.round is not None:
            self._ended(Outcome(End.FAILED, 0, repr(error)))
            self._begin(client)

    def _reconnect(self, client: _Client) -> None:
        self._selector.unregister(client.line)
        client.line.close()
        fresh = _Client(self._address)
        client.line, client.reader = fresh.line, fresh.reader
        self._selector.register(client.line, selectors.EVENT_READ, client)

    def _ended(self, outcome: Outcome) -> None:
        tally, counts = self._tally, int(self._window is _Window.OPEN)
        self._busy -= 1
        tally.rounds_in_all += 1
        tally.units_in_all += outcome.units
        tally.units += outcome.units * counts
        if outcome.end is End.DONE:
            tally.done_in_all += 1
            tally.done += counts
            tally.seconds_to_last_done = perf_counter() - self._opens
        elif outcome.end is End.REFUSED:
            tally.refused_in_all += 1
            tally.refused += counts
        else:
            tally.errors_in_all += 1
            tally.errors += counts
            if len(tally.said) < SAMPLES:
                tally.said.append(outcome.said)
