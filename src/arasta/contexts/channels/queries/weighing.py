"""What selling on a channel would leave, by the rules alone: nothing is read."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.channels.domain import weighing as rules
from arasta.contexts.channels.types.weighing import Profit, Terms, Verdict, Weighed
from arasta.kernel.money import Money


def profit(price: Money, terms: Terms, *, tax_percent: int) -> Profit:
    """Return what is left of a price."""
    return rules.profit(price, terms, tax_percent=tax_percent)


def verdict(rows: Sequence[Weighed]) -> Verdict:
    """Say whether a channel is worth it."""
    return rules.verdict(rows)
