"""Values of conversations and their refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop

ConversationId = NewType("ConversationId", UUID)
LONGEST = 2000


class ConversationStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Side(StrEnum):
    SHOPPER = "shopper"
    ADVISER = "adviser"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who talks from the shop's side of a screen: a customer, or a browser that nobody has signed in with."""

    channel_id: UUID
    customer_id: UUID | None = None
    owner_key: str = ""
    name: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class MessageToWrite:
    """What one side says: words, or a variant put before the shopper, or both."""

    conversation_id: UUID
    side: Side
    author_name: str
    text: str = ""
    variant_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message; `place` counts from one."""

    place: int
    side: Side
    author_name: str
    text: str
    variant_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation with its last words. `is_waiting`: the shopper spoke last. `owner_key` proves a guest."""

    id: ConversationId
    channel_id: UUID
    customer_id: UUID | None
    owner_key: str
    name: str
    language: str
    status: ConversationStatus
    adviser_id: str
    adviser_name: str
    opened_at: datetime
    changed_at: datetime
    messages: int
    is_waiting: bool
    last_text: str
    cart_id: UUID | None


class UnknownConversation(Missing):
    code = "unknown_conversation"
    template = gettext_noop("There is no such conversation.")


class ConversationClosed(Conflict):
    code = "conversation_closed"
    template = gettext_noop("This conversation is closed. Write again, and a new one begins.")


class NothingSaid(Invalid):
    code = "nothing_said"
    template = gettext_noop("Write something first, at most %(most)s letters.")
