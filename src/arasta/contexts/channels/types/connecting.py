"""Setting up a connection: tried first, made into a channel then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.types.channels import ChannelInput, LocationPlace
from arasta.contexts.channels.types.inbound import Introduction

PLACES = "places"
"""The setting that says which place of the channel stands for which location of ours."""

CALLS_SECRET = "webhook_secret"  # noqa: S105 - a name, not a secret
"""The secret that a channel's calls are signed with, where it is not the account's own."""

CALLS_TO = "calls_to"
"""The setting that remembers at which address a channel was asked to call us."""

DRAFT_PREFIX = "cdr"


@dataclass(frozen=True, slots=True)
class Draft:
    """A connection that worked when it was tried; its secrets are sealed and do not come out."""

    id: UUID
    connector: str
    settings: Mapping[str, str]
    introduction: Introduction
    made_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConnection:
    """What makes a channel of a draft. `mapped`: the channel's place for each of our location codes."""

    channel: ChannelInput
    locations: Sequence[LocationPlace]
    mapped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connection:
    """How a channel is connected; nothing of its secrets but whether there are any."""

    installation_id: UUID
    channel_id: UUID
    connector: str
    settings: Mapping[str, str]
    is_connected: bool
    created_at: datetime
