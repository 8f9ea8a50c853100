"""A sender that keeps what it is given, and messages to give it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from arasta.contexts.messages import ports
from arasta.contexts.messages.ports import Outgoing, RefusedForGood
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import Medium, MessageToSend
from arasta.kernel import db


class Kept:
    """A sender in memory: it refuses addresses of `nowhere.example`, and cannot answer while `is_down`."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.is_down = False

    def send(self, message: Outgoing) -> None:
        if self.is_down:
            raise TimeoutError("nobody answers")
        if message.to.endswith("@nowhere.example"):
            raise RefusedForGood("550 no such mailbox")
        self.sent.append(message)


@contextmanager
def carried(*media: Medium) -> Iterator[Kept]:
    """Let a sender in memory carry these media, email if none is named, and nobody the others."""
    former, kept = dict(ports._senders), Kept()
    ports._senders.clear()
    for medium in media or (Medium.EMAIL,):
        ports.register_sender(medium, kept)
    try:
        yield kept
    finally:
        ports._senders.clear()
        ports._senders.update(former)


def queue(*messages: MessageToSend) -> int:
    """Queue messages in a transaction of their own."""
    with db.transaction():
        return sending.queue(messages)
