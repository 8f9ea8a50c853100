"""Something happens just before any one statement of a request: the only way to try every moment, and each only once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from arasta.kernel import db, prepared
from arasta.kernel.gathering import Gatherer

PATIENCE = 20.0


@dataclass
class Moment:
    """Before a thread's statement with a number, `act` is done once. `reached`: how many statements there were."""

    number: int
    act: Callable[[], None]
    reached: int = 0
    thread: int = field(default_factory=threading.get_ident)

    @property
    def was_there(self) -> bool:
        return self.reached >= self.number

    def before(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            if threading.get_ident() == self.thread:
                self.reached += 1
                if self.reached == self.number:
                    self.act()
            return work(*given, **named)

        return step

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Count the statements of this thread, prepared ones and cursors' and commits, and act at the right one."""
        self.thread = threading.get_ident()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prepared, "_run", self.before(prepared._run))
            patch.setattr(psycopg.Connection, "wait", self.before(psycopg.Connection.wait))
            yield


def every_moment(act: Callable[[], None]) -> Iterator[Moment]:
    """Yield moments, one statement later each, until a request was done before its moment came."""
    for number in count(1):
        moment = Moment(number, act)
        yield moment
        if not moment.was_there:
            return


def cut_line() -> None:
    """Break this thread's line to the database as a machine that is gone does: nothing comes back."""
    if connection.connection is not None and not connection.connection.closed:
        with socket.fromfd(connection.connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as line:
            line.shutdown(socket.SHUT_RDWR)


def end_line() -> None:
    """Let the server end this thread's line, and say so."""
    if connection.connection is not None and not connection.connection.closed:
        info = connection.connection.info
        with psycopg.connect(info.dsn, password=info.password, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [info.backend_pid])


def meet(moment: Moment, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Hold the first before its moment until the second is done or waits for a lock; return what both got.

    Both act as if they were in processes of their own: calls are not gathered.
    """
    here, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        here.set()
        go_on.wait(PATIENCE)

    moment.act = hold
    got: dict[str, Any] = {}

    def run(name: str, act: Callable[[], Any]) -> None:
        try:
            got[name] = act()
        finally:
            connections.close_all()

    def run_first() -> None:
        with moment.waited_for():
            run("first", first)

    one, other = threading.Thread(target=run_first), threading.Thread(target=run, args=("second", second))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gatherer, "do", lambda gatherer, item: gatherer._work([item])[0])
        one.start()
        while one.is_alive() and not here.wait(0.005):
            pass
        other.start()
        while other.is_alive() and not _somebody_waits():
            other.join(0.005)
        go_on.set()
        one.join(PATIENCE)
        other.join(PATIENCE)
    return got["first"], got["second"]


def _somebody_waits() -> bool:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(db.rows(waiting))
