"""Carry a living cart elsewhere: by a baton, by staff who serve its owner, or back by its owner.

one transaction: lock the cart, take the baton, see that nobody is paying for it, agree on its prices, let it go on at its
new place, join what the taker had in a cart there, hold what the new channel holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.batons import queries as baton_book
from arasta.contexts.batons import services as batons
from arasta.contexts.batons.types import BatonRow, BatonToOffer, Place, PlaceKind
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carrying
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carrying import Destination
from arasta.contexts.orders.types import EmptyCart
from arasta.contexts.payments import queries as payments
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.flows.ordering.price_cart import price_carts
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop

PRICES_KEPT = timedelta(hours=2)
_BY_STAFF = frozenset({PlaceKind.TILL, PlaceKind.DESK, PlaceKind.CHAT})


class CartBeingPaid(Conflict):
    """A payment of the cart is under way: until it is answered the cart stays where it is."""

    code = "cart_being_paid"
    is_final = False
    template = gettext_noop("This basket is being paid for at this moment. Wait until that is done.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who takes a cart: where, on which terms, and what proves it there.

    `owner_key` is a browser's (None leaves the cart's own), `desk_key` a till's, whose shelf is at `location_id`;
    `own_cart_id` is the cart the taker had already, which joins the one that comes.
    """

    channel: Channel
    currency: str
    language: str
    place: Place
    owner_key: str | None = None
    desk_key: str = ""
    customer_id: UUID | None = None
    location_id: UUID | None = None
    own_cart_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A cart at its new place. `joined`: how many variants of the taker's own cart came to it."""

    cart_id: UUID
    joined: int = 0
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """From where a cart is taken without a code, and the random number its record is found by."""

    origin: Place
    locator: int


def offer_cart(
    cart_id: UUID, *, origin: Place, at: datetime, keep_for: timedelta, locator: int, actor: Actor
) -> BatonRow:
    """Make the code by which a cart may be taken elsewhere; the former one stops working.

    Raises UnknownCart, CartClosed, EmptyCart.
    """
    with db.transaction():
        cart_book.lock_open(cart_id)
        if not carts.cart(cart_id).lines:
            raise EmptyCart
        return batons.offer([BatonToOffer(cart_id, origin, at + keep_for, locator)], actor=actor)[0]


def take_cart(code: str, taker: Taker, *, at: datetime, actor: Actor) -> Carried:
    """Take the cart of a code. The same place may ask twice and gets the same cart.

    Raises UnknownBaton, BatonOver, CartClosed, CartBeingPaid.
    """
    cart_id = baton_book.baton(code).cart_id
    with db.transaction():
        _lock(cart_id, taker)
        row, is_new = batons.take(code, to=taker.place, actor=actor)
        return _carry(cart_id, taker, row.origin, at, actor) if is_new else Carried(cart_id, is_new=False)


def fetch_cart(cart_id: UUID, taker: Taker, *, way: Way, at: datetime, actor: Actor) -> Carried:
    """Take a cart without a code: staff who found its owner, or its owner who takes it back from a till.

    The caller proves that the taker may. Raises UnknownCart, CartClosed, CartBeingPaid.
    """
    with db.transaction():
        _lock(cart_id, taker)
        batons.note_carried(cart_id, origin=way.origin, to=taker.place, locator=way.locator, actor=actor)
        return _carry(cart_id, taker, way.origin, at, actor)


def send_home(cart_id: UUID, *, way: Way, to: Place, at: datetime, actor: Actor) -> bool:
    """Let a cart that a till serves go back to where it came from; tell whether it had come from anywhere.

    Raises UnknownCart, CartClosed, CartBeingPaid.
    """
    cart = carts.cart(cart_id)
    if cart.home_channel_id is None:
        return False
    home = channels.channel_by_id(cart.home_channel_id)
    taker = Taker(channel=home, currency=cart.currency, language=cart.language, place=to)
    fetch_cart(cart_id, taker, way=way, at=at, actor=actor)
    return True


def _carry(cart_id: UUID, taker: Taker, origin: Place, at: datetime, actor: Actor) -> Carried:
    cart_book.lock_open(cart_id)
    if any(not row.is_settled for row in payments.payments_of_carts(_concerned(cart_id, taker))):
        raise CartBeingPaid
    cart = carts.cart(cart_id)
    until = _agreed_until(cart, taker, at)
    carrying.move(
        cart_id,
        Destination(
            channel_id=taker.channel.id,
            currency=taker.currency,
            language=taker.language,
            owner_key=taker.owner_key,
            desk_key=taker.desk_key,
            home_channel_id=(cart.home_channel_id or cart.channel_id) if taker.desk_key else None,
            customer_id=_customer(cart, taker, origin),
            forgets_checkout=_is_another(cart, taker),
        ),
        agreed=_prices(cart, at) if until else {},
        agreed_until=until,
        new_money=cart.currency != taker.currency,
    )
    joined = carrying.merge(taker.own_cart_id, cart_id) if taker.own_cart_id else 0
    hold_after_change(cart_id, taker.channel, location_id=taker.location_id, actor=actor)
    return Carried(cart_id, joined)


def _lock(cart_id: UUID, taker: Taker) -> None:
    cart_book.lock_all(_concerned(cart_id, taker))


def _concerned(cart_id: UUID, taker: Taker) -> list[UUID]:
    return [cart_id, taker.own_cart_id] if taker.own_cart_id else [cart_id]


def _agreed_until(cart: CartRow, taker: Taker, at: datetime) -> datetime | None:
    """Say how long the prices of the way hold: two hours from the first change of channel, however often it moves on."""
    if cart.currency != taker.currency:
        return None
    if cart.agreed_until is not None and at < cart.agreed_until:
        return cart.agreed_until
    return at + PRICES_KEPT if cart.channel_id != taker.channel.id else None


def _prices(cart: CartRow, at: datetime) -> dict[UUID, int]:
    """Return what the lines cost at the moment they leave."""
    priced = price_carts([cart], at=at, shows_stock=False)[0]
    return {line.variant.id: line.unit_price.minor for line in priced.lines}


def _customer(cart: CartRow, taker: Taker, origin: Place) -> UUID | None:
    """Say whose the cart is now. A browser without a name takes a shopper's cart without theirs: who gave it away shall
    not read what is typed into it later. What staff sends is meant for the customer it names."""
    if taker.customer_id is not None or taker.owner_key is None:
        return taker.customer_id or cart.customer_id
    is_own = taker.owner_key == cart.owner_key != ""
    return cart.customer_id if is_own or origin.kind in _BY_STAFF else None


def _is_another(cart: CartRow, taker: Taker) -> bool:
    """Tell whether the cart comes into other hands: name and address given at the checkout are not theirs to see."""
    if taker.owner_key is None or taker.owner_key == cart.owner_key != "":
        return False
    return cart.customer_id is None or cart.customer_id != taker.customer_id
