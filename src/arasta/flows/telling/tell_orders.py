"""Write to customers about their orders: placed, ready, sent, arrived, canceled, paid back.

One transaction each: read what happened, queue the letter. A letter that was queued before is not written again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import override

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.fulfillment.events import (
    FulfillmentOrderReady,
    PickupHandedOver,
    ShipmentDelivered,
    ShipmentDispatched,
)
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.types import DeliveryKind, OrderStatus, PaymentStatus
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.events import PaymentRefunded
from arasta.contexts.payments.types import Tender
from arasta.contexts.pickup.queries import hours, plans
from arasta.contexts.pickup.types import Plan
from arasta.contexts.returns import queries as returns
from arasta.contexts.returns.events import ReturnRequested
from arasta.flows.telling.letters import Letter, hearers, queue, rows_of, sums_of
from arasta.flows.telling.places import Places, amount, left, listed, street, where
from arasta.flows.telling.promised import Promised
from arasta.kernel import db
from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import moment

REVIEW_AFTER = timedelta(days=7)
"""So long a customer has had the goods before we ask how they are."""


def tell_placed(order_ids: Sequence[UUID]) -> None:
    """Confirm orders."""
    with db.transaction():
        found, places = hearers(order_ids), Places()
        chosen, promised = plans.plans([order.row.id for order in found]), Promised(found)
        queue([(order, _placed(order, chosen.get(order.row.id), places, promised)) for order in found])


def tell_ready(fact: FulfillmentOrderReady, *, at: datetime) -> None:
    """Say that a pickup waits at its place, and until when."""
    with db.transaction():
        for order in hearers([fact.order_id]):
            facts = Places().facts(fact.location_id, order.language) | _keeping(fact.location_id, order.language, at)
            facts["spot"] = ", ".join(_compartments(fact))
            if order.fetched:
                facts["goods"] = listed(order, left(order, DeliveryKind.PICKUP))
            kind = "order_in_locker" if facts["spot"] else "order_ready"
            queue([(order, Letter(kind, str(fact.fulfillment_order_id), facts, page="shop_pickup"))])


def tell_shipped(fact: ShipmentDispatched) -> None:
    """Say what is in a parcel and how to follow it, and ask some days later how it is."""
    units = {line.order_line_id: line.quantity for line in fact.lines}
    with db.transaction():
        for order in hearers([fact.order_id]):
            facts = {
                "units": listed(order, units),
                "carrier": fact.carrier if fact.tracking_number else "",
                "tracking": fact.tracking_number,
                "rest": listed(order, left(order, DeliveryKind.DELIVERY)),
            }
            shipped = Letter("order_shipped", str(fact.shipment_id), facts, rows_of(order, units))
            queue([(order, shipped), (order, _review(order, fact.shipped_at + REVIEW_AFTER))])


def tell_delivered(fact: ShipmentDelivered) -> None:
    """Say that a parcel is there."""
    with db.transaction():
        queue([(order, Letter("order_delivered", str(fact.shipment_id))) for order in hearers([fact.order_id])])


def tell_handed_over(fact: PickupHandedOver) -> None:
    """Ask some days later how it is; nothing now, for the customer stands at the desk."""
    with db.transaction():
        for order in hearers([fact.order_id]):
            queue([(order, _review(order, fact.handed_over_at + REVIEW_AFTER))])


def tell_canceled(order_id: UUID) -> None:
    """Say that an order will not come, and what goes back."""
    with db.transaction():
        for order in hearers([order_id]):
            nothing, rows = Money.zero(order.paid.currency), payment_book.payments_of([order_id])
            sums = {
                "refund": sum((row.captured for row in rows if row.tender is not Tender.CASH), nothing),
                "cash": sum((row.captured - row.refunded for row in rows if row.tender is Tender.CASH), nothing),
            }
            facts = {name: amount(sum_, order.language)["amount"] for name, sum_ in sums.items() if sum_}
            queue([(order, Letter("order_canceled", facts=facts))])


def tell_part_canceled(order_id: UUID, *, event_id: str) -> None:
    """Say that something of an order is missing; it is told, never just left out."""
    with db.transaction():
        for order in hearers([order_id]):
            gone = {line.id: line.canceled for line in order.lines if line.canceled}
            queue([(order, Letter("order_part_canceled", event_id, rows=rows_of(order, gone)))])


def tell_address_changed(order_id: UUID, *, event_id: str) -> None:
    """Say where an order goes now, or who comes for it, so that nobody changes it unheard."""
    with db.transaction():
        for order in hearers([order_id]):
            if address := order.receiver:
                is_sent = order.row.delivery is DeliveryKind.DELIVERY
                facts = {"address": street(address)} if is_sent else {"person": address.name}
                queue([(order, Letter("order_changed", event_id, facts))])


def tell_units_kept(order_id: UUID, *, event_id: str) -> None:
    """Say what is left of an order after its customer took something out, what that comes to, and what is given back."""
    with db.transaction():
        for order in hearers([order_id]):
            kept = {line.id: line.quantity - line.canceled for line in order.lines}
            worth = amount(wanted_worth(order), order.language)["amount"]
            facts = {_of_rest(order): worth}
            if order.row.location_id and order.row.payment_status is PaymentStatus.UNPAID:
                facts["due"] = worth
            queue([(order, Letter("order_changed", event_id, facts, rows_of(order, kept)))])


def _of_rest(order: OrderDetail) -> str:
    """Say whether what was paid beyond what an order comes to goes back, is fetched in cash, or is nothing."""
    paid = [row for row in payment_book.payments_of([order.row.id]) if row.is_good]
    if sum(row.amount.minor for row in paid) <= wanted_worth(order).minor:
        return "left"
    return "cash" if payment_book.cash_of(order.row.id) else "back"


def tell_refunded(fact: PaymentRefunded) -> None:
    """Say that money comes back; of a canceled order that was said already."""
    [payment] = payment_book.payments([fact.payment_id])
    with db.transaction():
        for order in hearers([fact.order_id]):
            if order.row.status is OrderStatus.CANCELED:
                continue
            part, given = f"{fact.payment_id}:{fact.refunded.minor}", amount(fact.amount, order.language)
            way = "cash" if payment.tender is Tender.CASH else "back"
            queue([(order, Letter("order_refunded", part, {**given, way: given["amount"]}))])


def tell_return_requested(fact: ReturnRequested) -> None:
    """Say that a request to send something back has come in."""
    asked = returns.one(fact.return_id)
    units = {line.order_line_id: line.quantity for line in asked.lines}
    with db.transaction():
        for order in hearers([fact.order_id]):
            facts = {"return_number": fact.number}
            letter = Letter("return_requested", str(fact.return_id), facts, rows_of(order, units))
            queue([(order, letter)])


def _placed(order: OrderDetail, plan: Plan | None, places: Places, promised: Promised) -> Letter:
    facts = promised.facts(order)
    if plan:
        with override(order.language):
            facts |= {"time": moment(plan.starts_at), "ready": "", "brought": ""}
    return Letter("order_confirmed", facts=facts | where(order, places), rows=rows_of(order), sums=sums_of(order))


def _review(order: OrderDetail, due_at: datetime) -> Letter:
    kept = [line.variant_id for line in order.lines if line.quantity > line.canceled]
    known = catalog.variants(kept, language=order.language)
    handle = next((known[key].handle for key in kept if key in known), "")
    return Letter("review_wanted", rows=rows_of(order), due_at=due_at, about=handle)


def _compartments(fact: FulfillmentOrderReady) -> list[str]:
    """Return in which compartments of a locker an order waits; elsewhere staff know the shelf."""
    if locations.by_id()[fact.location_id].kind is not LocationKind.LOCKER:
        return []
    here = [row for row in fulfillment.of_orders([fact.order_id]) if row.location_id == fact.location_id]
    return sorted({row.spot for row in here if row.spot})


def _keeping(location_id: UUID, language: str, at: datetime) -> dict[str, str]:
    calendar = hours.calendars([location_id]).get(location_id)
    if calendar is None:
        return {}
    with override(language):
        return {"until": moment(hours.kept_until(calendar, at, days=calendar.terms.keep_days), "full")}
