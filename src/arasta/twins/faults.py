"""What can be made to go wrong in a twin: one vocabulary for all, and switches that strike by seed.

Another twin lists the faults it plays (`FAULTS = (Fault.REORDER, ...)`), adds `SCHEMA` to its own tables, and asks
`books.strikes(Fault.X)` at the place where the real service misbehaves; `books` (books.py) does the rest.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from arasta.twins.wire import Refusal, whole_number

SCHEMA = """
CREATE TABLE IF NOT EXISTS fault (
  name TEXT PRIMARY KEY, percent INTEGER NOT NULL, times INTEGER, asked INTEGER NOT NULL DEFAULT 0,
  fired INTEGER NOT NULL DEFAULT 0
) STRICT;
"""
RESET = ("DELETE FROM fault",)


class Fault(StrEnum):
    """What can be made to go wrong; each twin plays those its service is able to."""

    DUPLICATE_DELIVERY = "duplicate_delivery"
    LOST_WEBHOOK = "lost_webhook"
    REORDER = "reorder"
    FORGED_WEBHOOK = "forged_webhook"
    STALE_PAYLOAD = "stale_payload"
    OUTAGE = "outage"
    RATE_LIMITED = "rate_limited"
    RATE_LIMITED_BARE = "rate_limited_bare"
    ERROR_AFTER_WRITE = "error_after_write"
    LATE_ANSWER = "late_answer"
    PARTIAL_BATCH = "partial_batch"
    LATE_RESULT = "late_result"
    RESULT_LOST = "result_lost"
    CURSOR_EXPIRED = "cursor_expired"
    PAGE_SHIFT = "page_shift"
    WINDOW_LIMIT = "window_limit"
    CLOCK_SKEW = "clock_skew"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a fault
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the name of a fault
    ODD_CURRENCY = "odd_currency"
    UNKNOWN_STATUS = "unknown_status"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_BARCODE = "unknown_barcode"


@dataclass
class Switch:
    """One fault that is on: how often it strikes, and how many times still (None: without end)."""

    percent: int
    times: int | None
    asked: int
    fired: int


Switches = dict[Fault, Switch]


def load(db: sqlite3.Connection) -> Switches:
    """Return the faults that are on."""
    rows = db.execute("SELECT * FROM fault WHERE percent > 0")
    return {Fault(row["name"]): Switch(row["percent"], row["times"], row["asked"], row["fired"]) for row in rows}


def save(db: sqlite3.Connection, switches: Switches) -> None:
    """Write back how often each fault was asked and struck."""
    if not switches:
        return
    db.executemany(
        "UPDATE fault SET times = ?, asked = ?, fired = ? WHERE name = ?",
        [(switch.times, switch.asked, switch.fired, fault.value) for fault, switch in switches.items()],
    )


def turn(db: sqlite3.Connection, switches: Switches, fault: Fault, *, percent: int, times: int | None) -> None:
    """Turn one fault on (percent above 0) or off."""
    row = db.execute(
        "INSERT INTO fault (name, percent, times) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET percent = excluded.percent, times = excluded.times RETURNING asked, fired",
        (fault.value, percent, times),
    ).fetchone()
    switches.pop(fault, None)
    if percent > 0:
        switches[fault] = Switch(percent, times, row["asked"], row["fired"])


def clear(db: sqlite3.Connection, switches: Switches) -> None:
    """Turn every fault off and forget how often each struck."""
    db.execute("DELETE FROM fault")
    switches.clear()


def shown(db: sqlite3.Connection, switches: Switches, faults: Iterable[Fault]) -> dict[str, Any]:
    """Return every fault of a twin with its switch, as the control API shows it."""
    fired = {row["name"]: row["fired"] for row in db.execute("SELECT name, fired FROM fault")}
    off = {fault: Switch(0, None, 0, fired.get(fault.value, 0)) for fault in faults}
    return {
        fault.value: {"percent": switch.percent, "times": switch.times, "fired": switch.fired}
        for fault, switch in (off | {fault: switches[fault] for fault in off if fault in switches}).items()
    }


def read(value: Any) -> tuple[int, int | None]:
    """Read how often a fault shall strike: {percent, times}. Raises Refusal 400."""
    if not isinstance(value, Mapping):
        raise Refusal(400, "invalid", "A fault takes {percent, times}.")
    percent = whole_number(value.get("percent", 100), "percent", least=0, most=100)
    times = value.get("times")
    return percent, None if times is None else whole_number(times, "times", least=0, most=10**9)
