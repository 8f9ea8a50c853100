"""Read collections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from arasta.contexts.discovery.types import (
    FALLBACK_LANGUAGE,
    CollectionKind,
    CollectionRow,
    CollectionSort,
    Rule,
    UnknownCollection,
)
from arasta.kernel import db

_COLLECTIONS = """
SELECT c.id, c.code, c.kind, c.sort, c.category, c.brand, c.values, c.only_featured, c.new_days, c.least_minor, c.most_minor,
       c.currency, c.is_shown, c.position, coalesce(t.name, c.code), coalesce(t.description, ''),
       ARRAY(SELECT m.product_id FROM discovery_member m WHERE m.collection_id = c.id ORDER BY m.position, m.product_id)
FROM discovery_collection c
LEFT JOIN LATERAL (
  SELECT name, description FROM discovery_collection_text WHERE collection_id = c.id
  ORDER BY language = %(language)s DESC, language = %(fallback)s DESC, language LIMIT 1
) t ON true
WHERE (%(code)s::text IS NULL OR c.code = %(code)s) AND (c.is_shown OR NOT %(shown)s)
ORDER BY c.position, c.code
"""


def collections(*, language: str, only_shown: bool = True) -> list[CollectionRow]:
    """Return all collections, in their order."""
    return _rows(language, None, only_shown)


def collection(code: str, *, language: str, only_shown: bool = True) -> CollectionRow:
    """Return one collection. Raises UnknownCollection."""
    for row in _rows(language, code.replace("\x00", ""), only_shown):
        return row
    raise UnknownCollection


def texts(code: str) -> dict[str, tuple[str, str]]:
    """Return name and description of a collection by language."""
    sql = (
        "SELECT t.language, t.name, t.description FROM discovery_collection_text t"
        " JOIN discovery_collection c ON c.id = t.collection_id WHERE c.code = %s"
    )
    return {language: (name, description) for language, name, description in db.rows(sql, [code])}


def _rows(language: str, code: str | None, shown: bool) -> list[CollectionRow]:
    given = {"language": language, "fallback": FALLBACK_LANGUAGE, "code": code, "shown": shown}
    return [_row(*row) for row in db.rows(_COLLECTIONS, given)]


def _row(key: UUID, code: str, kind: str, sort: str, *rest: Any) -> CollectionRow:
    (
        category,
        brand,
        values,
        only_featured,
        new_days,
        least,
        most,
        currency,
        is_shown,
        position,
        name,
        description,
        members,
    ) = rest
    return CollectionRow(
        id=key,
        code=code,
        kind=CollectionKind(kind),
        sort=CollectionSort(sort),
        rule=Rule(category, brand, tuple(values), only_featured, new_days, least, most, currency.strip()),
        is_shown=is_shown,
        position=position,
        name=name,
        description=description,
        members=tuple(members),
    )
