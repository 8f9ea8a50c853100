"""What units of an order cost: shares that add up to the line, and to its tax, to the last minor unit."""

from __future__ import annotations

from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.types import OrderStatus
from arasta.kernel.money import Money, total


def canceled_worth(order: OrderDetail) -> Money:
    """Return what the canceled units cost."""
    currency = order.row.total.currency
    if order.row.status is OrderStatus.CANCELED:
        return order.row.total
    return total([share(line.total, line.canceled, line.quantity) for line in order.lines], currency)


def wanted_worth(order: OrderDetail) -> Money:
    """Return what an order costs without what was canceled."""
    return order.row.total - canceled_worth(order)


def gone_worth(order: OrderDetail) -> Money:
    """Return what left costs; the delivery is owed as soon as something left."""
    currency = order.row.total.currency
    gone = total([gone_of(line, line.total) for line in order.lines], currency)
    return gone + order.delivery_price if any(line.shipped for line in order.lines) else gone


def is_open(order: OrderDetail) -> bool:
    """Tell whether something may still leave."""
    return any(line.shipped + line.canceled < line.quantity for line in order.lines)


def kept_of(line: LineRow, amount: Money) -> Money:
    """Return the part of a line's amount, or tax, that its units bear which were not canceled."""
    return amount - share(amount, line.canceled, line.quantity)


def gone_of(line: LineRow, amount: Money) -> Money:
    """Return the part of a line's amount, or tax, that its units bear which left."""
    if line.shipped + line.canceled == line.quantity:
        return kept_of(line, amount)
    return share(amount, line.shipped, line.quantity)


def share(amount: Money, units: int, of: int) -> Money:
    """Return what the first units bear; the last one bears what is left."""
    return Money(amount.minor * units // of, amount.currency)
