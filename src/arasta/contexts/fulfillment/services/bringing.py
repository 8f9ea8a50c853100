"""Bring goods to the place where their customer fetches them, and say where they wait there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.events import FulfillmentOrderArrived, FulfillmentOrderSent
from arasta.contexts.fulfillment.models import FulfillmentOrder
from arasta.contexts.fulfillment.queries.orders import of_transfers
from arasta.contexts.fulfillment.services import moves
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, FulfillmentStatus
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.outbox.publishing import publish

_S = FulfillmentStatus
_LONGEST = 40


def begin(key: UUID, *, actor: Actor) -> FulfillmentOrderRow:
    """Lock a fulfillment order whose goods are about to leave for another place; the caller sends them.

    Raises UnknownFulfillmentOrder, AnotherLocationsWork, FulfillmentMoveRefused.
    """
    db.require_transaction()
    row = moves.lock([key], actor=actor)[key]
    moves.check(row, _S.SENT)
    return row


def sent(row: FulfillmentOrderRow, transfer_id: UUID, *, actor: Actor) -> None:
    """Note that a begun fulfillment order's goods are on their way. Publishes FulfillmentOrderSent."""
    db.require_transaction()
    FulfillmentOrder.objects.filter(id=row.id).update(transfer_id=transfer_id, status=_S.SENT.value)
    assert row.target_id is not None  # noqa: S101 - only what is brought somewhere can be sent
    fact = FulfillmentOrderSent(**moves.about(row), target_id=row.target_id, transfer_id=transfer_id)
    publish([fact], actor=actor)


def lock(key: UUID) -> FulfillmentOrderRow:
    """Lock a fulfillment order whose goods somebody is about to take in where it goes. Raises UnknownFulfillmentOrder.

    Whoever takes them in works at its target, not where the goods came from.
    """
    db.require_transaction()
    return moves.lock([key], actor=SYSTEM)[key]


def arrived(transfer_id: UUID, *, at: datetime, actor: Actor) -> FulfillmentOrderRow | None:
    """Note that a transfer's goods are where they are fetched; nothing if that is known. Publishes FulfillmentOrderArrived."""
    with db.transaction():
        for found in of_transfers([transfer_id]):
            row = lock(found.id)
            if not row.may_become(_S.ARRIVED) or row.target_id is None:
                return None
            moves.write([(row.id, _S.ARRIVED)], at=at)
            fact = FulfillmentOrderArrived(**moves.about(row), target_id=row.target_id, transfer_id=transfer_id)
            publish([fact], actor=actor)
            return moves.moved(row, _S.ARRIVED, at)
    return None


def stow(keys: Sequence[UUID], spot: str, *, actor: Actor) -> None:
    """Say where goods wait: on which shelf, in which compartment. Raises UnknownFulfillmentOrder, AnotherLocationsWork."""
    with db.transaction():
        moves.lock(keys, actor=actor)
        word = " ".join(spot.replace("\x00", "").split())[:_LONGEST]
        FulfillmentOrder.objects.filter(id__in=list(keys)).update(spot=word)
