"""What selling on a channel would leave. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from arasta.contexts.channels.types.weighing import Profit, Terms, Verdict, Weighed
from arasta.kernel.money import Money

_THIN = Decimal(10)


def profit(price: Money, terms: Terms, *, tax_percent: int) -> Profit:
    """Return what is left of a price that contains its tax, after the channel, shipping, ads and the goods themselves."""
    nothing = Money.zero(price.currency)
    tax = price.included(Decimal(tax_percent) / 100)
    commission = price.portion(terms.commission / 100)
    ads = price.portion(terms.ads / 100)
    returns = price.portion(terms.returned / 100 * terms.lost_of_returned / 100)
    goods = (price - tax).portion(terms.cost / 100)
    left = price - tax - commission - terms.fixed - terms.shipping - ads - returns - goods
    share = Decimal(left.minor * 100) / price.minor if price.minor else Decimal(0)
    return Profit(price, tax, commission + terms.fixed, terms.shipping, ads, returns, goods, left or nothing, share)


def verdict(rows: Sequence[Weighed]) -> Verdict:
    """Say whether a channel is worth it for these SKUs."""
    priced = [row for row in rows if row.profit is not None]
    sound = [row for row in priced if not row.refusals]
    if not sound:
        return Verdict.NOTHING
    losing = sum(row.profit.left.minor <= 0 for row in sound if row.profit)
    mean = sum((row.profit.share for row in sound if row.profit), Decimal(0)) / len(sound)
    if losing * 2 >= len(sound) or mean <= 0:
        return Verdict.LOSES
    if mean < _THIN or losing or len(sound) * 2 < len(rows):
        return Verdict.THIN
    return Verdict.GOOD
