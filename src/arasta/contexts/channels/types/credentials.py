"""Secrets in rotation and tokens: what may be shown of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from arasta.contexts.channels.types.sync import Trouble


class SecretsRole(StrEnum):
    """A set of secrets beside the one that is used: it will be used, or was and still vouches for calls."""

    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class SecretsState:
    """Which sets of secrets hold; names only, never the secrets."""

    role: SecretsRole
    names: tuple[str, ...]
    ends_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TokenState:
    """How the token of an installation stands. `trouble` says why the last one was not given."""

    fetched_at: datetime | None
    expires_at: datetime | None
    trouble: Trouble
    refused: str
    refused_at: datetime | None
