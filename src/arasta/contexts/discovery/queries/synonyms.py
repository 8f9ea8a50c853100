"""Read synonyms."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.discovery.domain.spellings import other_spellings
from arasta.contexts.discovery.types import SynonymGroup, UnknownSynonyms
from arasta.kernel import db, prepared


def groups() -> list[SynonymGroup]:
    """Return all groups by their first word."""
    return [
        SynonymGroup(key, tuple(words))
        for key, words in prepared.rows("SELECT id, words FROM discovery_synonyms ORDER BY words[1], id", [])
    ]


def group(group_id: UUID) -> SynonymGroup:
    """Return a group. Raises UnknownSynonyms."""
    for key, words in db.rows("SELECT id, words FROM discovery_synonyms WHERE id = %s", [group_id]):
        return SynonymGroup(key, tuple(words))
    raise UnknownSynonyms


def spellings(text: str) -> tuple[str, ...]:
    """Return a question in other words that mean the same."""
    if not text.strip():
        return ()
    return other_spellings(text, [one.words for one in groups()])
