"""Decide about reviews, and answer them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.reviews import events
from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.services import photos
from arasta.contexts.reviews.types import (
    LEGAL_MOVES,
    LONGEST_TEXT,
    Decision,
    ReasonMissing,
    ReviewCannotMove,
    ReviewId,
    ReviewRow,
    ReviewStatus,
    ReviewWrong,
    UnknownReview,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.events import Event
from arasta.kernel.outbox.publishing import publish

PERMISSION = "catalog.write"

_LOCK = "SELECT id FROM reviews_review WHERE id = ANY(%s) ORDER BY id FOR UPDATE"

_DECIDE = """
UPDATE reviews_review r SET status = d.status, reason = d.reason, decided_at = %(at)s, decided_by = %(by)s
FROM json_to_recordset(%(decisions)s::json) AS d(id uuid, status text, reason text) WHERE r.id = d.id
"""

_KNOW = """
INSERT INTO reviews_summary (product_id) SELECT * FROM unnest(%(products)s::uuid[]) AS p(id) ORDER BY id
ON CONFLICT (product_id) DO NOTHING
"""

_LOCK_STARS = (
    "SELECT product_id FROM reviews_summary WHERE product_id = ANY(%(products)s) ORDER BY product_id FOR UPDATE"
)

_STEP = """
UPDATE reviews_summary s SET ones = s.ones + c.ones, twos = s.twos + c.twos, threes = s.threes + c.threes,
       fours = s.fours + c.fours, fives = s.fives + c.fives
FROM (
  SELECT product_id, coalesce(sum(n) FILTER (WHERE stars = 1), 0) AS ones, coalesce(sum(n) FILTER (WHERE stars = 2), 0) AS twos,
         coalesce(sum(n) FILTER (WHERE stars = 3), 0) AS threes, coalesce(sum(n) FILTER (WHERE stars = 4), 0) AS fours,
         coalesce(sum(n) FILTER (WHERE stars = 5), 0) AS fives
  FROM json_to_recordset(%(steps)s::json) AS j(product_id uuid, stars int, n int) GROUP BY product_id
) c WHERE c.product_id = s.product_id
"""


def decide(decisions: Sequence[Decision], *, at: datetime, media: str, actor: Actor) -> None:
    """Publish or reject reviews and count their stars, in a fixed number of statements.

    Locks the reviews. Publishes ReviewPublished and ReviewRejected. The pictures of the rejected are thrown away.
    Raises UnknownReview, ReasonMissing, and ReviewCannotMove where one is decided that way already.
    """
    actor.require(PERMISSION)
    if any(one.status is ReviewStatus.REJECTED and not one.reason.strip() for one in decisions):
        raise ReasonMissing
    with db.transaction():
        found = _locked([one.review_id for one in decisions])
        for one in decisions:
            if one.status not in LEGAL_MOVES[found[one.review_id].status]:
                raise ReviewCannotMove
        rows = [{"id": one.review_id, "status": one.status, "reason": one.reason.strip()[:500]} for one in decisions]
        db.execute(_DECIDE, {"decisions": db.as_json(rows), "at": at, "by": actor.id})
        _count([(found[one.review_id], one.status) for one in decisions])
        gone = [
            row for one in decisions if one.status is ReviewStatus.REJECTED and (row := found[one.review_id]).photos
        ]
        if gone:
            db.execute("DELETE FROM reviews_photo WHERE review_id = ANY(%s)", [[row.id for row in gone]])
        publish([_fact(found[one.review_id], one.status) for one in decisions], actor=actor)
    for row in gone:
        photos.discard(row.photos, media=media)


def reply(review_id: ReviewId, text: str, *, actor: Actor) -> None:
    """Answer a review under it; an empty text takes the answer back. Raises UnknownReview and ReviewWrong."""
    actor.require(PERMISSION)
    said = text.strip()
    if len(said) > LONGEST_TEXT:
        raise ReviewWrong(fields={"reply": "too_long"})
    if not db.execute("UPDATE reviews_review SET reply = %s WHERE id = %s", [said, review_id]):
        raise UnknownReview


def _locked(review_ids: Sequence[UUID]) -> dict[UUID, ReviewRow]:
    db.rows(_LOCK, [list(review_ids)])
    found = book.by_ids(review_ids)
    if set(review_ids) - set(found):
        raise UnknownReview
    return found


def _count(moved: Sequence[tuple[ReviewRow, ReviewStatus]]) -> None:
    """Add what is shown now and take away what was: as steps, so that two who decide at once do not overwrite each other."""
    steps: list[dict[str, Any]] = [
        {"product_id": row.product_id, "stars": row.stars, "n": 1 if to is ReviewStatus.PUBLISHED else -1}
        for row, to in moved
        if ReviewStatus.PUBLISHED in {row.status, to}
    ]
    if steps:
        products = {"products": sorted({step["product_id"] for step in steps})}
        db.execute(_KNOW, products)
        db.rows(_LOCK_STARS, products)
        db.execute(_STEP, {"steps": db.as_json(steps)})


def _fact(row: ReviewRow, to: ReviewStatus) -> Event:
    if to is ReviewStatus.PUBLISHED:
        return events.ReviewPublished(review_id=row.id, product_id=row.product_id, stars=row.stars)
    was_published = row.status is ReviewStatus.PUBLISHED
    return events.ReviewRejected(
        review_id=row.id, product_id=row.product_id, stars=row.stars, was_published=was_published
    )
