"""Open, fill and close carts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.orders.models import Cart, CartAddress
from arasta.contexts.orders.types import Address, CartClosed, CartStatus, DeliveryKind, UnknownCart
from arasta.kernel import db, prepared
from arasta.kernel.ids import new_id
from arasta.kernel.quantity import MOST, InvalidQuantity


@dataclass(frozen=True, slots=True)
class CartLineInput:
    """So many of a variant shall be in the cart (0 takes it out), at the unit price its owner sees (minor units)."""

    variant_id: UUID
    quantity: int
    seen_price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class CheckoutInput:
    """How the goods shall reach the customer.

    `fetched`: variants of a cart that is sent which are picked up at the pickup location all the same. `book_id`: the
    entry of the customer's book that the address was taken from, and follows.
    """

    email: str
    delivery: DeliveryKind
    delivery_method: str = ""
    pickup_location_id: UUID | None = None
    address: Address | None = None
    fetched: frozenset[UUID] = frozenset()
    book_id: UUID | None = None


def open_cart(
    channel_id: UUID,
    *,
    currency: str,
    language: str = "en",
    customer_id: UUID | None = None,
    owner_key: str = "",
    cart_id: UUID | None = None,
) -> UUID:
    """Open a cart on a channel; `owner_key` is what its anonymous owner proves it with. A till brings its own id."""
    cart = Cart(
        id=cart_id or new_id(),
        channel_id=channel_id,
        currency=currency,
        language=language,
        customer_id=customer_id,
        owner_key=owner_key,
    )
    Cart.objects.bulk_create([cart], ignore_conflicts=True)
    return cart.id


@dataclass(frozen=True, slots=True)
class FilledCart:
    """A cart that is opened with its first lines and, where it is known, how the goods shall reach its owner."""

    id: UUID
    channel_id: UUID
    currency: str
    language: str
    lines: tuple[CartLineInput, ...]
    checkout: CheckoutInput | None = None


_OPEN = """
WITH opened AS (
  INSERT INTO orders_cart (id, channel_id, owner_key, currency, language, email, delivery, delivery_method, pickup_location_id)
  SELECT c.id, c.channel_id, '', c.currency, c.language, c.email, c.delivery, c.delivery_method, c.pickup_location_id
  FROM json_to_recordset(%(carts)s::json)
       AS c(id uuid, channel_id uuid, currency text, language text, email text, delivery text, delivery_method text,
            pickup_location_id uuid)
), filled AS (
  INSERT INTO orders_cart_line (id, cart_id, variant_id, quantity, seen_price_minor, is_fetched)
  SELECT l.id, l.cart_id, l.variant_id, l.quantity, l.seen_price_minor, l.is_fetched
  FROM json_to_recordset(%(lines)s::json)
       AS l(id uuid, cart_id uuid, variant_id uuid, quantity int, seen_price_minor bigint, is_fetched boolean)
)
INSERT INTO orders_cart_address (cart_id, name, line1, line2, district, city, region, postal_code, country, phone)
SELECT a.cart_id, a.name, a.line1, a.line2, a.district, a.city, a.region, a.postal_code, a.country, a.phone
FROM json_to_recordset(%(addresses)s::json)
     AS a(cart_id uuid, name text, line1 text, line2 text, district text, city text, region text, postal_code text,
          country text, phone text)
"""


def open_filled(carts: Sequence[FilledCart]) -> None:
    """Open carts with their lines and checkouts, in one statement. Raises InvalidQuantity."""
    if not carts:
        return
    for cart in carts:
        _check_quantities(cart.lines, least=1)
    rows = [
        {
            "id": cart.id,
            "channel_id": cart.channel_id,
            "currency": cart.currency,
            "language": cart.language,
            **_said(cart.checkout),
        }
        for cart in carts
    ]
    lines = [
        {
            "id": new_id(),
            "cart_id": cart.id,
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "seen_price_minor": line.seen_price_minor,
            "is_fetched": cart.checkout is not None and line.variant_id in cart.checkout.fetched,
        }
        for cart in carts
        for line in cart.lines
    ]
    addresses = [
        {"cart_id": cart.id, **{name: getattr(cart.checkout.address, name) for name in Address.__dataclass_fields__}}
        for cart in carts
        if cart.checkout and cart.checkout.address
    ]
    prepared.execute(_OPEN, {"carts": db.as_json(rows), "lines": db.as_json(lines), "addresses": db.as_json(addresses)})


def _said(checkout: CheckoutInput | None) -> dict[str, object]:
    return {
        "email": checkout.email if checkout else "",
        "delivery": checkout.delivery if checkout else "",
        "delivery_method": checkout.delivery_method if checkout else "",
        "pickup_location_id": checkout.pickup_location_id if checkout else None,
    }


def _check_quantities(lines: Sequence[CartLineInput], *, least: int) -> None:
    for line in lines:
        if type(line.quantity) is not int or not least <= line.quantity <= MOST:
            raise InvalidQuantity(given=str(line.quantity), most=MOST)


def set_lines(cart_id: UUID, lines: Sequence[CartLineInput], *, replace: bool = False) -> None:
    """Set the quantities of variants in an open cart; of a variant named twice the last word counts.

    Raises UnknownCart, CartClosed, InvalidQuantity.
    """
    _check_quantities(lines, least=0)
    lines = list({line.variant_id: line for line in lines}.values())
    with db.transaction():
        lock_open(cart_id)
        gone = [line.variant_id for line in lines if line.quantity == 0]
        db.execute(
            "DELETE FROM orders_cart_line WHERE cart_id = %s AND (variant_id = ANY(%s) OR (%s AND variant_id <> ALL(%s)))",
            [cart_id, gone, replace, [line.variant_id for line in lines]],
        )
        kept = [line for line in lines if line.quantity]
        db.execute(
            "INSERT INTO orders_cart_line (id, cart_id, variant_id, quantity, seen_price_minor)"
            " SELECT l.id, %s, l.variant_id, l.quantity, l.seen FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::bigint[])"
            " AS l(id, variant_id, quantity, seen) ON CONFLICT (cart_id, variant_id)"
            " DO UPDATE SET quantity = excluded.quantity, seen_price_minor = excluded.seen_price_minor",
            [
                cart_id,
                [new_id() for _ in kept],
                [line.variant_id for line in kept],
                [line.quantity for line in kept],
                [line.seen_price_minor for line in kept],
            ],
        )
        db.execute(
            "UPDATE orders_cart SET version = version + 1, changed_at = clock_timestamp() WHERE id = %s", [cart_id]
        )


_SET_CHECKOUT = """
WITH changed AS (
  UPDATE orders_cart SET email = %(email)s, delivery = %(delivery)s, delivery_method = %(delivery_method)s,
    pickup_location_id = %(pickup_location_id)s WHERE id = %(id)s
)
UPDATE orders_cart_line SET is_fetched = variant_id = ANY(%(fetched)s::uuid[])
WHERE cart_id = %(id)s AND is_fetched <> (variant_id = ANY(%(fetched)s::uuid[]))
"""


def set_checkout(cart_id: UUID, checkout: CheckoutInput) -> None:
    """Say how the goods shall reach the customer. Raises UnknownCart, CartClosed."""
    with db.transaction():
        lock_open(cart_id)
        db.execute(_SET_CHECKOUT, {**_said(checkout), "id": cart_id, "fetched": sorted(checkout.fetched)})
        if checkout.address is None:
            CartAddress.objects.filter(cart_id=cart_id).delete()
            return
        fields = {name: getattr(checkout.address, name) for name in Address.__dataclass_fields__}
        CartAddress.objects.update_or_create(cart_id=cart_id, defaults={**fields, "book_id": checkout.book_id})


def change_terms(cart_id: UUID, *, currency: str, language: str) -> None:
    """Go on in another currency and language; prices seen in a former currency are forgotten.

    Raises UnknownCart, CartClosed.
    """
    with db.transaction():
        lock_open(cart_id)
        db.execute(
            "UPDATE orders_cart_line l SET seen_price_minor = NULL FROM orders_cart c"
            " WHERE c.id = %s AND l.cart_id = c.id AND c.currency <> %s",
            [cart_id, currency],
        )
        db.execute(
            "UPDATE orders_cart SET currency = %s, language = %s, version = version + 1, changed_at = clock_timestamp()"
            " WHERE id = %s",
            [currency, language, cart_id],
        )


def claim_cart(cart_id: UUID, *, customer_id: UUID) -> None:
    """Give an anonymous cart to the customer who signed in; the browser's secret proves it no longer."""
    free = Cart.objects.filter(id=cart_id, customer__isnull=True, status=CartStatus.OPEN)
    free.update(customer_id=customer_id, owner_key="")


def name_customer(cart_id: UUID, customer_id: UUID | None) -> None:
    """Say whose a till's cart is, or nobody's; where a former customer's goods should go is forgotten.

    Raises UnknownCart, CartClosed.
    """
    with db.transaction():
        lock_open(cart_id)
        db.execute(
            "DELETE FROM orders_cart_address a USING orders_cart c"
            " WHERE c.id = %s AND a.cart_id = c.id AND c.customer_id IS DISTINCT FROM %s",
            [cart_id, customer_id],
        )
        db.execute(
            "UPDATE orders_cart SET email = CASE WHEN customer_id IS NOT DISTINCT FROM %(customer)s THEN email ELSE '' END,"
            " delivery = CASE WHEN customer_id IS NOT DISTINCT FROM %(customer)s THEN delivery ELSE '' END,"
            " customer_id = %(customer)s, version = version + 1, changed_at = clock_timestamp() WHERE id = %(cart)s",
            {"cart": cart_id, "customer": customer_id},
        )


def lock_open(cart_id: UUID) -> None:
    """Lock a cart for the rest of the transaction. Raises UnknownCart, CartClosed."""
    db.require_transaction()
    found = db.rows("SELECT status FROM orders_cart WHERE id = %s FOR UPDATE", [cart_id])
    if not found:
        raise UnknownCart
    if found[0][0] != CartStatus.OPEN:
        raise CartClosed


def lock(cart_id: UUID) -> CartStatus:
    """Lock a cart, open or not, and return its status. Raises UnknownCart."""
    db.require_transaction()
    found = db.rows("SELECT status FROM orders_cart WHERE id = %s FOR UPDATE", [cart_id])
    if not found:
        raise UnknownCart
    return CartStatus(found[0][0])


def lock_all(cart_ids: Sequence[UUID]) -> dict[UUID, CartStatus]:
    """Lock carts in the order of their keys and return their statuses; an unknown one is absent."""
    db.require_transaction()
    sql = "SELECT id, status FROM orders_cart WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
    found = prepared.rows(sql, [list(cart_ids)])
    return {key: CartStatus(status) for key, status in found}


def close(cart_ids: Sequence[UUID]) -> None:
    """Mark carts as ordered."""
    prepared.execute(
        "UPDATE orders_cart SET status = 'ordered', changed_at = clock_timestamp() WHERE id = ANY(%s)", [list(cart_ids)]
    )
