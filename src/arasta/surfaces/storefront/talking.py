"""The shopper's side of a conversation: who speaks, what was said, and the cart that an adviser fills with them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.types import CartStatus
from arasta.contexts.support import queries as support
from arasta.contexts.support import services as conversations
from arasta.contexts.support.types import ConversationRow, MessageRow, Speaker
from arasta.surfaces.storefront import baskets, visitors
from arasta.surfaces.storefront.shop import shop_of


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is shown, with the product it puts before the shopper."""

    message: MessageRow
    variant: VariantRow | None
    url: str


def speaker(request: HttpRequest, *, begins: bool = False) -> Speaker:
    """Return who speaks; a browser without a secret gets one only when it begins to speak."""
    shop, customer_id = shop_of(request), visitors.customer_id_of(request)
    return Speaker(
        channel_id=shop.channel.id,
        customer_id=customer_id,
        owner_key="" if customer_id else baskets.secret(request) if begins else baskets.known_secret(request),
        name=visitors.shopper_of(request).name,
        language=shop.language,
    )


def conversation(request: HttpRequest) -> ConversationRow | None:
    """Return the shopper's open conversation; a cart that an adviser began for a guest is taken up."""
    who = speaker(request)
    if who.customer_id is None and not who.owner_key:
        return None
    row = support.open_of(who)
    if row is None:
        return None
    cart = baskets.current(request)
    if cart is not None and row.cart_id != cart.id:
        conversations.fill_together(row.id, cart_id=cart.id)
    elif cart is None and row.cart_id is not None and carts.cart(row.cart_id).status is CartStatus.OPEN:
        baskets.receive(request, row.cart_id)
    return row


def said(request: HttpRequest, row: ConversationRow, *, after: int = 0) -> list[Said]:
    """Return what was said after a place."""
    rows = support.messages(row.id, after=after)
    named = catalog.variants([one.variant_id for one in rows if one.variant_id], language=shop_of(request).language)
    found = [(one, named.get(one.variant_id) if one.variant_id else None) for one in rows]
    return [
        Said(one, variant, reverse("shop_product", args=[variant.handle]) if variant else "") for one, variant in found
    ]
