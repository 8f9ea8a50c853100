"""Connections of the pool. Whether one is still good is seen on its socket: to ask the server took as long as a question does."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from psycopg.abc import Params

_ARE_YOU_THERE = ""


class Pooled(psycopg.Connection[Any]):
    """A connection that answers the pool's "are you there?" itself as long as its server has said nothing unasked.

    A server that ends or is killed closes its side, which stands in the socket before the next statement is sent. Where
    something lies there, the server is asked after all.
    """

    def execute(
        self, query: Any, params: Params | None = None, *, prepare: bool | None = None, binary: bool = False
    ) -> psycopg.Cursor[Any]:
        """Run a statement; the empty one, by which pools ask, only where the socket tells of something."""
        if query == _ARE_YOU_THERE and not self.closed and not _has_news(self.fileno()):
            return self.cursor()
        return super().execute(query, params, prepare=prepare, binary=binary)


def _has_news(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
