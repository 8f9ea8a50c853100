"""What carries messages, and what dresses them; config fills both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from arasta.contexts.messages.types import Device, Medium, MessageId


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as a sender gets it. `html` is empty where there is only text.

    `through` is what its medium is carried with here, secrets opened. A push goes to a `device`. `tried_since` is told
    where an earlier try, after that moment, ended without an answer: it may be there already.
    """

    id: MessageId
    medium: Medium
    to: str
    title: str
    text: str
    html: str
    sender_name: str
    language: str
    link: str = ""
    through: Mapping[str, str] = field(default_factory=dict)
    device: Device | None = None
    tried_since: datetime | None = None


class RefusedForGood(Exception):
    """The address does not exist or the content is refused: trying again would change nothing."""


class DeviceGone(RefusedForGood):
    """The device does not want messages any more, or is not there: it can be forgotten."""


class MessageSender(Protocol):
    """Carries messages of one medium. Never called inside a transaction.

    The message's id is its idempotency key. What may go better later is an exception of any other kind than
    RefusedForGood; then it is tried again.
    """

    def send(self, message: Outgoing) -> None:
        """Hand a message over. Raises RefusedForGood."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the messages of a shop look; colors as #rrggbb, `logo_url` absolute or empty."""

    name: str
    color: str = "#1D4E89"
    on_color: str = "#FFFFFF"
    paper: str = "#F6F7F9"
    ink: str = "#1B1F24"
    logo_url: str = ""
    legal: tuple[str, ...] = ()


_senders: dict[Medium, MessageSender] = {}
_looks: list[Callable[[UUID | None], Look]] = []


def register_sender(medium: Medium, sender: MessageSender) -> None:
    """Let a sender carry a medium; the last one registered does."""
    _senders[medium] = sender


def sender_of(medium: Medium) -> MessageSender | None:
    """Return who carries a medium here, or nobody."""
    return _senders.get(medium)


def provide_looks(look: Callable[[UUID | None], Look]) -> None:
    """Say how messages of a sales channel look."""
    _looks[:] = [look]


def look_of(channel_id: UUID | None) -> Look:
    """Return the look of a sales channel's messages."""
    return _looks[0](channel_id) if _looks else Look(name="Arasta")
