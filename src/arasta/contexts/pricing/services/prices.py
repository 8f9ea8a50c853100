"""Set prices and keep what they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from arasta.contexts.pricing.services import announcing
from arasta.contexts.pricing.types import (
    InvalidPrice,
    OldPriceNotAbove,
    PriceGivenTwice,
    PriceInput,
    UnknownPricedVariant,
    UnknownPriceList,
    WrongCurrency,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from arasta.kernel.quantity import quantity

MOST_MINOR = 10**14

_SAVE = """
INSERT INTO pricing_price AS p
  (id, price_list_id, variant_id, min_quantity, amount_minor, compare_at_minor, currency, updated_at)
SELECT f.*, %s::timestamptz
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::bigint[], %s::bigint[], %s::text[]) AS f
ON CONFLICT (price_list_id, variant_id, min_quantity) DO UPDATE
SET amount_minor = excluded.amount_minor, compare_at_minor = excluded.compare_at_minor, updated_at = excluded.updated_at
WHERE (p.amount_minor, p.compare_at_minor) IS DISTINCT FROM (excluded.amount_minor, excluded.compare_at_minor)
RETURNING variant_id
"""

_TAKE_OFF = """
DELETE FROM pricing_price p
USING unnest(%s::uuid[], %s::uuid[], %s::int[]) AS f(price_list_id, variant_id, min_quantity)
WHERE p.price_list_id = f.price_list_id AND p.variant_id = f.variant_id AND p.min_quantity = f.min_quantity
RETURNING p.variant_id
"""

# Only a single unit's amount is history, and only when it is another than before.
_REMEMBER = """
INSERT INTO pricing_price_history (price_list_id, variant_id, amount_minor, currency, from_at)
SELECT f.price_list_id, f.variant_id, f.amount, f.currency, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::text[]) AS f(price_list_id, variant_id, amount, currency)
LEFT JOIN LATERAL (
  SELECT amount_minor FROM pricing_price_history h
  WHERE h.variant_id = f.variant_id AND h.price_list_id = f.price_list_id ORDER BY from_at DESC, id DESC LIMIT 1
) last ON true
WHERE last.amount_minor IS DISTINCT FROM f.amount
"""

Known = dict[str, tuple[UUID, str]]


def set_prices(prices: Sequence[PriceInput], *, now: datetime, actor: Actor) -> None:
    """Set prices on their lists, or take them off; what did not change is neither marked nor told.

    Raises UnknownPriceList, UnknownPricedVariant, WrongCurrency, InvalidPrice, OldPriceNotAbove, PriceGivenTwice.
    """
    _check(prices)
    if not prices:
        return
    with db.transaction():
        known = _lists(prices)
        _check_currencies(prices, known)
        ordered = sorted(prices, key=lambda given: (given.price_list, given.variant_id, given.min_quantity))
        standing = [given for given in ordered if given.price is not None]
        gone = [given for given in ordered if given.price is None]
        try:
            with db.savepoint():
                changed = _save(standing, known, now)
                # Foreign keys are checked at commit unless asked for now.
                connection.check_constraints()
        except IntegrityError as wrong:
            raise UnknownPricedVariant from wrong
        taken_off = _take_off(gone, known)
        _remember(ordered, known, now)
        announcing.announce([*changed, *taken_off], actor=actor)


def _check(prices: Sequence[PriceInput]) -> None:
    if len({(given.price_list, given.variant_id, given.min_quantity) for given in prices}) != len(prices):
        raise PriceGivenTwice
    for given in prices:
        quantity(given.min_quantity)
        if given.price is None:
            continue
        amounts = [given.price.minor] + ([given.compare_at.minor] if given.compare_at else [])
        if any(not 0 <= amount < MOST_MINOR for amount in amounts):
            raise InvalidPrice(most=Money(MOST_MINOR, given.price.currency).amount)
        if given.compare_at and given.compare_at.currency != given.price.currency:
            raise WrongCurrency(
                price_list=given.price_list, expected=given.price.currency, given=given.compare_at.currency
            )
        if given.compare_at and given.compare_at.minor <= given.price.minor:
            raise OldPriceNotAbove


def _lists(prices: Sequence[PriceInput]) -> Known:
    codes = list({given.price_list for given in prices if "\x00" not in given.price_list})
    found = db.rows("SELECT code, id, currency FROM pricing_price_list WHERE code = ANY(%s)", [codes])
    known: Known = {code: (key, currency) for code, key, currency in found}
    for given in prices:
        if given.price_list not in known:
            raise UnknownPriceList(price_list=given.price_list)
    return known


def _check_currencies(prices: Sequence[PriceInput], known: Known) -> None:
    for given in prices:
        expected = known[given.price_list][1]
        if given.price is not None and given.price.currency != expected:
            raise WrongCurrency(price_list=given.price_list, expected=expected, given=given.price.currency)


def _save(standing: Sequence[PriceInput], known: Known, now: datetime) -> list[UUID]:
    priced = [(given, given.price) for given in standing if given.price is not None]
    found = db.rows(
        _SAVE,
        [
            now,
            [new_id() for _ in priced],
            [known[given.price_list][0] for given, _ in priced],
            [given.variant_id for given, _ in priced],
            [given.min_quantity for given, _ in priced],
            [price.minor for _, price in priced],
            [given.compare_at.minor if given.compare_at else None for given, _ in priced],
            [price.currency for _, price in priced],
        ],
    )
    return [row[0] for row in found]


def _take_off(gone: Sequence[PriceInput], known: Known) -> list[UUID]:
    if not gone:
        return []
    lists, variants = [known[given.price_list][0] for given in gone], [given.variant_id for given in gone]
    return [row[0] for row in db.rows(_TAKE_OFF, [lists, variants, [given.min_quantity for given in gone]])]


def _remember(ordered: Sequence[PriceInput], known: Known, now: datetime) -> None:
    single = [given for given in ordered if given.min_quantity == 1]
    db.execute(
        _REMEMBER,
        [
            now,
            [known[given.price_list][0] for given in single],
            [given.variant_id for given in single],
            [given.price.minor if given.price else None for given in single],
            [known[given.price_list][1] for given in single],
        ],
    )
