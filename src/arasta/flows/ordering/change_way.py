"""Let an order that nobody packs yet reach its customer another way: sent instead of fetched, fetched instead of sent.

one transaction: lock the order and what was asked of locations, take the requests and promises back, promise anew where
the goods come from now, write the way and its price down; outside: give back what is too much. What is missing is asked
for by a payment link, and until it is paid no location is asked to send anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import ServedChannel
from arasta.contexts.customers.types import AddressWrong, PostalAddress
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.queries.methods import UnknownDeliveryMethod
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ACTIVE
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.inventory.queries import locations, promises, stock
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, LocationKind, OutOfStock, StockLine, UnknownLocation
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.services import changing
from arasta.contexts.orders.types import Address, AddressRole, DeliveryKind, Way
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.pickup.queries import shortfalls
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.ordering.cancel_own import BeingPacked, require_untouched
from arasta.flows.ordering.cart_facts import STANDARD_CLASS
from arasta.flows.ordering.change_order import AnotherCountry, standing
from arasta.flows.ordering.choose_later import Split, or_brought, with_lines
from arasta.flows.ordering.choose_places import Demand, choose_places
from arasta.flows.ordering.give_back import give_back_canceled
from arasta.flows.ordering.order_payments import due_of, note_payments
from arasta.flows.ordering.refusals import CheckoutIncomplete, PaymentUnclear, PriceChanged
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.calendar import day_of
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.money import Money


class StillToCome(Conflict):
    code = "order_waits_for_goods"
    template = gettext_noop(
        "Something of this order is still to come, and is kept for it where it arrives. Please call or write to us, and we"
        " see what can be done."
    )


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
    AnotherCountry, PriceChanged, PayFirst, StillToCome, OutOfStock; where it refuses, all is as before.
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
        _move_goods(order, way, served, at=at, actor=actor)
        changing.change_way(order_id, way, told=_told(order, way), actor=actor)
        note_payments(order_id, actor=actor)
    with suppress(PaymentUnclear):  # whoever hears of the change asks again
        give_back_canceled(order_id, actor=actor)
    return due_of(order_id)


def worth_by(order: OrderDetail, price: Money) -> Money:
    """Return what an order comes to if its delivery costs so much."""
    return wanted_worth(order) - order.delivery_price + price


def left_of(order: OrderDetail) -> list[tuple[UUID, UUID, int]]:
    """Return what has not left of an order: (line, variant, units)."""
    left = [(line.id, line.variant_id, line.quantity - line.canceled - line.shipped) for line in order.lines]
    return [one for one in left if one[2]]


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
    rates = pricing.tax_rates([STANDARD_CLASS], country=served.channel.country, on=day_of(at))
    rate = rates.get(STANDARD_CLASS, max(line.tax_rate for line in order.lines))
    address = _address(order, wished.address)
    return Way(DeliveryKind.DELIVERY, price, rate, method=method.code, address=address)


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


def _move_goods(order: OrderDetail, way: Way, served: ServedChannel, *, at: datetime, actor: Actor) -> None:
    """Promise what is left of an order where it comes from now, and nowhere else. Raises StillToCome, OutOfStock."""
    order_id = order.row.id
    if promises.waits_of([order_id]):
        raise StillToCome
    asked = [row.id for row in fulfillment.of_orders([order_id]) if row.status in ACTIVE]
    if asked:
        requests.end(asked, at=at, actor=actor)
    promised = [
        (allocation, StockLine(variant, place, units, line))
        for allocation, _, line, variant, place, units in stock.open_allocations([order_id])
    ]
    left = left_of(order)
    demand = Demand(served, tuple((variant, units) for _, variant, units in left), pickup_location_id=way.location_id)
    places = [place.location_id for place in served.places]
    allocations.release_to_move(promised, location_ids=places, actor=actor)
    chosen = or_brought(demand, choose_places([demand])[0])
    if isinstance(chosen, OutOfStock):
        raise chosen
    now, _ = with_lines(left, Split(chosen))
    request = AllocationRequest(order_id, served.channel.id, now, is_anew=True)
    [answer] = allocations.allocate([request], actor=actor)
    if isinstance(answer, OutOfStock):
        raise answer


def _told(order: OrderDetail, way: Way) -> str:
    """Say from where to where it changed, in words that need no language: places and addresses."""
    names = {key: place.name for key, place in locations.by_id().items()}
    former = _ends([order.row.location_id], order.addresses.get(AddressRole.SHIPPING), names)
    return f"{former} → {_ends([way.location_id], way.address, names)}"


def _ends(places: Sequence[UUID | None], address: Address | None, names: dict[UUID, str]) -> str:
    told = [names[place] for place in places if place]
    return " · ".join([*told, *([changing.written(address)] if address else [])])
