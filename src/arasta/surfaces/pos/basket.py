"""The cart of a desk: opened with its first unit, changed under its lock, shown with prices and stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CUSTOMER_PREFIX, CustomerRow
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.inventory.types import OutOfStock, Shortage
from arasta.contexts.orders.queries import carts as cart_reads
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.types import Address, CartStatus, DeliveryKind, UnknownCart
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.flows.ordering.price_cart import PricedCart, PricedLine, price_cart
from arasta.flows.ordering.refusals import NotSold, PaymentUnclear
from arasta.kernel import db
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.surfaces.pos import shelf
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.shelf import VARIANT_PREFIX, StockPicture
from arasta.surfaces.pos.words import said_later

CART_PREFIX = "crt"


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the cart as the till shows it, its names in the staff's language; `is_sent`: it goes home by parcel.

    `later`: what of it nobody who sends has now, and may be promised.
    """

    line: PricedLine
    variant: VariantRow
    stock: StockPicture
    is_sent: bool = False
    later: Quote | None = None

    @property
    def key(self) -> str:
        return to_public(VARIANT_PREFIX, self.variant.id)

    @property
    def said_later(self) -> str:
        """Say how many of it are to come and by which day."""
        return said_later(self.later.units, self.later.promised_on) if self.later else ""

    @property
    def is_short(self) -> bool:
        return not self.can_be_sent if self.is_sent else self.line.quantity > self.stock.here

    @property
    def can_be_sent(self) -> bool:
        """Tell whether all of it can be sent home, now or when it has come."""
        return self.line.quantity <= self.stock.sent + (self.later.units if self.later else 0)

    @property
    def must_be_sent(self) -> bool:
        """Tell whether it can only be had from elsewhere."""
        return self.line.quantity > self.stock.here and self.can_be_sent


@dataclass(frozen=True, slots=True)
class Guest:
    """Whose cart came here from elsewhere, and who of the staff helped to fill it; names may be empty."""

    name: str
    adviser: str


@dataclass(frozen=True, slots=True)
class Home:
    """Where what is sent goes, in which way, as the staff calls it, for how much."""

    address: Address
    way: str
    price: Money


@dataclass(frozen=True, slots=True)
class BasketView:
    """A cart with its sums; `guest` if it came from elsewhere, `customer` if it was said whose it is.

    `home` if something of it is sent there; `unsold` has no price here any more; while `is_unclear` nothing may be changed.
    """

    cart_id: UUID
    lines: tuple[LineView, ...]
    unsold: tuple[tuple[str, VariantRow], ...]
    units: int
    tax: Money
    total: Money
    is_unclear: bool
    version: int
    guest: Guest | None = None
    customer: CustomerRow | None = None
    home: Home | None = None

    @property
    def key(self) -> str:
        return to_public(CART_PREFIX, self.cart_id)

    @property
    def customer_key(self) -> str:
        return to_public(CUSTOMER_PREFIX, self.customer.id) if self.customer else ""

    @property
    def can_be_paid(self) -> bool:
        return bool(self.lines) and not self.unsold and not any(line.is_short for line in self.lines)

    @property
    def must_be_sent(self) -> bool:
        """Tell whether all that keeps it from being paid is that some of it has to be sent home."""
        short = [line for line in self.lines if line.is_short]
        return bool(short) and not self.unsold and all(line.must_be_sent for line in short)

    @property
    def can_be_sent(self) -> bool:
        return not self.is_unclear and any(line.stock.sent or line.later for line in self.lines)


def basket(desk: Desk, *, at: datetime) -> BasketView | None:
    """Return the desk's cart, or nothing before its first unit and after its sale."""
    cart = current(desk)
    if cart is None:
        return None
    priced = price_cart(cart.id, at=at)
    ids = [line.variant_id for line in priced.cart.lines]
    named = catalog.variants(ids, language=shelf.language())
    stock = shelf.stock_pictures(desk, ids, cart_id=cart.id)
    shown = [line for line in priced.lines if line.variant.id in named]
    missing = {line.variant.id: line.quantity - stock[line.variant.id].sent for line in shown}
    later = shelf.to_come(desk, {key: units for key, units in missing.items() if units > 0})
    return BasketView(
        cart_id=cart.id,
        lines=tuple(
            LineView(
                line,
                named[line.variant.id],
                stock[line.variant.id],
                is_sent(cart, line.variant.id),
                later.get(line.variant.id),
            )
            for line in shown
        ),
        unsold=tuple((to_public(VARIANT_PREFIX, key), named[key]) for key in priced.unsellable if key in named),
        units=priced.units,
        tax=priced.tax,
        total=priced.total,
        is_unclear=is_unclear(cart.id),
        version=cart.version,
        guest=_guest(cart),
        customer=None if cart.desk_key else _owner(cart),
        home=_home(priced),
    )


def current(desk: Desk) -> CartRow | None:
    """Return the cart the desk is at, if it is still open and its own."""
    return _own(desk, desk.cart_id) if desk.cart_id else None


def waiting(desk: Desk) -> list[CartRow]:
    """Return the carts the desk set aside that are still open."""
    carts_aside = (_own(desk, key) for key in desk.aside)
    return [cart for cart in carts_aside if cart]


def own_cart(desk: Desk, key: str) -> UUID:
    """Read a cart's public id; one that another desk opened does not exist. Raises UnknownCart, UnknownId."""
    cart_id = from_public(CART_PREFIX, key)
    if not serves(desk, cart_reads.cart(cart_id)):
        raise UnknownCart
    return cart_id


def is_sent(cart: CartRow, variant_id: UUID) -> bool:
    """Tell whether a variant of a cart goes home by parcel."""
    return cart.way_of(variant_id) is DeliveryKind.DELIVERY


def is_unclear(cart_id: UUID) -> bool:
    """Tell whether a card payment of the cart has not been answered."""
    return any(not row.is_settled for row in payment_book.payments_of_carts([cart_id]))


def add(desk: Desk, variant_id: UUID, *, at: datetime) -> UUID:
    """Put one more unit into the desk's cart, which is opened if need be; return the cart.

    Raises NotSold, OutOfStock, PaymentUnclear.
    """
    with db.transaction():
        return change(desk, opened(desk), variant_id, step=1, at=at)


def change(
    desk: Desk,
    cart_id: UUID,
    variant_id: UUID,
    *,
    at: datetime,
    step: int = 0,
    quantity: int | None = None,
) -> UUID:
    """Set a quantity, or add a step to it: two taps at once are two steps.

    More than lies on the shelf, and more than could be sent home now or when it has come, is refused.

    Raises NotSold, OutOfStock, PaymentUnclear, CartClosed, InvalidQuantity.
    """
    with db.transaction():
        carts.lock_open(cart_id)
        if is_unclear(cart_id):
            raise PaymentUnclear
        lines = {line.variant_id: line for line in cart_reads.cart(cart_id).lines}
        had, seen = (
            (lines[variant_id].quantity, lines[variant_id].seen_price_minor) if variant_id in lines else (0, None)
        )
        wants = max(0, had + step if quantity is None else quantity)
        is_here = True
        if wants > had:
            seen, is_here = _checked(desk, cart_id, variant_id, wants, at)
        carts.set_lines(cart_id, [carts.CartLineInput(variant_id, wants, seen)])
        hold_after_change(
            cart_id,
            desk.channel,
            wanted=[variant_id] if wants > had and is_here else (),
            location_id=desk.register.location_id,
            actor=desk.actor,
        )
    return cart_id


def _checked(desk: Desk, cart_id: UUID, variant_id: UUID, wants: int, at: datetime) -> tuple[int, bool]:
    """Return the price a unit has here, in minor units, if so many can be had; and whether they lie on the shelf."""
    row = pricing.prices([variant_id], channel_id=desk.channel.id, currency=desk.channel.currency, at=at)
    if variant_id not in row:
        raise NotSold(variants=[str(variant_id)])
    stock = shelf.stock_pictures(desk, [variant_id], cart_id=cart_id)[variant_id]
    if wants > max(stock.here, stock.sent) and not shelf.to_come(desk, {variant_id: wants - stock.sent}):
        raise OutOfStock((Shortage(variant_id, desk.register.location_id, requested=wants, available=stock.here),))
    return row[variant_id].price.minor, wants <= stock.here


def opened(desk: Desk) -> UUID:
    """Return the desk's cart, which is opened if need be."""
    cart = current(desk)
    return cart.id if cart else _open(desk)


def _open(desk: Desk) -> UUID:
    return carts.open_cart(
        desk.channel.id,
        currency=desk.channel.currency,
        language=desk.channel.language,
        owner_key=desk.owner_key,
    )


def _own(desk: Desk, cart_id: UUID) -> CartRow | None:
    try:
        cart = cart_reads.cart(cart_id)
    except UnknownCart:
        return None
    return cart if cart.status is CartStatus.OPEN and serves(desk, cart) else None


def serves(desk: Desk, cart: CartRow) -> bool:
    """Tell whether a desk opened a cart, or serves one that came from elsewhere."""
    return cart.desk_key == desk.owner_key or (cart.owner_key == desk.owner_key and not cart.desk_key)


def _home(priced: PricedCart) -> Home | None:
    cart = priced.cart
    if cart.delivery is not DeliveryKind.DELIVERY or cart.address is None:
        return None
    known = methods.methods_by_code([cart.delivery_method]).get(cart.delivery_method)
    return Home(cart.address, known.text(shelf.language()).name if known else "", priced.delivery)


def _guest(cart: CartRow) -> Guest | None:
    if not cart.desk_key:
        return None
    owner = _owner(cart)
    return Guest(owner.name if owner else "", cart.adviser_name)


def _owner(cart: CartRow) -> CustomerRow | None:
    found = customers.customers([cart.customer_id]) if cart.customer_id else []
    return found[0] if found else None
