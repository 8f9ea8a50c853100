"""How the shop writes times, amounts and taxes."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from arasta.twins.wire import Refusal
from arasta.twins.woocommerce.types import DIGITS

LARGEST = 10**12
ISTANBUL = timedelta(hours=3)


def moment(at_ms: int) -> str:
    """Write an instant in GMT, without a zone."""
    return _at(at_ms).strftime("%Y-%m-%dT%H:%M:%S")


def local_moment(at_ms: int) -> str:
    """Write an instant by the shop's own clock, without a zone."""
    return (_at(at_ms) + ISTANBUL).strftime("%Y-%m-%dT%H:%M:%S")


def both(name: str, at_ms: int | None) -> dict[str, str | None]:
    """Write an instant under its two names."""
    if at_ms is None:
        return {name: None, f"{name}_gmt": None}
    return {name: local_moment(at_ms), f"{name}_gmt": moment(at_ms)}


def _at(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms // 1000, tz=UTC)


def read_moment(text: str, *, is_gmt: bool) -> int:
    """Read an instant into milliseconds. Raises Refusal 400."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): modified_after") from error
    if read.tzinfo is None:
        read = (read if is_gmt else read - ISTANBUL).replace(tzinfo=UTC)
    return round(read.timestamp()) * 1000


def money(minor: int, currency: str) -> str:
    """Write an amount with the digits of its currency."""
    return str(Decimal(minor).scaleb(-DIGITS.get(currency, 2)))


def price(minor: int | None) -> str:
    """Write a price; none is an empty text."""
    return "" if minor is None else str(Decimal(minor).scaleb(-2))


def read_price(value: object, name: str) -> int | None:
    """Read a price, rounded to hundredths; an empty text is none. Raises Refusal 400."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value)).scaleb(2).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise Refusal(400, "rest_invalid_param", f"Invalid parameter(s): {name}") from error
    if not 0 <= number <= LARGEST:
        raise Refusal(400, "rest_invalid_param", f"Invalid parameter(s): {name}")
    return int(number)


def tax_in(gross: int, percent: int) -> int:
    """Return the tax within an amount."""
    return int((Decimal(gross) * percent / (100 + percent)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def amounts(gross: int, percent: int, currency: str, name: str = "total") -> dict[str, str]:
    """Write an amount without its tax, and the tax."""
    tax = tax_in(gross, percent)
    return {name: money(gross - tax, currency), f"{name}_tax": money(tax, currency)}


def totals(gross: int, percent: int, currency: str, name: str) -> dict[str, str]:
    """Write an amount of the whole order, as `amounts` does."""
    parts = amounts(gross, percent, currency, name)
    return {f"{name}_total": parts[name], f"{name}_tax": parts[f"{name}_tax"]}
