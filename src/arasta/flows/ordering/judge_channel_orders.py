"""Judge what a channel's order says before any of it is written: what no buyer can have meant is left to a person.

Counts are judged always; prices only of an order that is to enter, as later ones are not taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from arasta.contexts.channels.types.explaining import explain
from arasta.contexts.channels.types.orders import ChannelLine, ChannelOrder
from arasta.contexts.channels.types.parking import ParkedInput, ParkedReason
from arasta.flows.ordering.read_channel_order import Pair, parked, wanted_lines
from arasta.kernel.money import Money
from arasta.kernel.quantity import MOST

MOST_MINOR = 10**15


def uncountable(orders: Sequence[ChannelOrder]) -> list[ParkedInput]:
    """Return the orders that cannot even be written down, with why."""
    found = []
    for order in orders:
        lines = [line for package in order.packages for line in package.lines]
        wrong = sorted({line.sku for line in lines if not 0 <= line.quantity <= MOST})
        if wrong:
            found.append(parked(order, ParkedReason.REFUSED, wrong, explanation=explain("quantity")))
    return found


def wrong(pairs: Sequence[Pair], currency: str) -> list[ParkedInput]:
    """Return the orders that say what cannot be sold so on a channel of a currency, with why."""
    found = []
    for record, order in pairs:
        lines = wanted_lines(record, order)
        foreign = {order.currency, *(one.currency for one in _amounts(order, lines))} - {currency}
        if foreign:
            found.append(parked(order, ParkedReason.OTHER_CURRENCY, sorted(foreign)))
        elif problem := _problem(order, lines):
            about = sorted({line.sku for line in lines})
            found.append(parked(order, ParkedReason.REFUSED, about, explanation=explain(problem)))
    return found


def _problem(order: ChannelOrder, lines: Sequence[ChannelLine]) -> str:
    checks = {
        "no_lines": bool(lines),
        "quantity": all(line.quantity for line in lines),
        "price": all(0 <= one.minor <= MOST_MINOR for one in _amounts(order, lines))
        and all(line.list_price.minor * line.quantity <= MOST_MINOR for line in lines),
        "tax": all(0 <= rate <= 1 for rate in _rates(order, lines)),
    }
    return next((code for code, is_right in checks.items() if not is_right), "")


def _amounts(order: ChannelOrder, lines: Sequence[ChannelLine]) -> Iterator[Money]:
    for line in lines:
        yield from (line.list_price, line.total)
    if order.delivery is not None:
        yield order.delivery


def _rates(order: ChannelOrder, lines: Sequence[ChannelLine]) -> list[Decimal]:
    return [*(line.tax_rate for line in lines), order.delivery_tax_rate]
