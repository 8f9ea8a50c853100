"""Which connectors this program has: config registers them at start, sessions open them by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx

from arasta.contexts.channels.ports import ConnectorFactory
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.http import outbound

ClientFactory = Callable[[], httpx.Client]


class UnknownConnector(Missing):
    """No connector of that name is registered."""

    code = "unknown_connector"
    template = gettext_noop("There is no connector called “%(given)s”.")


_factories: dict[str, ConnectorFactory] = {}
_clients: list[ClientFactory] = [outbound.client]


def register_connector(name: str, factory: ConnectorFactory) -> None:
    """Make a connector known; called once at start."""
    _factories[name] = factory


def connector_named(name: str) -> ConnectorFactory:
    """Return the factory of a connector. Raises UnknownConnector."""
    if name not in _factories:
        raise UnknownConnector(given=name[:60])
    return _factories[name]


def connector_names() -> Sequence[str]:
    """Return the names of all connectors."""
    return sorted(_factories)


def reach_by(factory: ClientFactory | None) -> None:
    """Let sessions reach the outside by another client (a twin in the same process); None is the real network again."""
    _clients[:] = [factory or outbound.client]


def open_client() -> httpx.Client:
    """Open a client to the outside."""
    return _clients[0]()
