"""Keep the search columns of product texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.domain.folding import config, fold, lowered, sounded, words
from arasta.contexts.catalog.services.product_rows import Text
from arasta.kernel import db

_READ = """
SELECT t.product_id, t.language, t.title, concat_ws(' ', b.name, c.name, v.names), t.description
FROM catalog_product_text t
JOIN catalog_product p ON p.id = t.product_id
LEFT JOIN catalog_brand b ON b.id = p.brand_id
LEFT JOIN catalog_category_text c ON c.category_id = p.category_id AND c.language = t.language
LEFT JOIN LATERAL (
  SELECT string_agg(DISTINCT n.name, ' ') AS names
  FROM catalog_variant w
  JOIN catalog_variant_option o ON o.variant_id = w.id
  JOIN catalog_option_value_text n ON n.value_id = o.value_id AND n.language = t.language
  WHERE w.product_id = t.product_id AND w.status = 'active'
) v ON true
WHERE t.product_id = ANY(%s)
"""

_SEARCH = """
setweight(to_tsvector(f.config::regconfig, f.title), 'A') || setweight(to_tsvector('simple', f.title_folded), 'A')
|| setweight(to_tsvector(f.config::regconfig, f.facts), 'B') || setweight(to_tsvector('simple', f.facts_folded), 'B')
|| setweight(to_tsvector(f.config::regconfig, f.description), 'D')
|| setweight(to_tsvector('simple', f.description_folded), 'D')
"""

_MOST_WORDS = 60
_LONGEST_WORD = 60  # letters are not compared beyond 255, and nobody types so many

_GIVEN = """
json_to_recordset(%s::json)
AS f(product_id uuid, language text, config text, title text, title_folded text, title_sounded text,
     facts text, facts_folded text, description text, description_folded text, written_title text, written_description text)
"""

_WRITE = f"""
UPDATE catalog_product_text t SET title_folded = f.title_folded, title_sounded = f.title_sounded, search = {_SEARCH}
FROM {_GIVEN} WHERE t.product_id = f.product_id AND t.language = f.language
"""  # noqa: S608 - constant text

_INSERT = f"""
INSERT INTO catalog_product_text (product_id, language, title, description, title_folded, title_sounded, search)
SELECT f.product_id, f.language, f.written_title, f.written_description, f.title_folded, f.title_sounded, {_SEARCH} FROM {_GIVEN}
"""  # noqa: S608 - constant text

_LEARN = """
INSERT INTO catalog_word (word, sounded)
SELECT word, sounded FROM unnest(%s::text[], %s::text[]) AS f(word, sounded)
WHERE NOT EXISTS (SELECT FROM catalog_word k WHERE k.word = f.word) ORDER BY word
ON CONFLICT DO NOTHING
"""


def refresh(product_ids: Collection[UUID]) -> None:
    """Compute the search columns of products anew from all their words, with two statements."""
    if not product_ids:
        return
    found = db.rows(_READ, [list(product_ids)])
    db.execute(_WRITE, [db.as_json([_columns(*row) for row in found])])
    _keep_words([title for _, _, title, *_ in found])


def insert(texts: Sequence[Text], facts: Mapping[tuple[UUID, str], str]) -> None:
    """Write the texts of new products with all by which they are found; `facts` are their further words."""
    if not texts:
        return
    rows = []
    for text in texts:
        description = text.description or ""
        row = _columns(text.product_id, text.language, text.title, facts[text.product_id, text.language], description)
        rows.append({**row, "written_title": text.title, "written_description": description})
    db.execute(_INSERT, [db.as_json(rows)])
    _keep_words([text.title for text in texts])


def _keep_words(titles: Sequence[str]) -> None:
    """Keep the words of titles, just before the commit: nobody waits for a word that another one is about to write."""
    db.at_the_end(_learn, titles)


def _learn(titles: list[Sequence[str]]) -> None:
    said = {word for some in titles for title in some for word in words(title, most=_MOST_WORDS)}
    found = sorted(word for word in said if len(word) <= _LONGEST_WORD)
    db.execute(_LEARN, [found, [sounded(word) for word in found]])


def _columns(product_id: UUID, language: str, title: str, facts: str, description: str) -> dict[str, object]:
    return {
        "product_id": product_id,
        "language": language,
        "config": config(language),
        "title": lowered(title, language),
        "title_folded": fold(title),
        "title_sounded": sounded(title),
        "facts": lowered(facts, language),
        "facts_folded": fold(facts),
        "description": lowered(description, language),
        "description_folded": fold(description),
    }
