"""Words of the catalog: its account, its faults, its settings."""

from arasta.twins import books, offers
from arasta.twins.faults import Fault

NAME = "meta"
CATALOG = "700100200300"
TOKEN = "demo-meta-token"  # noqa: S105 - a fake opens with a known secret
APP_SECRET = "demo-app-secret"  # noqa: S105 - the same
VERSION = "v26.0"
MOST_REQUESTS = 5000
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
    Fault.LATE_RESULT,
    Fault.RESULT_LOST,
    Fault.STALE_PAYLOAD,
    Fault.CURSOR_EXPIRED,
    Fault.TOKEN_REVOKED,
    Fault.ODD_CURRENCY,
    Fault.UNKNOWN_STATUS,
    Fault.UNKNOWN_FIELD,
)
TUNED = (
    "process_delay_ms",
    "late_result_ms",
    "calls_per_hour",
    "fetch_every_s",
    "late_answer_ms",
    "reorder_ms",
    "clock_offset_ms",
    "fault_seed",
)
SCHEMA = """
CREATE TABLE IF NOT EXISTS batch (
  number INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, requests TEXT NOT NULL, upsert INTEGER NOT NULL,
  due_ms INTEGER NOT NULL, errors TEXT, lost INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS webhook (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL, url TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1,
  failures INTEGER NOT NULL DEFAULT 0
) STRICT;
"""
RESET = ("DELETE FROM batch",)

Settings = offers.Settings
Books = books.Books[offers.Settings]
