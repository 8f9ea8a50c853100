"""Let calls that come at the same time be done together: one transaction and one set of statements serve them all.

Nobody waits for a batch to fill: whoever comes first goes at once and alone, and what gathers while it is busy is the
next batch. Alone in the house, a call costs what it costs; in a crowd, the crowd shares the way to the database.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)

In = TypeVar("In")
Out = TypeVar("Out")


class _Ticket(Generic[In, Out]):
    """A call on its way."""

    __slots__ = ("error", "item", "result")

    def __init__(self, item: In) -> None:
        self.item = item
        self.result: Out | None = None
        self.error: BaseException | None = None

    @property
    def is_done(self) -> bool:
        return self.result is not None or self.error is not None


class Gatherer(Generic[In, Out]):
    """Does calls in batches, in the order in which they came, one batch at a time in this process.

    `work` takes items and returns as many results. If it fails for a batch, each of its items is tried alone, so that a
    call fails only by its own fault; only when the database is away do all of them hear so at once.
    """

    def __init__(self, work: Callable[[Sequence[In]], Sequence[Out]], *, most: int) -> None:
        self._work = work
        self._most = most
        self._waiting: deque[_Ticket[In, Out]] = deque()
        self._turn = threading.Lock()

    def do(self, item: In) -> Out:
        """Do one call, with those that wait at the moment; raises what its work raised."""
        ticket: _Ticket[In, Out] = _Ticket(item)
        self._waiting.append(ticket)
        while not ticket.is_done:
            with self._turn:
                if not ticket.is_done:
                    self._do_batch()
        if ticket.error is not None:
            raise ticket.error
        assert ticket.result is not None  # noqa: S101 - a ticket without an error has its result
        return ticket.result

    def _do_batch(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
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
