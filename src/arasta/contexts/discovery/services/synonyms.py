"""Write synonyms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from arasta.contexts.discovery.domain.spellings import folded
from arasta.contexts.discovery.types import MOST_WORDS, SynonymGroup, UnknownSynonyms, WordsMissing
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

_SAVE = """
INSERT INTO discovery_synonyms (id, words)
SELECT f.id, f.words FROM json_to_recordset(%s::json) AS f(id uuid, words text[])
ON CONFLICT (id) DO UPDATE SET words = excluded.words
"""


def save(groups: Sequence[SynonymGroup], *, actor: Actor) -> None:
    """Create groups or replace their words. Raises WordsMissing."""
    actor.require("catalog.write")
    cleaned = [(group.id, _cleaned(group.words)) for group in groups]
    with db.transaction():
        db.execute(_SAVE, [db.as_json([{"id": key, "words": words} for key, words in cleaned])])


def add(groups: Sequence[Sequence[str]], *, actor: Actor) -> list[UUID]:
    """Create groups. Raises WordsMissing."""
    made = [SynonymGroup(new_id(), tuple(words)) for words in groups]
    save(made, actor=actor)
    return [group.id for group in made]


def remove(group_ids: Collection[UUID], *, actor: Actor) -> None:
    """Forget groups. Raises UnknownSynonyms."""
    actor.require("catalog.write")
    with db.transaction():
        if db.execute("DELETE FROM discovery_synonyms WHERE id = ANY(%s)", [list(group_ids)]) != len(set(group_ids)):
            raise UnknownSynonyms


def _cleaned(words: Sequence[str]) -> list[str]:
    by_key = {folded(word): " ".join(word.replace("\x00", "").split())[:60] for word in words if folded(word)}
    if not 2 <= len(by_key) <= MOST_WORDS:
        raise WordsMissing(most=MOST_WORDS)
    return list(by_key.values())
