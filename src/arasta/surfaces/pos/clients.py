"""Customers at the till: added, named as those whose the sale is, and shown with what they bought and like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.catalog.queries import cards
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import ProductCard
from arasta.contexts.channels.queries import channels
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import profiles
from arasta.contexts.customers.services.profiles import EmailTaken
from arasta.contexts.customers.types import CUSTOMER_PREFIX, CustomerRow, NewCustomer, fold
from arasta.contexts.orders.queries import carts as cart_reads
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.queries.orders import OrderFilter, OrderRow
from arasta.contexts.orders.services import carts
from arasta.contexts.wishes import queries as wishes
from arasta.contexts.wishes.types import Wisher
from arasta.flows.ordering.refusals import PaymentUnclear
from arasta.kernel import db
from arasta.kernel.access import PermissionMissing
from arasta.kernel.ids import to_public
from arasta.kernel.web.spoken import spoken
from arasta.surfaces.pos import basket, shelf
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.shelf import Find

FINDS = "customers.read"
ADDS = "customers.add"
SEES_ORDERS = "orders.read"
_NEWEST = 5
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Client:
    """A customer as the till shows them: their newest orders with the channel's name, what was in these, what they like."""

    row: CustomerRow
    orders: tuple[tuple[OrderRow, str], ...] = ()
    bought: tuple[Find, ...] = ()
    liked: tuple[ProductCard, ...] = ()

    @property
    def key(self) -> str:
        return to_public(CUSTOMER_PREFIX, self.row.id)


def require(desk: Desk, *permissions: str) -> None:
    """Raise PermissionMissing unless who stands at the desk holds all of these."""
    for one in permissions:
        if not desk.actor.may(one):
            raise PermissionMissing(permission=one)


def client(desk: Desk, customer_id: UUID, *, at: datetime) -> Client:
    """Return a customer with what may be seen of them here. Raises CustomerMissing."""
    row = customers.customer(customer_id)
    liked = [one.product_id for one in wishes.favorites(Wisher(row.id))[:_MOST_SHOWN]]
    shown = Client(row, liked=tuple(cards.cards_of(liked, language=shelf.language())))
    if not desk.actor.may(SEES_ORDERS):
        return shown
    rows = order_book.page(OrderFilter(customer_id=row.id), limit=_NEWEST).items
    names = {one.id: spoken(one) for one in channels.channels()}
    orders = tuple((one, names.get(one.channel_id, "")) for one in rows)
    return Client(row, orders, _bought(desk, [one.id for one in rows], at), shown.liked)


def name(desk: Desk, cart_id: UUID, customer_id: UUID | None) -> None:
    """Say whose a cart of the desk is, or nobody's; one that its customer brought stays theirs.

    Raises CustomerMissing, CartClosed, PaymentUnclear.
    """
    if customer_id is not None:
        customers.customer(customer_id)
    with db.transaction():
        carts.lock_open(cart_id)
        if basket.is_unclear(cart_id):
            raise PaymentUnclear
        if not is_brought(cart_reads.cart(cart_id)):
            carts.name_customer(cart_id, customer_id)


def add(desk: Desk, given: str, email: str) -> UUID:
    """Add a customer by name and email; the same again is the same customer.

    Raises EmailTaken (somebody else is called so there), EmailWrong, NameWrong.
    """
    profiles.check_email(email.strip())
    new = NewCustomer(name=given, email=email, language=desk.channel.language)
    try:
        return profiles.add_customers([new], actor=desk.actor)[0]
    except EmailTaken:
        known = customers.customer_by_email(email)
        if known is None or fold(known.name).split() != fold(given).split():
            raise
        return known.id


def is_brought(cart: CartRow) -> bool:
    """Tell whether a customer brought the cart from elsewhere: it stays theirs."""
    return bool(cart.desk_key) and cart.customer_id is not None


def _bought(desk: Desk, order_ids: list[UUID], at: datetime) -> tuple[Find, ...]:
    """Return what was in orders, each thing once, as it can be sold here now."""
    found = order_book.orders(order_ids)
    ids = list(dict.fromkeys(line.variant_id for key in order_ids for line in found[key].lines))[:_MOST_SHOWN]
    named = catalog.variants(ids, language=shelf.language())
    return tuple(shelf.finds(desk, [named[key] for key in ids if key in named], at=at))
