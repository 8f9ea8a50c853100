"""Read what is to come, who waits for it, and what may be promised of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arasta.contexts.inventory.domain.promises import (
    Coming,
    Picture,
    Queue,
    Terms,
    day_of_kits,
    left_over,
    promisable_kits,
)
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.types import LevelKey, Recipe, TermsKind
from arasta.kernel import db, prepared
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
    kit_id: UUID | None = None
    per_unit: int = 1

    @property
    def is_late(self) -> bool:
        return self.promised_on is None or self.promised_on > (self.first_promised_on or self.promised_on)


@dataclass(frozen=True, slots=True)
class Wait:
    """Units of an order line, of a kit whole kits, that wait at a location. `id`: one of its backorders."""

    id: UUID
    line_id: UUID
    units: int
    promised_on: date | None


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
       first_promised_on, kit_id, per_unit
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


_SOLD_LATER = """
SELECT v.id, COALESCE(k.component_id, v.id), COALESCE(k.quantity, 1), t.kind, t.ships_on, t.most
FROM unnest(%s::uuid[]) AS v(id)
LEFT JOIN inventory_kit_component k ON k.kit_id = v.id
LEFT JOIN inventory_selling_terms t ON t.variant_id = COALESCE(k.component_id, v.id)
WHERE k.kit_id IS NOT NULL OR t.variant_id IS NOT NULL ORDER BY 1, 2
"""


def waiting_at(keys: Iterable[LevelKey]) -> list[Waiting]:
    """Return who waits at levels, the first come first."""
    wanted = list(keys)
    return _waiting(variants=[key[0] for key in wanted], locations=[key[1] for key in wanted])


def waiting_of(order_ids: Sequence[UUID]) -> list[Waiting]:
    """Return what orders still wait for; of a kit, each component that is missing."""
    return _waiting(orders=list(order_ids))


def waits_of(order_ids: Sequence[UUID]) -> list[Wait]:
    """Return how much of order lines waits, by location: a kit waits for the last of its components."""
    found: dict[LevelKey, Wait] = {}
    for one in waiting_of(order_ids):
        units = -(-one.units // one.per_unit)
        known = found.get((one.line_id, one.location_id), Wait(one.id, one.line_id, units, one.promised_on))
        day = max(known.promised_on, one.promised_on) if known.promised_on and one.promised_on else None
        found[one.line_id, one.location_id] = Wait(known.id, one.line_id, max(known.units, units), day)
    return list(found.values())


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
    for one in waits_of(order_ids):
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


def quotes(
    short: Mapping[UUID, int],
    *,
    channel_id: UUID | None,
    location_ids: Sequence[UUID],
    announced_only: Collection[UUID] = (),
) -> dict[UUID, Quote]:
    """Return what of missing units may be promised at one of the locations, given in their order of preference.

    The earliest day wins, then the first location. A variant that is not sold so, or of which there is too little to
    come, is absent. One statement where no variant is sold so. `announced_only`: locations to which nothing comes that
    was not announced for them.
    """
    return _quotes(short, channel_id=channel_id, location_ids=location_ids, announced_only=announced_only)


def rooms(variant_ids: Sequence[UUID], *, channel_id: UUID | None, location_ids: Sequence[UUID]) -> dict[UUID, Quote]:
    """Return for variants that are not there how many may be promised, where the first unit comes earliest, and its day.

    A variant of which nothing may be promised is absent. One statement where no variant is sold so.
    """
    return _quotes(dict.fromkeys(variant_ids), channel_id=channel_id, location_ids=location_ids)


def rooms_at(
    variant_ids: Sequence[UUID],
    *,
    channel_id: UUID | None,
    location_ids: Sequence[UUID],
    announced_only: Collection[UUID] = (),
) -> dict[LevelKey, int]:
    """Return how many that are not there may be promised at each location; levels at which there are none are absent.

    One statement where no variant is sold so. `announced_only`: as for `quotes`.
    """
    recipes, terms = _sold_later(variant_ids)
    if not recipes:
        return {}
    scene = _scene(recipes, terms, channel_id=channel_id, location_ids=location_ids, announced_only=announced_only)
    found = {(variant, place): scene.room(variant, place) for variant in recipes for place in location_ids}
    return {key: units for key, units in found.items() if units > 0}


def _quotes(
    wanted: Mapping[UUID, int | None],
    *,
    channel_id: UUID | None,
    location_ids: Sequence[UUID],
    announced_only: Collection[UUID] = (),
) -> dict[UUID, Quote]:
    """Quote so many units, or as many as there may be, of each variant; a kit as the components that it lacks."""
    recipes, terms = _sold_later(list(wanted))
    if not recipes or not location_ids:
        return {}
    scene = _scene(recipes, terms, channel_id=channel_id, location_ids=location_ids, announced_only=announced_only)
    found: dict[UUID, Quote] = {}
    for variant, recipe in recipes.items():
        best = _best(scene, variant, location_ids, wanted[variant])
        if best:
            day, _, place, units = best
            is_preorder = any(terms[part].kind is TermsKind.PREORDER for part, _ in recipe if part in terms)
            found[variant] = Quote(variant, place, units, None if day == date.max else day, is_preorder)
    return found


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is to come, and what lies there of components: those that are sold themselves lie there for nobody's kit."""

    recipes: Mapping[UUID, Recipe]
    picture: Picture
    there: Mapping[LevelKey, int]
    components: frozenset[UUID]
    announced_only: Collection[UUID]

    def room(self, variant: UUID, place: UUID) -> int:
        recipe, here = self.recipes[variant], self.left_over(variant, place)
        return promisable_kits(self.picture, recipe, place, here, is_announced=place in self.announced_only)

    def left_over(self, variant: UUID, place: UUID) -> dict[UUID, int]:
        there = {} if variant in self.components else self.there
        recipe = self.recipes[variant]
        return left_over(recipe, {part: there.get((part, place), 0) for part, _ in recipe})


def _scene(
    recipes: Mapping[UUID, Recipe],
    terms: Mapping[UUID, Terms],
    *,
    channel_id: UUID | None,
    location_ids: Sequence[UUID],
    announced_only: Collection[UUID],
) -> _Scene:
    components = frozenset(component for recipe in recipes.values() for component, _ in recipe)
    picture = _picture([(component, place) for component in components for place in location_ids], terms)
    parts = sorted(components.difference(recipes))
    shelves = availability.sellable(parts, channel_id=channel_id, location_ids=location_ids) if parts else []
    there = {(level.variant_id, level.location_id): level.sellable for level in shelves}
    return _Scene(recipes, picture, there, components, announced_only)


def _best(
    scene: _Scene, variant: UUID, places: Sequence[UUID], wanted: int | None
) -> tuple[date, int, UUID, int] | None:
    """Return the earliest (day, rank, place, units) at which so many, or the first of as many as there may be, come."""
    recipe, able = scene.recipes[variant], []
    for rank, place in enumerate(places):
        units = scene.room(variant, place)
        if units >= (wanted or 1):
            day = day_of_kits(scene.picture, recipe, place, scene.left_over(variant, place), wanted or 1)
            able.append((day or date.max, rank, place, wanted or units))
    return min(able, default=None)


def _sold_later(variant_ids: Sequence[UUID]) -> tuple[dict[UUID, Recipe], dict[UUID, Terms]]:
    """Return the variants of which something is sold before it is there, as recipes (a plain one is its own), and terms."""
    recipes: dict[UUID, Recipe] = {}
    terms: dict[UUID, Terms] = {}
    for variant, component, quantity, kind, ships_on, most in prepared.rows(_SOLD_LATER, [list(variant_ids)]):
        recipes[variant] = (*recipes.get(variant, ()), (component, quantity))
        if kind:
            terms[component] = Terms(TermsKind(kind), ships_on, most)
    sold = {variant: recipe for variant, recipe in recipes.items() if any(part in terms for part, _ in recipe)}
    return sold, terms


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
