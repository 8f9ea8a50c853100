"""Sessions with channels: the connector of an installation, opened, with a transport that carries its plans."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from arasta.contexts.channels import registry
from arasta.contexts.channels.ports import Account, ChannelConnector
from arasta.contexts.channels.types import Installation
from arasta.kernel.transport import limits
from arasta.kernel.transport.recording import Recording
from arasta.kernel.transport.sending import Pace, Patience, Transport
from arasta.kernel.transport.wire import Plan

T = TypeVar("T")


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
    opened = registry.connector_named(installation.connector)(account)
    able = opened.connector.capabilities()
    transport = Transport(
        registry.open_client(),
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
