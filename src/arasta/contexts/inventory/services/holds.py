"""Holds that outside systems ask for, and what may become of any live hold: extended, let go, handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.inventory.domain import availability
from arasta.contexts.inventory.domain.kits import pack
from arasta.contexts.inventory.models import Hold, HoldLine
from arasta.contexts.inventory.services import ledger, reservations
from arasta.contexts.inventory.types import Held, HoldRequest, Level, LevelKey, OutOfStock, ReservationStatus, StockLine
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Missing, gettext_noop
from arasta.kernel.ids import new_id


class UnknownHold(Missing):
    code = "unknown_hold"
    template = gettext_noop("There is no such hold.")


class HoldOver(Conflict):
    """The units went back to the shelf, or left it, before they were asked for again."""

    code = "hold_over"
    template = gettext_noop("This hold is over: its units were ordered, let go or freed when its time ended.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldInput:
    """What an outside system wants held, for a cart or, without one, for itself. `reference` is its own word for it."""

    id: UUID
    channel_id: UUID
    lines: tuple[StockLine, ...]
    hold_for: timedelta
    cart_id: UUID | None = None
    reference: str = ""
    in_part: bool = False


_EXTEND = """
UPDATE inventory_reservation r SET expires_at = greatest(r.expires_at, clock_timestamp() + %s)
FROM inventory_hold_line l WHERE l.hold_id = ANY(%s) AND r.id = l.reservation_id AND r.status = 'held'
RETURNING l.hold_id, r.expires_at
"""

_LIVE = """
SELECT DISTINCT l.hold_id, r.cart_id FROM inventory_hold_line l JOIN inventory_reservation r ON r.id = l.reservation_id
WHERE l.hold_id = ANY(%s) AND r.status = 'held'
"""

# What a hold shares with others is parted from them, so that it can be told what became of it.
_LET_GO = """
WITH mine AS (
  SELECT r.*, LEAST(r.quantity, sum(COALESCE(l.quantity, r.quantity)))::int AS units,
         (%(parts)s::uuid[])[row_number() OVER (ORDER BY r.id)::int] AS part_id
  FROM inventory_hold_line l JOIN inventory_reservation r ON r.id = l.reservation_id
  WHERE l.hold_id = ANY(%(holds)s) AND r.status = 'held' GROUP BY r.id
), ended AS (
  UPDATE inventory_reservation r SET status = 'released', ended_at = clock_timestamp() FROM mine m
  WHERE r.id = m.id AND r.quantity = m.units
), parted AS (
  INSERT INTO inventory_reservation
    (id, cart_id, channel_id, variant_id, location_id, kit_id, per_unit, quantity, status, expires_at, ended_at)
  SELECT part_id, cart_id, channel_id, variant_id, location_id, kit_id, per_unit, units, 'released', expires_at,
         clock_timestamp() FROM mine WHERE quantity > units
), rest AS (
  UPDATE inventory_reservation r SET quantity = r.quantity - m.units FROM mine m WHERE r.id = m.id AND m.quantity > m.units
), relinked AS (
  UPDATE inventory_hold_line l SET reservation_id = m.part_id FROM mine m
  WHERE l.reservation_id = m.id AND l.hold_id = ANY(%(holds)s) AND m.quantity > m.units
), freed AS (
  UPDATE inventory_level l SET reserved = l.reserved - m.units
  FROM (SELECT variant_id, location_id, sum(units) AS units FROM mine GROUP BY 1, 2) m
  WHERE l.variant_id = m.variant_id AND l.location_id = m.location_id
)
SELECT variant_id, location_id, units FROM mine
"""

_HAND_OVER = """
WITH mine AS (
  SELECT id, variant_id, location_id, kit_id, per_unit, quantity, expires_at FROM inventory_reservation
  WHERE cart_id = %(source)s AND status = 'held' AND expires_at > clock_timestamp()
    AND (%(variants)s::uuid[] IS NULL OR COALESCE(kit_id, variant_id) = ANY(%(variants)s)) ORDER BY id FOR UPDATE
), joined AS (
  UPDATE inventory_reservation r
  SET quantity = r.quantity + m.quantity, expires_at = greatest(r.expires_at, m.expires_at)
  FROM mine m
  WHERE r.cart_id = %(target)s AND r.status = 'held' AND (r.variant_id, r.location_id) = (m.variant_id, m.location_id)
    AND r.kit_id IS NOT DISTINCT FROM m.kit_id AND r.per_unit = m.per_unit
  RETURNING m.id, r.id AS other_id, m.quantity, r.quantity - m.quantity AS had
), let_go AS (
  UPDATE inventory_reservation r SET status = 'released', ended_at = clock_timestamp() FROM joined j WHERE r.id = j.id
), relinked AS (
  UPDATE inventory_hold_line l SET reservation_id = j.other_id, quantity = COALESCE(l.quantity, j.quantity)
  FROM joined j WHERE l.reservation_id = j.id
), shared AS (
  UPDATE inventory_hold_line l SET quantity = j.had FROM joined j WHERE l.reservation_id = j.other_id AND l.quantity IS NULL
), moved AS (
  UPDATE inventory_reservation r SET cart_id = %(target)s FROM mine m
  WHERE r.id = m.id AND NOT EXISTS (SELECT FROM joined j WHERE j.id = m.id)
), belongs AS (
  UPDATE inventory_hold h SET holder_id = %(target)s FROM inventory_hold_line l JOIN mine m ON m.id = l.reservation_id
  WHERE h.id = l.hold_id AND h.holder_id = %(source)s AND %(variants)s::uuid[] IS NULL
)
SELECT variant_id, location_id, quantity, kit_id, per_unit FROM mine ORDER BY 1, 2
"""


def place_holds(wanted: Sequence[HoldInput], *, actor: Actor) -> list[Held | OutOfStock]:
    """Hold units for outside systems, each hold wholly or, where it may be, in part; a cart's earlier hold is replaced.

    Locks the levels; publishes AvailabilityChanged. A hold that was refused is not kept. Raises NothingToHold.
    """
    with db.transaction():
        answers = reservations.reserve([_request(one) for one in wanted], actor=actor)
        granted = [(one, held) for one, held in zip(wanted, answers, strict=True) if isinstance(held, Held)]
        Hold.objects.bulk_create(
            Hold(
                id=one.id,
                holder_id=one.cart_id or one.id,
                channel_id=one.channel_id,
                reference=one.reference,
                actor_kind=actor.kind,
                actor_id=actor.id,
                actor_name=actor.name,
            )
            for one, _ in granted
        )
        HoldLine.objects.bulk_create(
            HoldLine(hold_id=one.id, reservation_id=key) for one, held in granted for key in held.reservation_ids
        )
    return answers


def extend(hold_ids: Sequence[UUID], *, hold_for: timedelta, actor: Actor) -> list[datetime | None]:
    """Let live holds end so long from now, never sooner than they would; answer when each ends, or nothing if it is over.

    Locks the levels: a hold that has just ended stays ended, whoever asked first.
    """
    with db.transaction():
        before, levels = _lock(hold_ids)
        _end_overdue(before, levels, actor=actor)
        ends: dict[UUID, datetime] = {}
        for hold_id, until in db.rows(_EXTEND, [hold_for, list(hold_ids)]) if levels else []:
            ends[hold_id] = min(until, ends.get(hold_id, until))
    return [ends.get(hold_id) for hold_id in hold_ids]


def let_go(hold_ids: Sequence[UUID], *, actor: Actor) -> None:
    """End holds that nobody wants any more; one that is over stays as it is. Publishes AvailabilityChanged.

    What else the cart holds to which one was handed over, stays held.
    """
    with db.transaction():
        before, levels = _lock(hold_ids)
        reservations.end(levels, carts=(), status=ReservationStatus.EXPIRED)
        if levels:
            parts = [new_id() for _ in range(HoldLine.objects.filter(hold_id__in=hold_ids).count())]
            freed = db.rows(_LET_GO, {"holds": list(hold_ids), "parts": parts})
            availability.with_reserved(levels, [StockLine(*row) for row in freed], -1)
            ledger.tell(before, levels, cause="released", cause_id=hold_ids[0], actor=actor)


def hand_over(
    source: UUID, target: UUID, *, variant_ids: Sequence[UUID] | None = None, actor: Actor
) -> list[StockLine]:
    """Let a cart or hold give what it holds, or these variants of it, to a cart; return what went over.

    Nothing becomes free in between and no time is lost or won, but where both hold the same, the later end counts. The
    caller makes sure that both are the same shopper's, on the same channel. Locks the levels.
    """
    with db.transaction():
        before = ledger.lock([], carts=[source, target])
        levels = dict(before)
        _end_overdue(before, levels, actor=actor)
        chosen = None if variant_ids is None else list(variant_ids)
        found = db.rows(_HAND_OVER, {"source": source, "target": target, "variants": chosen}) if levels else []
    return pack([StockLine(row[0], row[1], row[2], kit_id=row[3], per_unit=row[4]) for row in found])


def _request(one: HoldInput) -> HoldRequest:
    return HoldRequest(one.cart_id or one.id, one.channel_id, one.lines, one.hold_for, in_part=one.in_part)


def _lock(hold_ids: Sequence[UUID]) -> tuple[dict[LevelKey, Level], dict[LevelKey, Level]]:
    """Lock the levels that live holds count at. Raises UnknownHold."""
    known = set(Hold.objects.filter(id__in=hold_ids).values_list("id", flat=True))
    if len(known) != len(set(hold_ids)):
        raise UnknownHold
    before = ledger.lock([], carts=[row[1] for row in db.rows(_LIVE, [list(hold_ids)])])
    return before, dict(before)


def _end_overdue(before: dict[LevelKey, Level], levels: dict[LevelKey, Level], *, actor: Actor) -> None:
    ended = reservations.end(levels, carts=(), status=ReservationStatus.EXPIRED)
    if ended:
        ledger.tell(before, levels, cause="expired", cause_id=ended[0].cart_id, actor=actor)
