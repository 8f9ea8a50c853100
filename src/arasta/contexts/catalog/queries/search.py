"""Search in every language at once: word for word first, then with letters swapped, then by likeness.

What is called so stands before what is called by another word for it or begins so, then comes what its brand, category or
options are called, last what only mentions it. A word may be unfinished in names, not in descriptions. Likeness is judged
word by word: short words differ by one letter, and not by the last one, which often makes another word (kilim, kilit).

A query that embeds `FOUND` gets `found(product_id, score)`; it passes `parameters(text)`. How alike a misspelt word must
be is a setting of the connection.
"""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.catalog.domain.folding import begun_query, lowered, sounded, swapped_query, words

MOST_LETTERS = 200
# Any two short words are alike: who asks for a rug wants no ruj, which is a lipstick.
LEAST_LETTERS_ALIKE = 4

# One question for all languages, so that the index answers it once.
FOUND = """
spelt AS (
  SELECT a.place, plainto_tsquery('english', a.lowered) || plainto_tsquery('russian', a.lowered)
      || plainto_tsquery('turkish', a.turkish) || to_tsquery('simple', a.folded) AS whole,
      to_tsquery('simple', a.begun) AS begun
  FROM unnest(%(lowered)s::text[], %(turkish)s::text[], %(folded)s::text[], %(begun)s::text[])
       WITH ORDINALITY AS a(lowered, turkish, folded, begun, place)
),
asked AS (
  SELECT string_agg('(' || (whole || begun)::text || ')', ' | ') FILTER (WHERE numnode(whole || begun) > 0)::tsquery AS question,
         max(whole::text) FILTER (WHERE place = 1 AND numnode(whole) > 0)::tsquery AS whole
  FROM spelt
),
exact AS (
  SELECT t.product_id, max(
    CASE WHEN ts_filter(t.search, '{a}') @@ a.whole THEN 3
         WHEN ts_filter(t.search, '{a}') @@ a.question THEN 2
         WHEN ts_filter(t.search, '{a,b}') @@ a.question THEN 1 ELSE 0 END * 100000000
    + (ts_rank(t.search, a.question) * 1000000)::bigint) AS score
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
    AND NOT EXISTS (SELECT FROM turned) AND NOT EXISTS (
      SELECT FROM regexp_split_to_table(%(sounded)s, '[[:space:][:punct:]]+') AS said(word)
      WHERE said.word <> '' AND NOT EXISTS (
        SELECT FROM regexp_split_to_table(t.title_sounded, '[[:space:][:punct:]«»“”„–—]+') AS title(word)
        WHERE least(levenshtein(said.word, title.word), levenshtein(said.word, left(title.word, length(said.word))))
            <= CASE WHEN length(said.word) < 4 THEN 0 WHEN length(said.word) < 6 THEN 1 ELSE 2 END
          AND (length(said.word) > 5 OR right(said.word, 1) = right(title.word, 1))))
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
        "folded": [" & ".join(words(one)) for one in spelt],
        "begun": [begun_query(one) for one in spelt],
        "swapped": swapped_query(asked),
        "sounded": sounded(asked) if len(asked) >= LEAST_LETTERS_ALIKE else "",
    }
