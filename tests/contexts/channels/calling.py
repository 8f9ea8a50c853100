"""A channel that calls us: a real connector, small, whose calls are signed as most are."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.test import Client

from arasta.contexts.channels import ports
from arasta.contexts.channels.ports import Account, Opened
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import Capabilities, Installation, Stream
from arasta.contexts.channels.types.inbound import Hint, RawRequest, Refusal, Refused, Verified, WebhookSpec
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public

SECRET = "the-secret-of-the-caller"
SPEC = WebhookSpec(auth="hmac", is_full=False, is_signed=True, challenge=True)


class Caller:
    """A connector to a channel that does nothing but call."""

    def capabilities(self) -> Capabilities:
        return Capabilities(pull={}, push={}, webhook=SPEC)

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        if request.method == "GET":
            if request.query.get("token") not in {one["secret"] for one in secrets}:
                return Refused(Refusal.WRONG_SIGNATURE)
            return Verified(delivery_id="", topic="challenge", body=request.query["echo"].encode())
        given = request.headers.get("x-signature", "")
        if not any(hmac.compare_digest(given, signed(request.body, one["secret"])) for one in secrets):
            return Refused(Refusal.WRONG_SIGNATURE if given else Refusal.NO_SIGNATURE)
        headers = request.headers
        return Verified(delivery_id=headers["x-delivery"], topic=headers["x-topic"], body=request.body)

    def hints(self, verified: Verified) -> Sequence[Hint]:
        if verified.topic != "orders":
            return ()
        said = json.loads(verified.body)
        return [Hint(stream=Stream.ORDERS, external_id=one["id"], version=one["version"]) for one in said["orders"]]


def open_caller(account: Account) -> Opened:
    """Open the connector for an account."""
    return Opened(Caller(), "http://127.0.0.1", {})  # type: ignore[arg-type]


@contextmanager
def calling_connector() -> Iterator[None]:
    """Make the connector "caller" known for the block."""
    before = dict(ports._factories)
    ports.register_connector("caller", open_caller)
    yield
    ports._factories.clear()
    ports._factories.update(before)


def install_caller(channel_id: UUID) -> Installation:
    """Install the connector."""
    channels.install(channel_id, connector="caller", settings={}, secrets={"secret": SECRET}, actor=SYSTEM)
    return reads.installation(channel_id)


def signed(body: bytes, secret: str = SECRET) -> str:
    """Sign as the channel does."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def orders(*told: tuple[str, int]) -> bytes:
    """Say which orders changed, and to which versions."""
    return json.dumps({"orders": [{"id": key, "version": version} for key, version in told]}).encode()


def address(installation: Installation) -> str:
    """Return where the channel calls."""
    return f"/hooks/{to_public('ins', installation.id)}"


def call(installation: Installation, body: bytes, *, delivery: str, topic: str = "orders", **more: Any) -> int:
    """Call as the channel does, and return the status of the answer."""
    headers = {"x-delivery": delivery, "x-topic": topic, "x-signature": signed(body), **more}
    answer = Client(enforce_csrf_checks=True).post(
        address(installation), body, content_type="application/json", headers=headers
    )
    return int(answer.status_code)
