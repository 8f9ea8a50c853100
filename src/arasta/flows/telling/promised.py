"""By when orders reach their customers, as letters say it: the days of a parcel, the time at which a pickup is ready.

One statement each for what they ask, however many orders there are, and none for what no order needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.inventory.queries import promises, stock
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.pickup.queries import hours
from arasta.contexts.pickup.types import Calendar
from arasta.flows.telling.places import listed
from arasta.kernel.calendar import day_of
from arasta.kernel.web.templatetags.arasta import days, moment


class Promised:
    """What is known of some orders: their ways of delivery, their places, and what of them lies elsewhere."""

    def __init__(self, orders: Sequence[OrderDetail]) -> None:
        fetched = [order for order in orders if order.row.location_id]
        places = {order.row.location_id for order in fetched if order.row.location_id}
        self._methods = methods.methods_by_code({order.delivery_method for order in orders if order.delivery_method})
        self._calendars: Mapping[UUID, Calendar] = hours.calendars(places) if places else {}
        self._lies = stock.places_of([order.row.id for order in fetched])
        told = orders if self._methods or self._calendars else ()
        self._waits = promises.promised_to([order.row.id for order in told]) if told else {}

    def facts(self, order: OrderDetail) -> dict[str, str]:
        """Return the days of a parcel, and by when a pickup is ready or brought; of what waits for goods, their day."""
        with override(order.language):
            return {"arrives": self._arrives(order), **self._ready(order), **self._comes(order)}

    def _arrives(self, order: OrderDetail) -> str:
        method = self._methods.get(order.delivery_method) if order.row.delivery is DeliveryKind.DELIVERY else None
        if method is None or self._is_waiting(order, DeliveryKind.DELIVERY):
            return ""
        return days(*methods.arrives(method, day_of(order.promised_at)))

    def _ready(self, order: OrderDetail) -> dict[str, str]:
        place, at = order.row.location_id, order.promised_at
        calendar = self._calendars.get(place) if place else None
        if calendar is None or self._is_waiting(order, DeliveryKind.PICKUP):
            return {}
        lines = {line.id for line in order.lines if order.way_of(line) is DeliveryKind.PICKUP}
        if any(elsewhere != place for line, elsewhere in self._lies.get(order.row.id, ()) if line in lines):
            brought = hours.brought_by(calendar, at)
            return {"brought": moment(timezone.localtime(brought), "EEE d MMM")} if brought else {}
        ready = hours.ready_at(calendar, at)
        return {"ready": moment(ready)} if ready else {}

    def _comes(self, order: OrderDetail) -> dict[str, str]:
        waits = {line.id: self._waits[line.id] for line in order.lines if line.id in self._waits}
        known = [day for _, day in waits.values() if day]
        if not waits or len(known) < len(waits):
            return {}
        units = {line: count for line, (count, _) in waits.items()}
        return {"awaited": listed(order, units), "comes": moment(max(known), "date")}

    def _is_waiting(self, order: OrderDetail, way: DeliveryKind) -> bool:
        return any(line.id in self._waits for line in order.lines if order.way_of(line) is way)
