"""Holds of carts: made together or not at all, ended exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.inventory.domain import availability
from arasta.contexts.inventory.domain.kits import in_kits, pack
from arasta.contexts.inventory.services import kits, ledger
from arasta.contexts.inventory.types import (
    Held,
    HoldRequest,
    Level,
    LevelKey,
    OutOfStock,
    ReservationStatus,
    StockLine,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.ids import new_id


class NothingToHold(Invalid):
    code = "nothing_to_hold"
    template = gettext_noop("Say what shall be held: at least one line.")


@dataclass(frozen=True, slots=True)
class Ended:
    """A hold that has just ended, and whose it was."""

    id: UUID
    cart_id: UUID
    status: ReservationStatus
    line: StockLine


_END = """
WITH ended AS (
  UPDATE inventory_reservation r
  SET status = CASE WHEN r.expires_at <= clock_timestamp() THEN 'expired' ELSE %(status)s END, ended_at = clock_timestamp()
  WHERE r.status = 'held' AND (r.variant_id, r.location_id) IN (SELECT * FROM unnest(%(variants)s::uuid[], %(locations)s::uuid[]))
    AND (r.cart_id = ANY(%(carts)s) OR r.expires_at <= clock_timestamp())
  RETURNING r.id, r.cart_id, r.status, r.variant_id, r.location_id, r.quantity
), freed AS (
  UPDATE inventory_level l SET reserved = l.reserved - e.quantity
  FROM (SELECT variant_id, location_id, sum(quantity) AS quantity FROM ended GROUP BY 1, 2) e
  WHERE l.variant_id = e.variant_id AND l.location_id = e.location_id
)
SELECT id, cart_id, status, variant_id, location_id, quantity FROM ended
"""

_HOLD = """
WITH held AS (
  INSERT INTO inventory_reservation
    (id, cart_id, channel_id, variant_id, location_id, quantity, kit_id, per_unit, expires_at)
  SELECT h.id, h.cart_id, h.channel_id, h.variant_id, h.location_id, h.quantity, h.kit_id, h.per_unit,
         clock_timestamp() + h.hold_for
  FROM unnest(%(ids)s::uuid[], %(carts)s::uuid[], %(channels)s::uuid[], %(variants)s::uuid[], %(locations)s::uuid[],
              %(quantities)s::int[], %(kits)s::uuid[], %(per_unit)s::int[], %(holds)s::interval[])
       AS h(id, cart_id, channel_id, variant_id, location_id, quantity, kit_id, per_unit, hold_for)
  RETURNING cart_id, expires_at, variant_id, location_id, quantity
), counted AS (
  UPDATE inventory_level l SET reserved = l.reserved + h.quantity
  FROM (SELECT variant_id, location_id, sum(quantity) AS quantity FROM held GROUP BY 1, 2) h
  WHERE l.variant_id = h.variant_id AND l.location_id = h.location_id
)
SELECT cart_id, min(expires_at) FROM held GROUP BY cart_id
"""

_REOPEN = """
WITH again AS (
  UPDATE inventory_reservation SET status = 'held', ended_at = NULL WHERE id = ANY(%s)
  RETURNING variant_id, location_id, quantity
)
UPDATE inventory_level l SET reserved = l.reserved + g.quantity
FROM (SELECT variant_id, location_id, sum(quantity) AS quantity FROM again GROUP BY 1, 2) g
WHERE l.variant_id = g.variant_id AND l.location_id = g.location_id
"""


def reserve(requests: Sequence[HoldRequest], *, actor: Actor) -> list[Held | OutOfStock]:
    """Hold the lines of carts, each cart wholly or not at all; a cart's earlier hold is replaced, or kept if refused.

    Locks the levels; holds whose time is over are ended first. Publishes AvailabilityChanged. The answers stand in the
    order of the requests; of a cart that asks twice the last word counts. Raises NothingToHold.
    """
    wanted = {request.cart_id: request for request in requests}
    if not wanted:
        return []
    if not all(request.lines for request in requests):
        raise NothingToHold
    with db.transaction():
        carts = list(wanted)
        before = ledger.lock([_key(line) for request in wanted.values() for line in request.lines], carts=carts)
        asked = kits.unpacked(list(wanted.values()), before)
        levels = dict(before)
        ended = end(levels, carts=carts, status=ReservationStatus.RELEASED)
        keep_for_their_turn(levels, ended)
        fenced = ledger.fences(levels, channels=[request.channel_id for request in asked])
        granted: list[HoldRequest] = []
        refusals: dict[UUID, OutOfStock] = {}
        for request in asked:
            own = lines_of(request.cart_id, ended)
            availability.with_reserved(levels, own, -1)
            answer = _decide(request, ledger.as_seen(levels, request.channel_id, fenced))
            if isinstance(answer, OutOfStock):
                refusals[request.cart_id] = answer
            else:
                granted.append(answer)
            availability.with_reserved(levels, own if isinstance(answer, OutOfStock) else answer.lines, 1)
        reopen([one for one in ended if one.cart_id in refusals])
        held = _hold(granted)
        ledger.tell(before, levels, cause="reserved", cause_id=carts[0], actor=actor)
    return [refusals.get(request.cart_id) or held[request.cart_id] for request in requests]


def release(cart_ids: Sequence[UUID], *, actor: Actor) -> None:
    """End the holds of carts that no longer want them. Publishes AvailabilityChanged."""
    if not cart_ids:
        return
    with db.transaction():
        before = ledger.lock([], carts=cart_ids)
        levels = dict(before)
        end(levels, carts=cart_ids, status=ReservationStatus.RELEASED)
        ledger.tell(before, levels, cause="released", cause_id=cart_ids[0], actor=actor)


def expire(keys: Sequence[LevelKey]) -> int:
    """End the holds at these levels whose time is over; return how many."""
    with db.transaction():
        before = ledger.lock(keys)
        levels = dict(before)
        ended = end(levels, carts=(), status=ReservationStatus.EXPIRED)
        if ended:
            ledger.tell(before, levels, cause="expired", cause_id=ended[0].cart_id, actor=SYSTEM)
    return len(ended)


def end(levels: dict[LevelKey, Level], *, carts: Sequence[UUID], status: ReservationStatus) -> list[Ended]:
    """End the carts' holds at locked levels, and all that are overdue there; the levels' picture is brought up to date.

    A hold past its time ends as expired whatever was asked: the last transition is made by the database's clock.
    """
    if not any(level.reserved for level in levels.values()):
        return []
    found = db.rows(
        _END,
        {
            "status": status,
            "variants": [key[0] for key in levels],
            "locations": [key[1] for key in levels],
            "carts": list(carts),
        },
    )
    ended = [Ended(row[0], row[1], ReservationStatus(row[2]), StockLine(*row[3:])) for row in found]
    availability.with_reserved(levels, [one.line for one in ended], -1)
    return ended


def without_overdue(levels: dict[LevelKey, Level]) -> dict[LevelKey, Level]:
    """End what is overdue at locked levels before somebody is refused because of it; return the levels after that."""
    after = dict(levels)
    end(after, carts=(), status=ReservationStatus.EXPIRED)
    return after


def keep_for_their_turn(levels: dict[LevelKey, Level], ended: Sequence[Ended]) -> None:
    """Count live holds as reserved until it is their cart's turn: a refused cart gets its hold back, so nobody before it
    in the batch may have taken the units.
    """
    alive = [one.line for one in ended if one.status is not ReservationStatus.EXPIRED]
    availability.with_reserved(levels, alive, 1)


def reopen(ended: Sequence[Ended]) -> None:
    """Give holds back that were ended a moment ago in this very transaction, for a request that was then refused."""
    alive = [one.id for one in ended if one.status is not ReservationStatus.EXPIRED]
    if alive:
        db.execute(_REOPEN, [alive])


def lines_of(cart_id: UUID | None, ended: Sequence[Ended]) -> list[StockLine]:
    """Return the lines of a cart's hold that was live when it was ended."""
    return [one.line for one in ended if one.cart_id == cart_id and one.status is not ReservationStatus.EXPIRED]


def _decide(request: HoldRequest, seen: dict[LevelKey, Level]) -> HoldRequest | OutOfStock:
    """Return the request with the lines that will be held: all of them or, where it may be, what there is."""
    missing = availability.shortages(seen, request.lines, dips_into_safety=request.dips_into_safety)
    if not missing:
        return request
    lines = availability.fitting(seen, request.lines, dips_into_safety=request.dips_into_safety)
    return replace(request, lines=lines) if request.in_part and lines else in_kits(OutOfStock(missing), request.lines)


def _hold(requests: Sequence[HoldRequest]) -> dict[UUID, Held]:
    merged: dict[tuple[UUID, UUID, UUID, UUID | None], StockLine] = {}
    for request in requests:
        for line in request.lines:
            place = (request.cart_id, *_key(line), line.kit_id)
            known = merged.get(place)
            merged[place] = replace(line, quantity=line.quantity + known.quantity) if known else line
    if not merged:
        return {}
    by_cart = {request.cart_id: request for request in requests}
    ids = {place: new_id() for place in merged}
    found = db.rows(
        _HOLD,
        {
            "ids": list(ids.values()),
            "carts": [place[0] for place in merged],
            "channels": [by_cart[place[0]].channel_id for place in merged],
            "variants": [place[1] for place in merged],
            "locations": [place[2] for place in merged],
            "kits": [place[3] for place in merged],
            "quantities": [line.quantity for line in merged.values()],
            "per_unit": [line.per_unit for line in merged.values()],
            "holds": [by_cart[place[0]].hold_for for place in merged],
        },
    )
    lines: dict[UUID, list[StockLine]] = {}
    keys: dict[UUID, list[UUID]] = {}
    for place, line in merged.items():
        lines.setdefault(place[0], []).append(replace(line, reference=None))
        keys.setdefault(place[0], []).append(ids[place])
    return {cart: Held(cart, until, tuple(pack(lines[cart])), tuple(keys[cart])) for cart, until in found}


def _key(line: StockLine) -> LevelKey:
    return (line.variant_id, line.location_id)
