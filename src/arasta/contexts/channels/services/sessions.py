"""Sessions with channels: the connector of an installation, opened, with a transport that carries its plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import httpx

from arasta.contexts.channels.ports import Account, ChannelConnector, connector_named
from arasta.contexts.channels.types import Installation
from arasta.kernel.http import outbound
from arasta.kernel.transport import limits
from arasta.kernel.transport.recording import Recording
from arasta.kernel.transport.sending import Pace, Patience, Transport
from arasta.kernel.transport.wire import Plan

T = TypeVar("T")
ClientFactory = Callable[[], httpx.Client]

_clients: list[ClientFactory] = [outbound.client]


@dataclass(frozen=True)
class Session:
    """A way to speak with one channel, outside any transaction."""

    installation: Installation
    connector: ChannelConnector
    transport: Transport

    def run(self, plan: Plan[T]) -> T:
        """Carry out a plan of the connector. Raises ChannelTrouble, and InsideTransaction while rows are locked."""
        return self.transport.run(plan)


@contextmanager
def open_session(
    installation: Installation, *, patience: Patience | None = None, pace: Pace | None = None
) -> Iterator[Session]:
    """Open a session for the block; budgets and the breaker are shared with all sessions of the installation."""
    account = Account(installation.settings, installation.secrets, installation.currency)
    opened = connector_named(installation.connector)(account)
    able = opened.connector.capabilities()
    transport = Transport(
        _clients[0](),
        base_url=opened.base_url,
        headers=opened.headers,
        limits=limits.limits_of(str(installation.id), able.rate_groups),
        recording=Recording(able.private_keys),
        patience=patience,
        pace=pace,
    )
    try:
        yield Session(installation, opened.connector, transport)
    finally:
        transport.close()


def reach_by(factory: ClientFactory | None) -> None:
    """Let sessions reach the outside by another client, for a twin in the same process; None is the network again."""
    _clients[:] = [factory or outbound.client]
