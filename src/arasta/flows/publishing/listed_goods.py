"""Put together what a listing says: the master's facts, the channel's templates, the listing's own values, price and
stock. Everybody who sends, judges, edits or shows listings starts here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from arasta.contexts.catalog.queries import descriptions as texts_of
from arasta.contexts.catalog.queries import galleries
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.types import Channel, Listing
from arasta.contexts.channels.types.content import Content, Goods, StoredContent
from arasta.contexts.channels.types.protocol import ListingItem
from arasta.contexts.inventory.queries import availability
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.pricing.types import PriceRow
from arasta.kernel.calendar import day_of

GROUP_MOST = 40


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing with its goods, what it says, what it costs (nothing: it has no price there) and how many there are."""

    listing: Listing
    goods: Goods
    content: Content
    price: PriceRow | None
    quantity: int
    tax_percent: int


def listed(channel: Channel, rows: Sequence[Listing], *, at: datetime) -> list[Listed]:
    """Return what listings of one channel say, in the channel's language; a fixed number of statements."""
    keys = [row.variant_id for row in rows]
    known = goods(keys, language=channel.language)
    stored = content_book.stored_content(channel.id, [row.id for row in rows])
    prices = pricing.prices(keys, channel_id=channel.id, currency=channel.currency, at=at)
    classes = {one.tax_class for one in known.values()}
    rates = pricing.tax_rates(classes, country=channel.country, on=day_of(at))
    places = [place.location_id for place in channels.locations_of(channel.id) if place.ships]
    stock = availability.offered(keys, channel_id=channel.id, location_ids=places)
    return [
        Listed(
            listing=row,
            goods=one,
            content=content_book.resolved(one, stored, row.id),
            price=prices.get(row.variant_id),
            quantity=stock[row.variant_id].total,
            tax_percent=int(rates.get(one.tax_class, 0) * 100),
        )
        for row in rows
        if (one := known.get(row.variant_id))
    ]


def goods(variant_ids: Sequence[UUID], *, language: str) -> dict[UUID, Goods]:
    """Return what the master says of variants in a language; an unknown id is absent."""
    described = catalog.variants(variant_ids, language=language)
    products = {row.product_id for row in described.values()}
    texts = texts_of.descriptions(products, language=language)
    categories = galleries.category_names(products, language=language)
    shown = galleries.pictures(described)
    return {
        key: Goods(
            variant_id=key,
            product_id=row.product_id,
            handle=row.handle,
            group=row.handle[:GROUP_MOST],
            sku=row.sku,
            gtin=row.gtin or "",
            title=row.title,
            description=texts.get(row.product_id, ""),
            brand=row.brand,
            category=categories.get(row.product_id, ""),
            options=tuple(
                (code, name, value) for (code, _), (name, value) in zip(row.option_codes, row.options, strict=True)
            ),
            images=shown.get(key, ()),
            tax_class=row.tax_class,
            query=urlencode(row.option_codes),
        )
        for key, row in described.items()
    }


def item(one: Listed, *, image_base: str, link_base: str, version: int = 0) -> ListingItem:
    """Return what is sent for a listing. It must have a price."""
    if one.price is None:
        raise ValueError(one.listing.external_id)
    says = one.content
    return ListingItem(
        listing_id=one.listing.id,
        external_id=one.listing.external_id,
        group=one.goods.group,
        sku=one.goods.sku,
        title=says["title"].value,
        description=says["description"].value,
        price=one.price.price,
        list_price=one.price.compare_at,
        quantity=one.quantity,
        tax_percent=one.tax_percent,
        images=content_book.image_addresses(says, base=image_base),
        facts=content_book.facts(says),
        barcode=one.goods.gtin,
        brand=says["brand"].value,
        category=says["category"].value,
        link=_page_of(one.goods, link_base),
        options={name: value for _, name, value in one.goods.options},
        attributes=content_book.attributes(says),
        refs=one.listing.refs,
        version=version,
    )


def _page_of(goods: Goods, base: str) -> str:
    """Return the address of the very variant: its price is another than its like's."""
    page = f"{base}/p/{goods.handle}" if base else ""
    return f"{page}?{goods.query}" if page and goods.query else page


def preview(template: Mapping[str, str], one: Goods, *, listing_id: UUID) -> Content:
    """Return what a listing with nothing of its own would say under a channel's templates."""
    return content_book.resolved(one, StoredContent(template, {}), listing_id)
