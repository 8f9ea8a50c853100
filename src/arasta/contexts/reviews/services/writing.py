"""Write reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from arasta.contexts.reviews import events
from arasta.contexts.reviews.domain import wording
from arasta.contexts.reviews.types import AlreadyReviewed, ReviewId, ReviewToWrite, ReviewWrong
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_WRITE = """
INSERT INTO reviews_review (id, product_id, product_name, variant_name, customer_id, order_id, author, stars, title, text,
                            language, status, written_at)
SELECT r.id, r.product_id, r.product_name, r.variant_name, r.customer_id, r.order_id, r.author, r.stars, r.title, r.text,
       r.language, 'pending', %(at)s
FROM json_to_recordset(%(reviews)s::json)
     AS r(id uuid, product_id uuid, product_name text, variant_name text, customer_id uuid, order_id uuid, author text,
          stars int, title text, text text, language text)
ORDER BY r.id
ON CONFLICT DO NOTHING RETURNING id
"""

_SHOW = """
INSERT INTO reviews_photo (id, review_id, position, path, width, height)
SELECT p.id, p.review_id, p.position, p.path, p.width, p.height
FROM json_to_recordset(%(photos)s::json)
     AS p(id uuid, review_id uuid, position int, path text, width int, height int)
"""


def write_reviews(reviews: Sequence[ReviewToWrite], *, at: datetime, actor: Actor) -> list[ReviewId]:
    """Write reviews, in the order given; they wait to be read. Publishes ReviewWritten.

    Raises ReviewWrong, and AlreadyReviewed where a writer has reviewed a product before: then nothing is written.
    """
    tidy = [wording.tidied(review) for review in reviews]
    if wrong := next((fields for review in tidy if (fields := wording.wrong_fields(review))), None):
        raise ReviewWrong(fields=wrong)
    keyed = [(ReviewId(new_id()), review) for review in tidy]
    with db.transaction():
        rows = [{**asdict(review), "id": key} for key, review in keyed]
        if len(db.rows(_WRITE, {"reviews": db.as_json(rows), "at": at})) < len(rows):
            raise AlreadyReviewed
        _keep_photos(keyed)
        publish(
            [
                events.ReviewWritten(
                    review_id=key,
                    product_id=review.product_id,
                    stars=review.stars,
                    is_verified=review.order_id is not None,
                )
                for key, review in keyed
            ],
            actor=actor,
        )
    return [key for key, _ in keyed]


def _keep_photos(keyed: Sequence[tuple[ReviewId, ReviewToWrite]]) -> None:
    rows = [
        {"id": new_id(), "review_id": key, "position": place, **asdict(photo)}
        for key, review in keyed
        for place, photo in enumerate(review.photos)
    ]
    if rows:
        db.execute(_SHOW, {"photos": db.as_json(rows)})
