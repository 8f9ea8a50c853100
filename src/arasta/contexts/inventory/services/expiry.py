"""Old lots stop being sold, and their dates can be put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from arasta.contexts.inventory.domain.lots import Shelf
from arasta.contexts.inventory.models import Lot
from arasta.contexts.inventory.services import ledger, levels, lots, tracing
from arasta.contexts.inventory.types import Level, LevelKey, StockLine, Traced
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.errors import Missing, gettext_noop

REASON = gettext_noop("Too old to be sold")


class UnknownLotId(Missing):
    code = "unknown_lot"
    template = gettext_noop("There is no such lot.")


def block_overdue(keys: Sequence[LevelKey]) -> int:
    """Set aside what is too old at levels; return how many units. What is promised or held stays until it comes free.

    Publishes AvailabilityChanged.
    """
    with db.transaction():
        here = ledger.lock(keys)
        shelves = lots.shelves_of(tracing.rules_at(set(here)))
        old = [line for key, shelf in shelves.items() for line in _too_old(here[key], shelf)]
        if old:
            levels.block(old, reason=REASON, actor=SYSTEM)
    return sum(line.quantity for line in old)


def correct(lot_id: UUID, *, expires_on: date | None, actor: Actor) -> None:
    """Put the expiry date of a lot right, wherever the lot lies. Raises UnknownLotId.

    Units that were set aside for their age stay so until somebody unblocks them.
    """
    actor.require("stock.write")
    if not Lot.objects.filter(id=lot_id).update(expires_on=expires_on):
        raise UnknownLotId


def _too_old(level: Level, shelf: Shelf) -> list[StockLine]:
    """Return what is to be set aside, oldest first, as far as it is free."""
    free, lines = level.available - level.reserved, []
    for lot in shelf.oldest_first():
        units = 0 if shelf.may_leave(lot) else min(lot.free, free)
        if units > 0:
            traced = (Traced(lot.code, units),)
            lines.append(StockLine(level.variant_id, level.location_id, units, traced=traced))
            free -= units
    return lines
