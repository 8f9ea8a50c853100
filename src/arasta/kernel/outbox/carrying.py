"""Carry facts to their handlers: one thread of each worker looks what waits, round after round.

A round takes all that gathered since the last one, so a busy hour costs few large deliveries rather than a job for each
fact. What waits is what the table says.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import connection, connections

from arasta.kernel import db
from arasta.kernel.outbox import crowds, delivery
from arasta.kernel.outbox.delivery import Lane
from arasta.kernel.outbox.publishing import calls_out, together
from arasta.kernel.rounds import Rounds

log = structlog.get_logger()

PAUSE = 0.25
"""Seconds between two rounds: how long a fact waits at most, and what gathers meanwhile is delivered together."""
AFTER_TROUBLE = 1.0
CALLERS = 4


class Carrier(Rounds):
    """Carries until it is stopped. Lanes whose handlers call out have threads of their own: a slow answer delays no other."""

    def __init__(self) -> None:
        super().__init__("outbox-carrier", self._carry, pause=PAUSE, after_trouble=AFTER_TROUBLE)
        self._callers = ThreadPoolExecutor(CALLERS, thread_name_prefix="outbox-caller")
        self._calling: set[Lane] = set()
        self._turn = threading.Lock()

    def stop(self, *, within: float = 10.0) -> None:
        """End after the round under way. A call that is not answered in time is made again by whoever comes next."""
        super().stop(within=within)
        self._callers.shutdown(wait=False, cancel_futures=True)

    def _carry(self) -> None:
        _read_by_index()
        carry(self._call)

    def _call(self, lane: Lane) -> None:
        with self._turn:
            if lane in self._calling:
                return
            self._calling.add(lane)
        self._callers.submit(self._drain, lane)

    def _drain(self, lane: Lane) -> None:
        try:
            delivery.drain(lane)
        except Exception as trouble:
            log.warning("a_lane_waits", handler=lane.handler, subject=lane.subject, error=repr(trouble))
        finally:
            connections.close_all()
            with self._turn:
                self._calling.discard(lane)


def _read_by_index() -> None:
    """Keep a new connection from reading the whole table: its statistics lag behind what a busy hour writes."""
    if connection.connection is None:
        db.execute("SET enable_seqscan = off")


def carry(call: delivery.Drain = delivery.drain) -> int:
    """Make one round: deliver what is due; return how many deliveries and lanes were taken up.

    Handlers that take many get all that waits for them; only what failed there goes by its lane. What came meanwhile is for
    the next round. Lanes whose handlers call out are left to `call`.
    """
    waiting = delivery.lanes_waiting()
    crowded = [handler for handler in dict.fromkeys(lane.handler for lane in waiting) if together(handler)]
    drained = {handler: crowds.drain_together(handler) for handler in crowded}
    done = {handler for handler, one in drained.items() if not one.failed}
    rest = [lane for lane in waiting if lane.has_failed or lane.handler not in done]
    for lane in rest:
        (call if calls_out(lane.handler) else delivery.drain)(lane)
    return sum(one.count for one in drained.values()) + len(rest)
