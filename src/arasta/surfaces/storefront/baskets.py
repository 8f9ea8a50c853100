"""The cart of who shops: proved by a signed cookie, or by being the customer it belongs to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import ngettext

from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import CartStatus, UnknownCart
from arasta.contexts.support import services as support
from arasta.contexts.support.types import Speaker
from arasta.contexts.wishes import services as wishes
from arasta.flows.ordering.join_carts import join_carts
from arasta.kernel.ids import UnknownId, from_public, to_public
from arasta.surfaces.storefront import visitors
from arasta.surfaces.storefront.shop import Shop, shop_of

COOKIE = "arasta_cart"
_SALT = "arasta.shop.cart"
_MONTH = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Proof:
    """What the browser keeps: a secret that opened its carts, and the cart it fills now, or the one it ordered last."""

    key: str = ""
    cart_id: UUID | None = None


def current(request: HttpRequest) -> CartRow | None:
    """Return the open cart of who shops, read once per request."""
    if not hasattr(request, "basket"):
        _set(request, _find(request))
    return cast(CartRow | None, cast(Any, request).basket)


def owned(request: HttpRequest, word: str) -> UUID:
    """Return the id of a cart, open or ordered, that who shops can prove is theirs. Raises UnknownCart otherwise."""
    try:
        cart = carts.cart(from_public("crt", word))
    except UnknownId as unknown:
        raise UnknownCart from unknown
    if not _is_mine(request, cart):
        raise UnknownCart
    return cart.id


def open_for(request: HttpRequest) -> UUID:
    """Return the id of the shopper's open cart, opening one if there is none."""
    cart = current(request)
    if cart is not None:
        return cart.id
    shop, customer_id, key = shop_of(request), visitors.customer_id_of(request), secret(request)
    cart_id = cart_book.open_cart(
        shop.channel.id,
        currency=shop.currency,
        language=shop.language,
        customer_id=customer_id,
        owner_key="" if customer_id else key,
    )
    _keep(request, Proof(key, cart_id))
    return cart_id


def secret(request: HttpRequest) -> str:
    """Return the secret that this browser proves its carts and wishes with, making one if it has none."""
    proof = _proof(request)
    if not proof.key:
        proof = Proof(secrets.token_urlsafe(24), proof.cart_id)
        _keep(request, proof)
    return proof.key


def known_secret(request: HttpRequest) -> str:
    """Return the browser's secret, empty if it has none."""
    return _proof(request).key


def receive(request: HttpRequest, cart_id: UUID) -> None:
    """Go on with a cart that came here from elsewhere."""
    _keep(request, Proof(secret(request), cart_id))


def refresh(request: HttpRequest, cart_id: UUID) -> None:
    """Read the open cart again: it is locked now."""
    _set(request, carts.cart(cart_id))


def away(request: HttpRequest) -> CartRow | None:
    """Return the shopper's cart that a till serves at this moment."""
    current(request)
    return cast(CartRow | None, getattr(request, "basket_away", None))


def align(request: HttpRequest, shop: Shop) -> CartRow | None:
    """Return the open cart in the shopper's language and currency, changing it if they chose others since.

    What two devices of a customer opened at the same moment becomes one cart here.
    """
    cart = _gathered(request, shop)
    if cart is None or (cart.currency, cart.language) == (shop.currency, shop.language):
        return cart
    cart_book.change_terms(cart.id, currency=shop.currency, language=shop.language)
    _set(request, carts.cart(cart.id))
    return current(request)


def claim(request: HttpRequest, customer_id: UUID) -> None:
    """Give the browser's cart and wishes to the customer who signed in, and tell them what joined their cart."""
    shop, key, cart = shop_of(request), _proof(request).key, _anonymous_cart(request)
    wishes.join(key, customer_id=customer_id)
    support.join(key, speaker=Speaker(shop.channel.id, customer_id, name=visitors.shopper_of(request).name))
    if cart is None or not cart.lines:
        _keep(request, Proof(key))
        return
    joined, former = 0, carts.open_cart_of(customer_id, channel_id=shop.channel.id)
    if former is not None:
        joined = _join(request, cart.id, former, customer_id)
    if joined:
        text = ngettext(
            "%(count)s product you had put in elsewhere was added to your basket.",
            "%(count)s products you had put in elsewhere were added to your basket.",
            joined,
        )
        messages.info(request, text % {"count": joined})
    else:
        cart_book.claim_cart(cart.id, customer_id=customer_id)
    _keep(request, Proof(key, former if joined else cart.id))


def close(request: HttpRequest, cart_id: UUID) -> None:
    """Let go of a cart that became an order; the browser remembers which it was until it fills another."""
    if _proof(request).cart_id == cart_id:
        forget(request)


def ordered(request: HttpRequest) -> UUID | None:
    """Return the cart that this browser ordered last, if it filled no other since and it is proved to be theirs."""
    proof = _proof(request)
    found = carts.carts([proof.cart_id]).get(proof.cart_id) if proof.cart_id else None
    is_theirs = found is not None and found.status is CartStatus.ORDERED and _is_mine(request, found)
    return found.id if found and is_theirs else None


def leave(request: HttpRequest) -> None:
    """Keep nothing of the cart in this browser: its customer signed out."""
    _keep(request, Proof())


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Write the cookie if the request changed what the browser keeps."""
    kept = getattr(request, "new_proof", None)
    if kept is None:
        return
    if not kept.key:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    value = f"{kept.key} {to_public('crt', kept.cart_id) if kept.cart_id else ''}"
    response.set_signed_cookie(
        COOKIE, value, salt=_SALT, max_age=_MONTH, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _find(request: HttpRequest) -> CartRow | None:
    proof, customer_id = _proof(request), visitors.customer_id_of(request)
    cart = _open(request, proof.cart_id)
    if cart is not None or customer_id is None:
        return cart
    channel_id = shop_of(request).channel.id
    for known in carts.open_carts_anywhere(customer_id):
        found = _open(request, known.id) if known.channel_id == channel_id or known.desk_key else None
        if found is not None:
            return found
    return None


def _gathered(request: HttpRequest, shop: Shop) -> CartRow | None:
    cart, customer_id = current(request), visitors.customer_id_of(request)
    if cart is None or customer_id is None or cart.customer_id != customer_id:
        return cart
    others = [key for key in carts.open_carts_of(customer_id, channel_id=shop.channel.id) if key != cart.id]
    if sum(_join(request, other, cart.id, customer_id) for other in others):
        _set(request, carts.cart(cart.id))
    return current(request)


def _join(request: HttpRequest, source: UUID, target: UUID, customer_id: UUID) -> int:
    channel, shopper = shop_of(request).channel, visitors.shopper_of(request)
    return join_carts(source, target, customer_id=customer_id, channel=channel, actor=shopper)


def _open(request: HttpRequest, cart_id: UUID | None) -> CartRow | None:
    if cart_id is None:
        return None
    try:
        cart = carts.cart(cart_id)
    except UnknownCart:
        return None
    if cart.status is not CartStatus.OPEN or not _proves(request, cart):
        return None
    if cart.channel_id == shop_of(request).channel.id:
        return cart
    if cart.desk_key:
        cast(Any, request).basket_away = cart
    return None


def _anonymous_cart(request: HttpRequest) -> CartRow | None:
    """Return the browser's open cart as it was before its shopper signed in."""
    proof = _proof(request)
    try:
        cart = carts.cart(proof.cart_id) if proof.cart_id else None
    except UnknownCart:
        return None
    is_free = cart is not None and cart.status is CartStatus.OPEN and cart.customer_id is None
    return cart if is_free and cart and constant_time_compare(cart.owner_key, proof.key) else None


def _is_mine(request: HttpRequest, cart: CartRow) -> bool:
    return cart.channel_id == shop_of(request).channel.id and _proves(request, cart)


def _proves(request: HttpRequest, cart: CartRow) -> bool:
    """Tell whether a cart is the customer's, or was opened in this browser or carried here."""
    if cart.customer_id is not None and cart.customer_id == visitors.customer_id_of(request):
        return True
    key = _proof(request).key
    return bool(key) and constant_time_compare(cart.owner_key, key)


def _proof(request: HttpRequest) -> Proof:
    changed = getattr(request, "new_proof", None)
    if changed is not None:
        return cast(Proof, changed)
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_MONTH) or ""
    key, _, word = value.partition(" ")
    try:
        return Proof(key, from_public("crt", word) if word else None)
    except UnknownId:
        return Proof(key)


def _keep(request: HttpRequest, proof: Proof) -> None:
    cast(Any, request).new_proof = proof
    forget(request)


def _set(request: HttpRequest, cart: CartRow | None) -> None:
    cast(Any, request).basket = cart


def forget(request: HttpRequest) -> None:
    """Read the cart anew when it is asked for next: it was changed."""
    for name in ("basket", "basket_away"):
        if hasattr(request, name):
            delattr(request, name)
