"""What the demo's customers bought before you came, and how far Kervan's people are with it.

Everything goes through the flows that shop, till and office use; only the money was taken elsewhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from arasta.contexts.catalog.queries import selling
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CustomerRow
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, ShipmentToMake
from arasta.contexts.identity import queries as identity
from arasta.contexts.inventory.services import transfers
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput, CheckoutInput
from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.contexts.pickup.queries import fittings
from arasta.contexts.pickup.types import FittingId, FittingLine, FittingToBook, Way
from arasta.contexts.registers import queries as registers
from arasta.contexts.returns.types import ReturnReason
from arasta.demo.kervan.data import HERE, Company
from arasta.flows.ordering import cancel_order, fit_on, place_recorded, place_unpaid, ring_up_sale
from arasta.flows.ordering.place_recorded import CartToOrder
from arasta.flows.returning import request_return
from arasta.flows.shipping import bring, come_for, ship, source_order
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.calendar import day_of
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money

CARRIER = "Kervan Kargo"
CURRENCY = "TRY"
Book = dict[str, Any]


class Trade:
    """A morning at Kervan: who works where, what is sold, and the day."""

    def __init__(
        self,
        company: Company,
        *,
        opened: Mapping[str, UUID],
        where: Mapping[str, UUID],
        variants: Mapping[str, UUID],
        at: datetime,
    ) -> None:
        with (HERE / "trade.toml").open("rb") as file:
            self._book: Book = tomllib.load(file)
        self._opened, self._where, self._variants, self._at = opened, where, variants, at
        self._buyers = {row.email.partition("@")[0]: row for row in customers.customers_page("").items}
        self._hands: dict[UUID, Actor] = {}
        for one in company.staff:
            found = identity.staff_by_email(one.email) if one.location else None
            if found and one.location:
                self._hands.setdefault(where[one.location], identity.actor_of_staff(found.id))

    def begin(self) -> None:
        """Sell, pack, hand over, take back; keep a room; send goods to a store."""
        ordered = [basket for basket in self._book["basket"] if "till" not in basket]
        placed = self._place(ordered)
        parts = source_order.source_orders(list(placed), at=self._at, actor=SYSTEM)
        for key, basket in placed.items():
            self._work([part for part in parts if part.order_id == key], basket)
            self._afterwards(key, basket)
        for basket in self._book["basket"]:
            if "till" in basket:
                self._ring_up(basket)
        for wanted in self._book["fitting"]:
            self._keep_a_room(wanted)
        for sent in self._book["transfer"]:
            lines = [(self._variants[sku], units) for sku, units in sent["lines"].items()]
            source, target = self._where[sent["from"]], self._where[sent["to"]]
            transfers.send(lines, source=source, target=target, note=sent["note"], actor=self._hands[source])

    def _place(self, baskets: list[Book]) -> dict[UUID, Book]:
        filled = {self._cart(basket): basket for basket in baskets}
        paid = [CartToOrder(key, f"demo-{key}") for key, basket in filled.items() if not basket.get("pays_there")]
        for answer in place_recorded.place_recorded(paid, at=self._at, actor=SYSTEM):
            if isinstance(answer, Exception):
                raise answer
        for key, basket in filled.items():
            if basket.get("pays_there"):
                place_unpaid.place_unpaid(key, seen_total=None, at=self._at, actor=SYSTEM)
        return filled

    def _cart(self, basket: Book) -> UUID:
        who = self._buyers[basket["by"]]
        cart = carts.open_cart(self._opened["web"], currency=CURRENCY, language=who.language, customer_id=who.id)
        self._fill(cart, basket)
        pickup = self._where.get(basket.get("pickup", ""))
        given = customers.addresses(who.id)[0].address
        address = Address(
            name=given.name,
            line1=given.line1,
            line2=given.line2,
            city=given.city,
            postal_code=given.postal_code,
            country=given.country,
            phone=given.phone,
        )
        carts.set_checkout(
            cart,
            CheckoutInput(
                email=who.email,
                delivery=DeliveryKind.PICKUP if pickup else DeliveryKind.DELIVERY,
                delivery_method="" if pickup else basket.get("method", "standard"),
                pickup_location_id=pickup,
                address=address,
            ),
        )
        return cart

    def _fill(self, cart: UUID, basket: Book) -> None:
        carts.set_lines(cart, [CartLineInput(self._variants[sku], units) for sku, units in basket["lines"].items()])

    def _work(self, parts: list[FulfillmentOrderRow], basket: Book) -> None:
        """Go on with an order where its people got to."""
        until = basket.get("until")
        for part in parts if until else ():
            hand = self._hands[part.location_id]
            requests.accept([part.id], at=self._at, actor=hand)
            if until == "accepted":
                continue
            if part.target_id:
                self._bring(part, basket)
                continue
            requests.mark_ready([part.id], at=self._at, actor=hand)
            if until == "shipped":
                parcel = ShipmentToMake(part.id, CARRIER, basket["tracking"].replace(" ", ""))
                ship.ship([parcel], at=self._at, actor=hand)
            if until == "given":
                come_for.give([part.id], at=self._at, actor=hand)

    def _bring(self, part: FulfillmentOrderRow, basket: Book) -> None:
        """Send goods to where they are fetched, and put them where they wait if they have come."""
        bring.send(part.id, actor=self._hands[part.location_id])
        if basket.get("spot"):
            bring.arrive(part.id, spot=basket["spot"], at=self._at, actor=SYSTEM)

    def _afterwards(self, order_id: UUID, basket: Book) -> None:
        """Let the customer come, send back or think better of it."""
        buyer = customers.actor_of_customer(self._buyers[basket["by"]])
        if basket.get("is_here"):
            come_for.tell_arrival(order_id, way=Way.DESK, at=self._at, actor=buyer)
        if basket.get("canceled"):
            cancel_order.cancel_order(order_id, reason=basket["canceled"], at=self._at, actor=SYSTEM)
        back = basket.get("send_back")
        if back:
            lines = {line.sku: line.id for line in order_book.order(order_id).lines}
            wanted = {lines[back["sku"]]: (back["units"], ReturnReason(back["reason"]))}
            request_return.request_return(order_id, wanted, note="", at=self._at, actor=buyer)

    def _ring_up(self, basket: Book) -> None:
        place = self._where[basket["till"]]
        register = next(one for one in registers.registers(only_active=True) if one.location_id == place)
        who = self._buyers[basket["by"]].id if "by" in basket else None
        cart = carts.open_cart(register.channel_id, currency=CURRENCY, language="tr", customer_id=who)
        self._fill(cart, basket)
        tendered = Money(basket["tendered"] * 100, CURRENCY)
        ring_up_sale.ring_up_cash(cart, register=register, tendered=tendered, at=self._at, actor=self._hands[place])

    def _keep_a_room(self, wanted: Book) -> None:
        who, place = self._buyers[wanted["by"]], self._where[wanted["at"]]
        slots = fittings.slots(place, day_of(self._at + timedelta(days=1)), at=self._at)
        fit_on.book(
            FittingToBook(
                id=FittingId(new_id()),
                location_id=place,
                channel_id=self._opened["web"],
                starts_at=slots[len(slots) // 2].starts_at,
                lines=self._to_try(wanted, who),
                name=who.name,
                email=who.email,
                phone=who.phone,
                language=who.language,
                customer_id=who.id,
            ),
            at=self._at,
            actor=customers.actor_of_customer(who),
        )

    def _to_try(self, wanted: Book, who: CustomerRow) -> tuple[FittingLine, ...]:
        sold = selling.sold_by_sku(list(wanted["lines"]), language=who.language)
        return tuple(
            FittingLine(sold[sku].id, units, sku, f"{sold[sku].title} {sold[sku].options_text}".strip())
            for sku, units in wanted["lines"].items()
        )
