"""Prices of variants on a channel, prices as they stand on lists, and tax rates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from arasta.contexts.pricing.domain.choice import Candidate, Past, Terms, choose_price, lowest_before
from arasta.contexts.pricing.types import PriceCell, PriceListRow, PriceRow, TaxRateRow
from arasta.kernel import db, prepared
from arasta.kernel.money import Money

_CANDIDATES = """
SELECT p.variant_id, l.code, l.channel_id IS NOT NULL, l.priority, l.starts_at, l.ends_at,
       p.min_quantity, p.amount_minor, p.compare_at_minor
FROM pricing_price_list l
JOIN pricing_price p ON p.price_list_id = l.id
WHERE l.is_active AND l.currency = %(currency)s AND (l.channel_id IS NULL OR l.channel_id = %(channel)s)
  AND p.variant_id = ANY(%(variants)s)
"""

_HISTORY = """
SELECT h.variant_id, l.code, l.channel_id IS NOT NULL, l.priority, l.starts_at, l.ends_at, h.from_at, h.amount_minor
FROM pricing_price_list l
JOIN pricing_price_history h ON h.price_list_id = l.id
WHERE l.is_active AND l.currency = %(currency)s AND (l.channel_id IS NULL OR l.channel_id = %(channel)s)
  AND h.variant_id = ANY(%(variants)s) AND h.from_at <= %(at)s
ORDER BY h.from_at, h.id
"""

_TABLE = """
SELECT p.variant_id, l.code, l.name, l.channel_id, p.min_quantity, p.amount_minor, p.compare_at_minor, p.currency,
       p.updated_at
FROM pricing_price p JOIN pricing_price_list l ON l.id = p.price_list_id
WHERE p.variant_id = ANY(%s)
ORDER BY l.channel_id NULLS FIRST, l.priority, l.code, p.min_quantity
"""

_LISTS = """
SELECT l.id, l.code, l.name, l.currency, l.channel_id, l.priority, l.starts_at, l.ends_at, l.is_active,
       (SELECT count(*) FROM pricing_price p WHERE p.price_list_id = l.id)
FROM pricing_price_list l
ORDER BY l.channel_id NULLS FIRST, l.priority, l.code
"""

_RATES = """
SELECT tax_class, rate FROM pricing_tax_rate
WHERE tax_class = ANY(%s) AND country = %s AND valid_from <= %s AND (valid_until IS NULL OR valid_until > %s)
"""


def prices(
    variant_ids: Collection[UUID],
    *,
    channel_id: UUID | None,
    currency: str,
    at: datetime,
    quantities: Mapping[UUID, int] | None = None,
) -> dict[UUID, PriceRow]:
    """Return what a unit costs on a channel, with two statements at most; a variant without a price is absent.

    The channel's own lists come first, then those for all channels. Without quantities, one unit is bought.
    """
    count = quantities or {}
    wanted = [(key, count.get(key, 1)) for key in variant_ids]
    found = unit_prices(wanted, channel_id=channel_id, currency=currency, at=at)
    reduced = [key for (key, _), row in found.items() if row.compare_at is not None]
    terms = {"variants": reduced, "channel": channel_id, "currency": currency, "at": at}
    lowest = _lowest(terms, at) if reduced else {}
    return {key: _with_lowest(row, lowest.get(key)) for (key, _), row in found.items()}


def unit_prices(
    wanted: Collection[tuple[UUID, int]], *, channel_id: UUID | None, currency: str, at: datetime
) -> dict[tuple[UUID, int], PriceRow]:
    """Return what a unit costs of each (variant, quantity bought) on a channel, with one statement.

    The lowest price of the last days, which pages must show, is left out.
    """
    asked = {"variants": list({key for key, _ in wanted}), "channel": channel_id, "currency": currency}
    candidates: dict[UUID, list[Candidate]] = defaultdict(list)
    for variant_id, *terms, min_quantity, amount, compare_at in prepared.rows(_CANDIDATES, asked):
        candidates[variant_id].append(Candidate(Terms(*terms), min_quantity, amount, compare_at))
    return {
        (key, quantity): _row(key, chosen, currency)
        for key, quantity in wanted
        if (chosen := choose_price(candidates.get(key, []), quantity=quantity, at=at))
    }


def price_table(variant_ids: Collection[UUID]) -> dict[UUID, tuple[PriceCell, ...]]:
    """Return every price of variants on every list, for the back office; a variant without prices is absent."""
    cells: dict[UUID, list[PriceCell]] = defaultdict(list)
    for key, code, name, channel_id, min_quantity, amount, compare_at, currency, updated_at in db.rows(
        _TABLE, [list(variant_ids)]
    ):
        old = None if compare_at is None else Money(compare_at, currency)
        cells[key].append(PriceCell(code, name, channel_id, min_quantity, Money(amount, currency), old, updated_at))
    return {key: tuple(listed) for key, listed in cells.items()}


def price_lists() -> list[PriceListRow]:
    """Return all price lists, those for all channels first."""
    return [PriceListRow(*row) for row in db.rows(_LISTS)]


def tax_rates(tax_classes: Collection[str], *, country: str, on: date) -> dict[str, Decimal]:
    """Return the rate of each tax class in a country on a day; a class without one is absent."""
    return dict(prepared.rows(_RATES, [list(tax_classes), country, on, on]))


def tax_table() -> list[TaxRateRow]:
    """Return all tax rates, newest first within a country and class."""
    found = db.rows(
        "SELECT tax_class, country, rate, valid_from, valid_until FROM pricing_tax_rate"
        " ORDER BY country, tax_class DESC, valid_from DESC"
    )
    return [TaxRateRow(*row) for row in found]


def _lowest(parameters: Mapping[str, object], at: datetime) -> dict[UUID, int | None]:
    history: dict[UUID, list[Past]] = defaultdict(list)
    for variant_id, *terms, from_at, amount in db.rows(_HISTORY, parameters):
        history[variant_id].append(Past(Terms(*terms), from_at, amount))
    return {key: lowest_before(pasts, at=at) for key, pasts in history.items()}


def _row(key: UUID, candidate: Candidate, currency: str) -> PriceRow:
    old = candidate.compare_at
    return PriceRow(
        variant_id=key,
        price=Money(candidate.amount, currency),
        compare_at=None if old is None else Money(old, currency),
        lowest_30_days=None,
    )


def _with_lowest(row: PriceRow, lowest: int | None) -> PriceRow:
    return row if lowest is None else replace(row, lowest_30_days=Money(lowest, row.price.currency))
