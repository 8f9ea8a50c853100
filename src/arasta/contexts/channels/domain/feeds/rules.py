"""What each reader of feeds refuses, known before it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arasta.contexts.channels.types.feeds import NOTES, Availability, FeedOffer, FeedTarget, Flaw

_GTIN_LENGTHS = (8, 12, 13, 14)
_PICTURES = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff")
_LONGEST_ADDRESS = 2000
_DATED = (Availability.PREORDER, Availability.BACKORDER)


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of one reader. `needs_identifier`: it takes nothing without a brand, a GTIN or a part number."""

    longest_id: int
    longest_title: int
    longest_description: int
    keeps_html: bool
    needs_image: bool = True
    needs_identifier: bool = False
    wants_brand: bool = True
    wants_date: bool = False


RULES: Mapping[FeedTarget, Rules] = {
    FeedTarget.GOOGLE: Rules(50, 150, 5000, keeps_html=True, wants_date=True),
    FeedTarget.META: Rules(100, 200, 9999, keeps_html=False, needs_identifier=True),
    FeedTarget.PLAIN: Rules(100, 1000, 100_000, keeps_html=True, needs_image=False, wants_brand=False),
}


def judge(offer: FeedOffer, offer_id: str, target: FeedTarget) -> tuple[Flaw, ...]:
    """Return what is wrong with an offer in a reader's eyes, in the order of the file's fields."""
    rules = RULES[target]
    flaws = [*_texts(offer, offer_id, rules), *_page(offer, rules), *_identity(offer, rules)]
    if rules.wants_date and offer.availability in _DATED and offer.available_on is None:
        flaws.append(Flaw.DATE_MISSING)
    return tuple(flaws)


def keeps_out(flaws: Sequence[Flaw]) -> bool:
    """Tell whether an offer with these flaws stays out of the file."""
    return any(flaw not in NOTES for flaw in flaws)


def is_gtin(text: str) -> bool:
    """Tell whether a number is a GTIN: its length, and its check digit."""
    if len(text) not in _GTIN_LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text)))
    return weighed % 10 == 0


def _texts(offer: FeedOffer, offer_id: str, rules: Rules) -> list[Flaw]:
    flaws = []
    if len(offer_id) > rules.longest_id:
        flaws.append(Flaw.ID_TOO_LONG)
    if not offer.title.strip():
        flaws.append(Flaw.TITLE_MISSING)
    elif len(offer.title) > rules.longest_title:
        flaws.append(Flaw.TITLE_TOO_LONG)
    if not offer.description.strip():
        flaws.append(Flaw.DESCRIPTION_MISSING)
    elif len(offer.description) > rules.longest_description:
        flaws.append(Flaw.DESCRIPTION_CUT)
    return flaws


def _page(offer: FeedOffer, rules: Rules) -> list[Flaw]:
    flaws = []
    if not offer.is_sold or not offer.link or len(offer.link) > _LONGEST_ADDRESS:
        flaws.append(Flaw.LANDING_PAGE_MISSING)
    if offer.price is None or offer.price.minor <= 0:
        flaws.append(Flaw.PRICE_MISSING)
    if not offer.images:
        if rules.needs_image:
            flaws.append(Flaw.IMAGE_MISSING)
    elif not _is_picture(offer.images[0]):
        flaws.append(Flaw.IMAGE_UNREADABLE)
    return flaws


def _is_picture(address: str) -> bool:
    last = address.rsplit("/", 1)[-1]
    ending = last.rsplit(".", 1)[1].lower() if "." in last else ""
    return len(address) <= _LONGEST_ADDRESS and (not ending or ending in _PICTURES)


def _identity(offer: FeedOffer, rules: Rules) -> list[Flaw]:
    flaws = []
    sound = bool(offer.gtin) and is_gtin(offer.gtin)
    if offer.gtin and not sound:
        flaws.append(Flaw.GTIN_WRONG)
    if not (offer.brand or offer.mpn or sound) and rules.needs_identifier:
        flaws.append(Flaw.IDENTIFIER_MISSING)
    elif not offer.brand and rules.wants_brand:
        flaws.append(Flaw.BRAND_MISSING)
    return flaws
