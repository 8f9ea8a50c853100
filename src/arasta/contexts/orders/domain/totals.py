"""What an order comes to: every line, its tax, the sum."""

from __future__ import annotations

from dataclasses import dataclass

from arasta.contexts.orders.types import LineInput, OrderInput
from arasta.kernel.money import Money, total


@dataclass(frozen=True, slots=True)
class LineTotals:
    """A line's discount, sum with tax, and the tax in it."""

    discount: Money
    total: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """An order's sums; prices include tax, so the total is lines plus delivery and the tax is inside."""

    lines: tuple[LineTotals, ...]
    lines_total: Money
    delivery: Money
    tax: Money
    total: Money


def line_totals(line: LineInput) -> LineTotals:
    """Sum a line: price times quantity less its discount, and the tax contained."""
    discount = line.discount or Money.zero(line.unit_price.currency)
    amount = line.unit_price * line.quantity - discount
    return LineTotals(discount, amount, amount.included(line.tax_rate))


def order_totals(order: OrderInput) -> OrderTotals:
    """Sum an order."""
    lines = tuple(line_totals(line) for line in order.lines)
    delivery = order.delivery_price or Money.zero(order.currency)
    goods = total([line.total for line in lines], order.currency)
    tax = total([line.tax for line in lines], order.currency) + delivery.included(order.delivery_tax_rate)
    return OrderTotals(lines, goods, delivery, tax, goods + delivery)
