"""Facts that reviews tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewWritten(Event):
    """Somebody wrote a review; nobody has read it yet."""

    name: ClassVar[str] = "reviews.review_written"

    review_id: UUID
    product_id: UUID
    stars: int
    is_verified: bool

    @property
    def subject(self) -> str:
        return f"product:{self.product_id}"


@dataclass(frozen=True, kw_only=True)
class ReviewPublished(Event):
    """A review is shown from now on."""

    name: ClassVar[str] = "reviews.review_published"

    review_id: UUID
    product_id: UUID
    stars: int

    @property
    def subject(self) -> str:
        return f"product:{self.product_id}"


@dataclass(frozen=True, kw_only=True)
class ReviewRejected(Event):
    """A review is not shown, or not any more."""

    name: ClassVar[str] = "reviews.review_rejected"

    review_id: UUID
    product_id: UUID
    stars: int
    was_published: bool

    @property
    def subject(self) -> str:
        return f"product:{self.product_id}"
