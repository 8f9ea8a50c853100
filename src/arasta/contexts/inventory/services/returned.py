"""Take back what customers were sent: sellable again, or set aside as damaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.models import Adjustment
from arasta.contexts.inventory.queries import lots
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.types import MovementKind, StockLine, Traced
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id

_SENT = """
SELECT a.line_id, a.id, a.variant_id, a.per_unit, a.shipped - COALESCE((
         SELECT sum(m.quantity) FROM inventory_movement m WHERE m.allocation_id = a.id AND m.kind = 'returned'), 0)::int
FROM inventory_allocation a WHERE a.order_id = %s AND a.line_id = ANY(%s) ORDER BY a.id
"""


_Names = dict[tuple[UUID, UUID], list[Traced]]


class NeverSent(Conflict):
    code = "never_sent"
    template = gettext_noop("More would come back than was sent.")


@dataclass(frozen=True, slots=True)
class CameBack:
    """Units of an order's line that are here again; of those, so many are `damaged`."""

    line_id: UUID
    units: int
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class _Sent:
    """What of one allocation is with the customer."""

    line_id: UUID
    allocation: UUID
    variant_id: UUID
    per_unit: int
    quantity: int


def take_back(order_id: UUID, lines: Sequence[CameBack], *, location_id: UUID, reference: str, actor: Actor) -> None:
    """Put what customers sent back on a location's shelf, or aside; kits come back as what they consist of.

    The caller holds the order's lock, so that nothing comes back twice. Of lots and numbered units those come back that
    the line got. Raises NeverSent; publishes AvailabilityChanged, BackordersFilled.
    """
    wanted = [line for line in lines if line.units]
    if not wanted:
        return
    with db.transaction():
        sent = [_Sent(*row) for row in db.rows(_SENT, [order_id, [line.line_id for line in wanted]])]
        names = _names(order_id)
        aside = ("adjustment", Adjustment.objects.create(id=new_id(), reason=reference).id)
        postings = [
            posting
            for line in wanted
            for posting in _postings(
                line, [one for one in sent if one.line_id == line.line_id], location_id, names, aside
            )
        ]
        levels.post_all(postings, cause=MovementKind.RETURNED, cause_id=order_id, actor=actor)


def _postings(
    line: CameBack, sent: Sequence[_Sent], location_id: UUID, names: _Names, aside: tuple[str, UUID]
) -> list[Posting]:
    found = []
    for variant_id, per_unit in dict.fromkeys((one.variant_id, one.per_unit) for one in sent):
        known, back, damaged = names.get((line.line_id, variant_id), []), line.units * per_unit, line.damaged * per_unit
        for one in sent:
            share = min(back, one.quantity) if one.variant_id == variant_id else 0
            if share:
                back -= share
                here = StockLine(variant_id, location_id, share, line.line_id, _take(known, share))
                found.append(Posting(MovementKind.RETURNED, here, ("allocation", one.allocation)))
                bad = min(damaged, share)
                if bad:
                    damaged -= bad
                    worse = StockLine(variant_id, location_id, bad, line.line_id, _first(here.traced, bad))
                    found.append(Posting(MovementKind.BLOCKED, worse, aside))
        if back:
            raise NeverSent
    if not sent:
        raise NeverSent
    return found


def _names(order_id: UUID) -> _Names:
    """Return by line and variant which lots and numbered units the customer has."""
    found: _Names = {}
    for one in lots.went([order_id]):
        found.setdefault((one.line_id, one.variant_id), []).append(Traced(one.code, one.quantity))
    return found


def _take(known: list[Traced], units: int) -> tuple[Traced, ...]:
    """Take units from the front of what is known."""
    taken = _first(known, units)
    used = sum(one.quantity for one in taken)
    left = _first(known[::-1], sum(one.quantity for one in known) - used)[::-1]
    known[:] = left
    return taken


def _first(known: Sequence[Traced], units: int) -> tuple[Traced, ...]:
    taken = []
    for one in known:
        share = min(one.quantity, units)
        if share:
            taken.append(Traced(one.code, share))
            units -= share
    return tuple(taken)
