"""The answer to "why 3?": the chain from what was received to what may be sold, with each cause named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import get_language

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.listings import Listing
from arasta.contexts.inventory.queries import explain as chains
from arasta.contexts.inventory.queries.explain import Cause, Explanation, Step
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.types import RuleKind
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderRow
from arasta.kernel.ids import to_public
from arasta.kernel.web.spoken import spoken
from arasta.surfaces.backoffice import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class ShownCause:
    """A cause in words: `kind` is "order", "cart", "hold", "channel", "component" or "movements".

    `page` and `key` name where it leads.
    """

    kind: str
    quantity: int
    text: str
    at: datetime | None
    page: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step in words; a subtotal has no quantity of its own."""

    word: _StrPromise | str
    quantity: int
    total: int
    is_subtotal: bool
    causes: tuple[ShownCause, ...]


@dataclass(frozen=True, slots=True)
class ShownChain:
    """The steps at one location."""

    place: LocationRow
    key: str
    steps: tuple[ShownStep, ...]

    @property
    def sellable(self) -> int:
        return self.steps[-1].total


@dataclass(frozen=True, slots=True)
class Answer:
    """The chains, their pool, and what a channel makes of it."""

    chains: tuple[ShownChain, ...]
    pool: int
    channel: Channel | None
    share: int | None
    cap: int | None
    buffer: int | None
    least: int | None
    offered: int
    listing: Listing | None


def answer(
    variant_id: UUID, *, places: Mapping[UUID, LocationRow], only_at: UUID | None = None, channel: Channel | None = None
) -> Answer:
    """Explain a variant's number at all places, at one, or as a channel sees it."""
    asked = _asked(places, only_at, channel)
    explained = chains.explain(variant_id, location_ids=asked, channel_id=channel.id if channel else None)
    known = _Known(_orders(explained), _channels(explained), _components(explained))
    told = listings.listings_of([variant_id], channel_id=channel.id) if channel else []
    return Answer(
        chains=tuple(
            ShownChain(
                place=places[chain.location_id],
                key=to_public("loc", chain.location_id),
                steps=tuple(_step(step, known) for step in chain.steps),
            )
            for chain in explained.chains
        ),
        pool=explained.pool,
        channel=channel,
        share=explained.rules.get(RuleKind.SHARE),
        cap=explained.rules.get(RuleKind.CAP),
        buffer=explained.rules.get(RuleKind.BUFFER),
        least=explained.rules.get(RuleKind.END_BELOW),
        offered=explained.offered,
        listing=told[0] if told else None,
    )


def _asked(places: Mapping[UUID, LocationRow], only_at: UUID | None, channel: Channel | None) -> list[UUID]:
    """Return the locations to explain: those that serve the channel, in its order, or the one that was asked."""
    asked = list(places)
    if channel:
        asked = [place.location_id for place in channels.locations_of(channel.id) if place.location_id in places]
    return [key for key in asked if only_at in {None, key}]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the causes speak of, by id."""

    orders: Mapping[UUID, OrderRow]
    channels: Mapping[UUID, Channel]
    components: Mapping[UUID, VariantRow]


def _step(step: Step, known: _Known) -> ShownStep:
    return ShownStep(
        word=words.STEP.get(step.code, step.code),
        quantity=step.quantity,
        total=step.total,
        is_subtotal=step.code in words.SUBTOTALS,
        causes=tuple(_cause(cause, known) for cause in step.causes),
    )


def _cause(cause: Cause, known: _Known) -> ShownCause:
    at = datetime.fromisoformat(cause.at) if cause.at else None
    if cause.order_id:
        order = known.orders.get(cause.order_id)
        text = order.number if order else ""
        return ShownCause("order", cause.quantity, text, at, "orders_order", to_public("ord", cause.order_id))
    if cause.kind == "cart":
        key = to_public("crt", UUID(cause.reference))
        return ShownCause("cart", cause.quantity, key[-6:], at, "backoffice_cart", key)
    if cause.kind == "hold":
        return ShownCause("hold", cause.quantity, cause.reference, at)
    if cause.kind == "channel":
        channel = known.channels.get(UUID(cause.reference))
        return ShownCause("channel", cause.quantity, spoken(channel) if channel else "", at)
    if cause.kind == "component":
        part = known.components.get(UUID(cause.reference))
        key = to_public("var", UUID(cause.reference))
        return ShownCause("component", cause.quantity, part.sku if part else "", at, "backoffice_stock_item", key)
    return ShownCause("movements", cause.quantity, cause.reference, at)


def _causes(explained: Explanation) -> Sequence[Cause]:
    return [cause for chain in explained.chains for step in chain.steps for cause in step.causes]


def _orders(explained: Explanation) -> dict[UUID, OrderRow]:
    keys = {cause.order_id for cause in _causes(explained) if cause.order_id}
    return order_book.rows_of(list(keys)) if keys else {}


def _components(explained: Explanation) -> dict[UUID, VariantRow]:
    keys = [component for component, _ in explained.recipe]
    return variants.variants(keys, language=get_language() or "en") if keys else {}


def _channels(explained: Explanation) -> dict[UUID, Channel]:
    keys = {UUID(cause.reference) for cause in _causes(explained) if cause.kind == "channel"}
    return channels.channels_by_id(list(keys)) if keys else {}
