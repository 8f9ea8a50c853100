"""Promises to placed orders: made wholly or not at all, open until shipped or released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.inventory.domain import availability
from arasta.contexts.inventory.domain.kits import in_kits, merged
from arasta.contexts.inventory.services import kits, ledger, reservations
from arasta.contexts.inventory.services.backorders import Later
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.services.reservations import Ended
from arasta.contexts.inventory.types import (
    AllocationRequest,
    Level,
    LevelKey,
    MovementKind,
    OutOfStock,
    ReservationStatus,
    StockLine,
)
from arasta.kernel import db, prepared
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Allocated:
    """An order's promises, line by line."""

    order_id: UUID
    allocations: tuple[tuple[UUID, StockLine], ...]


class NothingOpen(Conflict):
    """More was to be shipped or released than is open on an allocation."""

    code = "allocation_not_open"
    template = gettext_noop("There is not that much left to ship or release on this order line.")


_PROMISE = """
INSERT INTO inventory_allocation
  (id, order_id, line_id, channel_id, variant_id, location_id, quantity, kit_id, per_unit, shipped)
SELECT n.id, n.order_id, n.line_id, n.channel_id, n.variant_id, n.location_id, n.quantity, n.kit_id, n.per_unit,
       CASE WHEN %(leave)s THEN n.quantity ELSE 0 END
FROM json_to_recordset(%(promises)s::json)
     AS n(id uuid, order_id uuid, line_id uuid, channel_id uuid, variant_id uuid, location_id uuid, quantity int,
          kit_id uuid, per_unit int)
"""

_AGAIN = """
ON CONFLICT (line_id, variant_id, location_id) DO UPDATE SET
  quantity = inventory_allocation.quantity + excluded.quantity, kit_id = excluded.kit_id, per_unit = excluded.per_unit
"""

# A kit that is promised anew may consist of other things by now: what was taken back is part of it only if promised again.
_NO_PART = """
UPDATE inventory_allocation SET kit_id = NULL, per_unit = 1
WHERE order_id = ANY(%s) AND kit_id IS NOT NULL AND quantity = released
"""
_WAITS_NO_MORE = """
UPDATE inventory_backorder SET kit_id = NULL
WHERE order_id = ANY(%s) AND kit_id IS NOT NULL AND quantity = filled + canceled
"""

_FORMER = "SELECT line_id, variant_id, location_id, id FROM inventory_allocation WHERE order_id = ANY(%s)"

_SHRINK_FENCES = """
UPDATE inventory_fence f SET quantity = greatest(0, f.quantity - p.quantity)
FROM (SELECT channel_id, variant_id, location_id, sum(quantity)::int AS quantity
      FROM json_to_recordset(%(promises)s::json)
           AS n(channel_id uuid, variant_id uuid, location_id uuid, quantity int) GROUP BY 1, 2, 3) p
WHERE (f.channel_id, f.variant_id, f.location_id) = (p.channel_id, p.variant_id, p.location_id)
"""

# An allocation stands for its line at its location: of a kit's line, all components go the same way.
_PARTS = """
SELECT DISTINCT p.variant_id, p.location_id FROM inventory_allocation a
JOIN inventory_allocation p ON (p.line_id, p.location_id) = (a.line_id, a.location_id) WHERE a.id = ANY(%s)
"""

_CLOSE = """
UPDATE inventory_allocation p
SET shipped = p.shipped + CASE WHEN %(ship)s THEN c.quantity * p.per_unit ELSE 0 END,
    released = p.released + CASE WHEN %(ship)s THEN 0 ELSE c.quantity * p.per_unit END
FROM unnest(%(ids)s::uuid[], %(quantities)s::int[]) AS c(id, quantity) JOIN inventory_allocation a ON a.id = c.id
WHERE (p.line_id, p.location_id) = (a.line_id, a.location_id)
  AND p.quantity - p.shipped - p.released >= c.quantity * p.per_unit
RETURNING c.id, p.id, p.variant_id, p.location_id, c.quantity * p.per_unit
"""


def allocate(
    requests: Sequence[AllocationRequest], *, actor: Actor, they_leave: bool = False
) -> list[Allocated | OutOfStock]:
    """Promise the lines of orders, each order wholly or not at all, in the order given.

    `they_leave`: the units go out over the counter, promised and shipped in one breath. Locks the levels; the order's
    cart's hold is claimed, or was lost if its time is over: then the units must still be free. Publishes
    AvailabilityChanged. A refused order leaves nothing behind but its cart's hold, which is kept.
    """
    if not requests:
        return []
    with db.transaction():
        carts = [request.cart_id for request in requests if request.cart_id]
        before = _lock(requests, carts)
        requests = kits.unpacked(requests, before)
        levels = dict(before)
        ended = reservations.end(levels, carts=carts, status=ReservationStatus.CLAIMED)
        reservations.keep_for_their_turn(levels, ended)
        fenced = ledger.fences(levels, channels=[request.channel_id for request in requests])
        later = Later(requests)
        answers = [_decide(request, levels, fenced, (ended, later)) for request in requests]
        anew = [request.order_id for request in requests if request.is_anew]
        answers = _with_former(answers, anew) if anew else answers
        refused = {r.cart_id for r, a in zip(requests, answers, strict=True) if isinstance(a, OutOfStock)}
        reservations.reopen([one for one in ended if one.cart_id in refused])
        _promise(requests, answers, levels, they_leave=they_leave)
        later.write()
        promised = _postings(answers, MovementKind.ALLOCATED)
        left = _postings(answers, MovementKind.SHIPPED) if they_leave else []
        ledger.post([*promised, *left], actor=actor)
        cause = "shipped" if they_leave else "allocated"
        ledger.tell(before, ledger.moved(levels, left), cause=cause, cause_id=requests[0].order_id, actor=actor)
    return answers


def ship(lines: Sequence[tuple[UUID, StockLine]], *, actor: Actor) -> None:
    """Let allocated units leave: (allocation id, line) each, in units of the order line, so whole kits.

    Raises NothingOpen; publishes AvailabilityChanged.
    """
    _close(lines, kind=MovementKind.SHIPPED, cause="shipped", actor=actor)


def release(lines: Sequence[tuple[UUID, StockLine]], *, actor: Actor) -> None:
    """Take promises back, in units of the order line: they are free again.

    Raises NothingOpen; publishes AvailabilityChanged.
    """
    _close(lines, kind=MovementKind.RELEASED, cause="released", actor=actor)


def release_to_move(lines: Sequence[tuple[UUID, StockLine]], *, location_ids: Sequence[UUID], actor: Actor) -> None:
    """Take an order's promises back, to make them anew at any of the locations in the same transaction.

    All levels that this can be about are locked at once, in order. Raises NothingOpen; publishes AvailabilityChanged.
    """
    db.require_transaction()
    elsewhere = [(line.variant_id, place) for _, line in lines for place in location_ids]
    ledger.lock([*elsewhere, *(_key(line) for _, line in lines)])
    release(lines, actor=actor)


def lock_for(lines: Sequence[StockLine], *, later: Sequence[StockLine], cart_id: UUID) -> None:
    """Lock at once, in order, all levels that several promises of one transaction are about."""
    db.require_transaction()
    _lock([AllocationRequest(cart_id, cart_id, tuple(lines), later=tuple(later))], [cart_id])


def _lock(requests: Sequence[AllocationRequest], carts: Sequence[UUID]) -> dict[LevelKey, Level]:
    """Lock all levels at once: those that units are taken from, and those where an order waits for what is to come."""
    later = [line for request in requests for line in request.later]
    waiting = kits.level_keys(later) if later else []
    if waiting:
        ledger.ensure(waiting)
    return ledger.lock([*(_key(line) for request in requests for line in request.lines), *waiting], carts=carts)


def _decide(
    request: AllocationRequest,
    levels: dict[LevelKey, Level],
    fenced: dict[tuple[UUID, LevelKey], int],
    batch: tuple[Sequence[Ended], Later],
) -> Allocated | OutOfStock:
    ended, later = batch
    own = reservations.lines_of(request.cart_id, ended)
    availability.with_reserved(levels, own, -1)
    seen = ledger.as_seen(levels, request.channel_id, fenced)
    missing = availability.shortages(seen, request.lines, dips_into_safety=request.dips_into_safety)
    beside = in_kits(OutOfStock(missing), request.lines) if missing else later.promise(request, seen)
    if isinstance(beside, OutOfStock):
        availability.with_reserved(levels, own, 1)
        return beside
    lines = merged((*request.lines, *beside)) if beside else request.lines
    availability.with_committed(levels, lines)
    return Allocated(request.order_id, tuple((new_id(), line) for line in lines))


def _with_former(answers: Sequence[Allocated | OutOfStock], order_ids: Sequence[UUID]) -> list[Allocated | OutOfStock]:
    """Let what an order was promised once before at the same place be that promise again."""
    for forget in (_NO_PART, _WAITS_NO_MORE):
        db.execute(forget, [list(order_ids)])
    known = {tuple(row[:3]): row[3] for row in db.rows(_FORMER, [list(order_ids)])}
    return [
        replace(
            answer,
            allocations=tuple(
                (known.get((line.reference, *_key(line)), key), line) for key, line in answer.allocations
            ),
        )
        if isinstance(answer, Allocated)
        else answer
        for answer in answers
    ]


def _postings(answers: Sequence[Allocated | OutOfStock], kind: MovementKind) -> list[Posting]:
    return [
        Posting(kind, line, ("allocation", key))
        for answer in answers
        if isinstance(answer, Allocated)
        for key, line in answer.allocations
    ]


def _close(lines: Sequence[tuple[UUID, StockLine]], *, kind: MovementKind, cause: str, actor: Actor) -> None:
    if not lines:
        return
    with db.transaction():
        levels = _lock_parts(lines)
        closed = db.rows(
            _CLOSE,
            {
                "ids": [key for key, _ in lines],
                "quantities": [line.quantity for _, line in lines],
                "ship": kind is MovementKind.SHIPPED,
            },
        )
        if len({row[0] for row in closed}) != len(lines):
            raise NothingOpen
        asked = dict(lines)
        postings = [Posting(kind, _part(asked[row[0]], *row[2:]), ("allocation", row[1])) for row in closed]
        ledger.post(postings, actor=actor)
        ledger.tell(levels, ledger.moved(levels, postings), cause=cause, cause_id=lines[0][0], actor=actor)


def _lock_parts(lines: Sequence[tuple[UUID, StockLine]]) -> dict[LevelKey, Level]:
    """Lock the levels of allocations. A kit may consist of other things today than when it was ordered."""
    levels = ledger.lock(_key(line) for _, line in lines)
    if all(_key(line) in levels for _, line in lines):
        return levels
    found = db.rows(_PARTS, [[key for key, _ in lines]])
    return ledger.lock((row[0], row[1]) for row in found)


def _part(line: StockLine, variant_id: UUID, location_id: UUID, quantity: int) -> StockLine:
    """Return what leaves or comes back of one variant: the line itself, or a component of its kit."""
    return StockLine(variant_id, location_id, quantity, line.reference, line.traced)


def _promise(
    requests: Sequence[AllocationRequest],
    answers: Sequence[Allocated | OutOfStock],
    levels: dict[LevelKey, Level],
    *,
    they_leave: bool,
) -> None:
    promises = [
        {
            "id": key,
            "order_id": request.order_id,
            "line_id": line.reference,
            "channel_id": request.channel_id,
            "variant_id": line.variant_id,
            "location_id": line.location_id,
            "quantity": line.quantity,
            "kit_id": line.kit_id,
            "per_unit": line.per_unit,
        }
        for request, answer in zip(requests, answers, strict=True)
        if isinstance(answer, Allocated)
        for key, line in answer.allocations
    ]
    if not promises:
        return
    written = db.as_json(promises)
    is_anew = any(request.is_anew for request in requests)
    prepared.execute(_PROMISE + _AGAIN if is_anew else _PROMISE, {"promises": written, "leave": they_leave})
    if any(level.is_fenced for level in levels.values()):
        db.execute(_SHRINK_FENCES, {"promises": written})


def _key(line: StockLine) -> LevelKey:
    return (line.variant_id, line.location_id)
