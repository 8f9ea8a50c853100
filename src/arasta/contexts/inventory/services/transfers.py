"""Goods on their way between locations: sent, then received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.inventory.models import Transfer, TransferLine
from arasta.contexts.inventory.services import arriving, backorders, ledger, reservations
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.types import (
    Level,
    LevelKey,
    MovementKind,
    StockLine,
    StockPromised,
    Traced,
    TransferClosed,
    TransferStatus,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Invalid, Missing, gettext_noop
from arasta.kernel.ids import new_id


class SamePlace(Invalid):
    code = "same_location"
    template = gettext_noop("A transfer goes from one location to another one.")


def send(
    quantities: Sequence[tuple[UUID, int]],
    *,
    source: UUID,
    target: UUID,
    note: str = "",
    traced: Mapping[UUID, tuple[Traced, ...]] | None = None,
    actor: Actor,
) -> UUID:
    """Let units (variant, quantity) leave one location for another, where they are incoming from now on.

    `traced`: which lots or units go, by variant; lots that nobody named go first expired first out.
    Raises StockPromised if the source has not so many free, SamePlace. Publishes AvailabilityChanged.
    """
    if source == target:
        raise SamePlace
    ledger.refuse_elsewhere([source], actor=actor)
    with db.transaction():
        transfer = Transfer.objects.create(
            id=new_id(), source_id=source, target_id=target, note=note, status=TransferStatus.IN_TRANSIT
        )
        TransferLine.objects.bulk_create(
            TransferLine(transfer=transfer, variant_id=variant, quantity=count) for variant, count in quantities
        )
        arrivals: list[LevelKey] = [(variant, target) for variant, _ in quantities]
        ledger.ensure(arrivals)
        before = ledger.lock([*arrivals, *((variant, source) for variant, _ in quantities)])
        postings = [
            Posting(
                MovementKind.TRANSFERRED_OUT,
                StockLine(variant, source, count, traced=(traced or {}).get(variant, ())),
                ("transfer", transfer.id),
            )
            for variant, count in quantities
        ]
        here = before if _fits(before, quantities, source) else reservations.without_overdue(before)
        _check(here, quantities, source)
        ledger.post(postings, actor=actor)
        _expect(quantities, target)
        ledger.tell(before, ledger.moved(here, postings), cause="transferred_out", cause_id=transfer.id, actor=actor)
    return transfer.id


def receive(transfer_id: UUID, *, actor: Actor) -> None:
    """Take a transfer in at its target; whom the goods were sent for, and who waits for them, gets them at once.

    Raises TransferClosed, Missing; publishes AvailabilityChanged, PromisedGoodsArrived, BackordersFilled.
    """
    with db.transaction():
        transfer = Transfer.objects.select_for_update().filter(id=transfer_id).first()
        if transfer is None:
            raise Missing
        if transfer.status != TransferStatus.IN_TRANSIT:
            raise TransferClosed
        ledger.refuse_elsewhere([transfer.target_id], actor=actor)
        lines = TransferLine.objects.filter(transfer=transfer).values_list("variant_id", "quantity")
        postings = [
            Posting(MovementKind.TRANSFERRED_IN, StockLine(v, transfer.target_id, count), ("transfer", transfer.id))
            for v, count in lines
        ]
        before = ledger.lock((p.line.variant_id, p.line.location_id) for p in postings)
        postings += arriving.promise_again(transfer.id, target=transfer.target_id, actor=actor)
        ledger.post(postings, actor=actor)
        db.execute(
            "UPDATE inventory_transfer SET status = 'received', received_at = clock_timestamp() WHERE id = %s",
            [transfer.id],
        )
        after = backorders.fill(ledger.moved(before, postings), actor=actor)
        ledger.tell(before, after, cause="transferred_in", cause_id=transfer.id, actor=actor)


def _fits(before: dict[LevelKey, Level], quantities: Sequence[tuple[UUID, int]], source: UUID) -> bool:
    return all(count <= _free(before, (variant, source)) for variant, count in quantities)


def _check(before: dict[LevelKey, Level], quantities: Sequence[tuple[UUID, int]], source: UUID) -> None:
    for variant, count in quantities:
        free = _free(before, (variant, source))
        if count > free:
            raise StockPromised(free=free)


def _free(levels: dict[LevelKey, Level], key: LevelKey) -> int:
    return levels[key].available - levels[key].reserved if key in levels else 0


def _expect(quantities: Sequence[tuple[UUID, int]], target: UUID) -> None:
    db.execute(
        "UPDATE inventory_level l SET incoming = l.incoming + t.quantity"
        " FROM unnest(%s::uuid[], %s::int[]) AS t(variant_id, quantity)"
        " WHERE l.variant_id = t.variant_id AND l.location_id = %s",
        [[variant for variant, _ in quantities], [count for _, count in quantities], target],
    )
