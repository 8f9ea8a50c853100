"""Choose when to come for an order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.pickup.models import Place
from arasta.contexts.pickup.models import Plan as PlanModel
from arasta.contexts.pickup.queries import plans as reads
from arasta.contexts.pickup.queries.hours import calendars
from arasta.contexts.pickup.types import Plan, SlotNotOffered
from arasta.kernel import db


def choose(plan: Plan, *, at: datetime) -> None:
    """Choose a time, instead of one chosen before; while its cart is not ordered it is kept for a while only.

    Locks the place, so that the last one is given once. Raises SlotNotOffered.
    """
    with db.transaction():
        list(Place.objects.select_for_update(of=("self",)).filter(location_id=plan.location_id).values_list("pk"))
        offered = reads.times(calendars([plan.location_id]), at=at, cart_id=plan.order_id)
        if all(slot.starts_at != plan.starts_at for slot in offered.get(plan.location_id, ())):
            raise SlotNotOffered
        PlanModel.objects.bulk_create(
            [PlanModel(order_id=plan.order_id, location_id=plan.location_id, starts_at=plan.starts_at, chosen_at=at)],
            update_conflicts=True,
            unique_fields=["order_id"],
            update_fields=["location", "starts_at", "chosen_at"],
        )


def forget(order_ids: Sequence[UUID]) -> None:
    """Give chosen times free: the order is canceled, or comes another way."""
    PlanModel.objects.filter(order_id__in=list(order_ids)).delete()


def confirm(order_ids: Sequence[UUID]) -> None:
    """Keep chosen times: their carts became orders."""
    PlanModel.objects.filter(order_id__in=list(order_ids)).update(is_ordered=True)
