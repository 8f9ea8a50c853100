"""Keep the services of a home alive until a signal, and leave nothing behind.

A child that dies is started again, later with every failure in a row. SIGINT, SIGTERM and SIGHUP stop the
children in reverse order; a second signal stops them at once. If we are killed, the guard ends what we ran.
"""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from arasta.local.child import Child, Guard, Probe, Service
from arasta.local.faults import Fault
from arasta.local.home import Home
from arasta.local.locks import exclusive, holder_of
from arasta.local.logs import Log, last_lines
from arasta.local.signals import STOPPING, Inbox, inbox
from arasta.local.waiting import TooLong
from arasta.local.words import say

__all__ = ["Probe", "Service", "claim", "run"]

TICK = 0.1
TEND_EVERY = 1.0
STARTS_BEFORE_FIRST_READY = 5
CLAIM_WITHIN = 0.5
STOP_WITHIN = 10.0

Tell = Callable[[str], None]
_claimed: set[str] = set()


@contextmanager
def claim(home: Home) -> Iterator[None]:
    """Hold the home for this process; raises Fault naming the holder if another one does. May be nested."""
    key = str(home.root)
    if key in _claimed:
        yield
        return
    path = home.run / "supervisor.lock"
    with _refusal(home), exclusive(path, seconds=CLAIM_WITHIN, what=""):
        _claimed.add(key)
        try:
            yield
        finally:
            _claimed.discard(key)


@contextmanager
def _refusal(home: Home) -> Iterator[None]:
    try:
        yield
    except TooLong as error:
        if error.detail:
            raise
        holder = holder_of(home.run / "supervisor.lock")
        raise Fault(
            say(
                "Arasta runs on {path} already: process {pid} ({command}) since {since}.",
                path=home.root,
                pid=holder.pid if holder else "?",
                command=holder.command if holder else "?",
                since=holder.since if holder else "?",
            ),
            say("Stop that one with Ctrl-C, or choose another --home."),
        ) from None


def run(
    services: Sequence[Service],
    *,
    home: Home,
    on_ready: Callable[[], None] | None = None,
    tend: Callable[[], None] | None = None,
    tell: Tell | None = None,
    stop_within: float = STOP_WITHIN,
) -> int:
    """Run the services until a signal; return 0, or 1 if one of them never became ready.

    `on_ready` is called once, when all are; `tend` about every second; `tell` gets the lines for the console.
    """
    with claim(home), Log(home.logs / "supervisor.log", name="supervisor") as log:

        def note(line: str) -> None:
            log.say(line)
            (tell or _print)(line)

        with inbox({*STOPPING, signal.SIGCHLD}) as box:
            guard = Guard()
            watch = _Watch([Child(one, logs=home.logs, guard=guard) for one in services], guard, box, note)
            try:
                return watch.until_stopped(on_ready=on_ready, tend=tend)
            finally:
                watch.stop(within=stop_within)
                guard.dismiss()


@dataclass
class _Watch:
    """The loop over all children."""

    children: list[Child]
    guard: Guard
    box: Inbox
    note: Tell

    def until_stopped(self, *, on_ready: Callable[[], None] | None, tend: Callable[[], None] | None) -> int:
        waiting_for_all, tended_at = True, time.monotonic()
        while True:
            going_on = [self._step(child) for child in self.children]
            if not all(going_on):
                return 1
            if waiting_for_all and all(child.was_ready for child in self.children):
                waiting_for_all = False
                (on_ready or _nothing)()
            if time.monotonic() - tended_at > TEND_EVERY:
                tended_at = time.monotonic()
                self.guard.tend()
                (tend or _nothing)()
            if self._listen() & STOPPING:
                return 0

    def _step(self, child: Child) -> bool:
        """Move one child on; tell whether to go on at all."""
        code = child.reap()
        if code is not None and not self._explain_end(child, code):
            return False
        if child.process is None and time.monotonic() >= child.begins_at:
            child.start()
        child.look()
        return True

    def _explain_end(self, child: Child, code: int) -> bool:
        name, how = child.service.name, _how_it_ended(code)
        if not child.was_ready and child.failures >= STARTS_BEFORE_FIRST_READY:
            self.note(say("{name} does not start ({how}); from {path}:", name=name, how=how, path=child.log.path))
            for line in last_lines(child.log.path):
                self.note(f"  {line}")
            return False
        pause = f"{child.pause:.1f}"
        self.note(say("{name} ended ({how}); it starts again in {pause} s.", name=name, how=how, pause=pause))
        return True

    def _listen(self) -> set[int]:
        outputs = [child.output for child in self.children if child.output is not None]
        numbers, _ = self.box.wait(TICK, also=outputs)
        for child in self.children:
            child.pump()
        return numbers

    def stop(self, *, within: float) -> None:
        """End the children, the last one first, all of them within the given seconds."""
        deadline = time.monotonic() + within
        for place, child in enumerate(reversed(self.children)):
            share = (deadline - time.monotonic()) / (len(self.children) - place)
            self._stop_one(child, until=time.monotonic() + share)

    def _stop_one(self, child: Child, *, until: float) -> None:
        child.ask_to_end()
        while not child.has_ended() and time.monotonic() < until:
            if self._listen() & STOPPING:
                break
        child.end()


def _how_it_ended(code: int) -> str:
    if code < 0:
        return say("killed by {signal}", signal=signal.Signals(-code).name)
    return say("exit code {code}", code=code)


def _nothing() -> None:
    """Stand in for a callback that was not given."""


def _print(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
