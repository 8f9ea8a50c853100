"""Promise what is to come, give it out when it is here, and say when a promise moves.

Whoever promises, fills, cancels or changes what is to come has locked the level: no unit to come is promised twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from arasta.contexts.inventory import events
from arasta.contexts.inventory.domain import availability, promises
from arasta.contexts.inventory.domain.kits import in_kits
from arasta.contexts.inventory.domain.promises import Picture
from arasta.contexts.inventory.queries import promises as book
from arasta.contexts.inventory.queries.promises import Waiting
from arasta.contexts.inventory.services import ledger
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.types import (
    AllocationRequest,
    Level,
    LevelKey,
    MovementKind,
    OutOfStock,
    Shortage,
    StockLine,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish


@dataclass(frozen=True, slots=True)
class Backordered:
    """A promise: so many units of a line, or of a component of its kit, on a day."""

    line_id: UUID
    variant_id: UUID
    location_id: UUID
    quantity: int
    promised_on: date | None
    kit_id: UUID | None
    per_unit: int


# An order that is promised anew may wait again where it waited before: behind those who came meanwhile.
_WAIT = """
INSERT INTO inventory_backorder AS w
  (id, order_id, line_id, channel_id, variant_id, location_id, quantity, promised_on, first_promised_on, kit_id, per_unit,
   created_at)
SELECT b.id, b.order_id, b.line_id, b.channel_id, b.variant_id, b.location_id, b.quantity, b.promised_on, b.promised_on,
       b.kit_id, b.per_unit, clock_timestamp()
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::date[], %s::uuid[],
            %s::int[])
     WITH ORDINALITY AS b(id, order_id, line_id, channel_id, variant_id, location_id, quantity, promised_on, kit_id,
                          per_unit, place)
ORDER BY b.place
ON CONFLICT (line_id, location_id, variant_id) DO UPDATE SET
  quantity = w.quantity + excluded.quantity, promised_on = excluded.promised_on,
  first_promised_on = excluded.first_promised_on, kit_id = excluded.kit_id, per_unit = excluded.per_unit,
  created_at = excluded.created_at
"""

_GIVE = """
WITH given AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(backorders)s::uuid[], %(quantities)s::int[]) AS g(id, backorder_id, quantity)
), filled AS (
  UPDATE inventory_backorder b SET filled = b.filled + g.quantity FROM given g WHERE b.id = g.backorder_id
  RETURNING g.id, b.order_id, b.line_id, b.channel_id, b.variant_id, b.location_id, g.quantity, b.kit_id, b.per_unit
), shrunk AS (
  UPDATE inventory_fence f SET quantity = greatest(0, f.quantity - p.quantity)
  FROM (SELECT channel_id, variant_id, location_id, sum(quantity)::int AS quantity FROM filled GROUP BY 1, 2, 3) p
  WHERE (f.channel_id, f.variant_id, f.location_id) = (p.channel_id, p.variant_id, p.location_id)
)
INSERT INTO inventory_allocation AS a
  (id, order_id, line_id, channel_id, variant_id, location_id, quantity, kit_id, per_unit)
SELECT id, order_id, line_id, channel_id, variant_id, location_id, quantity, kit_id, per_unit FROM filled
ON CONFLICT (line_id, variant_id, location_id) DO UPDATE SET
  quantity = a.quantity + excluded.quantity, kit_id = excluded.kit_id, per_unit = excluded.per_unit
RETURNING a.id, a.line_id, a.variant_id, a.location_id
"""

# Of a kit, all components: what is still to come of them, and what lies on the shelf on the line's account.
_PARTS = """
SELECT s.id, s.units * p.per_unit, p.per_unit, p.variant_id, p.location_id, p.line_id, p.backorder_id,
       COALESCE(p.open, 0), p.allocation_id
FROM unnest(%s::uuid[], %s::int[]) AS s(id, units)
JOIN inventory_backorder b ON b.id = s.id
JOIN LATERAL (
  SELECT variant_id, location_id, line_id, per_unit, w.id AS backorder_id, w.open, a.id AS allocation_id
  FROM (SELECT *, quantity - filled - canceled AS open FROM inventory_backorder
        WHERE (line_id, location_id) = (b.line_id, b.location_id) AND quantity > filled + canceled) w
  FULL JOIN (SELECT * FROM inventory_allocation
             WHERE (line_id, location_id) = (b.line_id, b.location_id) AND kit_id IS NOT NULL) a
       USING (variant_id, location_id, line_id, per_unit)
) p ON true
"""

_CANCEL = """
UPDATE inventory_backorder b SET canceled = b.canceled + c.quantity
FROM unnest(%s::uuid[], %s::int[]) AS c(id, quantity) WHERE b.id = c.id
"""

_FREE = """
UPDATE inventory_allocation a SET released = a.released + f.quantity
FROM unnest(%s::uuid[], %s::int[]) AS f(id, quantity) WHERE a.id = f.id
"""


@dataclass(frozen=True, slots=True)
class _Part:
    """A variant of which some units end with a share that waits no longer. `open`: units of it that are still to come."""

    share: UUID
    units: int
    per_unit: int
    variant_id: UUID
    location_id: UUID
    line_id: UUID
    backorder_id: UUID | None
    open: int
    allocation_id: UUID | None

    @property
    def key(self) -> LevelKey:
        return (self.variant_id, self.location_id)

    @property
    def canceled(self) -> int:
        return min(self.open, self.units)

    @property
    def freed(self) -> int:
        return self.units - self.canceled

    def posting(self) -> Posting:
        line = StockLine(self.variant_id, self.location_id, self.freed, self.line_id)
        return Posting(MovementKind.RELEASED, line, ("allocation", self.allocation_id or self.line_id))


class Later:
    """What the orders of a batch are promised of what is to come, decided one after the other.

    Their levels are locked by the caller. Then the terms are: a limit counts for all locations together.
    """

    def __init__(self, requests: Sequence[AllocationRequest]) -> None:
        keys = {_key(line) for request in requests for line in request.later}
        self._picture = book.picture(keys, lock_terms=True) if keys else Picture({}, {}, {})
        self._made: list[tuple[AllocationRequest, Backordered]] = []

    def promise(self, request: AllocationRequest, seen: Mapping[LevelKey, Level]) -> OutOfStock | tuple[StockLine, ...]:
        """Promise an order all that it waits for, or nothing; return what of it lies on shelves.

        That is so with the components of a kit: those that are there wait on the order's account for the others.
        """
        picture, made, missing, there = self._picture, [], [], list[StockLine]()
        for line in request.later:
            key = _key(line)
            units = _on_shelf(line, request, there, seen) if line.kit_id else 0
            if units:
                there.append(replace(line, quantity=units))
            left, free = line.quantity - units, picture.promisable(key)
            if left > free:
                missing.append(Shortage(*key, line.quantity, units + free))
            elif left:
                day = picture.next_day(key, left)
                picture = picture.with_one_more(key, left)
                reference = line.reference or request.order_id
                made.append((request, Backordered(reference, *key, left, day, line.kit_id, line.per_unit)))
        if missing:
            return in_kits(OutOfStock(tuple(missing)), request.later)
        self._picture = picture
        self._made += made
        return tuple(there)

    def write(self) -> None:
        """Store what was promised, in the order in which it was."""
        if self._made:
            db.execute(_WAIT, _columns(self._made))


def fill(levels: dict[LevelKey, Level], *, actor: Actor) -> dict[LevelKey, Level]:
    """Give what is free at locked levels to those who wait there, the first come first; return the levels after it.

    The caller tells the levels. Publishes BackordersFilled, PromiseMoved.
    """
    waiting = book.waiting_at(levels)
    if not waiting:
        return levels
    shares = _shares(waiting, levels)
    if not shares:
        return levels
    ids = [new_id() for _ in shares]
    found = db.rows(
        _GIVE, {"ids": ids, "backorders": [one.id for one, _ in shares], "quantities": [units for _, units in shares]}
    )
    allocations = {tuple(row[1:]): row[0] for row in found}
    postings = [
        Posting(
            MovementKind.ALLOCATED,
            StockLine(one.variant_id, one.location_id, units, one.line_id),
            ("allocation", allocations[(one.line_id, one.variant_id, one.location_id)]),
        )
        for one, units in shares
    ]
    ledger.post(postings, actor=actor)
    _tell_filled(shares, actor)
    refresh(levels, actor=actor)
    return ledger.moved(levels, postings)


def fill_from_shelves(keys: Sequence[LevelKey]) -> None:
    """Give out what became free otherwise: counts, canceled orders, holds that ran out. Nothing waits: nothing is done."""
    with db.transaction():
        before = ledger.lock(keys)
        after = fill(before, actor=SYSTEM)
        if after != before:
            ledger.tell(before, after, cause="allocated", cause_id=keys[0][0], actor=SYSTEM)


def cancel(shares: Sequence[tuple[UUID, int]], *, actor: Actor, beside: Sequence[StockLine] = ()) -> None:
    """Let (backorder, units of its line) wait no longer; who waits behind them moves up.

    `beside`: what the caller releases in the same transaction, so that all levels are locked at once, in order. Of a
    kit, what lay on the shelf for it is free again. Raises NotWaiting; publishes PromiseMoved, AvailabilityChanged.
    """
    if not shares:
        return
    with db.transaction():
        keys = {one.key for one in _parts(shares)}
        before = ledger.lock([*keys, *map(_key, beside)])
        parts = _parts(shares)
        _refuse_what_came(parts, shares)
        ended = [one for one in parts if one.canceled]
        db.execute(_CANCEL, [[one.backorder_id for one in ended], [one.canceled for one in ended]])
        freed = [one for one in parts if one.freed]
        if freed:
            db.execute(_FREE, [[one.allocation_id for one in freed], [one.freed for one in freed]])
            postings = [one.posting() for one in freed]
            ledger.post(postings, actor=actor)
            ledger.tell(before, ledger.moved(before, postings), cause="released", cause_id=shares[0][0], actor=actor)
        refresh(keys, actor=actor)


def _parts(shares: Sequence[tuple[UUID, int]]) -> list[_Part]:
    return [_Part(*row) for row in db.rows(_PARTS, [[key for key, _ in shares], [units for _, units in shares]])]


def _refuse_what_came(parts: Sequence[_Part], shares: Sequence[tuple[UUID, int]]) -> None:
    """Refuse to end more than waits: of a kit, so many as its scarcest component lacks."""
    waiting: dict[UUID, int] = {}
    for one in parts:
        waiting[one.share] = max(waiting.get(one.share, 0), -(-one.open // one.per_unit))
    if any(units > waiting.get(key, 0) for key, units in shares):
        raise book.NotWaiting


def refresh(keys: Iterable[LevelKey], *, actor: Actor) -> None:
    """Say anew what those who wait at locked levels are promised. Publishes PromiseMoved for whom it moves."""
    wanted = sorted(set(keys))
    waiting = book.waiting_at(wanted)
    if not waiting:
        return
    days = _days(waiting, book.picture(wanted))
    moved = [(one, day) for one, day in zip(waiting, days, strict=True) if day != one.promised_on]
    if not moved:
        return
    db.execute(
        "UPDATE inventory_backorder b SET promised_on = m.day,"
        " first_promised_on = COALESCE(b.first_promised_on, m.day)"
        " FROM unnest(%s::uuid[], %s::date[]) AS m(id, day) WHERE b.id = m.id",
        [[one.id for one, _ in moved], [day for _, day in moved]],
    )
    publish(
        [
            events.PromiseMoved(
                order_id=one.order_id,
                line_id=one.line_id,
                variant_id=one.variant_id,
                units_waiting=one.units,
                was_on=one.promised_on,
                now_on=day,
            )
            for one, day in moved
        ],
        actor=actor,
    )


def _days(waiting: Sequence[Waiting], picture: Picture) -> list[date | None]:
    """Return the day of each who waits; those at one level stand in the order of their queue."""
    promised = {key: iter(picture.days(key)) for key in {(one.variant_id, one.location_id) for one in waiting}}
    return [next(promised[(one.variant_id, one.location_id)]) for one in waiting]


def _shares(waiting: Sequence[Waiting], levels: dict[LevelKey, Level]) -> list[tuple[Waiting, int]]:
    """Decide who gets how many: what other channels keep for themselves stays theirs."""
    fenced = ledger.fences(levels, channels=[one.channel_id for one in waiting])
    left = dict(levels)
    shares = []
    for one in waiting:
        key = (one.variant_id, one.location_id)
        seen = ledger.as_seen({key: left[key]}, one.channel_id, fenced)[key]
        units = promises.fill([one.units], availability.free_for(seen, dips_into_safety=True))[0]
        if units:
            availability.with_committed(left, [StockLine(*key, units)])
            shares.append((one, units))
    return shares


def _tell_filled(shares: Sequence[tuple[Waiting, int]], actor: Actor) -> None:
    orders: dict[UUID, tuple[int, int]] = {}
    for one, units in shares:
        filled, waiting = orders.get(one.order_id, (0, 0))
        orders[one.order_id] = (filled + units, waiting + one.units - units)
    publish(
        [
            events.BackordersFilled(order_id=order, units=filled, units_waiting=waiting)
            for order, (filled, waiting) in orders.items()
        ],
        actor=actor,
    )


def _on_shelf(
    line: StockLine, request: AllocationRequest, there: Sequence[StockLine], seen: Mapping[LevelKey, Level]
) -> int:
    """Return how many units of a component the order may have at once, besides what it takes already."""
    level = seen.get(_key(line))
    if level is None:
        return 0
    taken = sum(one.quantity for one in (*request.lines, *there) if _key(one) == _key(line))
    return min(line.quantity, max(0, availability.free_for(level, dips_into_safety=False) - taken))


def _key(line: StockLine) -> LevelKey:
    return (line.variant_id, line.location_id)


def _columns(made: Sequence[tuple[AllocationRequest, Backordered]]) -> list[object]:
    return [
        [new_id() for _ in made],
        [request.order_id for request, _ in made],
        [one.line_id for _, one in made],
        [request.channel_id for request, _ in made],
        [one.variant_id for _, one in made],
        [one.location_id for _, one in made],
        [one.quantity for _, one in made],
        [one.promised_on for _, one in made],
        [one.kit_id for _, one in made],
        [one.per_unit for _, one in made],
    ]
