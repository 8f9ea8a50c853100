"""Read what is to come, who waits for it, and what may be promised of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arasta.contexts.inventory.domain.promises import Coming, Picture, Queue, Terms
from arasta.contexts.inventory.types import LevelKey, TermsKind
from arasta.kernel import db
from arasta.kernel.errors import Conflict, gettext_noop


class NotWaiting(Conflict):
    code = "backorder_not_open"
    template = gettext_noop("This order line does not wait for that many any more.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order line that waits for units at a location, and the day that it was promised."""

    id: UUID
    order_id: UUID
    line_id: UUID
    channel_id: UUID
    variant_id: UUID
    location_id: UUID
    units: int
    promised_on: date | None
    first_promised_on: date | None

    @property
    def is_late(self) -> bool:
        return self.promised_on is None or self.promised_on > (self.first_promised_on or self.promised_on)


@dataclass(frozen=True, slots=True)
class Quote:
    """Units that are not there but may be promised: from where, and for which day."""

    variant_id: UUID
    location_id: UUID
    units: int
    promised_on: date | None
    is_preorder: bool


_WAITING = """
SELECT id, order_id, line_id, channel_id, variant_id, location_id, quantity - filled - canceled, promised_on,
       first_promised_on
FROM inventory_backorder WHERE quantity > filled + canceled
  AND (%(orders)s::uuid[] IS NULL OR order_id = ANY(%(orders)s))
  AND (%(variants)s::uuid[] IS NULL
       OR (variant_id, location_id) IN (SELECT * FROM unnest(%(variants)s::uuid[], %(locations)s::uuid[])))
ORDER BY created_at, id
"""

_COMING = """
WITH keys AS (SELECT * FROM unnest(%(variants)s::uuid[], %(locations)s::uuid[]) AS k(variant_id, location_id))
SELECT variant_id, location_id, expected_on, quantity - received
FROM inventory_supply JOIN keys USING (variant_id, location_id) WHERE status = 'expected'
ORDER BY expected_on, id
"""

_TERMS = "SELECT variant_id, kind, ships_on, most FROM inventory_selling_terms WHERE variant_id = ANY(%s) ORDER BY 1"


def waiting_at(keys: Iterable[LevelKey]) -> list[Waiting]:
    """Return who waits at levels, the first come first."""
    wanted = list(keys)
    return _waiting(variants=[key[0] for key in wanted], locations=[key[1] for key in wanted])


def waiting_of(order_ids: Sequence[UUID]) -> list[Waiting]:
    """Return what orders still wait for."""
    return _waiting(orders=list(order_ids))


def _waiting(**asked: list[UUID]) -> list[Waiting]:
    anything: dict[str, list[UUID] | None] = {"orders": None, "variants": None, "locations": None}
    return [Waiting(*row) for row in db.rows(_WAITING, {**anything, **asked})]


def levels_with_backorders(variant_ids: Sequence[UUID]) -> list[LevelKey]:
    """Return the levels at which somebody waits for one of the variants."""
    found = db.rows(
        "SELECT DISTINCT variant_id, location_id FROM inventory_backorder"
        " WHERE variant_id = ANY(%s) AND quantity > filled + canceled ORDER BY 1, 2",
        [list(variant_ids)],
    )
    return [(row[0], row[1]) for row in found]


def fillable_levels(*, limit: int) -> list[LevelKey]:
    """Return levels at which somebody waits though units are free."""
    found = db.rows(
        "SELECT variant_id, location_id FROM (SELECT DISTINCT variant_id, location_id FROM inventory_backorder"
        " WHERE quantity > filled + canceled) b JOIN inventory_level l USING (variant_id, location_id)"
        " WHERE l.on_hand > l.unavailable + l.committed + l.reserved ORDER BY 1, 2 LIMIT %s",
        [limit],
    )
    return [(row[0], row[1]) for row in found]


def promised_to(order_ids: Sequence[UUID]) -> dict[UUID, tuple[int, date | None]]:
    """Return (units, day) that order lines wait for; the last day where a line waits at two places."""
    found: dict[UUID, tuple[int, date | None]] = {}
    for one in waiting_of(order_ids):
        units, day = found.get(one.line_id, (0, one.promised_on))
        latest = max(day, one.promised_on) if day and one.promised_on else None
        found[one.line_id] = (units + one.units, latest)
    return found


def terms_of(variant_ids: Sequence[UUID]) -> dict[UUID, Terms]:
    """Return the terms of variants that are sold before they are there; the others are absent."""
    return {row[0]: Terms(TermsKind(row[1]), *row[2:]) for row in db.rows(_TERMS, [list(variant_ids)])}


def picture(keys: Iterable[LevelKey], *, lock_terms: bool = False) -> Picture:
    """Return queues and terms at levels. Who promises locks the terms: their limit counts for all locations together."""
    wanted = sorted(set(keys))
    variants = sorted({key[0] for key in wanted})
    found = db.rows(f"{_TERMS} FOR UPDATE" if lock_terms else _TERMS, [variants])
    terms = {row[0]: Terms(TermsKind(row[1]), *row[2:]) for row in found}
    return _picture(wanted, terms)


def quotes(short: Mapping[UUID, int], *, location_ids: Sequence[UUID]) -> dict[UUID, Quote]:
    """Return what of missing units may be promised at one of the locations, given in their order of preference.

    The earliest day wins, then the first location. A variant that is not sold so, or of which there is too little to
    come, is absent. One statement where no variant is sold so.
    """
    terms = terms_of(list(short))
    if not terms or not location_ids:
        return {}
    keys = [(variant, location) for variant in terms for location in location_ids]
    seen = _picture(keys, terms)
    found: dict[UUID, Quote] = {}
    for variant in terms:
        able = [
            (seen.next_day((variant, place), short[variant]) or date.max, rank, place)
            for rank, place in enumerate(location_ids)
            if seen.promisable((variant, place)) >= short[variant]
        ]
        if able:
            day, _, place = min(able)
            is_preorder = terms[variant].kind is TermsKind.PREORDER
            found[variant] = Quote(variant, place, short[variant], None if day == date.max else day, is_preorder)
    return found


def rooms(variant_ids: Sequence[UUID], *, location_ids: Sequence[UUID]) -> dict[UUID, Quote]:
    """Return for variants that are not there how many may be promised, where the first unit comes earliest, and its day.

    A variant of which nothing may be promised is absent. One statement where no variant is sold so.
    """
    terms = terms_of(variant_ids)
    if not terms or not location_ids:
        return {}
    seen = _picture([(variant, location) for variant in terms for location in location_ids], terms)
    found: dict[UUID, Quote] = {}
    for variant, its in terms.items():
        able = [
            (seen.next_day((variant, place), 1) or date.max, rank, place)
            for rank, place in enumerate(location_ids)
            if seen.promisable((variant, place)) > 0
        ]
        if able:
            day, _, place = min(able)
            units = seen.promisable((variant, place))
            is_preorder = its.kind is TermsKind.PREORDER
            found[variant] = Quote(variant, place, units, None if day == date.max else day, is_preorder)
    return found


def _picture(keys: Sequence[LevelKey], terms: Mapping[UUID, Terms]) -> Picture:
    columns = {"variants": [key[0] for key in keys], "locations": [key[1] for key in keys]}
    coming: dict[LevelKey, list[Coming]] = {}
    for variant, location, day, units in db.rows(_COMING, columns):
        coming.setdefault((variant, location), []).append(Coming(day, units))
    waiting: dict[LevelKey, list[int]] = {}
    for one in waiting_at(keys):
        waiting.setdefault((one.variant_id, one.location_id), []).append(one.units)
    queues = {key: Queue(tuple(coming.get(key, ())), tuple(waiting.get(key, ()))) for key in {*coming, *waiting, *keys}}
    return Picture(queues, terms, _waiting_anywhere([key for key, one in terms.items() if one.most is not None]))


def _waiting_anywhere(variant_ids: Sequence[UUID]) -> dict[UUID, int]:
    if not variant_ids:
        return {}
    found = db.rows(
        "SELECT variant_id, sum(quantity - filled - canceled)::int FROM inventory_backorder"
        " WHERE variant_id = ANY(%s) AND quantity > filled + canceled GROUP BY 1",
        [list(variant_ids)],
    )
    return dict(found)
