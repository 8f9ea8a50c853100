"""A stall whose marketplace calls us: its letters are caught, and delivered when, how often and in which order one likes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from django.test import Client

from arasta.connectors.trendyol import calling
from arasta.connectors.trendyol.connector import Trendyol, open_trendyol
from arasta.contexts.channels import ports
from arasta.contexts.channels.ports import Account, Opened
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types import Capabilities, Stream
from arasta.contexts.channels.types.inbound import Hint, Verified, WebhookSpec
from arasta.flows.ordering.hear_channel import Heard, hear_channel
from arasta.kernel.ids import to_public
from arasta.kernel.transport.sending import Pace
from tests.connectors.suite.twin_rig import Wire
from tests.connectors.trendyol.bench import SECRETS
from tests.flows.stall import Stall
from tests.twins.makers import World

HOOK_KEY = calling.key_of(SECRETS)


class Signing(Trendyol):
    """The connector as if the marketplace vouched for its letters byte by byte: what they say of a package is taken."""

    def capabilities(self) -> Capabilities:
        return replace(super().capabilities(), webhook=WebhookSpec(auth="api_key", is_full=True, is_signed=True))

    def hints(self, verified: Verified) -> Sequence[Hint]:
        return [
            Hint(
                stream=Stream.ORDERS,
                external_id=one["orderNumber"],
                version=one["lastModifiedDate"],
                document=json.dumps({"packages": [one]}),
            )
            for one in json.loads(verified.body)["content"]
        ]


class CallingStall(Stall):
    """A stall with a letter box."""

    def __init__(self, world: World, wire: Wire) -> None:
        super().__init__(world, wire)
        self.path = f"/hooks/{to_public('ins', self.installation.id)}"
        with sessions.open_session(self.installation) as session:
            session.run(session.connector.subscribe(f"https://shop.example{self.path}"))
        self.post = Client(enforce_csrf_checks=True)

    def letters(self) -> list[bytes]:
        """Catch what the marketplace has written since the last time."""
        before = len(self.world.received)
        while self.world.control("POST", "/pump", json={"limit": 500})["sent"]:
            pass
        return [request.content for request in self.world.received[before:]]

    def deliver(self, letter: bytes, *, key: str = HOOK_KEY) -> int:
        """Bring a letter to our door; return how we answered."""
        answer = self.post.post(self.path, letter, content_type="application/json", headers={"x-api-key": key})
        return int(answer.status_code)

    def hear(self, **wait: int) -> Heard:
        """Do what the letters hint at, a little later."""
        self.world.wait(**(wait or {"seconds": 10}))
        return hear_channel(self.installation, at=self.world.time)

    def truth(self) -> dict[str, dict[str, int]]:
        """Return what buyers still want by order and barcode, as the marketplace has it."""
        wanted: dict[str, dict[str, int]] = {}
        after = 0
        while rows := self.world.control("GET", "/packages", params={"after": after, "limit": 5000})["packages"]:
            after = rows[-1]["shipmentPackageId"]
            for package in rows:
                order = wanted.setdefault(package["orderNumber"], {})
                if package["status"] not in {"Cancelled", "UnPacked", "UnSupplied"}:
                    for line in package["lines"]:
                        order[line["barcode"]] = order.get(line["barcode"], 0) + line["quantity"]
        return {number: lines for number, lines in wanted.items() if lines}


def open_as(kind: type[Trendyol]) -> ports.ConnectorFactory:
    """Return a factory that opens another class in the connector's place."""

    def opened(account: Account) -> Opened:
        return replace(open_trendyol(account), connector=kind(account))

    return opened


def _pace_of(market: World) -> Pace:
    """Waiting for the marketplace moves its clock."""

    def now() -> float:
        return market.time.timestamp()

    return Pace(now, lambda seconds: market.wait(milliseconds=int(seconds * 1000)))


@contextmanager
def open_calling_stall(home: Path, kind: type[Trendyol] = Trendyol, **world: Any) -> Iterator[CallingStall]:
    """Open the stall for the block."""
    market = World(home / "twins", **world)
    wire, before = Wire(market), dict(ports._factories)
    ports.register_connector("trendyol", open_as(kind))
    sessions.reach_by(lambda: httpx.Client(transport=wire), _pace_of(market))
    try:
        yield CallingStall(market, wire)
    finally:
        sessions.reach_by(None)
        ports._factories.clear()
        ports._factories.update(before)
