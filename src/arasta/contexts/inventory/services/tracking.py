"""Say of a variant that its units are told apart, by lot or by serial number, or no longer are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arasta.contexts.inventory.models import Adjustment, Lot
from arasta.contexts.inventory.services import ledger
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.types import Level, LevelKey, MovementKind, StockLine, TrackingMode
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id

REASON = gettext_noop("Kept by lot from now on")
REASON_NO_MORE = gettext_noop("Not kept by lot any more")


class TrackingNeedsEmptyShelf(Conflict):
    """Units are there or on their way that nobody could name."""

    code = "tracking_needs_empty_shelf"
    template = gettext_noop(
        "%(units)s units are there or on their way, and nobody can say which is which: take them out of the stock first."
    )


class OpeningLotRequired(Invalid):
    """Units are there that must belong to some lot from now on."""

    code = "opening_lot_required"
    template = gettext_noop("%(units)s units are there already: say which lot they belong to.")


@dataclass(frozen=True, slots=True)
class TrackingInput:
    """How a variant is to be tracked; what is there already becomes the opening lot."""

    variant_id: UUID
    mode: TrackingMode
    stop_days: int = 0
    opening_lot: str = ""
    opening_expires_on: date | None = None


# A level that is opened at this moment must learn of it too, so nobody writes levels meanwhile.
_STAND_STILL = "LOCK TABLE inventory_level IN SHARE ROW EXCLUSIVE MODE"

_SAVE = """
INSERT INTO inventory_tracking (variant_id, mode, stop_days) VALUES (%s, %s, %s)
ON CONFLICT (variant_id) DO UPDATE SET mode = excluded.mode, stop_days = excluded.stop_days
"""

_ON_THEIR_WAY = """
SELECT COALESCE(sum(l.quantity), 0)::int FROM inventory_transfer_line l JOIN inventory_transfer t ON t.id = l.transfer_id
WHERE l.variant_id = %s AND t.status = 'in_transit'
"""


def track(wish: TrackingInput, *, actor: Actor) -> None:
    """Tell the units of a variant apart from now on, or change when its lots stop being sold.

    Raises TrackingNeedsEmptyShelf, OpeningLotRequired, AnotherLocation.
    """
    with db.transaction():
        levels = _stand_still(wish.variant_id, actor)
        was = _mode(wish.variant_id)
        if was is not wish.mode:
            _begin(wish, was, levels, actor)
        db.execute(_SAVE, [wish.variant_id, wish.mode, wish.stop_days])
        db.execute("UPDATE inventory_level SET is_tracked = true WHERE variant_id = %s", [wish.variant_id])


def untrack(variant_id: UUID, *, actor: Actor) -> None:
    """Count the units of a variant together again. Raises TrackingNeedsEmptyShelf, AnotherLocation."""
    with db.transaction():
        levels = _stand_still(variant_id, actor)
        was = _mode(variant_id)
        if was is TrackingMode.SERIAL:
            _require_none(variant_id, levels)
        db.execute("DELETE FROM inventory_tracking WHERE variant_id = %s", [variant_id])
        db.execute("UPDATE inventory_level SET is_tracked = false WHERE variant_id = %s", [variant_id])
        if was is TrackingMode.LOT:
            _require_none_on_their_way(variant_id)
            _close(variant_id, actor)


def _stand_still(variant_id: UUID, actor: Actor) -> dict[LevelKey, Level]:
    db.execute(_STAND_STILL)
    found = db.rows("SELECT variant_id, location_id FROM inventory_level WHERE variant_id = %s", [variant_id])
    ledger.refuse_elsewhere([row[1] for row in found], actor=actor)
    return ledger.lock((row[0], row[1]) for row in found)


def _mode(variant_id: UUID) -> TrackingMode | None:
    found = db.rows("SELECT mode FROM inventory_tracking WHERE variant_id = %s", [variant_id])
    return TrackingMode(found[0][0]) if found else None


def _begin(wish: TrackingInput, was: TrackingMode | None, levels: dict[LevelKey, Level], actor: Actor) -> None:
    """Name what is there already, if it can be named."""
    if was is not None or wish.mode is TrackingMode.SERIAL:
        _require_none(wish.variant_id, levels)
        return
    _require_none_on_their_way(wish.variant_id)
    filled = [level for level in levels.values() if level.on_hand]
    if not filled:
        return
    if not wish.opening_lot:
        raise OpeningLotRequired(units=sum(level.on_hand for level in filled))
    lot = Lot.objects.get_or_create(
        variant_id=wish.variant_id, code=wish.opening_lot, defaults={"expires_on": wish.opening_expires_on}
    )[0]
    _rename([(level, None, lot.id, level.on_hand, level.unavailable) for level in filled], REASON, actor)
    db.execute(
        "INSERT INTO inventory_lot_level (lot_id, location_id, on_hand, blocked)"
        " SELECT %s, location_id, on_hand, unavailable FROM inventory_level WHERE variant_id = %s AND on_hand > 0"
        " ON CONFLICT (lot_id, location_id) DO UPDATE SET on_hand = excluded.on_hand, blocked = excluded.blocked",
        [lot.id, wish.variant_id],
    )


def _close(variant_id: UUID, actor: Actor) -> None:
    """Take the lots' names off what is there."""
    there = db.rows(
        "UPDATE inventory_lot_level here SET on_hand = 0, blocked = 0 FROM inventory_lot_level old, inventory_lot lot"
        " WHERE (old.lot_id, old.location_id) = (here.lot_id, here.location_id) AND lot.id = here.lot_id"
        " AND lot.variant_id = %s AND old.on_hand > 0 RETURNING here.location_id, lot.id, old.on_hand, old.blocked",
        [variant_id],
    )
    _rename(
        [(Level(variant_id, row[0]), row[1], None, row[2], row[3]) for row in there],
        REASON_NO_MORE,
        actor,
    )


def _rename(units: Sequence[tuple[Level, UUID | None, UUID | None, int, int]], reason: str, actor: Actor) -> None:
    """Book units out of one lot and into another (or none): the level stays as it is, the ledger knows the lot."""
    if not units:
        return
    cause = ("adjustment", Adjustment.objects.create(id=new_id(), reason=reason).id)
    postings = []
    for level, old, new, on_hand, blocked in units:
        steps = [
            (MovementKind.UNBLOCKED, blocked, old),
            (MovementKind.ADJUSTED_DOWN, on_hand, old),
            (MovementKind.ADJUSTED_UP, on_hand, new),
            (MovementKind.BLOCKED, blocked, new),
        ]
        postings += [
            Posting(kind, StockLine(level.variant_id, level.location_id, count), cause, lot_id=lot)
            for kind, count, lot in steps
            if count
        ]
    ledger.post(postings, actor=actor)


def _require_none(variant_id: UUID, levels: dict[LevelKey, Level]) -> None:
    on_hand = sum(level.on_hand for level in levels.values())
    if on_hand:
        raise TrackingNeedsEmptyShelf(units=on_hand)
    _require_none_on_their_way(variant_id)


def _require_none_on_their_way(variant_id: UUID) -> None:
    coming = db.rows(_ON_THEIR_WAY, [variant_id])[0][0]
    if coming:
        raise TrackingNeedsEmptyShelf(units=coming)
