"""Dated tax rates, and those a new company begins with; staff keep them from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from arasta.contexts.pricing.types import TaxRateInput, TaxRatesOverlap

STANDARD, REDUCED, FOOD = "standard", "reduced", "food"

# country: (since, standard, reduced, food) in percent
_RATES: dict[str, tuple[tuple[date, str, str, str], ...]] = {
    "TR": ((date(2019, 1, 1), "18", "8", "1"), (date(2023, 7, 10), "20", "10", "1")),
    "DE": ((date(2021, 1, 1), "19", "7", "7"),),
    "FR": ((date(2014, 1, 1), "20", "10", "5.5"),),
    "AT": ((date(2016, 1, 1), "20", "10", "10"),),
    "NL": ((date(2019, 1, 1), "21", "9", "9"),),
    "IT": ((date(2016, 1, 1), "22", "10", "4"),),
    "GB": ((date(2011, 1, 4), "20", "5", "0"),),
}


def default_rates() -> list[TaxRateInput]:
    """List the rates, oldest first."""
    return [
        TaxRateInput(tax_class=tax_class, country=country, rate=Decimal(percent) / 100, valid_from=since)
        for country, periods in _RATES.items()
        for since, *percents in periods
        for tax_class, percent in zip((STANDARD, REDUCED, FOOD), percents, strict=True)
    ]


def is_sound(rate: TaxRateInput) -> bool:
    """Tell whether a rate is a share of four digits at most, in a country, over a period that is not empty."""
    exponent = rate.rate.as_tuple().exponent
    return (
        isinstance(exponent, int)
        and exponent >= -4
        and 0 <= rate.rate < 1
        and len(rate.country) == 2
        and rate.country.isupper()
        and (rate.valid_until is None or rate.valid_until > rate.valid_from)
    )


def end_earlier_rates(standing: Sequence[TaxRateInput], given: Sequence[TaxRateInput]) -> list[TaxRateInput]:
    """Put given rates over standing ones: the same start replaces, an open earlier rate ends where the next begins.

    Raises TaxRatesOverlap when an end that was said lies beyond the next start.
    """
    rates = {(rate.country, rate.tax_class, rate.valid_from): rate for rate in (*standing, *given)}
    ordered = [rates[key] for key in sorted(rates)]
    said = {(rate.country, rate.tax_class, rate.valid_from) for rate in given}
    settled = []
    for rate, following in zip(ordered, [*ordered[1:], None], strict=True):
        same = following and (following.country, following.tax_class) == (rate.country, rate.tax_class)
        if following and same and (rate.valid_until is None or rate.valid_until > following.valid_from):
            if rate.valid_until is not None and (rate.country, rate.tax_class, rate.valid_from) in said:
                raise TaxRatesOverlap(tax_class=rate.tax_class, country=rate.country)
            settled.append(replace(rate, valid_until=following.valid_from))
        else:
            settled.append(rate)
    return settled
