"""Keep tax rates."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.pricing.domain.vat import default_rates, end_earlier_rates, is_sound
from arasta.contexts.pricing.types import InvalidTaxRate, TaxRateInput
from arasta.kernel import db
from arasta.kernel.ids import new_id

_STANDING = """
SELECT tax_class, country, rate, valid_from, valid_until FROM pricing_tax_rate
WHERE (tax_class, country) IN (SELECT * FROM unnest(%s::text[], %s::text[])) FOR UPDATE
"""

_SAVE = """
INSERT INTO pricing_tax_rate (id, tax_class, country, rate, valid_from, valid_until)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::numeric[], %s::date[], %s::date[])
ON CONFLICT (tax_class, country, valid_from) DO UPDATE SET rate = excluded.rate, valid_until = excluded.valid_until
"""


def save_tax_rates(rates: Sequence[TaxRateInput]) -> None:
    """Set rates by class, country and first day; an open earlier rate ends where the next begins.

    Raises InvalidTaxRate, TaxRatesOverlap.
    """
    if any(not is_sound(rate) for rate in rates):
        raise InvalidTaxRate
    with db.transaction():
        found = db.rows(_STANDING, [[rate.tax_class for rate in rates], [rate.country for rate in rates]])
        standing = [
            TaxRateInput(tax_class=row[0], country=row[1], rate=row[2], valid_from=row[3], valid_until=row[4])
            for row in found
        ]
        settled = end_earlier_rates(standing, rates)
        db.execute(
            _SAVE,
            [
                [new_id() for _ in settled],
                [rate.tax_class for rate in settled],
                [rate.country for rate in settled],
                [rate.rate for rate in settled],
                [rate.valid_from for rate in settled],
                [rate.valid_until for rate in settled],
            ],
        )


def save_default_tax_rates() -> None:
    """Set the value-added tax of the countries we know."""
    save_tax_rates(default_rates())
