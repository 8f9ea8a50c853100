"""Order ahead: the times at which one can come for an order, as the stores offer them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.pickup.queries import hours
from arasta.contexts.pickup.queries import plans as reads
from arasta.contexts.pickup.types import Calendar, Slot, SlotNotOffered
from arasta.flows.ordering import choose_time
from arasta.kernel.ids import to_public
from arasta.surfaces.storefront import arriving
from arasta.surfaces.storefront.checkouts import Choices

Days = tuple[tuple[date, tuple[Slot, ...]], ...]


def times(offered: Choices, cart_id: UUID, *, at: datetime) -> dict[str, Days]:
    """Return the times of each store, by the store's public id, day by day."""
    known = arriving.calendars([one.store.id for one in offered.stores], at=at)
    found = reads.times(known, at=at, cart_id=cart_id)
    return {to_public("loc", key): _by_day(slots) for key, slots in found.items() if slots}


def write_down(cart_id: UUID, said: CheckoutInput, given: Mapping[str, str], *, at: datetime) -> None:
    """Keep the time that was chosen at the store that is written down already, or none. Raises SlotNotOffered."""
    store, field = said.pickup_location_id, "fetch-time" if said.fetched else "time"
    word = given.get(f"{field}-{to_public('loc', store)}", "") if store else ""
    choose_time.choose_for_cart(cart_id, read(word) if word else None, at=at)


def read(word: str) -> datetime:
    """Read a time as a form says it. Raises SlotNotOffered."""
    try:
        found = datetime.fromisoformat(word)
    except ValueError as unread:
        raise SlotNotOffered from unread
    if found.tzinfo is None:
        raise SlotNotOffered
    return found


def times_of_order(order: OrderDetail, calendar: Calendar, *, is_brought: bool, at: datetime) -> Days:
    """Return the times at which one can come for an order to its place, whose calendar it is, day by day."""
    place, since = order.row.location_id, hours.brought_by(calendar, order.promised_at) if is_brought else None
    slots = reads.times({place: calendar}, at=at, cart_id=order.row.id).get(place, ()) if place else ()
    return _by_day(tuple(slot for slot in slots if since is None or slot.starts_at >= since))


def chosen(cart_id: UUID, location_id: UUID | None) -> datetime | None:
    """Return the time that was chosen for a cart or an order at its store, if it is fetched at one."""
    plan = reads.plans([cart_id]).get(cart_id) if location_id else None
    return plan.starts_at if plan and plan.location_id == location_id else None


def _by_day(slots: tuple[Slot, ...]) -> Days:
    days: dict[date, tuple[Slot, ...]] = {}
    for slot in slots:
        day = timezone.localdate(slot.starts_at)
        days[day] = (*days.get(day, ()), slot)
    return tuple(days.items())
