"""What a page rests on beside the edition: the prices and the stock of what it shows, as two words that are soon asked again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from arasta.contexts.inventory.queries import standing as stock_standing
from arasta.contexts.inventory.queries.standing import StockAsked
from arasta.contexts.pricing.queries import standing as price_standing
from arasta.contexts.pricing.queries.standing import PricesAsked
from arasta.surfaces.storefront.shop import Shop


class Seal(msgspec.Struct, frozen=True):
    """What was asked, and what was answered; `minute`: the only one in which the page is good, if it tells of times."""

    prices: PricesAsked
    stock: StockAsked
    prices_word: str
    stock_word: str
    minute: datetime | None = None

    def is_whole(self, *, at: datetime) -> bool:
        """Tell whether prices and stock are what they were."""
        return (
            (self.minute is None or self.minute == minute_of(at))
            and price_standing.word(self.prices, at=at) == self.prices_word
            and stock_standing.word(self.stock) == self.stock_word
        )


def seal(shop: Shop, variant_ids: Collection[UUID], *, at: datetime, is_of_minute: bool = False) -> Seal | None:
    """Seal prices and stock before they are read for a page: what changes meanwhile breaks the seal.

    There is none where the stock of something rests on more than its levels.
    """
    prices = price_standing.asked(variant_ids, channel_id=shop.channel.id, currency=shop.currency)
    stock = stock_standing.asked(variant_ids, channel_id=shop.channel.id, location_ids=shop.location_ids)
    stock_word = stock_standing.word(stock)
    if stock_word is None:
        return None
    prices_word = price_standing.word(prices, at=at)
    return Seal(prices, stock, prices_word, stock_word, minute_of(at) if is_of_minute else None)


def minute_of(at: datetime) -> datetime:
    """Return the minute a time is in."""
    return at.replace(second=0, microsecond=0)
