"""An order as its customer sees it: how far it is, and what happened when. Staff's notes stay with staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import DeliveryKind as PartKind
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, ShipmentRow
from arasta.contexts.fulfillment.types import FulfillmentStatus as PartStatus
from arasta.contexts.inventory.queries import promises
from arasta.contexts.orders.queries.orders import OrderDetail, OrderRow
from arasta.contexts.orders.types import DeliveryKind, FulfillmentStatus, OrderStatus, PaymentStatus


@dataclass(frozen=True, slots=True)
class Step:
    """A stop on an order's way; the fields are those the stepper of the kit reads."""

    label: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened."""

    title: str
    icon: str
    at: datetime
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """An order's state in a word."""

    label: str
    tone: str


_PAID = {
    PaymentStatus.AUTHORIZED,
    PaymentStatus.PARTLY_PAID,
    PaymentStatus.PAID,
    PaymentStatus.PARTLY_REFUNDED,
    PaymentStatus.REFUNDED,
}
_GONE = {PartStatus.SHIPPED, PartStatus.PICKED_UP}
_BEGUN = {PartStatus.ACCEPTED, PartStatus.READY, PartStatus.SENT, *_GONE}


def badge(
    row: OrderRow, parts: Sequence[FulfillmentOrderRow], *, is_owed: bool = False, is_waiting: bool = False
) -> Badge:
    """Return an order's state in a word; `is_owed`: something is still to be paid, whatever was.

    `is_waiting`: something of it is still to come, whatever is there.
    """
    if row.status is OrderStatus.CANCELED:
        return Badge(_("Canceled"), "bad")
    is_pickup = row.delivery is DeliveryKind.PICKUP
    if row.fulfillment_status is FulfillmentStatus.FULFILLED:
        is_split = not is_pickup and row.location_id is not None
        return Badge(_("Sent and picked up") if is_split else _gone(is_pickup=is_pickup), "good")
    if row.fulfillment_status is FulfillmentStatus.PARTLY_FULFILLED:
        return Badge(_("Partly on its way"), "info")
    is_paid = row.payment_status in _PAID and not is_owed
    if not is_paid:
        return Badge(_("Not paid yet"), "warn")
    is_there = is_pickup and not is_waiting and is_ready(parts)
    return Badge(_("Ready to pick up"), "good") if is_there else Badge(_("In preparation"), "info")


def listed(rows: Sequence[OrderRow]) -> list[dict[str, OrderRow | Badge]]:
    """Return orders with their state in a word."""
    if not rows:
        return []
    ids = [row.id for row in rows]
    parts: dict[UUID, list[FulfillmentOrderRow]] = defaultdict(list)
    for part in fulfillment.of_orders(ids):
        parts[part.order_id].append(part)
    waiting = {one.order_id for one in promises.waiting_of(ids)}
    return [{"row": row, "badge": badge(row, parts[row.id], is_waiting=row.id in waiting)} for row in rows]


def steps(
    order: OrderDetail, parts: Sequence[FulfillmentOrderRow], *, is_owed: bool = False, is_waiting: bool = False
) -> list[Step]:
    """Return the stops of an order's way with how far it came."""
    row, live = order.row, _live(parts)
    if row.status is OrderStatus.CANCELED:
        return [Step(_("Ordered"), "done"), Step(_("Canceled"), "failed")]
    is_pickup = row.delivery is DeliveryKind.PICKUP
    is_gone = row.fulfillment_status is FulfillmentStatus.FULFILLED
    is_there = not is_waiting and is_ready(parts)
    done = [
        (_("Ordered"), True),
        (_("Paid"), row.payment_status in _PAID and not is_owed),
        (_("Being packed"), is_gone or is_there or any(part.status in _BEGUN for part in live)),
    ]
    if is_pickup:
        done.append((_("Ready to pick up"), is_gone or is_there))
    done.append((_("Sent and picked up") if order.fetched else _gone(is_pickup=is_pickup), is_gone))
    return _states(done)


def is_to_come(part: FulfillmentOrderRow) -> bool:
    """Tell whether a part is still to be brought to where it is fetched."""
    return part.kind is PartKind.BRING and part.status not in {PartStatus.ARRIVED, PartStatus.CANCELED}


def _live(parts: Sequence[FulfillmentOrderRow]) -> list[FulfillmentOrderRow]:
    return [part for part in parts if part.status not in {PartStatus.CANCELED, PartStatus.ARRIVED}]


def is_ready(parts: Sequence[FulfillmentOrderRow]) -> bool:
    """Tell whether nothing is to be done any more before its customer comes."""
    live = _live(parts)
    return bool(live) and all(_is_there(part) for part in live)


def _is_there(part: FulfillmentOrderRow) -> bool:
    """Tell whether nothing is to be done for a part before its customer comes, or it is sent."""
    return part.status in _GONE or (part.status is PartStatus.READY and part.kind is not PartKind.BRING)


def _gone(*, is_pickup: bool) -> str:
    return _("Picked up") if is_pickup else _("On its way")


def moments(order: OrderDetail, parts: Sequence[FulfillmentOrderRow], *, names: Mapping[UUID, str]) -> list[Moment]:
    """Return what happened, the newest first; `names` are those of locations in the reader's language."""
    found = [Moment(_("You placed the order"), "shopping-bag", order.row.placed_at, "good")]
    for entry in order.timeline:
        told = _entry(entry.kind)
        if told:
            found.append(Moment(told[0], told[1], entry.happened_at, told[2]))
    for part in parts:
        found.extend(_part(part, names))
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def shipments(parts: Sequence[FulfillmentOrderRow]) -> list[ShipmentRow]:
    """Return the parcels of an order."""
    return [shipment for part in parts for shipment in part.shipments]


def _states(done: list[tuple[str, bool]]) -> list[Step]:
    found, is_current_found = [], False
    for label, is_done in done:
        if is_done:
            found.append(Step(label, "done"))
            continue
        found.append(Step(label, "next" if is_current_found else "current"))
        is_current_found = True
    return found


def _entry(kind: str) -> tuple[str, str, str] | None:
    """Say an entry of the order's book that concerns its customer."""
    known = {
        "paid": (_("The payment came through"), "credit-card", "good"),
        "authorized": (_("The payment is secured"), "credit-card", "good"),
        "partly_refunded": (_("A part of the money was given back"), "undo-2", ""),
        "refunded": (_("The money was given back"), "undo-2", ""),
        "address_changed": (_("It goes to somebody or somewhere else now"), "map-pin", ""),
        "way_changed": (_("It reaches you another way now"), "route", ""),
        "way_taken_back": (_("The rest was not paid: it comes as it did before"), "undo-2", "warn"),
        "partly_canceled": (_("A part of it was canceled"), "minus", "warn"),
        "canceled": (_("The order was canceled"), "ban", "bad"),
    }
    return known.get(kind)


def _part(part: FulfillmentOrderRow, names: Mapping[UUID, str]) -> list[Moment]:
    found = []
    place = {"place": names.get(part.location_id, part.location_name)}
    if part.accepted_at:
        text = _("%(place)s began to pack it") % place
        found.append(Moment(text, "package-open", part.accepted_at))
    if part.ready_at and part.kind is PartKind.PICKUP:
        text = _("It is ready to pick up at %(place)s") % place
        found.append(Moment(text, "store", part.ready_at, "good"))
    left = _("A parcel is on its way")
    if part.target_id and part.closed_at and part.status is PartStatus.ARRIVED:
        text = _("It has come to %(place)s") % {"place": names.get(part.target_id, part.target_name)}
        found.append(Moment(text, "store", part.closed_at))
    found.extend(Moment(left, "truck", shipment.shipped_at, "good") for shipment in part.shipments)
    arrived = [shipment.delivered_at for shipment in part.shipments if shipment.delivered_at]
    found.extend(Moment(_("A parcel was delivered"), "package-check", at, "good") for at in arrived)
    if part.status is PartStatus.PICKED_UP and part.closed_at:
        found.append(Moment(_("You picked it up"), "package-check", part.closed_at, "good"))
    return found
