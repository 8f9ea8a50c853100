"""What the shopper wishes, as pages show it: favorites as cards, saved lines with today's price."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.wishes import queries as wishes
from arasta.contexts.wishes.types import SavedLine, Wisher
from arasta.kernel import clock
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from arasta.surfaces.storefront import baskets, beside, cards, visitors
from arasta.surfaces.storefront.shop import shop_of


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved line as it is shown: what it costs now, and what it cost when it was put away."""

    public_id: str
    title: str
    options: str
    url: str
    picture: str | None
    quantity: int
    price: Money | None
    old_price: Money | None
    is_sold_out: bool


def wisher(request: HttpRequest) -> Wisher:
    """Return whose wishes are changed; a browser without a secret gets one."""
    customer_id = visitors.customer_id_of(request)
    return Wisher(customer_id) if customer_id else Wisher(owner_key=baskets.secret(request))


def known_wisher(request: HttpRequest) -> Wisher:
    """Return whose wishes are shown; nobody's for a browser that has none."""
    customer_id = visitors.customer_id_of(request)
    return Wisher(customer_id) if customer_id else Wisher(owner_key=baskets.known_secret(request))


def saved_lines(request: HttpRequest) -> list[SavedLine]:
    """Return what the shopper put away for later."""
    return wishes.saved(known_wisher(request))


def is_liked(request: HttpRequest, product_id: UUID) -> bool:
    """Tell whether a product is one of the shopper's favorites."""
    return product_id in wishes.liked(known_wisher(request), [product_id])


def favorites(request: HttpRequest) -> list[cards.CardView]:
    """Return the shopper's favorites as cards, the newest first; what is not sold here now is left out."""
    rows = wishes.favorites(known_wisher(request))
    return list(beside.cards_of(shop_of(request), [row.product_id for row in rows], at=clock.now()).values())


def saved_views(request: HttpRequest) -> list[SavedView]:
    """Return what was put away for later, as it is today."""
    lines, shop = saved_lines(request), shop_of(request)
    if not lines:
        return []
    ids = [line.variant_id for line in lines]
    named = catalog.variants(ids, language=shop.language)
    priced = pricing.prices(ids, channel_id=shop.channel.id, currency=shop.currency, at=clock.now())
    stock = cards.offered(shop, ids)
    views = []
    for line in lines:
        variant, price = named.get(line.variant_id), priced.get(line.variant_id)
        if variant is None:
            continue
        now = price.price if price and variant.is_active else None
        is_other = now is not None and line.seen_price is not None and line.seen_price.currency == now.currency
        views.append(
            SavedView(
                public_id=to_public("var", variant.id),
                title=variant.title,
                options=variant.options_text,
                url=reverse("shop_product", args=[variant.handle]),
                picture=variant.picture,
                quantity=line.quantity,
                price=now,
                old_price=line.seen_price if is_other and line.seen_price != now else None,
                is_sold_out=now is None or not stock[variant.id].total,
            )
        )
    return views
