"""Set prices and keep what they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from arasta.contexts.pricing.services import announcing
from arasta.contexts.pricing.types import (
    InvalidPrice,
    OldPriceNotAbove,
    PriceFault,
    PriceGivenTwice,
    PriceInput,
    SoundPrices,
    UnknownPricedVariant,
    UnknownPriceList,
    WrongCurrency,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from arasta.kernel.quantity import quantity

MOST_MINOR = 10**14

# Only a single unit's amount is history, and only when it is another than before.
_SAVE = """
WITH given AS (
  SELECT f.*, s.compare_at_minor AS standing
  FROM json_to_recordset(%(rows)s::json)
       AS f(id uuid, price_list_id uuid, variant_id uuid, min_quantity int, amount bigint, compare_at bigint, currency text)
  LEFT JOIN pricing_price s ON %(keep)s AND s.compare_at_minor > f.amount
       AND s.price_list_id = f.price_list_id AND s.variant_id = f.variant_id AND s.min_quantity = f.min_quantity
), saved AS (
  INSERT INTO pricing_price AS p
    (id, price_list_id, variant_id, min_quantity, amount_minor, compare_at_minor, currency, updated_at)
  SELECT id, price_list_id, variant_id, min_quantity, amount, COALESCE(compare_at, standing), currency, %(now)s
  FROM given ORDER BY price_list_id, variant_id, min_quantity
  ON CONFLICT (price_list_id, variant_id, min_quantity) DO UPDATE
  SET amount_minor = excluded.amount_minor, compare_at_minor = excluded.compare_at_minor,
      updated_at = excluded.updated_at
  WHERE (p.amount_minor, p.compare_at_minor) IS DISTINCT FROM (excluded.amount_minor, excluded.compare_at_minor)
  RETURNING price_list_id, variant_id, min_quantity, amount_minor, currency
), remembered AS (
  INSERT INTO pricing_price_history (price_list_id, variant_id, amount_minor, currency, from_at)
  SELECT s.price_list_id, s.variant_id, s.amount_minor, s.currency, %(now)s
  FROM saved s
  LEFT JOIN LATERAL (
    SELECT amount_minor FROM pricing_price_history h
    WHERE h.variant_id = s.variant_id AND h.price_list_id = s.price_list_id ORDER BY from_at DESC, id DESC LIMIT 1
  ) last ON true
  WHERE s.min_quantity = 1 AND last.amount_minor IS DISTINCT FROM s.amount_minor
)
SELECT variant_id FROM saved
"""

_TAKE_OFF = """
WITH gone AS (
  DELETE FROM pricing_price p
  USING unnest(%(lists)s::uuid[], %(variants)s::uuid[], %(quantities)s::int[])
        AS f(price_list_id, variant_id, min_quantity)
  WHERE p.price_list_id = f.price_list_id AND p.variant_id = f.variant_id AND p.min_quantity = f.min_quantity
  RETURNING p.price_list_id, p.variant_id, p.min_quantity, p.currency
), remembered AS (
  INSERT INTO pricing_price_history (price_list_id, variant_id, amount_minor, currency, from_at)
  SELECT price_list_id, variant_id, NULL, currency, %(now)s FROM gone WHERE min_quantity = 1
)
SELECT variant_id FROM gone
"""

Known = dict[str, tuple[UUID, str]]


def set_prices(prices: Sequence[PriceInput], *, now: datetime, actor: Actor) -> None:
    """Set prices on their lists, or take them off; what did not change is neither marked nor told.

    Raises UnknownPriceList, UnknownPricedVariant, WrongCurrency, InvalidPrice, OldPriceNotAbove, PriceGivenTwice.
    """
    for _, error in _faults(prices):
        raise error
    if not prices:
        return
    with db.transaction():
        known = _lists(prices)
        _check_currencies(prices, known)
        try:
            with db.savepoint():
                changed = _save(prices, known, now, keep=False)
                # Foreign keys are checked at commit unless asked for now.
                connection.check_constraints()
        except IntegrityError as wrong:
            raise UnknownPricedVariant from wrong
        announcing.announce([*changed, *_take_off(prices, known, now)], actor=actor)


def set_sound_prices(
    prices: Sequence[PriceInput], *, now: datetime, actor: Actor, keep_compare_at: bool = False
) -> SoundPrices:
    """Do the same with the sound ones of many prices, and answer with the faults of the rest, by place.

    `keep_compare_at`: a standing old price that is still above the new one stays where none is given. The variants are
    known to exist. Raises UnknownPriceList, WrongCurrency.
    """
    faults = tuple(PriceFault(place, error) for place, error in _faults(prices))
    bad = {fault.place for fault in faults}
    sound = [given for place, given in enumerate(prices) if place not in bad]
    if not sound:
        return SoundPrices(frozenset(), faults)
    with db.transaction():
        known = _lists(sound)
        _check_currencies(sound, known)
        changed = [*_save(sound, known, now, keep=keep_compare_at), *_take_off(sound, known, now)]
        announcing.announce(changed, actor=actor)
    return SoundPrices(frozenset(changed), faults)


def _faults(prices: Sequence[PriceInput]) -> Iterator[tuple[int, DomainError]]:
    """Find what is wrong with prices in themselves, place by place."""
    seen: set[tuple[str, UUID, int]] = set()
    for place, given in enumerate(prices):
        key = (given.price_list, given.variant_id, given.min_quantity)
        try:
            if key in seen:
                raise PriceGivenTwice
            seen.add(key)
            _check(given)
        except DomainError as error:
            yield place, error


def _check(given: PriceInput) -> None:
    quantity(given.min_quantity)
    price, old = given.price, given.compare_at
    if price is None:
        return
    if not 0 <= price.minor < MOST_MINOR or (old and not 0 <= old.minor < MOST_MINOR):
        raise InvalidPrice(most=Money(MOST_MINOR, price.currency).amount)
    if old and old.currency != price.currency:
        raise WrongCurrency(price_list=given.price_list, expected=price.currency, given=old.currency)
    if old and old.minor <= price.minor:
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


def _save(prices: Sequence[PriceInput], known: Known, now: datetime, *, keep: bool) -> list[UUID]:
    rows = [
        {
            "id": new_id(),
            "price_list_id": known[given.price_list][0],
            "variant_id": given.variant_id,
            "min_quantity": given.min_quantity,
            "amount": given.price.minor,
            "compare_at": given.compare_at.minor if given.compare_at else None,
            "currency": given.price.currency,
        }
        for given in prices
        if given.price is not None
    ]
    return [row[0] for row in db.rows(_SAVE, {"rows": db.as_json(rows), "now": now, "keep": keep})]


def _take_off(prices: Sequence[PriceInput], known: Known, now: datetime) -> list[UUID]:
    gone = [given for given in prices if given.price is None]
    if not gone:
        return []
    parameters = {
        "lists": [known[given.price_list][0] for given in gone],
        "variants": [given.variant_id for given in gone],
        "quantities": [given.min_quantity for given in gone],
        "now": now,
    }
    return [row[0] for row in db.rows(_TAKE_OFF, parameters)]
