"""Let calls that come at the same time be done together: one transaction and one set of statements serve them all.

Whoever comes first goes at once and alone, and what gathers while it is busy is the next batch. In a crowd the next batch
tarries a moment for those who were just answered, for they come again: two small batches cost nearly twice one large one.
Alone in the house, a call waits for nobody. Batches take turns in a process, whatever they do, so those who were answered
together find each other again with what they ask next.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)

In = TypeVar("In")
Out = TypeVar("Out")

LONGEST_TARRY = 0.010
"""Seconds after an answer for which a batch waits for those who got it."""


class _Ticket(Generic[In, Out]):
    """A call on its way. `called` opens when it is done, or when it is its turn to do the next batch."""

    __slots__ = ("called", "error", "item", "result")

    def __init__(self, item: In) -> None:
        self.item = item
        self.result: Out | None = None
        self.error: BaseException | None = None
        self.called = threading.Lock()
        self.called.acquire()

    @property
    def is_done(self) -> bool:
        return self.result is not None or self.error is not None


class Crowd:
    """The calls in a process, whatever they ask: who is here, and who was answered a moment ago and is not back.

    Whoever holds `turn` does a batch.
    """

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self._all_back = threading.Condition()
        self._here = 0
        self._away = 0
        self._until = 0.0

    def came(self) -> None:
        """One more call is here; whose it is does not matter."""
        with self._all_back:
            self._here += 1
            if self._away:
                self._away -= 1
                if not self._away:
                    self._all_back.notify_all()

    def answered(self, calls: int) -> None:
        """So many are done. Unless it was one alone in the house, expect them again."""
        now = time.monotonic()
        with self._all_back:
            self._here -= calls
            if now >= self._until:
                self._away = 0
            if calls > 1 or self._here:
                self._away += calls
                self._until = now + LONGEST_TARRY

    def tarry(self) -> None:
        """Wait until all are back, or until it is clear that they are not coming."""
        with self._all_back:
            left = self._until - time.monotonic()
            if self._away and left > 0:
                self._all_back.wait_for(lambda: not self._away, timeout=left)


THIS_PROCESS = Crowd()


class Gatherer(Generic[In, Out]):
    """Does calls in batches, in the order in which they came; of all gatherers of a process one does a batch at a time.

    `work` takes items and returns as many results. If it fails for a batch, each of its items is tried alone, so that a
    call fails only by its own fault; only when the database is away do all of them hear so at once.
    """

    def __init__(
        self, work: Callable[[Sequence[In]], Sequence[Out]], *, most: int, crowd: Crowd = THIS_PROCESS
    ) -> None:
        self._work = work
        self._most = most
        self._crowd = crowd
        self._waiting: deque[_Ticket[In, Out]] = deque()
        self._lock = threading.Lock()
        self._is_busy = False

    def do(self, item: In) -> Out:
        """Do one call, with those that wait at the moment; raises what its work raised."""
        ticket: _Ticket[In, Out] = _Ticket(item)
        with self._lock:
            self._waiting.append(ticket)
            leads, self._is_busy = not self._is_busy, True
        self._crowd.came()
        if not leads:
            ticket.called.acquire()
        if not ticket.is_done:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        assert ticket.result is not None  # noqa: S101 - a ticket without an error has its result
        return ticket.result

    def _lead(self) -> None:
        """Do the batch whose first call is ours, then call those who are done and the leader of the next batch."""
        batch: list[_Ticket[In, Out]] = []
        following: list[_Ticket[In, Out]] = []
        try:
            with self._crowd.turn:
                self._crowd.tarry()
                batch = self._next()
                try:
                    self._do_batch(batch)
                finally:
                    following = self._following()
                    self._crowd.answered(len(batch))
        finally:
            for ticket in (*batch[1:], *following):
                ticket.called.release()

    def _next(self) -> list[_Ticket[In, Out]]:
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]

    def _following(self) -> list[_Ticket[In, Out]]:
        """Return who leads the next batch, if somebody waits; if not, whoever comes next leads."""
        with self._lock:
            following = list(self._waiting)[:1]
            self._is_busy = bool(following)
            return following

    def _do_batch(self, batch: Sequence[_Ticket[In, Out]]) -> None:
        try:
            self._do(batch)
        except (OperationalError, InterfaceError) as away:
            _fail(batch, away)
        except Exception as failure:
            if len(batch) > 1:
                log.warning("a batch of %s failed and is done one by one: %r", len(batch), failure)
                for ticket in batch:
                    self._do_alone(ticket)
            else:
                _fail(batch, failure)
        except BaseException as end:
            _fail(batch, end)
            raise

    def _do(self, batch: Sequence[_Ticket[In, Out]]) -> None:
        results = self._work([ticket.item for ticket in batch])
        for ticket, result in zip(batch, results, strict=True):
            ticket.result = result

    def _do_alone(self, ticket: _Ticket[In, Out]) -> None:
        try:
            self._do([ticket])
        except Exception as failure:
            ticket.error = failure


def _fail(batch: Sequence[_Ticket[In, Out]], error: BaseException) -> None:
    for ticket in batch:
        ticket.error = error
