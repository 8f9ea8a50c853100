"""The cart of who shops: proved by a signed cookie, or by being the customer it belongs to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.orders.types import CartStatus, UnknownCart
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.flows.ordering.own_carts import hand_over_cart
from arasta.kernel import db
from arasta.kernel.ids import UnknownId, from_public, to_public
from arasta.surfaces.storefront import visitors
from arasta.surfaces.storefront.shop import Shop, shop_of

COOKIE = "arasta_cart"
_SALT = "arasta.shop.cart"
_MONTH = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Proof:
    """What the browser keeps: a secret that opened its carts, and the cart it fills now."""

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
    shop, proof = shop_of(request), _proof(request)
    key = proof.key or secrets.token_urlsafe(24)
    cart_id = cart_book.open_cart(
        shop.channel.id,
        currency=shop.currency,
        language=shop.language,
        customer_id=visitors.customer_id_of(request),
        owner_key=key,
    )
    _keep(request, Proof(key, cart_id))
    return cart_id


def align(request: HttpRequest, shop: Shop) -> CartRow | None:
    """Return the open cart in the shopper's language and currency, changing it if they chose others since."""
    cart = current(request)
    if cart is None or (cart.currency, cart.language) == (shop.currency, shop.language):
        return cart
    cart_book.change_terms(cart.id, currency=shop.currency, language=shop.language)
    _set(request, carts.cart(cart.id))
    return current(request)


def claim(request: HttpRequest, customer_id: UUID) -> None:
    """Give the browser's cart to the customer who signed in; what they had put in elsewhere comes along."""
    cart = _anonymous_cart(request)
    if cart is None or not cart.lines:
        _keep(request, Proof(_proof(request).key))
        return
    channel = shop_of(request).channel
    former = carts.open_cart_of(customer_id, channel_id=channel.id)
    cart_book.claim_cart(cart.id, customer_id=customer_id)
    if former is not None:
        known = {line.variant_id for line in cart.lines}
        more = [line for line in carts.cart(former).lines if line.variant_id not in known]
        with db.transaction():
            hand_over_cart(former, cart.id, actor=visitors.shopper_of(request))
            cart_book.set_lines(cart.id, [CartLineInput(line.variant_id, line.quantity) for line in more])
            cart_book.set_lines(former, [], replace=True)
            hold_after_change(cart.id, channel, actor=visitors.shopper_of(request))
    _forget(request)


def close(request: HttpRequest, cart_id: UUID) -> None:
    """Let go of a cart that became an order; the browser keeps the secret that proves it."""
    proof = _proof(request)
    if proof.cart_id == cart_id:
        _keep(request, Proof(proof.key, None))


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
    return _open(request, carts.open_cart_of(customer_id, channel_id=shop_of(request).channel.id))


def _open(request: HttpRequest, cart_id: UUID | None) -> CartRow | None:
    if cart_id is None:
        return None
    try:
        cart = carts.cart(cart_id)
    except UnknownCart:
        return None
    return cart if cart.status is CartStatus.OPEN and _is_mine(request, cart) else None


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
    if cart.channel_id != shop_of(request).channel.id:
        return False
    if cart.customer_id is not None:
        return cart.customer_id == visitors.customer_id_of(request)
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
    _forget(request)


def _set(request: HttpRequest, cart: CartRow | None) -> None:
    cast(Any, request).basket = cart


def _forget(request: HttpRequest) -> None:
    if hasattr(request, "basket"):
        del cast(Any, request).basket
