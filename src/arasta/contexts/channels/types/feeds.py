"""Feeds: files of all offers that an outside service fetches by itself, and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from arasta.kernel.money import Money

FEED_PREFIX = "fed"


class FeedTarget(StrEnum):
    """Whose rules a feed keeps. PLAIN: for whoever else reads it, with the fewest rules."""

    GOOGLE = "google"
    META = "meta"
    PLAIN = "plain"


class FeedKind(StrEnum):
    """PRODUCTS: one row per offer. LOCAL: one row per store and offer."""

    PRODUCTS = "products"
    LOCAL = "local"


class FeedFormat(StrEnum):
    TSV = "tsv"
    XML = "xml"


class FeedStatus(StrEnum):
    """REVOKED: the address answers no more, for good."""

    OPEN = "open"
    REVOKED = "revoked"


class RowState(StrEnum):
    """OFFERED: in the file. EXCLUDED: a rule keeps it out. GONE: it was in the file and is not sold any more."""

    OFFERED = "offered"
    EXCLUDED = "excluded"
    GONE = "gone"


class Flaw(StrEnum):
    """What is wrong with an offer. Those of `NOTES` leave it in the file, the others keep it out."""

    ID_TOO_LONG = "id_too_long"
    TITLE_MISSING = "title_missing"
    TITLE_TOO_LONG = "title_too_long"
    PRICE_MISSING = "price_missing"
    LANDING_PAGE_MISSING = "landing_page_missing"
    IMAGE_MISSING = "image_missing"
    IMAGE_UNREADABLE = "image_unreadable"
    IDENTIFIER_MISSING = "identifier_missing"
    GTIN_WRONG = "gtin_wrong"
    BRAND_MISSING = "brand_missing"
    DESCRIPTION_MISSING = "description_missing"
    DESCRIPTION_CUT = "description_cut"
    DATE_MISSING = "date_missing"


NOTES = frozenset(
    {Flaw.GTIN_WRONG, Flaw.BRAND_MISSING, Flaw.DESCRIPTION_MISSING, Flaw.DESCRIPTION_CUT, Flaw.DATE_MISSING}
)

FIELDS: Mapping[Flaw, str] = {
    Flaw.ID_TOO_LONG: "id",
    Flaw.TITLE_MISSING: "title",
    Flaw.TITLE_TOO_LONG: "title",
    Flaw.PRICE_MISSING: "price",
    Flaw.LANDING_PAGE_MISSING: "link",
    Flaw.IMAGE_MISSING: "image_link",
    Flaw.IMAGE_UNREADABLE: "image_link",
    Flaw.IDENTIFIER_MISSING: "brand, gtin",
    Flaw.GTIN_WRONG: "gtin",
    Flaw.BRAND_MISSING: "brand",
    Flaw.DESCRIPTION_MISSING: "description",
    Flaw.DESCRIPTION_CUT: "description",
    Flaw.DATE_MISSING: "availability_date",
}
"""The field of the file that a flaw is about."""


class Availability(StrEnum):
    """What the landing page says of an offer."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"


@dataclass(frozen=True, slots=True)
class StoreStock:
    """What a store has of a variant, at the store's own price. `code` is our code of its location."""

    code: str
    quantity: int
    price: Money | None
    compare_at: Money | None = None
    picks_up: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOffer:
    """All that a feed may say of a variant, as its landing page says it. `group` binds the variants of one product."""

    variant_id: UUID
    group: str
    sku: str
    title: str
    link: str
    is_sold: bool
    price: Money | None
    availability: Availability
    gtin: str = ""
    mpn: str = ""
    brand: str = ""
    description: str = ""
    category: str = ""
    options: Sequence[tuple[str, str]] = ()
    options_text: str = ""
    images: Sequence[str] = ()
    compare_at: Money | None = None
    quantity: int = 0
    available_on: date | None = None
    weight_grams: int = 0
    stores: Sequence[StoreStock] = ()


@dataclass(frozen=True, slots=True)
class FeedChunk:
    """The offers of all products after the chunk before, up to this one."""

    upto: UUID
    offers: Sequence[FeedOffer]


@dataclass(frozen=True, slots=True)
class FeedPart:
    """A chunk as it lies in a feed's file: where, what it unpacks to, and how many offers it has."""

    upto: UUID
    start: int
    length: int
    crc: int
    size: int
    offered: int
    excluded: int
    noted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedInput:
    """What makes a feed; `channel_id` and `name` are its natural key, saving it again updates the rest.

    `shop_id` is the channel whose landing pages, prices and stock the feed tells. `only_listed`: not everything that is
    sold there, but what is listed on the feed's own channel. `is_public`: the address needs no key.
    """

    channel_id: UUID
    shop_id: UUID
    name: str
    target: FeedTarget
    kind: FeedKind = FeedKind.PRODUCTS
    format: FeedFormat = FeedFormat.TSV
    language: str = "en"
    only_listed: bool = False
    is_public: bool = False
    least_minutes: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as stored, with the figures of its last writing. `version` counts the writings that changed something.

    `changed_at`: the newest change that the file does not hold yet. `checked_at`: when it was written last, or found to
    be as it was; `written_at`: when it came to be as it is. `read_at`: as of when the offers in it were read;
    `read_whole_at`: as of when all of them were; `doubted_at`: since when any of them may be another.
    """

    id: UUID
    channel_id: UUID
    channel_code: str
    shop_id: UUID
    name: str
    target: FeedTarget
    kind: FeedKind
    format: FeedFormat
    language: str
    only_listed: bool
    is_public: bool
    status: FeedStatus
    key_number: int
    least_minutes: int
    version: int
    changed_at: datetime | None
    asked_at: datetime | None
    checked_at: datetime | None
    written_at: datetime | None
    offered: int
    excluded: int
    noted: int
    plain_bytes: int
    packed_bytes: int
    took_ms: int
    problem: str
    read_at: datetime | None
    read_whole_at: datetime | None
    doubted_at: datetime | None

    @property
    def file_name(self) -> str:
        """The last part of its address."""
        return f"{self.name}.{self.format}"


@dataclass(frozen=True, slots=True)
class FeedFigures:
    """What a writing came to."""

    version: int
    has_changed: bool
    offered: int
    excluded: int
    noted: int
    changed: int
    gone: int
    plain_bytes: int
    packed_bytes: int
    took_ms: int = 0


@dataclass(frozen=True, slots=True)
class FlawedRow:
    """An offer that is left out of a feed, or is in it with a note."""

    variant_id: UUID
    offer_id: str
    place: str
    state: RowState
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """An offer that changed since a version of its feed; one that is not in the file any more is GONE or EXCLUDED."""

    offer_id: str
    place: str
    state: RowState


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Somebody fetched a feed. `since`: only what changed after that version."""

    at: datetime
    agent: str
    address: str
    status: int
    sent_bytes: int
    version: int
    since: int | None = None
