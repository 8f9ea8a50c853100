"""Values of reviews: statuses and their legal moves, commands, rows, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop

ReviewId = NewType("ReviewId", UUID)

STARS = (1, 2, 3, 4, 5)
MOST_PHOTOS = 4
LONGEST_AUTHOR, LONGEST_TITLE, LONGEST_TEXT = 60, 120, 3000


class ReviewStatus(StrEnum):
    """Where a review stands."""

    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"


_S = ReviewStatus

LEGAL_MOVES: dict[ReviewStatus, frozenset[ReviewStatus]] = {
    _S.PENDING: frozenset({_S.PUBLISHED, _S.REJECTED}),
    _S.PUBLISHED: frozenset({_S.REJECTED}),
    _S.REJECTED: frozenset({_S.PUBLISHED}),
}


class ReviewOrder(StrEnum):
    """What stands first."""

    NEWEST = "newest"
    BEST = "best"
    WORST = "worst"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a review: two files below the media folder, and the size of the larger one."""

    path: str
    width: int
    height: int

    @property
    def small(self) -> str:
        """The square small one beside it."""
        return self.path.removesuffix(".webp") + "-s.webp"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewToWrite:
    """A review as its writer sends it. `order_id` proves that the product was handed over; one of the two ids is given."""

    product_id: UUID
    product_name: str
    author: str
    stars: int
    language: str
    title: str = ""
    text: str = ""
    variant_name: str = ""
    customer_id: UUID | None = None
    order_id: UUID | None = None
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a review, and why; a rejection needs a reason."""

    review_id: ReviewId
    status: ReviewStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review as it stands."""

    id: ReviewId
    product_id: UUID
    product_name: str
    variant_name: str
    author: str
    stars: int
    title: str
    text: str
    language: str
    is_verified: bool
    status: ReviewStatus
    reason: str
    reply: str
    written_at: datetime
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """How many published reviews of a product gave how many stars."""

    product_id: UUID
    by_stars: Mapping[int, int]

    @property
    def count(self) -> int:
        return sum(self.by_stars.values())

    @property
    def average(self) -> Decimal:
        """Return the mean with one digit; 0 without a review."""
        total = sum(stars * count for stars, count in self.by_stars.items())
        return (Decimal(total) / (self.count or 1)).quantize(Decimal("0.1"), ROUND_HALF_UP)


class UnknownReview(Missing):
    """No review has the id."""

    code = "unknown_review"
    template = gettext_noop("There is no such review.")


class AlreadyReviewed(Conflict):
    """The writer has reviewed the product before."""

    code = "already_reviewed"
    template = gettext_noop("You have reviewed this product already. Thank you.")


class ReviewWrong(Invalid):
    """Parts of a review are missing or wrong; `fields` names each with its rule."""

    code = "review_invalid"
    template = gettext_noop("The review is incomplete or wrong. Look at the marked fields.")


class ReviewCannotMove(Conflict):
    """The review stands where this decision does not lead from."""

    code = "review_cannot_move"
    template = gettext_noop("The review is decided already: somebody else was here first. Look at it again.")


class ReasonMissing(Invalid):
    """A rejection says why."""

    code = "review_reason_missing"
    template = gettext_noop("Say why the review is not shown.")


class PhotoWrong(Invalid):
    """The file is no picture that can be shown."""

    code = "photo_invalid"
    template = gettext_noop("“%(name)s” is no picture that we can show. Send JPEG, PNG or WebP of at most 12 MB.")


class TooManyPhotos(Invalid):
    """More pictures than one review shows."""

    code = "too_many_photos"
    template = gettext_noop("At most %(most)s pictures belong to one review.")
