"""Signed words that stand for an order in addresses: who was given one may see the order, nobody can guess one."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from arasta.contexts.orders.types import UnknownOrder
from arasta.kernel.ids import UnknownId, from_public, to_public

_ORDER = signing.Signer(salt="arasta.shop.order", sep=".")


def word_of(order_id: UUID) -> str:
    """Return the word that stands for an order in addresses."""
    return _ORDER.sign(to_public("ord", order_id))


def order_of(word: str) -> UUID:
    """Return the order a word stands for. Raises UnknownOrder for a word that is not ours."""
    try:
        return from_public("ord", _ORDER.unsign(word))
    except (signing.BadSignature, UnknownId) as forged:
        raise UnknownOrder from forged
