"""Words of the marketplace: statuses, legal moves, faults and settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from arasta.twins import books
from arasta.twins.faults import Fault

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
GMT3_MS = 3 * HOUR_MS


class Status(StrEnum):
    """Where a package is, in the marketplace's words."""

    AWAITING = "Awaiting"
    CREATED = "Created"
    PICKING = "Picking"
    INVOICED = "Invoiced"
    SHIPPED = "Shipped"
    AT_COLLECTION_POINT = "AtCollectionPoint"
    DELIVERED = "Delivered"
    UNDELIVERED = "UnDelivered"
    RETURNED = "Returned"
    CANCELLED = "Cancelled"
    UNPACKED = "UnPacked"
    UNSUPPLIED = "UnSupplied"
    VERIFIED = "Verified"


SELLER_MOVES: Mapping[Status, frozenset[Status]] = {
    Status.CREATED: frozenset({Status.PICKING}),
    Status.PICKING: frozenset({Status.INVOICED}),
}
MARKET_MOVES: Mapping[Status, frozenset[Status]] = {
    Status.AWAITING: frozenset({Status.CREATED}),
    Status.PICKING: frozenset({Status.SHIPPED}),
    Status.INVOICED: frozenset({Status.SHIPPED}),
    Status.SHIPPED: frozenset({Status.AT_COLLECTION_POINT, Status.DELIVERED, Status.UNDELIVERED}),
    Status.AT_COLLECTION_POINT: frozenset({Status.DELIVERED, Status.UNDELIVERED}),
    Status.UNDELIVERED: frozenset({Status.DELIVERED, Status.RETURNED}),
    Status.DELIVERED: frozenset({Status.RETURNED}),
}
CUSTOMER_MAY_CANCEL = frozenset({Status.AWAITING, Status.CREATED, Status.PICKING})
SELLER_MAY_REFUSE = frozenset({Status.CREATED, Status.PICKING, Status.INVOICED})
SELLER_MAY_TRACK = frozenset({Status.PICKING, Status.INVOICED})

WEBHOOK_STATUS: Mapping[Status, str] = {
    status: "AT_COLLECTION_POINT" if status is Status.AT_COLLECTION_POINT else status.upper() for status in Status
}
UNKNOWN_STATUS = "QualityHold"


class Approval(StrEnum):
    """Whether the marketplace lets a listing be sold."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


FAULTS = (
    Fault.DUPLICATE_DELIVERY,
    Fault.LOST_WEBHOOK,
    Fault.REORDER,
    Fault.FORGED_WEBHOOK,
    Fault.OUTAGE,
    Fault.RATE_LIMITED,
    Fault.RATE_LIMITED_BARE,
    Fault.ERROR_AFTER_WRITE,
    Fault.LATE_ANSWER,
    Fault.PARTIAL_BATCH,
    Fault.RESULT_LOST,
    Fault.CURSOR_EXPIRED,
    Fault.PAGE_SHIFT,
    Fault.UNKNOWN_STATUS,
    Fault.UNKNOWN_FIELD,
    Fault.UNKNOWN_BARCODE,
    Fault.TOKEN_REVOKED,
)
TUNED = ("batch_delay_ms", "approval_delay_ms", "stream_gap_ms", "late_answer_ms", "clock_offset_ms", "fault_seed")


class Group(StrEnum):
    """Operations that share one rate limit."""

    PRODUCT_READ = "product_read"
    PRODUCT_WRITE = "product_write"
    STOCK_PRICE = "stock_price"
    ORDER_READ = "order_read"
    ORDER_STATUS = "order_status"
    UNSUPPLIED = "unsupplied"
    WEBHOOK = "webhook"
    CLAIM_READ = "claim_read"
    CLAIM_APPROVE = "claim_approve"
    FINANCE = "finance"


@dataclass(frozen=True)
class Settings(books.Settings):
    """What can be tuned; the defaults are the lowest seller tier and delays short enough for a demo."""

    batch_delay_ms: int = 300
    approval_delay_ms: int = 1000
    stream_gap_ms: int = 5000
    shift_modified: int = 0
    burst_per_10s: int = 50
    limit_product_read: int = 1000
    limit_product_write: int = 200
    limit_stock_price: int = 350
    limit_order_read: int = 30
    limit_order_status: int = 300
    limit_unsupplied: int = 100
    limit_webhook: int = 100
    limit_claim_read: int = 1000
    limit_claim_approve: int = 5
    limit_finance: int = 100

    def limit_of(self, group: Group) -> int:
        """Return how many calls a minute the group allows."""
        return int(getattr(self, f"limit_{group.value}"))
