"""Shoppers' carts as the phone desk sees them: whose, what is in them, what they cost, what can still be put in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, override

from arasta.contexts.batons.types import LOCATORS, BatonRow, Place, PlaceKind
from arasta.contexts.brand.queries import base_of
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, ChannelKind
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import ADDRESS_PREFIX, AddressRow, CustomerRow
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.inventory.queries import availability
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import MessageToSend
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carrying
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.orders.types import Address, CartStatus, DeliveryKind, UnknownCart
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.pricing.types import PriceRow
from arasta.flows.ordering.carry_cart import offer_cart
from arasta.flows.ordering.price_cart import PricedCart, PricedLine, price_cart
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import moment, money

CART, VARIANT, CUSTOMER = "crt", "var", "cus"
KEEP_FOR = timedelta(hours=24)
_MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a cart, named in the staff's language."""

    line: PricedLine
    variant: VariantRow

    @property
    def key(self) -> str:
        return to_public(VARIANT, self.variant.id)


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart with its sums; `unsold` has no price in its shop any more."""

    key: str
    cart: CartRow
    channel: Channel
    customer: CustomerRow | None
    priced: PricedCart
    lines: tuple[LineView, ...]
    unsold: tuple[tuple[str, VariantRow], ...]

    @property
    def is_at_till(self) -> bool:
        return bool(self.cart.desk_key)


@dataclass(frozen=True, slots=True)
class Found:
    """A variant that can be put in."""

    key: str
    variant: VariantRow
    price: PriceRow | None
    offered: int


@dataclass(frozen=True, slots=True)
class Glance:
    """A cart in a list."""

    key: str
    who: str
    units: int
    changed_at: datetime


def shops() -> list[Channel]:
    """Return the web shops, in which the desk can open carts."""
    return channels.channels(ChannelKind.WEB)


def read(key: str) -> CartRow:
    """Return an open cart by its public id. Raises UnknownCart, also for one that is closed, and UnknownId."""
    cart = carts.cart(from_public(CART, key))
    if cart.status is not CartStatus.OPEN:
        raise UnknownCart
    return cart


def open_for(channel: Channel, customer: CustomerRow | None, *, actor: Actor) -> UUID:
    """Return a customer's open cart in a shop, wherever it is now, or open one; whoever asks advises."""
    with db.transaction():
        found = carts.open_carts_anywhere(customer.id) if customer else []
        usable = [row.id for row in found if row.channel_id == channel.id or row.desk_key]
        cart_id = usable[0] if usable else _open(channel, customer)
        carrying.advise(cart_id, adviser_id=actor.id, adviser_name=actor.name)
    return cart_id


def view(cart: CartRow, *, at: datetime) -> CartView:
    """Return a cart as it stands."""
    priced = price_cart(cart.id, at=at)
    named = catalog.variants([line.variant_id for line in cart.lines], language=language())
    owner = customers.customers([cart.customer_id]) if cart.customer_id else []
    return CartView(
        key=to_public(CART, cart.id),
        cart=cart,
        channel=channels.channel_by_id(cart.channel_id),
        customer=owner[0] if owner else None,
        priced=priced,
        lines=tuple(LineView(line, named[line.variant.id]) for line in priced.lines if line.variant.id in named),
        unsold=tuple((to_public(VARIANT, key), named[key]) for key in priced.unsellable if key in named),
    )


def find(channel_id: UUID, text: str, *, currency: str, at: datetime) -> list[Found]:
    """Find what fits the words, with its price and stock in a shop."""
    rows = catalog.find_variants(text, language=language(), limit=_MOST_FOUND)
    ids = [row.id for row in rows]
    if not ids:
        return []
    priced = pricing.prices(ids, channel_id=channel_id, currency=currency, at=at)
    places = [place.location_id for place in channels.locations_of(channel_id)]
    stock = availability.offered(ids, channel_id=channel_id, location_ids=places)
    return [Found(to_public(VARIANT, row.id), row, priced.get(row.id), stock[row.id].total) for row in rows]


def price_of(cart: CartRow, variant_id: UUID, *, at: datetime) -> int | None:
    """Return what a unit costs in a cart's shop, in minor units; nothing if it is not sold there."""
    found = pricing.prices([variant_id], channel_id=cart.channel_id, currency=cart.currency, at=at)
    return found[variant_id].price.minor if variant_id in found else None


def advised(actor: Actor) -> list[Glance]:
    """Return the open carts that somebody advises."""
    rows: Sequence[CartRow] = [row for row in carts.advised_by(actor.id) if row.lines]
    owners = customers.customers([row.customer_id for row in rows if row.customer_id])
    names: dict[UUID, str] = {row.id: row.name for row in owners}
    return [
        Glance(
            to_public(CART, row.id),
            names.get(row.customer_id, "") if row.customer_id else "",
            sum(line.quantity for line in row.lines),
            row.changed_at,
        )
        for row in rows
    ]


def ways(cart: CartRow) -> list[tuple[str, str, Money]]:
    """Return the ways of delivery that have a price in a cart's currency: code, name, price."""
    found = methods.delivery_methods(kind=MethodKind.DELIVERY)
    return [
        (one.code, one.text(language()).name, price) for one in found if (price := one.price(cart.currency)) is not None
    ]


def book(cart: CartRow) -> list[tuple[str, AddressRow]]:
    """Return the addresses of a cart's customer, the usual one first."""
    found = customers.addresses(cart.customer_id) if cart.customer_id else []
    return [(to_public(ADDRESS_PREFIX, row.id), row) for row in found]


def deliver(cart: CartRow, entry: AddressRow, method: str) -> None:
    """Say that a cart goes to an address of its customer's book, which it follows. Raises UnknownCart, CartClosed."""
    [owner] = customers.customers([cart.customer_id]) if cart.customer_id else []
    address = Address(**asdict(entry.address))
    said = CheckoutInput(owner.email, DeliveryKind.DELIVERY, method, address=address, book_id=entry.id)
    cart_book.set_checkout(cart.id, said)


def send(cart: CartRow, *, kind: PlaceKind, at: datetime, actor: Actor) -> BatonRow:
    """Make the link by which the shopper takes the cart."""
    origin = Place(kind, actor.name)
    return offer_cart(
        cart.id, origin=origin, at=at, keep_for=KEEP_FOR, locator=secrets.randbelow(LOCATORS), actor=actor
    )


def write(cart: CartRow, baton: BatonRow, email: str, *, at: datetime, actor: Actor) -> None:
    """Queue the letter with the link by which a cart is looked at and paid; to one address the same link goes once."""
    with override(cart.language):
        until, amount = moment(baton.expires_at, "full"), money(price_cart(cart.id, at=at).total)
    letter = MessageToSend(
        kind="cart_link",
        subject=f"cart:{cart.id}",
        part=f"{baton.id}:{email}",
        to=email,
        language=cart.language,
        channel_id=cart.channel_id,
        facts={"adviser": actor.name, "until": until, "amount": amount},
        link=address_of(baton, cart),
    )
    with db.transaction():
        sending.queue([letter])


def address_of(row: BatonRow, cart: CartRow) -> str:
    """Return the whole address of a cart's link, in the shop that it is of."""
    return f"{base_of(cart.home_channel_id or cart.channel_id)}{reverse('shop_baton', args=[row.code])}"


def language() -> str:
    """Return the language the staff reads."""
    return get_language() or "en"


def _open(channel: Channel, customer: CustomerRow | None) -> UUID:
    return cart_book.open_cart(
        channel.id,
        currency=channel.currency,
        language=customer.language if customer else channel.language,
        customer_id=customer.id if customer else None,
    )
