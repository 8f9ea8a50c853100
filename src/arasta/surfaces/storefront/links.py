"""Signed words in addresses: an order for who holds its link, and the way back from the payment provider."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from arasta.contexts.orders.queries import links as words
from arasta.contexts.orders.types import UnknownCart
from arasta.kernel.ids import UnknownId, from_public, to_public

_RETURN = signing.Signer(salt="arasta.shop.return", sep=".")


def order_path(order_id: UUID) -> str:
    """Return the address of an order that only who was given it can know."""
    return reverse("shop_order", args=[words.word_of(order_id)])


def pickup_path(order_id: UUID) -> str:
    """Return the address at which an order is fetched: the code to show, and "I am here"."""
    return reverse("shop_pickup", args=[words.word_of(order_id)])


def review_path(handle: str, order_id: UUID) -> str:
    """Return the address at which the holder of an order reviews what it brought."""
    return f"{reverse('shop_review', args=[handle])}?{urlencode({'order': words.word_of(order_id)})}"


def read_order(word: str) -> UUID:
    """Return the order a link was made for. Raises UnknownOrder for a link that is not ours."""
    return words.order_of(word)


def return_url(request: HttpRequest, cart_id: UUID) -> str:
    """Return where the payment provider sends the buyer back to; it works in another browser too."""
    return request.build_absolute_uri(return_path(cart_id))


def return_path(cart_id: UUID) -> str:
    """Return the address at which a cart's payment goes on."""
    return reverse("shop_payment_return", args=[_RETURN.sign(to_public("crt", cart_id))])


def read_return(word: str) -> UUID:
    """Return the cart whose payment goes on. Raises UnknownCart for a link that is not ours."""
    try:
        return from_public("crt", _RETURN.unsign(word))
    except (signing.BadSignature, UnknownId) as forged:
        raise UnknownCart from forged
