"""Product cards with prices and stock: catalog, pricing and inventory in one picture, whatever the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from arasta.contexts.catalog.types import ProductCard
from arasta.contexts.inventory.queries import availability, promises
from arasta.contexts.inventory.queries.availability import Offered
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.pricing.types import PriceRow
from arasta.kernel.money import Money
from arasta.surfaces.storefront.shop import Shop


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as it is shown; `price` is the lowest of its variants, `varies` says that others cost more."""

    id: UUID
    title: str
    url: str
    brand: str
    category: str
    picture: str | None
    tint: str
    swatches: tuple[str, ...]
    price: PriceRow
    varies: bool
    is_sold_out: bool
    is_to_come: bool = False

    @property
    def cut(self) -> Decimal | None:
        return cut_of(self.price)


def dress(shop: Shop, cards: Sequence[ProductCard], *, at: datetime) -> list[CardView]:
    """Add prices and stock to cards, in their order; a product without a price here is left out."""
    ids = [key for card in cards for key in card.variant_ids]
    priced = pricing.prices(ids, channel_id=shop.channel.id, currency=shop.currency, at=at)
    stock = offered(shop, ids)
    coming = to_come(shop, [key for key in ids if not stock[key].total])
    return [view for card in cards if (view := _view(card, priced, stock, coming))]


def offered(
    shop: Shop, variant_ids: Sequence[UUID], *, cart_id: UUID | None = None, own_carts: Sequence[UUID] = ()
) -> dict[UUID, Offered]:
    """Return what the shop may offer of variants, in all and by location; what a shopper's carts hold is free to them."""
    return availability.offered(
        variant_ids,
        channel_id=shop.channel.id,
        location_ids=shop.location_ids,
        cart_id=cart_id,
        own_carts=own_carts,
    )


def to_come(shop: Shop, variant_ids: Sequence[UUID]) -> dict[UUID, Quote]:
    """Return what may be promised of variants that are not there: sent from where the first unit comes earliest."""
    places = [place.location_id for place in shop.places if place.ships]
    return promises.rooms(variant_ids, channel_id=shop.channel.id, location_ids=places) if variant_ids else {}


def sendable(shop: Shop, stock: Offered) -> int:
    """Return how many can be sent; the rest stands in stores that only hand out."""
    there = sum(stock.by_location.get(place.location_id, 0) for place in shop.places if place.ships)
    return min(stock.total, there)


def cut_of(price: PriceRow) -> Decimal | None:
    """Return by which share a price was cut, in whole hundredths; nothing where it was not."""
    old: Money | None = price.compare_at
    if old is None or not old.minor:
        return None
    return Decimal((old.minor - price.price.minor) * 100 // old.minor) / 100


def tint_of(swatch: str) -> str:
    """Return the class that carries a swatch's color into the stylesheet."""
    return f"tint-{swatch.removeprefix('#')}" if swatch else ""


def _view(
    card: ProductCard, priced: dict[UUID, PriceRow], stock: dict[UUID, Offered], coming: dict[UUID, Quote]
) -> CardView | None:
    rows = [priced[key] for key in card.variant_ids if key in priced]
    if not rows:
        return None
    is_there = any(stock[row.variant_id].total for row in rows)
    is_to_come = not is_there and any(row.variant_id in coming for row in rows)
    cheapest = min(rows, key=lambda row: row.price.minor)
    return CardView(
        id=card.id,
        title=card.title,
        url=reverse("shop_product", args=[card.handle]),
        brand=card.brand,
        category=card.category,
        picture=card.picture,
        tint=tint_of(card.swatches[0] if card.swatches else ""),
        swatches=tuple(tint_of(swatch) for swatch in card.swatches),
        price=cheapest,
        varies=any(row.price.minor != cheapest.price.minor for row in rows),
        is_sold_out=not is_there and not is_to_come,
        is_to_come=is_to_come,
    )
