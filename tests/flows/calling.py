"""A stall whose marketplace calls us: its letters are caught, and delivered when, how often and in which order one likes."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from django.test import Client

from arasta.connectors.trendyol.connector import Trendyol, open_trendyol
from arasta.contexts.channels import ports
from arasta.contexts.channels.ports import Account, Opened
from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.services import channels, sessions
from arasta.contexts.channels.types import Capabilities, Stream
from arasta.contexts.channels.types.inbound import Hint, RawRequest, Refusal, Refused, Verified, WebhookSpec
from arasta.flows.ordering.hear_channel import Heard, hear_channel
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.transport.sending import Pace
from tests.connectors.trendyol.bench import SECRETS, SETTINGS, Wire
from tests.flows.stall import AT_ONCE, Stall
from tests.twins.makers import SELLER, World

HOOK_KEY = "the-key-of-the-hook"


class Talking(Trendyol):
    """The connector with ears. `signed`: as if the marketplace vouched for its letters byte by byte."""

    signed = False

    def capabilities(self) -> Capabilities:
        spec = WebhookSpec(auth="api_key", is_full=True, is_signed=self.signed)
        return replace(super().capabilities(), webhook=spec)

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        given = request.headers.get("x-api-key", "")
        keys = [one["hook_key"] for one in secrets if one.get("hook_key")]
        if not any(hmac.compare_digest(given, key) for key in keys):
            return Refused(Refusal.WRONG_SIGNATURE)
        return Verified(delivery_id=hashlib.sha256(request.body).hexdigest(), topic="package", body=request.body)

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


class Signing(Talking):
    signed = True


class CallingStall(Stall):
    """A stall with a letter box."""

    def __init__(self, world: World, wire: Wire) -> None:
        super().__init__(world, wire)
        secrets = {**SECRETS, "hook_key": HOOK_KEY}
        settings = {**SETTINGS, **AT_ONCE}
        channels.install(self.channel, connector="trendyol", settings=settings, secrets=secrets, actor=SYSTEM)
        self.installation = channel_reads.installation(self.channel)
        self.path = f"/hooks/{to_public('ins', self.installation.id)}"
        hook = {"url": f"https://shop.example{self.path}", "authenticationType": "API_KEY", "apiKey": HOOK_KEY}
        answer = world.seller("POST", f"/webhook/sellers/{SELLER}/webhooks", json=hook)
        assert answer.is_success, answer.text
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
def open_calling_stall(home: Path, kind: type[Trendyol] = Talking, **world: Any) -> Iterator[CallingStall]:
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
