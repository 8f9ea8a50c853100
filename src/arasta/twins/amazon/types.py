"""Words of the marketplace: statuses, usage plans, faults and settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from arasta.twins import books
from arasta.twins.faults import Fault

MARKETPLACE = "A33AVAJ2PDY3EV"
MARKETPLACE_NAME = "Amazon.com.tr"
COUNTRY, CURRENCY, LANGUAGE = "TR", "TRY", "tr_TR"
OWN_STOCK, AMAZONS_STOCK = "DEFAULT", "AMAZON_EU"
UNKNOWN_STATUS = "UNDER_REVIEW"


class Status(StrEnum):
    """How far an order is, in the marketplace's words; DELIVERED only shows on its parcels."""

    PENDING = "PENDING"
    UNSHIPPED = "UNSHIPPED"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


OPEN = frozenset({Status.PENDING, Status.UNSHIPPED, Status.PARTIALLY_SHIPPED})

# How many calls at once, and how many thousandths of a call come back each second.
PLANS: Mapping[str, tuple[int, str]] = {
    "searchOrders": (20, "0.0056"),
    "getOrder": (30, "0.5"),
    "confirmShipment": (10, "2"),
    "searchListingsItems": (5, "5"),
    "getListingsItem": (10, "5"),
    "putListingsItem": (10, "5"),
    "patchListingsItem": (5, "5"),
    "deleteListingsItem": (5, "5"),
    "getInventorySummaries": (2, "2"),
    "createFeedDocument": (15, "0.5"),
    "createFeed": (15, "0.0083"),
    "getFeed": (15, "2"),
    "getFeedDocument": (10, "0.0222"),
    "listTransactions": (10, "0.5"),
    "getDefinitionsProductType": (10, "5"),
    "getMarketplaceParticipations": (15, "0.016"),
    "getDestinations": (5, "1"),
    "createDestination": (5, "1"),
    "getSubscription": (5, "1"),
    "createSubscription": (5, "1"),
}

FAULTS = (
    Fault.DUPLICATE_DELIVERY,
    Fault.LOST_WEBHOOK,
    Fault.REORDER,
    Fault.STALE_PAYLOAD,
    Fault.OUTAGE,
    Fault.RATE_LIMITED,
    Fault.RATE_LIMITED_BARE,
    Fault.ERROR_AFTER_WRITE,
    Fault.LATE_ANSWER,
    Fault.PARTIAL_BATCH,
    Fault.LATE_RESULT,
    Fault.RESULT_LOST,
    Fault.CURSOR_EXPIRED,
    Fault.PAGE_SHIFT,
    Fault.WINDOW_LIMIT,
    Fault.CLOCK_SKEW,
    Fault.TOKEN_EXPIRED,
    Fault.TOKEN_REVOKED,
    Fault.ODD_CURRENCY,
    Fault.UNKNOWN_STATUS,
    Fault.UNKNOWN_FIELD,
    Fault.UNKNOWN_BARCODE,
)
TUNED = (
    "listing_delay_ms",
    "feed_delay_ms",
    "first_held",
    "late_answer_ms",
    "reorder_ms",
    "clock_offset_ms",
    "fault_seed",
)


@dataclass(frozen=True)
class Settings(books.Settings):
    """What can be tuned; the delays are short enough for a demo. `first_held`: what Amazon finds of a new item."""

    listing_delay_ms: int = 500
    feed_delay_ms: int = 3000
    late_result_ms: int = 7_200_000
    token_ms: int = 3_600_000
    first_held: int = 12


Books = books.Books[Settings]
