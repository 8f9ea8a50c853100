"""What letters say of where an order goes or is fetched, what of it, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import override

from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.types import Address, AddressRole, DeliveryKind, PaymentStatus
from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import money


def where(order: OrderDetail, places: Places) -> dict[str, str]:
    """Say where an order is fetched, and what is paid there, or where it goes, and what of it is fetched all the same."""
    facts: dict[str, str] = {}
    if order.row.delivery is DeliveryKind.PICKUP and order.row.location_id:
        facts["place"] = places.facts(order.row.location_id, order.language).get("place", "")
        if order.row.payment_status is PaymentStatus.UNPAID:
            facts["due"] = amount(wanted_worth(order), order.language)["amount"]
    elif address := order.addresses.get(AddressRole.SHIPPING):
        facts["address"] = street(address)
        fetched = left(order, DeliveryKind.PICKUP)
        if fetched and order.row.location_id:
            facts["fetched"] = listed(order, fetched)
            facts["fetched_at"] = places.facts(order.row.location_id, order.language).get("place", "")
    return facts


class Places:
    """Our places in the languages in which they are asked for, each language read once."""

    def __init__(self) -> None:
        self._known: dict[str, Mapping[UUID, LocationRow]] = {}

    def facts(self, location_id: UUID, language: str) -> dict[str, str]:
        """Return what a letter says of a place: nothing of one that is not known."""
        if language not in self._known:
            self._known[language] = locations.by_id(language=language)
        place = self._known[language].get(location_id)
        if place is None:
            return {}
        street = ", ".join(part for part in (place.address_line, place.city) if part)
        return {"place": place.name, "street": street, "hours": place.opening_hours}


def street(address: Address) -> str:
    """Say where a house is."""
    return ", ".join(part for part in (address.line1, address.district, address.city) if part)


def amount(given: Money, language: str) -> dict[str, str]:
    """Return an amount as a letter in a language says it."""
    with override(language):
        return {"amount": money(given)}


def left(order: OrderDetail, way: DeliveryKind) -> dict[UUID, int]:
    """Return the units, by line, that are still to reach the customer in a way."""
    lines = [line for line in order.lines if order.way_of(line) is way]
    left = {line.id: line.quantity - line.canceled - line.shipped for line in lines}
    return {key: units for key, units in left.items() if units > 0}


def listed(order: OrderDetail, units: Mapping[UUID, int]) -> str:
    """List units of lines in a sentence."""
    return ", ".join(f"{units[line.id]} × {line.name}" for line in order.lines if units.get(line.id))
