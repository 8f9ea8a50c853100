"""Prove that the stars of products are the sum of their published reviews."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_STARS = Rule(
    "reviews.stars",
    gettext_noop(
        "A product says %(counted)s reviews with %(stored)s stars, its published ones are %(proved)s with %(sum)s."
    ),
    "product",
    ("prd",),
)

_WRONG = """
SELECT 'reviews.stars', k.id AS key, k.id, coalesce(s.ones + s.twos + s.threes + s.fours + s.fives, 0) AS counted,
       coalesce(s.ones + 2 * s.twos + 3 * s.threes + 4 * s.fours + 5 * s.fives, 0) AS stored, r.proved, r.sum
FROM unnest(%(keys)s::uuid[]) AS k(id)
LEFT JOIN reviews_summary s ON s.product_id = k.id
CROSS JOIN LATERAL (
  SELECT count(*) AS proved, coalesce(sum(stars), 0) AS sum,
         array[count(*) FILTER (WHERE stars = 1), count(*) FILTER (WHERE stars = 2), count(*) FILTER (WHERE stars = 3),
               count(*) FILTER (WHERE stars = 4), count(*) FILTER (WHERE stars = 5)] AS each
  FROM reviews_review WHERE product_id = k.id AND status = 'published'
) r
WHERE r.each <> array[coalesce(s.ones, 0), coalesce(s.twos, 0), coalesce(s.threes, 0), coalesce(s.fours, 0),
                      coalesce(s.fives, 0)]::bigint[]
"""

STARS = Book(
    name="reviews.stars",
    tables=("reviews_review", "reviews_summary"),
    checks=(Check((_STARS,), _WRONG),),
    walk="SELECT product_id FROM reviews_summary WHERE product_id > %(after)s ORDER BY product_id LIMIT %(limit)s",
    touched=("SELECT id, product_id FROM reviews_review WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",),
)

BOOKS = (STARS,)


def find_lies() -> list[Lie]:
    """Return a lie for each product whose stars are not the sum of its reviews."""
    return proving.find_lies(BOOKS)
