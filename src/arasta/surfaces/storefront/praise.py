"""Reviews as shoppers see them: stars in figures and bars, words, pictures, the house's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.conf import settings

from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.types import STARS, ReviewOrder, ReviewRow, Summary

FIRST_SHOWN, ON_A_PAGE = 3, 10


@dataclass(frozen=True, slots=True)
class Bar:
    """How many gave so many stars, and the share of all in percent."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Stars:
    """A product's stars."""

    average: Decimal
    count: int
    bars: tuple[Bar, ...]

    @property
    def whole(self) -> int:
        """The stars to draw."""
        return int(self.average + Decimal("0.5"))


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A picture of a review: the addresses of the large and the small one."""

    large: str
    small: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review with its pictures' addresses."""

    row: ReviewRow
    photos: tuple[PhotoView, ...]


def stars_of(product_id: UUID) -> Stars | None:
    """Return a product's stars; nothing before its first review is shown."""
    summary = book.summaries([product_id]).get(product_id)
    return _stars(summary) if summary else None


def newest(product_id: UUID, *, language: str) -> list[ReviewView]:
    """Return the few reviews that stand on the product's page."""
    return _views(book.published(product_id, language=language, limit=FIRST_SHOWN))


def page(product_id: UUID, *, first: ReviewOrder, language: str, number: int) -> tuple[list[ReviewView], bool]:
    """Return one page of a product's reviews, and whether there are more."""
    skip = (number - 1) * ON_A_PAGE
    found = book.published(product_id, first=first, language=language, skip=skip, limit=ON_A_PAGE + 1)
    return _views(found[:ON_A_PAGE]), len(found) > ON_A_PAGE


def _stars(summary: Summary) -> Stars:
    bars = (Bar(stars, summary.by_stars[stars], summary.by_stars[stars] * 100 // summary.count) for stars in STARS)
    return Stars(summary.average, summary.count, tuple(bars)[::-1])


def _views(rows: Sequence[ReviewRow]) -> list[ReviewView]:
    return [ReviewView(row, tuple(_photo(photo.path, photo.small) for photo in row.photos)) for row in rows]


def _photo(path: str, small: str) -> PhotoView:
    return PhotoView(settings.MEDIA_URL + path, settings.MEDIA_URL + small)
