"""Let an order that nobody packs yet reach its customer another way: sent instead of fetched, fetched instead of sent.

one transaction: lock the order and what was asked of locations, take the requests and promises back, promise anew where
the goods come from now, write the way and its price down; outside: give back what is too much. What is missing is asked
for by a payment link, and until it is paid no location is asked to send anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import ServedChannel
from arasta.contexts.customers.types import AddressWrong, PostalAddress
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.queries.methods import UnknownDeliveryMethod
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.types import LocationKind, UnknownLocation
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.services import changing, unpaid_ways
from arasta.contexts.orders.types import Address, AddressRole, DeliveryKind, UnpaidWay, Way
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.pickup.queries import shortfalls
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.ordering.cancel_own import BeingPacked, require_untouched
from arasta.flows.ordering.cart_facts import STANDARD_CLASS
from arasta.flows.ordering.change_order import AnotherCountry, standing
from arasta.flows.ordering.give_back import give_back_canceled
from arasta.flows.ordering.move_goods import move_goods
from arasta.flows.ordering.order_payments import due_of, note_payments
from arasta.flows.ordering.refusals import CheckoutIncomplete, PaymentUnclear, PriceChanged
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.calendar import day_of
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.money import Money

REMINDED_AFTER = timedelta(days=1)
"""So long a customer has time to pay a dearer way before we remind of it."""


class PayFirst(Conflict):
    code = "order_to_be_paid_first"
    template = gettext_noop(
        "This order was to be paid when it is fetched, and nobody takes the money there. Pay it first; then change it."
    )


@dataclass(frozen=True, slots=True)
class WayWished:
    """Fetched at a location; or sent by a method to an address, where it goes already if none is given."""

    location_id: UUID | None = None
    method: str = ""
    address: PostalAddress | None = None


def change_way(order_id: UUID, wished: WayWished, *, seen: Money | None, at: datetime, actor: Actor) -> Money:
    """Let an order reach its customer another way; return what is still to be paid of it. Again changes nothing.

    `seen`: what the order comes to then, as somebody saw it. Raises UnknownOrder, OrderClosed, SoldElsewhere,
    BeingPacked, AnotherLocationsWork, UnknownLocation, UnknownDeliveryMethod, CheckoutIncomplete, AddressWrong,
    AnotherCountry, PriceChanged, PayFirst, OutOfStock; where it refuses, all is as before.
    """
    with db.transaction():
        order = standing(order_id)
        served = channels.served_channels(ids=[order.row.channel_id])[0]
        way = _way(order, wished, served, at)
        if _is_so(order, way):
            return due_of(order_id)
        require_untouched(order, actor=actor)
        if shortfalls.open_of([order_id]):
            raise BeingPacked
        _check_money(order, way, seen)
        was_due, former = due_of(order_id), way_of(order, at)
        move_goods(order, way, served, at=at, actor=actor)
        changing.change_way(order_id, way, told=told(order, way), actor=actor)
        note_payments(order_id, actor=actor)
        waits = bool(due_of(order_id)) and way.delivery is DeliveryKind.DELIVERY
        if not (was_due and waits):
            unpaid_ways.forget(order_id)
        if waits:
            until = at + timedelta(days=served.channel.change_days)
            unpaid_ways.wait(UnpaidWay(order_id, former, until), remind_at=at + REMINDED_AFTER)
    with suppress(PaymentUnclear):  # whoever hears of the change asks again
        give_back_canceled(order_id, actor=actor)
    return due_of(order_id)


def way_of(order: OrderDetail, at: datetime) -> Way:
    """Return how an order reaches its customer now, and what that costs; of one that is fetched in part, the other part."""
    delivery = DeliveryKind(order.row.delivery)
    is_sent = delivery is DeliveryKind.DELIVERY
    return Way(
        delivery,
        order.delivery_price,
        _tax_rate(order, channels.channel_by_id(order.row.channel_id).country, at) if is_sent else Decimal(0),
        None if is_sent else order.row.location_id,
        order.delivery_method,
        order.receiver if is_sent else None,
    )


def told(order: OrderDetail, way: Way) -> str:
    """Say from where to where it changed, in words that need no language: places and addresses."""
    names = {key: place.name for key, place in locations.by_id().items()}
    former = _ends([order.row.location_id], order.addresses.get(AddressRole.SHIPPING), names)
    return f"{former} → {_ends([way.location_id], way.address, names)}"


def worth_by(order: OrderDetail, price: Money) -> Money:
    """Return what an order comes to if its delivery costs so much."""
    return wanted_worth(order) - order.delivery_price + price


def _way(order: OrderDetail, wished: WayWished, served: ServedChannel, at: datetime) -> Way:
    if wished.location_id is not None:
        if all(place.location_id != wished.location_id or not place.picks_up for place in served.places):
            raise UnknownLocation(location=str(wished.location_id))
        return Way(
            DeliveryKind.PICKUP, Money.zero(order.row.total.currency), Decimal(0), location_id=wished.location_id
        )
    method = methods.delivery_method(wished.method)
    price = method.price(order.row.total.currency)
    if price is None or not method.is_active or method.kind is not MethodKind.DELIVERY:
        raise UnknownDeliveryMethod(code=wished.method)
    rate = _tax_rate(order, served.channel.country, at)
    address = _address(order, wished.address)
    return Way(DeliveryKind.DELIVERY, price, rate, method=method.code, address=address)


def _tax_rate(order: OrderDetail, country: str, at: datetime) -> Decimal:
    rates = pricing.tax_rates([STANDARD_CLASS], country=country, on=day_of(at))
    return rates.get(STANDARD_CLASS, max(line.tax_rate for line in order.lines))


def _address(order: OrderDetail, given: PostalAddress | None) -> Address:
    former = order.addresses.get(AddressRole.SHIPPING)
    if given is None:
        if former is None:
            raise CheckoutIncomplete(missing="address")
        return former
    if wrong := given.tidied().wrong_fields():
        raise AddressWrong(fields=wrong)
    if former and former.country != given.country:
        raise AnotherCountry
    return Address(**asdict(given.tidied()))


def _is_so(order: OrderDetail, way: Way) -> bool:
    """Tell whether an order reaches its customer that way already, all of it."""
    is_sent = way.delivery is DeliveryKind.DELIVERY
    former = order.receiver if is_sent else None
    asked = (way.delivery, way.location_id, way.method, way.address)
    return not order.fetched and (order.row.delivery, order.row.location_id, order.delivery_method, former) == asked


def _check_money(order: OrderDetail, way: Way, seen: Money | None) -> None:
    """See that the price is the one that was seen, and that an order to be paid where it is fetched still can be."""
    worth = worth_by(order, way.price)
    if seen is not None and seen != worth:
        raise PriceChanged(total=f"{worth.amount} {worth.currency}", total_minor=worth.minor)
    if not worth or any(row.is_good for row in payment_book.payments_of([order.row.id])):
        return
    place = locations.by_id()[way.location_id] if way.location_id else None
    if place is None or place.kind in {LocationKind.LOCKER, LocationKind.PARTNER}:
        raise PayFirst


def _ends(places: Sequence[UUID | None], address: Address | None, names: dict[UUID, str]) -> str:
    told = [names[place] for place in places if place]
    return " · ".join([*told, *([changing.written(address)] if address else [])])
