"""What an item costs the buyer, read out of the parts Amazon splits it into. Exact; signs are not trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from arasta.connectors.amazon.documents import Amount, Item, ItemProceeds, Part
from arasta.kernel.money import Money

GOODS, TAX, DISCOUNT = "ITEM", "TAX", "DISCOUNT"
PERCENT = Decimal("0.01")
NOTHING = Amount(amount="0", currency_code="XXX")


@dataclass(frozen=True, slots=True)
class Cost:
    """What all units of an item cost: `gross` before the discount, `total` after it, `other` for delivery and wrapping.

    All with tax; `tax_rate` is None where Amazon did not tell the tax apart.
    """

    gross: Money
    discount: Money
    other: Money
    tax_rate: Decimal | None

    @property
    def total(self) -> Money:
        return self.gross - self.discount


def minor(amount: Amount) -> int:
    """Read an amount into minor units of its own currency. Raises ValueError when it is none."""
    return Money.of(Decimal(amount.amount), amount.currency_code).minor


def cost_of(item: Item, currency: str, *, units: int) -> Cost | None:
    """Return what units of an item cost, or nothing where Amazon does not tell yet."""
    whole = _cost_of(item, currency)
    of = item.quantity_ordered
    if whole is None or units == of or _is_of(item, whole, units):
        return whole
    gross, discount = (Money(amount.minor * units // of, currency) for amount in (whole.gross, whole.discount))
    return Cost(gross, discount, whole.other, whole.tax_rate)


def _is_of(item: Item, cost: Cost, units: int) -> bool:
    """Tell whether a cost is that of these units already: Amazon does not say whether it leaves out canceled ones."""
    each = item.product.price.unit_price if item.product.price else None
    return each is not None and cost.gross.minor == minor(each) * units


def _cost_of(item: Item, currency: str) -> Cost | None:
    parts = item.proceeds.breakdowns if item.proceeds else []
    if item.proceeds is not None and any(part.type == GOODS for part in parts):
        return _of_parts(item.proceeds, currency)
    unit = item.product.price.unit_price if item.product.price else None
    whole = item.proceeds.proceeds_total if item.proceeds else None
    if unit is None and whole is None:
        return None
    gross = minor(unit) * item.quantity_ordered if unit is not None else minor(whole or NOTHING)
    return Cost(Money(gross, currency), Money.zero(currency), Money.zero(currency), None)


def _of_parts(proceeds: ItemProceeds, currency: str) -> Cost:
    parts = proceeds.breakdowns
    net, tax, off = (_sum(parts, kind, currency) for kind in (GOODS, TAX, DISCOUNT))
    item_tax, item_off = _of_goods(parts, TAX, currency), _of_goods(parts, DISCOUNT, currency)
    gross = net + item_tax
    rest = sum(abs(minor(part.subtotal)) for part in parts if part.type not in {GOODS, TAX, DISCOUNT})
    other = Money(rest, currency) + (tax - item_tax) - (off - item_off)
    rate = (Decimal(item_tax.minor) / net.minor).quantize(PERCENT) if net and item_tax else None
    return Cost(gross, item_off, other, rate)


def _sum(parts: Iterable[Part], kind: str, currency: str) -> Money:
    return Money(sum(abs(minor(part.subtotal)) for part in parts if part.type == kind), currency)


def _of_goods(parts: Iterable[Part], kind: str, currency: str) -> Money:
    """Return the share of a tax or discount that falls on the goods: what the details say, else all of it."""
    chosen = [part for part in parts if part.type == kind]
    shares = [
        abs(minor(detail.value))
        for part in chosen
        for detail in part.detailed_breakdowns
        if detail.value is not None and detail.subtype in {GOODS, DISCOUNT}
    ]
    told = any(part.detailed_breakdowns for part in chosen)
    return Money(sum(shares), currency) if told else _sum(chosen, kind, currency)
