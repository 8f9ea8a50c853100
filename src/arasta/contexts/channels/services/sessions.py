"""Sessions with channels: the connector of an installation, opened, with a transport that carries its plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import httpx

from arasta.contexts.channels.ports import Account, ChannelConnector, Opened, connector_named
from arasta.contexts.channels.services.tokens import OwnToken, SharedToken
from arasta.contexts.channels.types import Installation
from arasta.kernel.http import outbound
from arasta.kernel.transport import exchanges, shared
from arasta.kernel.transport.limits import Limits
from arasta.kernel.transport.recording import Recording
from arasta.kernel.transport.sending import Identity, Pace, Terms, Transport
from arasta.kernel.transport.wire import Plan

T = TypeVar("T")
ClientFactory = Callable[[], httpx.Client]

_PACE = Pace(now=shared.now)
_clients: list[ClientFactory] = [outbound.guarded]
_paces: list[Pace] = [_PACE]


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
    installation: Installation, *, pace: Pace | None = None, urgent: bool = True, is_trial: bool = False
) -> Iterator[Session]:
    """Open a session for the block; budgets, the breaker and the token are shared by all processes.

    What is not `urgent` (stock, listings, reading back) leaves the reserve of a budget to orders. The calls of the
    session are kept when it ends, masked. Of a trial nothing is kept or shared: its installation is stored nowhere.
    """
    account = Account(installation.settings, installation.secrets, installation.currency)
    opened = connector_named(installation.connector)(account)
    able = opened.connector.capabilities()
    timing = pace or _paces[0]
    recording = Recording(able.private_keys, installation.secrets.values())
    transport = Transport(
        _clients[0](),
        base_url=opened.base_url,
        headers=opened.headers,
        limits=Limits(able.rate_groups) if is_trial else shared.limits_of(str(installation.id), able.rate_groups),
        recording=recording,
        pace=timing,
        terms=Terms(
            urgent=urgent,
            read_budget=opened.read_budget,
            identity=_identity(installation, opened, timing, is_trial=is_trial),
        ),
    )
    try:
        yield Session(installation, opened.connector, transport)
    finally:
        transport.close()
        if not is_trial:
            exchanges.keep(str(installation.id), recording.calls)


def _identity(installation: Installation, opened: Opened, pace: Pace, *, is_trial: bool) -> Identity | None:
    if opened.token is None:
        return None
    return OwnToken(opened.token, pace) if is_trial else SharedToken(installation.id, opened.token, pace)


def reach_by(factory: ClientFactory | None, pace: Pace | None = None) -> None:
    """Let sessions reach the outside by another client, for a twin in the same process; None is the network again.

    With a `pace` they wait and tell the time as the twin does.
    """
    _clients[:] = [factory or outbound.guarded]
    _paces[:] = [pace or _PACE]
