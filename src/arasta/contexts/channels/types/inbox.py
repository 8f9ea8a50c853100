"""Calls of channels as they were kept, and the hints that came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from arasta.contexts.channels.types.inbound import Refusal
from arasta.contexts.channels.types.sync import Stream, Trouble


class CallStatus(StrEnum):
    """Where a kept call stands. IGNORED: it is about nothing of ours. UNREADABLE: its hints could not be read."""

    WAITING = "waiting"
    HEARD = "heard"
    IGNORED = "ignored"
    UNREADABLE = "unreadable"


class HintStatus(StrEnum):
    """Where a hint stands. PARKED: tried many times in vain, a person may let it be tried again."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


class Received(StrEnum):
    """What became of a call at our door. REPEATED: the same delivery was kept before."""

    KEPT = "kept"
    REPEATED = "repeated"
    ECHOED = "echoed"


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call in the inbox; private headers are masked, the body is as it came."""

    id: UUID
    installation_id: UUID
    delivery_id: str
    topic: str
    headers: Mapping[str, str]
    body: bytes
    sent_at: datetime | None
    received_at: datetime
    status: CallStatus
    hints: int
    problem: str


@dataclass(frozen=True, slots=True)
class KeptHint:
    """Something of the channel that changed. `heard` grows with every news of it, `tries` with every reading since."""

    id: UUID
    installation_id: UUID
    stream: Stream
    external_id: str
    version: int
    document: str
    heard: int
    status: HintStatus
    tries: int
    heard_at: datetime
    next_try_at: datetime
    trouble: Trouble
    last_error: str


@dataclass(frozen=True, slots=True)
class RefusedCalls:
    """How many calls for an installation were not believed, and when the last of them came."""

    why: Refusal
    calls: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class InboxState:
    """How the inbox of an installation stands. `oldest_at`: since when the oldest call or hint waits."""

    calls_waiting: int = 0
    calls_unreadable: int = 0
    hints_waiting: int = 0
    hints_parked: int = 0
    refused: int = 0
    oldest_at: datetime | None = None
