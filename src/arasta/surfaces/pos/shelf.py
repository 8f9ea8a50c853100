"""What can be sold at a desk: found by code or words, with its price here and its stock here and elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import availability, explain, locations
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.pricing.types import PriceRow
from arasta.flows.ordering.choose_later import quotes_of
from arasta.flows.ordering.choose_places import Demand
from arasta.kernel.ids import to_public
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.words import said_to_come

MOST_FOUND = 24
VARIANT_PREFIX = "var"


@dataclass(frozen=True, slots=True)
class StockPicture:
    """Units this desk may sell, units held here by others' carts, how many can be sent home, and where else there are some."""

    here: int = 0
    held: int = 0
    sent: int = 0
    elsewhere: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Find:
    """A variant as the till shows it; without a price it is not sold here. `later`: nobody has it, but it is to come."""

    variant: VariantRow
    price: PriceRow | None
    stock: StockPicture
    later: Quote | None = None

    @property
    def key(self) -> str:
        return to_public(VARIANT_PREFIX, self.variant.id)

    @property
    def said_later(self) -> str:
        """Say by which day it could be sent."""
        return said_to_come(self.later.promised_on) if self.later else ""

    @property
    def can_be_added(self) -> bool:
        return self.price is not None and (self.stock.here > 0 or self.stock.sent > 0 or self.later is not None)


def language() -> str:
    """Return the language the staff reads now."""
    return get_language() or "en"


def find(desk: Desk, text: str, *, at: datetime) -> list[Find]:
    """Find what a scanner or a person typed: SKU, GTIN, the start of a SKU, or words."""
    return finds(desk, catalog.find_variants(text, language=language(), limit=MOST_FOUND), at=at)


def finds(desk: Desk, rows: Sequence[VariantRow], *, at: datetime) -> list[Find]:
    """Return variants with price and stock."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    prices = pricing.prices(ids, channel_id=desk.channel.id, currency=desk.channel.currency, at=at)
    pictures = stock_pictures(desk, ids)
    later = to_come(desk, {key: 1 for key in ids if not (pictures[key].here or pictures[key].sent)})
    return [Find(row, prices.get(row.id), pictures[row.id], later.get(row.id)) for row in rows]


def means_exactly(row: VariantRow, text: str) -> bool:
    """Tell whether the text is the variant's own code."""
    wanted = text.strip()
    return wanted.upper() == row.sku.upper() or wanted == row.gtin


def sending_places(desk: Desk) -> frozenset[UUID]:
    """Return the locations from which the desk's channel sends."""
    return frozenset(place.location_id for place in channels.locations_of(desk.channel.id) if place.ships)


def to_come(desk: Desk, short: Mapping[UUID, int]) -> dict[UUID, Quote]:
    """Return which missing units may be promised where the desk's channel sends from, and for which day."""
    if not short:
        return {}
    demand = Demand(channels.served_channels(ids=[desk.channel.id])[0], ())
    return quotes_of(demand, short) if demand.priorities else {}


def stock_pictures(desk: Desk, ids: Collection[UUID], *, cart_id: UUID | None = None) -> dict[UUID, StockPicture]:
    """Return the stock of variants as this desk may sell it. The till may sell the safety stock of its own shelf."""
    here, names = desk.register.location_id, locations.by_id(language=language())
    wanted, sending = list(ids), sending_places(desk)
    mine = availability.sellable(
        wanted, channel_id=desk.channel.id, location_ids=[here], cart_id=cart_id, dips_into_safety=True
    )
    anywhere = availability.sellable(wanted, channel_id=desk.channel.id, location_ids=list(names), cart_id=cart_id)
    order = {key: place for place, key in enumerate(names)}
    elsewhere: dict[UUID, list[tuple[str, int]]] = {key: [] for key in wanted}
    sent: Counter[UUID] = Counter()
    for level in sorted(anywhere, key=lambda level: order[level.location_id]):
        if level.location_id in sending:
            sent[level.variant_id] += level.sellable
        if level.sellable and level.location_id != here:
            elsewhere[level.variant_id].append((names[level.location_id].name, level.sellable))
    levels = {level.variant_id: level for level in mine}
    return {
        key: StockPicture(
            here=levels[key].sellable if key in levels else 0,
            held=levels[key].reserved if key in levels else 0,
            sent=sent[key],
            elsewhere=tuple(elsewhere[key]),
        )
        for key in wanted
    }


def held_until(variant_id: UUID, desk: Desk) -> datetime | None:
    """Return when the last unit that others' carts hold here comes free, if they do not buy."""
    chains = explain.explain(variant_id, location_ids=[desk.register.location_id]).chains
    ends = [
        datetime.fromisoformat(cause.at)
        for chain in chains
        for step in chain.steps
        for cause in step.causes
        if cause.kind == "cart" and cause.reference != str(desk.cart_id)
    ]
    return max(ends, default=None)
