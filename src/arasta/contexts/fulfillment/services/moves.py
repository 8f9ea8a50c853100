"""Lock fulfillment orders and move their statuses along the legal moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from arasta.contexts.fulfillment.models import FulfillmentOrder
from arasta.contexts.fulfillment.queries.orders import UnknownFulfillmentOrder, rows
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, FulfillmentStatus
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Forbidden, gettext_noop

_S = FulfillmentStatus

_MOVE = """
UPDATE fulfillment_order f SET
  status = n.status,
  accepted_at = CASE WHEN n.status = 'accepted' THEN %(at)s ELSE f.accepted_at END,
  ready_at = CASE WHEN n.status = 'ready' THEN %(at)s ELSE f.ready_at END,
  closed_at = CASE WHEN n.status IN ('shipped', 'picked_up', 'arrived', 'canceled') THEN %(at)s ELSE f.closed_at END
FROM unnest(%(ids)s::uuid[], %(statuses)s::text[]) AS n(id, status) WHERE f.id = n.id
"""


class FulfillmentMoveRefused(Conflict):
    """The fulfillment order is where it cannot go there from."""

    code = "fulfillment_move_refused"
    template = gettext_noop(
        "That cannot be done with fulfillment order %(number)s any more. Reload the page to see how it stands."
    )


class AnotherLocationsWork(Forbidden):
    """The actor does not work at the fulfillment order's location."""

    code = "another_locations_work"
    template = gettext_noop("Fulfillment order %(number)s belongs to a location you do not work at.")


class FactAbout(TypedDict):
    """What every fact about a fulfillment order says."""

    fulfillment_order_id: UUID
    number: str
    order_id: UUID
    location_id: UUID
    kind: str


def lock(keys: Sequence[UUID], *, actor: Actor) -> dict[UUID, FulfillmentOrderRow]:
    """Lock fulfillment orders in the order of their keys. Raises UnknownFulfillmentOrder, AnotherLocationsWork."""
    wanted = set(keys)
    chosen = FulfillmentOrder.objects.filter(id__in=wanted).order_by("id").select_for_update(of=("self",))
    locked: dict[UUID, FulfillmentOrderRow] = {row.id: row for row in rows(chosen)}
    if len(locked) < len(wanted):
        raise UnknownFulfillmentOrder
    for row in locked.values():
        if not actor.may_at(row.location_id):
            raise AnotherLocationsWork(number=row.number)
    return locked


def check(row: FulfillmentOrderRow, target: FulfillmentStatus) -> None:
    """Raise FulfillmentMoveRefused unless the move is legal."""
    if not row.may_become(target):
        raise FulfillmentMoveRefused(number=row.number, current=row.status.value, target=target.value)


def write(targets: Sequence[tuple[UUID, FulfillmentStatus]], *, at: datetime) -> None:
    """Write checked moves of locked fulfillment orders."""
    if targets:
        statuses = [status.value for _, status in targets]
        db.execute(_MOVE, {"at": at, "ids": [key for key, _ in targets], "statuses": statuses})


def moved(row: FulfillmentOrderRow, target: FulfillmentStatus, at: datetime) -> FulfillmentOrderRow:
    """Return the row as `write` leaves it."""
    return replace(
        row,
        status=target,
        accepted_at=at if target is _S.ACCEPTED else row.accepted_at,
        ready_at=at if target is _S.READY else row.ready_at,
        closed_at=at if target in {_S.SHIPPED, _S.PICKED_UP, _S.ARRIVED, _S.CANCELED} else row.closed_at,
    )


# lint: allow door - the common part of the facts that the services beside it tell
def about(row: FulfillmentOrderRow) -> FactAbout:
    """Return what every fact about the row says."""
    return {
        "fulfillment_order_id": row.id,
        "number": row.number,
        "order_id": row.order_id,
        "location_id": row.location_id,
        "kind": row.kind.value,
    }
