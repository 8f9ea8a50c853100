"""How good a listing is: a score from 0 to 100 with a named reason for every point that is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from arasta.contexts.channels.types.quality import Judged, Reason, Score

SHORT_TITLE, SHORT_TEXT, FEW_IMAGES = 25, 120, 3

_COSTS: dict[Reason, int] = {
    Reason.REFUSED: 40,
    Reason.PRICE_MISSING: 30,
    Reason.TITLE_MISSING: 30,
    Reason.IMAGES_MISSING: 30,
    Reason.TEXT_MISSING: 15,
    Reason.GTIN_MISSING: 12,
    Reason.GTIN_WRONG: 12,
    Reason.TITLE_SHORT: 8,
    Reason.IMAGES_FEW: 8,
    Reason.TEXT_SHORT: 8,
    Reason.BRAND_MISSING: 8,
    Reason.TITLE_SHOUTS: 6,
    Reason.CATEGORY_MISSING: 6,
    Reason.TITLE_REPEATS: 5,
    Reason.ATTRIBUTES_MISSING: 5,
    Reason.TITLE_WITHOUT_BRAND: 3,
}
"""What each reason costs. They may add up to more than a hundred: a score is never below nothing."""


def score(listing: Judged) -> Score:
    """Judge a listing; the heaviest reason first."""
    reasons = sorted(set(_reasons(listing)), key=lambda reason: (-_COSTS[reason], reason))
    filled = [
        bool(listing.title.strip()),
        listing.has_text,
        listing.images > 0,
        bool(listing.gtin),
        bool(listing.brand),
        bool(listing.category),
        listing.has_price,
        listing.attributes > 0,
    ]
    points = max(0, 100 - sum(_COSTS[reason] for reason in reasons))
    return Score(points, tuple(reasons), 100 * sum(filled) // len(filled))


def cost(reason: Reason) -> int:
    """Return how many points a reason costs."""
    return _COSTS[reason]


def is_gtin(code: str) -> bool:
    """Tell whether a code is a GTIN of 8, 12, 13 or 14 digits whose last one fits the others."""
    if len(code) not in {8, 12, 13, 14} or not (code.isascii() and code.isdigit()):
        return False
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return weighed % 10 == 0


def _reasons(listing: Judged) -> Iterator[Reason]:
    yield from _of_the_title(listing)
    yield from _of_the_rest(listing)
    if listing.refusals:
        yield Reason.REFUSED
    if not listing.has_price:
        yield Reason.PRICE_MISSING
    if not listing.gtin:
        yield Reason.GTIN_MISSING
    elif not is_gtin(listing.gtin):
        yield Reason.GTIN_WRONG


def _of_the_title(listing: Judged) -> Iterator[Reason]:
    title = listing.title.strip()
    if not title:
        yield Reason.TITLE_MISSING
        return
    if len(title) < SHORT_TITLE:
        yield Reason.TITLE_SHORT
    if len(title) > 8 and title.upper() == title and title.lower() != title:
        yield Reason.TITLE_SHOUTS
    words = [word for word in title.casefold().split() if len(word) > 2]
    if len(words) > len(set(words)):
        yield Reason.TITLE_REPEATS
    if listing.brand and listing.brand.casefold() not in title.casefold():
        yield Reason.TITLE_WITHOUT_BRAND


def _of_the_rest(listing: Judged) -> Iterator[Reason]:
    if not listing.has_text:
        yield Reason.TEXT_MISSING
    elif len(listing.description) < SHORT_TEXT:
        yield Reason.TEXT_SHORT
    if not listing.images:
        yield Reason.IMAGES_MISSING
    elif listing.images < FEW_IMAGES:
        yield Reason.IMAGES_FEW
    if not listing.brand:
        yield Reason.BRAND_MISSING
    if not listing.category:
        yield Reason.CATEGORY_MISSING
    if not listing.attributes:
        yield Reason.ATTRIBUTES_MISSING
