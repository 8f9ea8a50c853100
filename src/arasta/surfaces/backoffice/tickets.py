"""Tickets to the live stream: signed words that say who listens, in which language, to what, until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from arasta.kernel.access import Actor
from arasta.surfaces.backoffice import feed

VALID_FOR = timedelta(hours=1)
_SALT = "arasta.live"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a listener may hear. A stream ends with its ticket, so a right that was taken away ends within the hour."""

    staff_id: str
    language: str
    names: frozenset[str]


def write(actor: Actor, *, language: str) -> str:
    """Write a ticket for a member of staff."""
    content = {"staff": actor.id, "language": language, "names": sorted(feed.names_for(actor))}
    return signing.dumps(content, salt=_SALT)


def read(word: str) -> Ticket | None:
    """Read a ticket back; nothing if it was not written by us or its time is over."""
    try:
        content = signing.loads(word, salt=_SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    names: Collection[str] = content["names"]
    return Ticket(content["staff"], content["language"], frozenset(names))
