"""Search in every language at once: word for word first, then with letters swapped, then by likeness.

A query that embeds `FOUND` gets `found(product_id, score)`; it passes `parameters(text)`. How alike a misspelt word must
be is a setting of the connection.
"""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.catalog.domain.folding import lowered, prefix_query, sounded, swapped_query

MOST_LETTERS = 200
# Any two short words are alike: who asks for a rug wants no ruj, which is a lipstick.
LEAST_LETTERS_ALIKE = 4

# One question for all languages, so that the index answers it once.
FOUND = """
spelt AS (
  SELECT plainto_tsquery('english', a.lowered) || plainto_tsquery('russian', a.lowered)
      || plainto_tsquery('turkish', a.turkish) || to_tsquery('simple', a.prefix) AS question
  FROM unnest(%(lowered)s::text[], %(turkish)s::text[], %(prefix)s::text[]) AS a(lowered, turkish, prefix)
),
asked AS (
  SELECT string_agg('(' || question::text || ')', ' | ') FILTER (WHERE numnode(question) > 0)::tsquery AS question FROM spelt
),
exact AS (
  SELECT t.product_id, (max(ts_rank(t.search, a.question)) * 1000000)::bigint AS score
  FROM asked a JOIN catalog_product_text t ON t.search @@ a.question
  GROUP BY t.product_id
),
turned AS (
  SELECT t.product_id, (ts_rank(t.search, to_tsquery('simple', %(swapped)s)) * 1000000)::bigint AS score
  FROM catalog_product_text t
  WHERE %(swapped)s <> '' AND t.search @@ to_tsquery('simple', %(swapped)s) AND NOT EXISTS (SELECT FROM exact)
),
near AS (
  SELECT t.product_id, (max(word_similarity(%(sounded)s, t.title_sounded)) * 1000000)::bigint AS score
  FROM catalog_product_text t
  WHERE %(sounded)s <> '' AND %(sounded)s <%% t.title_sounded AND NOT EXISTS (SELECT FROM exact)
    AND NOT EXISTS (SELECT FROM turned)
  GROUP BY t.product_id
),
found AS (
  SELECT * FROM exact
  UNION ALL SELECT product_id, max(score) FROM turned GROUP BY product_id
  UNION ALL SELECT * FROM near
)
"""


def plain(word: str) -> str:
    """Drop the one character that PostgreSQL's texts cannot hold."""
    return word.replace("\x00", "")


def clean(text: str) -> str:
    """Cut a question to what is sensible to ask."""
    return " ".join(plain(text).split())[:MOST_LETTERS]


def start(text: str) -> str:
    """Write a pattern for what starts with the text, in capitals."""
    escaped = text.upper().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"


# lint: allow door - SQL parameters for the queries beside it
def parameters(text: str, *, also: Sequence[str] = ()) -> dict[str, object]:
    """Spell a question, and what means the same, in the ways the search columns are spelt."""
    asked = clean(text)
    spelt = [asked, *(other for one in also if (other := clean(one)))]
    return {
        "search": asked,
        "lowered": [lowered(one, "en") for one in spelt],
        "turkish": [lowered(one, "tr") for one in spelt],
        "prefix": [prefix_query(one) for one in spelt],
        "swapped": swapped_query(asked),
        "sounded": sounded(asked) if len(asked) >= LEAST_LETTERS_ALIKE else "",
    }
