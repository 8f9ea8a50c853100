"""Words of the shop: statuses, what it can be made to do wrong, and what can be tuned."""

from dataclasses import dataclass

from arasta.twins import books
from arasta.twins.faults import Fault

STATUSES = ("pending", "on-hold", "processing", "completed", "cancelled", "refunded", "failed", "trash")
UNKNOWN_STATUS = "awaiting-pickup"
MAY_CANCEL = frozenset({"pending", "on-hold", "processing"})
OUT_OF_THE_BOOKS = frozenset({"cancelled", "refunded", "failed", "trash"})
PRODUCT_STATUSES = ("publish", "draft", "pending", "private", "trash")
TOPICS = (
    "order.created", "order.updated", "order.deleted", "product.created", "product.updated", "product.deleted",
)  # fmt: skip
DIGITS = {"JPY": 0, "KWD": 3}
DISABLED_AFTER = 5

FAULTS = (
    Fault.DUPLICATE_DELIVERY,
    Fault.LOST_WEBHOOK,
    Fault.REORDER,
    Fault.FORGED_WEBHOOK,
    Fault.STALE_PAYLOAD,
    Fault.OUTAGE,
    Fault.RATE_LIMITED,
    Fault.RATE_LIMITED_BARE,
    Fault.ERROR_AFTER_WRITE,
    Fault.LATE_ANSWER,
    Fault.PARTIAL_BATCH,
    Fault.PAGE_SHIFT,
    Fault.CLOCK_SKEW,
    Fault.TOKEN_REVOKED,
    Fault.ODD_CURRENCY,
    Fault.UNKNOWN_STATUS,
    Fault.UNKNOWN_FIELD,
    Fault.UNKNOWN_BARCODE,
)
TUNED = ("cron_every_ms", "calls_per_minute", "late_answer_ms", "clock_offset_ms", "fault_seed")


@dataclass(frozen=True)
class Settings(books.Settings):
    """What can be tuned. `calls_per_minute` is the host's limit, none where it is 0."""

    cron_every_ms: int = 3000
    calls_per_minute: int = 0
    tax_percent: int = 20
    prices_include_tax: int = 1
    delivery_minor: int = 0


Books = books.Books[Settings]
