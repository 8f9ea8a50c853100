"""Read when people mean to come for their orders, and which times are free."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.pickup.domain import hours
from arasta.contexts.pickup.models import Plan as PlanModel
from arasta.contexts.pickup.queries.hours import today
from arasta.contexts.pickup.types import AHEAD, Calendar, Plan, Slot
from arasta.kernel import db

DAYS = 3
"""So many days ahead, today included, a time can be chosen."""

_TAKEN = """
SELECT location_id, starts_at, count(*) FROM pickup_plan
WHERE location_id = ANY(%s) AND starts_at >= %s AND (is_ordered OR chosen_at > %s) AND order_id <> ALL(%s)
GROUP BY location_id, starts_at
"""


def plans(order_ids: Collection[UUID]) -> dict[UUID, Plan]:
    """Return when people come for their orders; of an order or a cart without a chosen time nothing."""
    rows = PlanModel.objects.filter(order_id__in=list(order_ids)).values_list("order_id", "location_id", "starts_at")
    return {row[0]: Plan(*row) for row in rows}


def times(
    calendars: Mapping[UUID, Calendar], *, at: datetime, cart_id: UUID | None = None
) -> dict[UUID, tuple[Slot, ...]]:
    """Return the free times of the next days at places that take orders ahead. A cart does not stand in its own way."""
    able = {key: calendar for key, calendar in calendars.items() if calendar.terms.orders_ahead}
    if not able:
        return {}
    taken: dict[UUID, dict[datetime, int]] = {key: {} for key in able}
    own = [cart_id] if cart_id else []
    for place, starts_at, count in db.rows(_TAKEN, [list(able), at, at - AHEAD, own]):
        taken[place][starts_at] = count
    return {key: _free(calendar, at, taken[key]) for key, calendar in able.items()}


def _free(calendar: Calendar, at: datetime, taken: Mapping[datetime, int]) -> tuple[Slot, ...]:
    days = [today(calendar, at) + timedelta(days=ahead) for ahead in range(DAYS)]
    return tuple(slot for day in days for slot in hours.times_ahead(calendar, day, at=at, taken=taken) if slot.left)
