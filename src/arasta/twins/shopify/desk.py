"""What a resolver works with: the open books, the shop, and how the shop writes money, times and pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from arasta.twins.shopify.types import SKEW_MS, Books
from arasta.twins.wire import DIGITS, MINOR_DIGITS, amount

Row = Mapping[str, Any]
MOST_ON_A_PAGE = 250


class Wrong(Exception):
    """A request that the shop does not understand: a top-level error."""

    def __init__(self, message: str, code: str = "BAD_REQUEST") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass
class Desk:
    """One call's view of the shop. `tells` collects what webhooks will say when the call is done."""

    books: Books
    shop: Row
    origin: str = ""
    skewed: bool = False
    tells: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The shop's own currency."""
        return str(self.shop["currency"])

    def time(self, at_ms: int | None) -> str | None:
        """Write an instant; the shop counts whole seconds."""
        if at_ms is None:
            return None
        shown = at_ms + (SKEW_MS if self.skewed else 0)
        return datetime.fromtimestamp(shown // 1000, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def price(self, minor: int | None) -> str | None:
        """Write an amount of the shop's currency as text."""
        return None if minor is None else str(amount(minor, self.currency))

    def money(self, minor: int, currency: str = "") -> dict[str, Any]:
        """Write an amount with its currency."""
        code = currency or self.currency
        return {"amount": str(amount(minor, code)), "currencyCode": code}

    def bag(self, minor: int, buyer: str) -> dict[str, Any]:
        """Write an amount in the shop's currency and in the one the buyer saw."""
        return {"shopMoney": self.money(minor), "presentmentMoney": self.money(converted(minor, buyer), buyer)}


RATES = {"JPY": (46, 1000), "KWD": (75, 1000)}
"""How many minor units of a currency a thousandth of a minor unit of the shop's makes: (numerator, denominator)."""


def converted(minor: int, currency: str) -> int:
    """Turn an amount of the shop into what the buyer saw, half a unit up; the shop's own currency stays."""
    top, bottom = RATES.get(currency, (1, 1))
    return (2 * minor * top + bottom) // (2 * bottom)


def minor_of(text: object, currency: str) -> int | None:
    """Read a price of the shop's currency; None when it is none."""
    digits = DIGITS.get(currency, MINOR_DIGITS)
    whole, _, fraction = str(text).partition(".")
    if not (whole.isascii() and whole.isdigit() and len(fraction.rstrip("0")) <= digits):
        return None
    if fraction and not (fraction.isascii() and fraction.isdigit()):
        return None
    return int(whole + fraction[:digits].ljust(digits, "0"))


def instant(text: str) -> int:
    """Read an instant of a search. Raises Wrong."""
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError as error:
        raise Wrong(f"{text} is no time.") from error


def connection(
    rows: Sequence[Any], write: Callable[[Any], Any], *, first: int | None, after: int = 0
) -> dict[str, Any]:
    """Cut a page out of rows that are known whole; the cursor is a count."""
    count = MOST_ON_A_PAGE if first is None else first
    page = rows[after : after + count]
    end = after + len(page)
    return {
        **_held([write(row) for row in page]),
        "pageInfo": {"hasNextPage": end < len(rows), "endCursor": str(end) if page else None},
    }


def paged(
    rows: Sequence[Any], write: Callable[[Any], Any], *, first: int, cursor: Callable[[Any], str]
) -> dict[str, Any]:
    """Write a page of rows of which one more than asked for was read, if there are more."""
    page = rows[:first]
    return {
        **_held([write(row) for row in page]),
        "pageInfo": {"hasNextPage": len(rows) > first, "endCursor": cursor(page[-1]) if page else None},
    }


def _held(nodes: Sequence[Any]) -> dict[str, Any]:
    return {"nodes": nodes, "edges": [{"node": node} for node in nodes]}


def user_error(field_path: Sequence[object] | None, message: str, code: str | None = None) -> dict[str, Any]:
    """Write what is wrong with an input."""
    shown = None if field_path is None else [str(one) for one in field_path]
    return {"field": shown, "message": message, "code": code}
