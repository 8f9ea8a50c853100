"""Words of the merchant center: its account, its faults, its settings."""

from arasta.twins import books, offers
from arasta.twins.faults import Fault

NAME = "google"
ACCOUNT = "5551234"
SOURCE = "9001"
LANGUAGE, LABEL, COUNTRY = "tr", "TR", "TR"
CLIENT = {"client_id": "demo-client", "client_secret": "demo-client-secret", "refresh_token": "demo-grant"}
SERVICE_ACCOUNT = "arasta@demo.iam.gserviceaccount.example"
FAULTS = (
    Fault.OUTAGE,
    Fault.RATE_LIMITED,
    Fault.RATE_LIMITED_BARE,
    Fault.ERROR_AFTER_WRITE,
    Fault.LATE_ANSWER,
    Fault.LATE_RESULT,
    Fault.STALE_PAYLOAD,
    Fault.CURSOR_EXPIRED,
    Fault.TOKEN_EXPIRED,
    Fault.TOKEN_REVOKED,
    Fault.ODD_CURRENCY,
    Fault.UNKNOWN_STATUS,
    Fault.UNKNOWN_FIELD,
)
TUNED = (
    "process_delay_ms",
    "late_result_ms",
    "calls_per_minute",
    "fetch_every_s",
    "late_answer_ms",
    "clock_offset_ms",
    "fault_seed",
)
SCHEMA = """
CREATE TABLE IF NOT EXISTS token (digest TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT;
"""
RESET = ("DELETE FROM token",)

Settings = offers.Settings
Books = books.Books[offers.Settings]
