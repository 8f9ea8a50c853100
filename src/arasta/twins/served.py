"""What every twin is built from, and what it gives to the application that serves them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from starlette.routing import Mount

from arasta.twins.wire import Sleep


@dataclass(frozen=True)
class Surroundings:
    """Where a twin keeps its file, its clock and seed, its way to the outside, and the address it is served under.

    `pictures` says where pictures are fetched from instead: those under the first address, from the second.
    """

    home: Path
    now: Callable[[], datetime]
    seed: int
    sleep: Sleep
    http: httpx.Client
    public_url: str | None
    pictures: tuple[str, str]


@dataclass(frozen=True)
class Served:
    """A twin as it is served: its routes below /NAME, its line on the index, and what it does by itself now and then."""

    name: str
    title: str
    mount: Mount
    pump: Callable[[], object] | None = None


Builder = Callable[[Surroundings], Served]
