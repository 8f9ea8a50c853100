"""Promise what is to come, give it out when it is here, and say when a promise moves.

Whoever promises, fills, cancels or changes what is to come has locked the level: no unit to come is promised twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arasta.contexts.inventory import events
from arasta.contexts.inventory.domain import availability, promises
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
    """A promise: so many units of a line, on a day."""

    line_id: UUID
    variant_id: UUID
    location_id: UUID
    quantity: int
    promised_on: date | None


_WAIT = """
INSERT INTO inventory_backorder
  (id, order_id, line_id, channel_id, variant_id, location_id, quantity, promised_on, first_promised_on, created_at)
SELECT b.id, b.order_id, b.line_id, b.channel_id, b.variant_id, b.location_id, b.quantity, b.promised_on, b.promised_on,
       clock_timestamp()
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::date[])
     WITH ORDINALITY AS b(id, order_id, line_id, channel_id, variant_id, location_id, quantity, promised_on, place)
ORDER BY b.place
"""

_GIVE = """
WITH given AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(backorders)s::uuid[], %(quantities)s::int[]) AS g(id, backorder_id, quantity)
), filled AS (
  UPDATE inventory_backorder b SET filled = b.filled + g.quantity FROM given g WHERE b.id = g.backorder_id
  RETURNING g.id, b.order_id, b.line_id, b.channel_id, b.variant_id, b.location_id, g.quantity
), shrunk AS (
  UPDATE inventory_fence f SET quantity = greatest(0, f.quantity - p.quantity)
  FROM (SELECT channel_id, variant_id, location_id, sum(quantity)::int AS quantity FROM filled GROUP BY 1, 2, 3) p
  WHERE (f.channel_id, f.variant_id, f.location_id) = (p.channel_id, p.variant_id, p.location_id)
)
INSERT INTO inventory_allocation AS a (id, order_id, line_id, channel_id, variant_id, location_id, quantity)
SELECT id, order_id, line_id, channel_id, variant_id, location_id, quantity FROM filled
ON CONFLICT (line_id, variant_id, location_id) DO UPDATE SET quantity = a.quantity + excluded.quantity
RETURNING a.id, a.line_id, a.variant_id, a.location_id
"""

_CANCEL = """
UPDATE inventory_backorder b SET canceled = b.canceled + c.quantity
FROM unnest(%s::uuid[], %s::int[]) AS c(id, quantity)
WHERE b.id = c.id AND b.quantity - b.filled - b.canceled >= c.quantity
"""


class Later:
    """What the orders of a batch are promised of what is to come, decided one after the other.

    Their levels are locked by the caller. Then the terms are: a limit counts for all locations together.
    """

    def __init__(self, requests: Sequence[AllocationRequest]) -> None:
        keys = {(line.variant_id, line.location_id) for request in requests for line in request.later}
        self._picture = book.picture(keys, lock_terms=True) if keys else Picture({}, {}, {})
        self._made: list[tuple[AllocationRequest, Backordered]] = []

    def promise(self, request: AllocationRequest) -> OutOfStock | None:
        """Promise an order all that it waits for, or nothing."""
        picture, made, missing = self._picture, [], []
        for line in request.later:
            key = (line.variant_id, line.location_id)
            free = picture.promisable(key)
            if line.quantity > free:
                missing.append(Shortage(*key, line.quantity, free))
                continue
            day = picture.next_day(key, line.quantity)
            picture = picture.with_one_more(key, line.quantity)
            made.append((request, Backordered(line.reference or request.order_id, *key, line.quantity, day)))
        if missing:
            return OutOfStock(tuple(missing))
        self._picture = picture
        self._made += made
        return None

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
    """Let (backorder, units) wait no longer; who waits behind them moves up. Publishes PromiseMoved.

    `beside`: what the caller releases in the same transaction, so that all levels are locked at once, in order.
    """
    if not shares:
        return
    with db.transaction():
        found = db.rows(
            "SELECT variant_id, location_id FROM inventory_backorder WHERE id = ANY(%s)", [[key for key, _ in shares]]
        )
        keys = {(row[0], row[1]) for row in found}
        ledger.lock([*keys, *((line.variant_id, line.location_id) for line in beside)])
        done = db.execute(_CANCEL, [[key for key, _ in shares], [units for _, units in shares]])
        if done != len(shares):
            raise book.NotWaiting
        refresh(keys, actor=actor)


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
    ]
