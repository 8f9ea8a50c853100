"""Book fittings and follow them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from arasta.contexts.pickup.domain import hours
from arasta.contexts.pickup.events import FittingBooked, FittingEnded
from arasta.contexts.pickup.models import Fitting, FittingLine, Place
from arasta.contexts.pickup.queries import fittings as reads
from arasta.contexts.pickup.queries.hours import calendars
from arasta.contexts.pickup.types import (
    FittingMoveRefused,
    FittingRow,
    FittingStatus,
    FittingToBook,
    Slot,
    SlotNotOffered,
    SlotTaken,
    UnknownFitting,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish

_OVER = {FittingStatus.ENDED, FittingStatus.CANCELED, FittingStatus.MISSED}


def book(wanted: FittingToBook, *, at: datetime, actor: Actor) -> FittingRow:
    """Take a room for a slot; the caller holds the units in the same transaction.

    Locks the place, so that the last room is given once. Raises SlotNotOffered, SlotTaken; publishes FittingBooked.
    """
    with db.transaction():
        slot = _free(wanted, at)
        Fitting.objects.bulk_create(
            [
                Fitting(
                    id=wanted.id,
                    location_id=wanted.location_id,
                    channel_id=wanted.channel_id,
                    customer_id=wanted.customer_id,
                    starts_at=slot.starts_at,
                    ends_at=slot.ends_at,
                    name=wanted.name,
                    email=wanted.email,
                    phone=wanted.phone,
                    language=wanted.language,
                    booked_at=at,
                )
            ]
        )
        FittingLine.objects.bulk_create(
            FittingLine(
                fitting_id=wanted.id, variant_id=line.variant_id, quantity=line.quantity, sku=line.sku, name=line.name
            )
            for line in wanted.lines
        )
        publish(
            [
                FittingBooked(
                    fitting_id=wanted.id,
                    location_id=wanted.location_id,
                    starts_at=slot.starts_at,
                    email=wanted.email,
                    language=wanted.language,
                )
            ],
            actor=actor,
        )
    return reads.fitting(wanted.id)


def move(keys: Sequence[UUID], status: FittingStatus, *, actor: Actor) -> list[FittingRow]:
    """Move fittings to a status. Raises UnknownFitting, FittingMoveRefused; publishes FittingEnded at the end of one."""
    with db.transaction():
        locked = list(Fitting.objects.filter(id__in=list(keys)).order_by("id").select_for_update().values_list("id"))
        if len(locked) < len(set(keys)):
            raise UnknownFitting
        rows = [reads.fitting(key) for (key,) in locked]
        if not all(row.may_become(status) for row in rows):
            raise FittingMoveRefused
        Fitting.objects.filter(id__in=list(keys)).update(status=status.value)
        if status in _OVER:
            publish(
                [
                    FittingEnded(
                        fitting_id=row.id, location_id=row.location_id, starts_at=row.starts_at, status=status.value
                    )
                    for row in rows
                ],
                actor=actor,
            )
    return rows


def _free(wanted: FittingToBook, at: datetime) -> Slot:
    place = Place.objects.select_for_update(of=("self",)).filter(location_id=wanted.location_id)
    if not list(place):
        raise SlotNotOffered
    calendar = calendars([wanted.location_id])[wanted.location_id]
    day = wanted.starts_at.astimezone(ZoneInfo(calendar.time_zone)).date()
    taken = reads.taken(wanted.location_id, day)
    offered = {slot.starts_at: slot for slot in hours.slots(calendar, day, at=at, taken=taken)}
    slot = offered.get(wanted.starts_at)
    if slot is None:
        raise SlotNotOffered
    if not slot.left:
        raise SlotTaken
    return slot
