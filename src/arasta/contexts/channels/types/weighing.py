"""What is asked before a channel is entered, and what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from arasta.contexts.channels.types.protocol import Issue
from arasta.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a channel takes and what selling there costs; percents of the price, `cost` of the price without tax.

    `lost_of_returned`: how much of a returned unit's price is lost by the return.
    """

    commission: Decimal
    fixed: Money
    shipping: Money
    ads: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    lost_of_returned: Decimal = Decimal(100)
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Profit:
    """Where a price goes; `share` is what is left of it in percent."""

    price: Money
    tax: Money
    fees: Money
    shipping: Money
    ads: Money
    returns: Money
    goods: Money
    left: Money
    share: Decimal


class Verdict(StrEnum):
    GOOD = "good"
    THIN = "thin"
    LOSES = "loses"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A SKU on a channel that is not entered yet. No profit: it has no price in the currency."""

    variant_id: UUID
    sku: str
    title: str
    stock: int
    profit: Profit | None
    refusals: Sequence[Issue]
    hints: Sequence[Issue]
