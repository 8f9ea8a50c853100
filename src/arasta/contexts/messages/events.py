"""Facts that messages tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageQueued(Event):
    """A message waits to be sent."""

    name: ClassVar[str] = "messages.message_queued"

    message_id: UUID
    kind: str
    medium: str

    @property
    def subject(self) -> str:
        return f"message:{self.message_id}"


@dataclass(frozen=True, kw_only=True)
class DeviceLost(Event):
    """A device could not be reached any more and was forgotten."""

    name: ClassVar[str] = "messages.device_lost"

    device_id: UUID

    @property
    def subject(self) -> str:
        return f"device:{self.device_id}"
