"""The one place that reads the machine's clock; edges call it and hand the time on."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time in UTC. Stock never uses it: holds expire by the database's clock."""
    return datetime.now(UTC)  # noqa: TID251 - the single reading of the clock
