"""Moments as the interface writes and reads them."""

from datetime import UTC, datetime, timedelta

from arasta.twins.wire import Refusal

_START = datetime(1970, 1, 1, tzinfo=UTC)


def iso(at_ms: int) -> str:
    """Write a moment."""
    return (_START + timedelta(milliseconds=at_ms)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def milliseconds(text: str, name: str) -> int:
    """Read a moment. Raises Refusal 400."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(400, "InvalidInput", f"{name} is no ISO 8601 moment.") from None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - _START) // timedelta(milliseconds=1)
