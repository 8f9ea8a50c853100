"""Reads of reviews: what the shop shows, what staff reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.reviews.types import (
    STARS,
    Photo,
    ReviewId,
    ReviewOrder,
    ReviewRow,
    ReviewStatus,
    Summary,
    UnknownReview,
)
from arasta.kernel import db, prepared
from arasta.kernel.pages import BadCursor, Page, clamp, decode_cursor, encode_cursor

_COLUMNS = """
SELECT r.id, r.product_id, r.product_name, r.variant_name, r.author, r.stars, r.title, r.text, r.language,
       r.order_id IS NOT NULL, r.status, r.reason, r.reply, r.written_at,
       (SELECT json_agg(json_build_array(p.path, p.width, p.height) ORDER BY p.position)
        FROM reviews_photo p WHERE p.review_id = r.id)
FROM reviews_review r
"""

_SUMMARIES = (
    "SELECT product_id, ones, twos, threes, fours, fives FROM reviews_summary WHERE product_id = ANY(%(products)s)"
)

_SHOWN: dict[ReviewOrder, str] = {
    ReviewOrder.NEWEST: "r.id DESC",
    ReviewOrder.BEST: "r.stars DESC, r.id DESC",
    ReviewOrder.WORST: "r.stars, r.id DESC",
}


def summaries(product_ids: Sequence[UUID]) -> dict[UUID, Summary]:
    """Return the stars of products; one without a published review is absent."""
    found = prepared.rows(_SUMMARIES, {"products": list(product_ids)})
    counted = {row[0]: Summary(row[0], dict(zip(STARS, row[1:], strict=True))) for row in found}
    return {key: summary for key, summary in counted.items() if summary.count}


def published(
    product_id: UUID, *, first: ReviewOrder = ReviewOrder.NEWEST, language: str = "", skip: int = 0, limit: int = 10
) -> list[ReviewRow]:
    """Return published reviews of a product, those in the reader's language first."""
    return _reviews(
        f"""WHERE r.product_id = %(product)s AND r.status = 'published'
        ORDER BY r.language = %(language)s DESC, {_SHOWN[first]} LIMIT %(limit)s OFFSET %(skip)s""",
        {"product": product_id, "language": language, "limit": clamp(limit), "skip": max(skip, 0)},
    )


def telling(product_id: UUID, *, language: str) -> ReviewRow | None:
    """Return the review that tells most for a shelf: with words, in the reader's language first, the best stars first."""
    found = _reviews(
        """WHERE r.product_id = %(product)s AND r.status = 'published' AND r.text <> ''
        ORDER BY r.language = %(language)s DESC, r.stars DESC, r.order_id IS NULL, r.id DESC LIMIT 1""",
        {"product": product_id, "language": language},
    )
    return found[0] if found else None


def review(review_id: UUID) -> ReviewRow:
    """Return one review, whatever its status. Raises UnknownReview."""
    found = by_ids([review_id])
    if review_id not in found:
        raise UnknownReview
    return found[review_id]


def by_ids(review_ids: Sequence[UUID]) -> dict[UUID, ReviewRow]:
    """Return reviews by id, whatever their status; unknown ids are absent."""
    return {row.id: row for row in _reviews("WHERE r.id = ANY(%(ids)s)", {"ids": list(review_ids)})}


def own(product_id: UUID, *, customer_id: UUID | None, order_id: UUID | None) -> ReviewRow | None:
    """Return what this writer said of a product before."""
    found = _reviews(
        """WHERE r.product_id = %(product)s AND (r.customer_id = %(customer)s::uuid OR r.order_id = %(order)s::uuid)
        ORDER BY r.id LIMIT 1""",
        {"product": product_id, "customer": customer_id, "order": order_id},
    )
    return found[0] if found else None


def page(status: ReviewStatus, *, cursor: str | None = None, limit: int = 20) -> Page[ReviewRow]:
    """Return reviews of a status, the newest first. Raises BadCursor."""
    size = clamp(limit)
    found = _reviews(
        """WHERE r.status = %(status)s AND (%(after)s::uuid IS NULL OR r.id < %(after)s::uuid)
        ORDER BY r.id DESC LIMIT %(limit)s""",
        {"status": status.value, "after": _after(cursor), "limit": size + 1},
    )
    return Page(found[:size], encode_cursor(str(found[size - 1].id)) if len(found) > size else None)


def counts() -> dict[ReviewStatus, int]:
    """Return how many reviews stand in each status."""
    found = dict(db.rows("SELECT status, count(*) FROM reviews_review GROUP BY status"))
    return {status: found.get(status.value, 0) for status in ReviewStatus}


def _after(cursor: str | None) -> UUID | None:
    values = decode_cursor(cursor, 1)
    try:
        return UUID(str(values[0])) if values else None
    except ValueError as wrong:
        raise BadCursor from wrong


def _reviews(where: str, params: Mapping[str, object]) -> list[ReviewRow]:
    return [_row(row) for row in db.rows(_COLUMNS + where, params)]


def _row(row: Sequence[Any]) -> ReviewRow:
    key, *facts, status, reason, reply, written_at, photos = row
    shown = tuple(Photo(*photo) for photo in photos or ())
    return ReviewRow(*(ReviewId(key), *facts, ReviewStatus(status), reason, reply, written_at, shown))
