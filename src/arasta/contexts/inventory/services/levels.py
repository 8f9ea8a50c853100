"""What people do to stock: goods arrive, counts are corrected, units are blocked, floors are set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.inventory.models import Adjustment, GoodsReceipt
from arasta.contexts.inventory.services import backorders, ledger, reservations
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.types import MOVES, Level, LevelKey, MovementKind, StockLine, StockPromised, Traced
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.ids import new_id

_ARRIVES = {MovementKind.RECEIVED, MovementKind.RETURNED}


class ReasonMissing(Invalid):
    code = "reason_required"
    template = gettext_noop("Say why the stock changes: the reason stands in the ledger.")


@dataclass(frozen=True, slots=True)
class Correction:
    """A level's change by so many (may be negative), as counted by a person; `traced`: which lots or units they are."""

    variant_id: UUID
    location_id: UUID
    delta: int
    traced: tuple[Traced, ...] = ()


def receive(lines: Sequence[StockLine], *, reference: str, actor: Actor) -> UUID:
    """Take goods in from outside; return the receipt. Who waits for them gets them at once.

    Publishes AvailabilityChanged, BackordersFilled.
    """
    with db.transaction():
        receipt = GoodsReceipt.objects.create(id=new_id(), reference=reference)
        _post(MovementKind.RECEIVED, lines, ("receipt", receipt.id), actor)
    return receipt.id


def adjust(corrections: Sequence[Correction], *, reason: str, actor: Actor) -> UUID:
    """Correct levels up or down for a reason. Raises StockPromised, ReasonMissing; publishes AvailabilityChanged."""
    if not reason.strip():
        raise ReasonMissing
    with db.transaction():
        adjustment = Adjustment.objects.create(id=new_id(), reason=reason.strip())
        wanted = [c for c in corrections if c.delta]
        kinds = {c: MovementKind.ADJUSTED_UP if c.delta > 0 else MovementKind.ADJUSTED_DOWN for c in wanted}
        postings = [
            Posting(
                kinds[c],
                StockLine(c.variant_id, c.location_id, abs(c.delta), traced=c.traced),
                ("adjustment", adjustment.id),
            )
            for c in wanted
        ]
        post_all(postings, cause="adjusted", cause_id=adjustment.id, actor=actor)
    return adjustment.id


def block(lines: Sequence[StockLine], *, reason: str, actor: Actor) -> UUID:
    """Set units aside as damaged or in quarantine. Raises StockPromised; publishes AvailabilityChanged."""
    with db.transaction():
        adjustment = Adjustment.objects.create(id=new_id(), reason=reason)
        _post(MovementKind.BLOCKED, lines, ("adjustment", adjustment.id), actor)
    return adjustment.id


def unblock(lines: Sequence[StockLine], *, reason: str, actor: Actor) -> UUID:
    """Put units back that were set aside. Raises StockPromised; publishes AvailabilityChanged."""
    with db.transaction():
        adjustment = Adjustment.objects.create(id=new_id(), reason=reason)
        _post(MovementKind.UNBLOCKED, lines, ("adjustment", adjustment.id), actor)
    return adjustment.id


def set_safety_stock(levels: Sequence[StockLine], *, actor: Actor) -> None:
    """Set the units kept back from online sale at levels (quantity 0 lifts it); of a level named twice the last counts.

    Publishes AvailabilityChanged.
    """
    wanted = {(line.variant_id, line.location_id): line.quantity for line in levels}
    if not wanted:
        return
    with db.transaction():
        ledger.refuse_elsewhere([key[1] for key in wanted], actor=actor)
        ledger.ensure(wanted)
        before = ledger.lock(wanted)
        db.execute(
            "UPDATE inventory_level l SET safety_stock = s.quantity"
            " FROM unnest(%s::uuid[], %s::uuid[], %s::int[]) AS s(variant_id, location_id, quantity)"
            " WHERE l.variant_id = s.variant_id AND l.location_id = s.location_id",
            [[key[0] for key in wanted], [key[1] for key in wanted], list(wanted.values())],
        )
        after = {key: replace(level, safety_stock=wanted[key]) for key, level in before.items()}
        ledger.tell(before, after, cause="safety_stock", cause_id=next(iter(wanted))[0], actor=actor)


def _post(kind: MovementKind, lines: Sequence[StockLine], cause: tuple[str, UUID], actor: Actor) -> None:
    post_all([Posting(kind, line, cause) for line in lines], cause=kind, cause_id=cause[1], actor=actor)


def post_all(postings: Sequence[Posting], *, cause: str, cause_id: UUID, actor: Actor) -> None:
    """Move units at levels for a cause; who waits for what arrives gets it at once. Raises StockPromised."""
    keys = [(posting.line.variant_id, posting.line.location_id) for posting in postings]
    ledger.ensure(keys)
    ledger.refuse_elsewhere([key[1] for key in keys], actor=actor)
    before = ledger.lock(keys)
    here = before if _fits(before, postings) else reservations.without_overdue(before)
    _check(here, postings)
    ledger.post(postings, actor=actor)
    after = ledger.moved(here, postings)
    if cause in _ARRIVES:
        after = backorders.fill(after, actor=actor)
    ledger.tell(before, after, cause=cause, cause_id=cause_id, actor=actor)


def _fits(before: dict[LevelKey, Level], postings: Sequence[Posting]) -> bool:
    return all(level.available >= level.reserved for level in ledger.moved(before, postings).values())


def _check(before: dict[LevelKey, Level], postings: Sequence[Posting]) -> None:
    """Refuse what would take units that are promised, held or blocked, or unblock more than is blocked."""
    for key, level in ledger.moved(before, postings).items():
        was = before[key]
        if level.available < level.reserved or level.unavailable < 0:
            blocked_only = all(MOVES[p.kind].unavailable < 0 for p in postings)
            raise StockPromised(free=was.unavailable if blocked_only else was.available - was.reserved)
