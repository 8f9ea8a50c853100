"""Inputs, rows and refusals of pricing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from arasta.kernel.errors import Conflict, DomainError, Invalid, gettext_noop
from arasta.kernel.money import Money


class UnknownPriceList(Invalid):
    code = "unknown_price_list"
    template = gettext_noop("There is no price list “%(price_list)s”.")


class UnknownPricedVariant(Invalid):
    code = "unknown_variant"
    template = gettext_noop("There is no such variant.")


class UnknownPricedChannel(Invalid):
    code = "unknown_channel"
    template = gettext_noop("There is no such channel.")


class InvalidPrice(Invalid):
    code = "invalid_price"
    template = gettext_noop("A price is zero or more and less than %(most)s.")


class OldPriceNotAbove(Invalid):
    """A struck-through price that is not above the present one would lie about a reduction."""

    code = "old_price_not_above"
    template = gettext_noop("The old price must be above the price.")


class WrongCurrency(Invalid):
    code = "wrong_currency"
    template = gettext_noop("The price list “%(price_list)s” is in %(expected)s, not in %(given)s.")


class InvalidPriceList(Invalid):
    code = "invalid_price_list"
    template = gettext_noop(
        "A price list needs a code of small letters, digits and hyphens, a name, a currency,"
        " and an end after its start."
    )


class PriceGivenTwice(Invalid):
    code = "price_given_twice"
    template = gettext_noop("The same price is given twice.")


class PriceListInUse(Conflict):
    code = "price_list_in_use"
    template = gettext_noop("“%(price_list)s” has prices in its currency. Make another list for another currency.")


class InvalidTaxRate(Invalid):
    code = "invalid_tax_rate"
    template = gettext_noop("A tax rate is a share from 0 up to 1 and ends after it starts.")


class TaxRatesOverlap(Conflict):
    code = "tax_rates_overlap"
    template = gettext_noop("Two rates of “%(tax_class)s” in %(country)s would hold on the same day.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListInput:
    """`code` is the natural key. Without a channel the list serves all; a higher priority comes first."""

    code: str
    name: str
    currency: str
    channel_id: UUID | None = None
    priority: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceInput:
    """The price of one unit on a list, for `min_quantity` and more; no price takes it off the list."""

    price_list: str
    variant_id: UUID
    price: Money | None
    compare_at: Money | None = None
    min_quantity: int = 1


@dataclass(frozen=True, slots=True)
class PriceFault:
    """Why a price cannot be set, by its place in what was given."""

    place: int
    error: DomainError


@dataclass(frozen=True, slots=True)
class SoundPrices:
    """The variants whose prices changed, and the faults of what was not set."""

    changed: frozenset[UUID]
    faults: tuple[PriceFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateInput:
    """A rate from a day on; an open earlier rate of the class ends that day."""

    tax_class: str
    country: str
    rate: Decimal
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PriceListRow:
    id: UUID
    code: str
    name: str
    currency: str
    channel_id: UUID | None
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    is_active: bool
    prices: int


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What a buyer pays for a unit. `lowest_30_days`: only beside an old price, as the law on price cuts asks."""

    variant_id: UUID
    price: Money
    compare_at: Money | None
    lowest_30_days: Money | None


@dataclass(frozen=True, slots=True)
class PriceCell:
    """A price as it stands on a list."""

    price_list: str
    price_list_name: str
    channel_id: UUID | None
    min_quantity: int
    price: Money
    compare_at: Money | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TaxRateRow:
    tax_class: str
    country: str
    rate: Decimal
    valid_from: date
    valid_until: date | None
