"""When something reaches a shopper: the days of the ways of delivery, and the time at which a store has it ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodRow
from arasta.contexts.pickup.queries import hours
from arasta.contexts.pickup.types import Calendar
from arasta.kernel.calendar import day_of
from arasta.kernel.web.templatetags.arasta import days, moment, money
from arasta.surfaces.storefront.shop import Shop


@dataclass(frozen=True, slots=True)
class Arrival:
    """The soonest way of delivery: its name, first and last day, and its price in words."""

    name: str
    first: date
    last: date
    price: str

    @property
    def days(self) -> str:
        """Say the days: one, or from the first to the last."""
        return days(self.first, self.last)


def soonest(shop: Shop, *, at: datetime, leaves_on: date | None = None) -> Arrival | None:
    """Return the way of delivery that promises the earliest last day; among equals the cheaper one."""
    begins = max(leaves_on or day_of(at), day_of(at))
    ways = shop.known("ways of delivery", lambda: methods.delivery_methods(kind=DeliveryKind.DELIVERY))
    found = [_arrival(method, shop, begins) for method in ways]
    return min((one for one in found if one), key=lambda one: one.last, default=None)


def days_of_method(method: DeliveryMethodRow, begins: date) -> str:
    """Say the days on which a way of delivery brings what leaves on a day."""
    return days(*methods.arrives(method, begins))


def ready_at(location_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, datetime]:
    """Return when stores have an order ready that is placed now, by the minute."""
    minute = at.replace(second=0, microsecond=0)
    ready = {key: hours.ready_at(one, minute) for key, one in calendars(location_ids, at=at).items()}
    return {key: moment for key, moment in ready.items() if moment}


def calendars(location_ids: Sequence[UUID], *, at: datetime) -> Mapping[UUID, Calendar]:
    """Return terms and hours of stores; asked once a minute, as they change seldom."""
    return _calendars(tuple(sorted(location_ids)), at.replace(second=0, microsecond=0))


def brought_words(calendar: Calendar | None, *, at: datetime) -> str:
    """Say by which day goods that lie elsewhere are at a store; nothing where none are brought."""
    day = hours.brought_by(calendar, at) if calendar else None
    return _("Ready by %(day)s") % {"day": moment(timezone.localtime(day), "EEE d MMM")} if day else ""


def ready_words(ready: datetime | None, *, at: datetime) -> str:
    """Say when a pickup is ready: today by a time, tomorrow by a time, or the day."""
    if ready is None:
        return ""
    there, ahead = timezone.localtime(ready), (day_of(ready) - day_of(at)).days
    time = moment(there, "time")
    if ahead == 0:
        return _("Ready today by %(time)s") % {"time": time}
    if ahead == 1:
        return _("Ready tomorrow by %(time)s") % {"time": time}
    return _("Ready on %(day)s by %(time)s") % {"day": moment(there, "EEE d MMM"), "time": time}


@lru_cache(maxsize=64)
def _calendars(location_ids: tuple[UUID, ...], minute: datetime) -> Mapping[UUID, Calendar]:
    return hours.calendars(location_ids)


def _arrival(method: DeliveryMethodRow, shop: Shop, begins: date) -> Arrival | None:
    price = method.price(shop.currency)
    if price is None:
        return None
    words = money(price) if price.minor else _("free")
    return Arrival(method.text(shop.language).name, *methods.arrives(method, begins), words)
