"""Words of the shop: its faults, its settings, its legal moves."""

from dataclasses import dataclass

from arasta.twins import books
from arasta.twins.faults import Fault

VERSION = "2026-10"
MOST_POINTS = 1000
MUTATION_POINTS = 10
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
    Fault.LATE_RESULT,
    Fault.RESULT_LOST,
    Fault.CURSOR_EXPIRED,
    Fault.CLOCK_SKEW,
    Fault.TOKEN_REVOKED,
    Fault.ODD_CURRENCY,
    Fault.UNKNOWN_STATUS,
    Fault.UNKNOWN_FIELD,
    Fault.UNKNOWN_BARCODE,
)
TUNED = (
    "bucket_points",
    "restore_per_second",
    "job_delay_ms",
    "late_result_ms",
    "late_answer_ms",
    "clock_offset_ms",
    "fault_seed",
)
UNKNOWN_STATUS = "QUARANTINED"
ODD_CURRENCIES = ("JPY", "KWD")
SKEW_MS = 3 * 60_000


@dataclass(frozen=True)
class Settings(books.Settings):
    """What can be tuned; the points are those of the smallest plan."""

    bucket_points: int = 2000
    restore_per_second: int = 100
    job_delay_ms: int = 500
    late_result_ms: int = 6 * 3_600_000


Books = books.Books[Settings]


def gid(kind: str, number: object) -> str:
    """Write a global id."""
    return f"gid://shopify/{kind}/{number}"


def number_of(value: str, kind: str) -> int:
    """Read the number out of a global id of a kind; -1 when it is of another kind."""
    head, _, tail = value.rpartition("/")
    return int(tail) if head == f"gid://shopify/{kind}" and tail.isascii() and tail.isdigit() else -1
