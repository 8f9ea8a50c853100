"""How a listing was judged: points, reasons, and what its channel would refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from arasta.contexts.channels.types.protocol import Issue


class Reason(StrEnum):
    """Why a listing is not as good as it could be."""

    REFUSED = "refused"
    PRICE_MISSING = "price_missing"
    TITLE_MISSING = "title_missing"
    TITLE_SHORT = "title_short"
    TITLE_SHOUTS = "title_shouts"
    TITLE_REPEATS = "title_repeats"
    TITLE_WITHOUT_BRAND = "title_without_brand"
    TEXT_MISSING = "text_missing"
    TEXT_SHORT = "text_short"
    IMAGES_MISSING = "images_missing"
    IMAGES_FEW = "images_few"
    GTIN_MISSING = "gtin_missing"
    GTIN_WRONG = "gtin_wrong"
    BRAND_MISSING = "brand_missing"
    CATEGORY_MISSING = "category_missing"
    ATTRIBUTES_MISSING = "attributes_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What of a listing is judged. `has_text`: there is a description besides the title."""

    title: str
    description: str
    has_text: bool
    images: int
    gtin: str
    brand: str
    category: str
    has_price: bool
    attributes: int
    refusals: int


@dataclass(frozen=True, slots=True)
class Score:
    """Points from 0 to 100, what cost points, and how much of what a listing can have is there, in percent."""

    points: int
    reasons: tuple[Reason, ...]
    complete: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """A listing's score with what its channel says against it."""

    listing_id: UUID
    score: Score
    issues: Sequence[Issue]


@dataclass(frozen=True, slots=True)
class StoredJudgment:
    """A judgment as stored. `is_due`: the channel was not told yet what the listing says now."""

    listing_id: UUID
    points: int | None
    complete: int | None
    reasons: tuple[Reason, ...]
    judged_at: datetime | None
    is_due: bool
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How a channel's listings stand: how many of them were judged, their mean, and how often each reason counts."""

    listings: int
    judged: int
    mean: int
    refused: int
    good: int
    reasons: Mapping[Reason, int]
