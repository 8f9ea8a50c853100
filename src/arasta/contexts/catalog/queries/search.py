"""Search in every language at once: word for word first, then with letters swapped, then by likeness.

What is called so stands before what is called by another word for it or begins so, each one rank higher where its
category or brand is called so, too (coffee before a coffee-house chair); then comes what only these or options are called,
last what only mentions it. A word may be unfinished in names, not in descriptions. Likeness is judged word by word: short
words differ by one letter, and not by the last one, which often makes another word (kilim, kilit), unless both sound alike
there (шарв, шарф); the word of a title may go on (fincn, fincanı).

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
-- What is asked of all words, asked of titles alone, and of names: far cheaper than to cut each product's words down.
weighed AS MATERIALIZED (
  SELECT question, replace(replace(labeled, ':AB', ':A'), ':*AB', ':*A')::tsquery AS of_titles, labeled::tsquery AS of_names,
         regexp_replace(whole::text, $$'(?=[ )]|$)$$, $$':A$$, 'g')::tsquery AS whole_of_titles,
         regexp_replace(whole::text, $$'(?=[ )]|$)$$, $$':B$$, 'g')::tsquery AS whole_of_facts
  FROM asked, LATERAL (SELECT regexp_replace(question::text, $$'(?=[ )]|$)$$, $$':AB$$, 'g')) l(labeled)
),
exact AS (
  SELECT t.product_id, max(
    CASE WHEN t.search @@ a.of_titles
           THEN 2 + (coalesce(t.search @@ a.whole_of_titles, false))::int + (coalesce(t.search @@ a.whole_of_facts, false))::int
         WHEN t.search @@ a.of_names THEN 1 ELSE 0 END * 100000000 + (ts_rank(t.search, a.question) * 1000000)::bigint) AS score
  FROM weighed a JOIN catalog_product_text t ON t.search @@ a.question
  GROUP BY t.product_id
),
turned AS (
  SELECT t.product_id, (ts_rank(t.search, to_tsquery('simple', %(swapped)s)) * 1000000)::bigint AS score
  FROM catalog_product_text t
  WHERE %(swapped)s <> '' AND t.search @@ to_tsquery('simple', %(swapped)s) AND NOT EXISTS (SELECT FROM exact)
),
-- Likeness is judged among the words of all titles, which are few, and not title by title.
alike AS (
  SELECT s.place, w.word, w.apart, rank() OVER (PARTITION BY s.place ORDER BY w.apart) = 1 AS is_next,
         row_number() OVER (PARTITION BY s.place ORDER BY w.apart, w.word) AS number
  FROM unnest(%(sounded)s::text[]) WITH ORDINALITY AS s(word, place)
  JOIN LATERAL (
    SELECT k.word, min(levenshtein(s.word, part)) AS apart
    FROM catalog_word k, unnest(ARRAY[
      k.sounded, left(k.sounded, length(s.word)), left(k.sounded, length(s.word) + 1)]) AS part
    WHERE s.word <%% k.sounded
      AND (length(s.word) > 5 OR translate(right(s.word, 1), 'bdgvz', 'ptkfs') = translate(right(part, 1), 'bdgvz', 'ptkfs'))
    GROUP BY k.word
  ) w ON w.apart <= CASE WHEN length(s.word) < 4 THEN 0 WHEN length(s.word) < 6 THEN 1 ELSE 2 END
  WHERE NOT EXISTS (SELECT FROM exact) AND NOT EXISTS (SELECT FROM turned)
),
meant AS (
  SELECT string_agg(any_of, ' & ')::tsquery AS question, string_agg(next_of, ' & ')::tsquery AS nearest
  FROM (
    SELECT '(' || string_agg(quoted, ' | ') || ')' AS any_of,
           '(' || string_agg(quoted, ' | ') FILTER (WHERE is_next) || ')' AS next_of
    FROM alike, LATERAL (SELECT quote_literal(word) || ':A') q(quoted) WHERE number <= 30 GROUP BY place
  ) each
  HAVING count(*) = cardinality(%(sounded)s::text[])
),
near AS (
  SELECT t.product_id, max(CASE WHEN t.search @@ m.nearest THEN 2 ELSE 1 END) AS score
  FROM meant m JOIN catalog_product_text t ON t.search @@ m.question
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
        "sounded": words(sounded(asked)) if len(asked) >= LEAST_LETTERS_ALIKE else [],
    }
