"""Today's figures: what each channel sold, what is to do, what runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from arasta.contexts.channels.queries import channels, parking
from arasta.contexts.channels.types import Channel
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import ACTIVE
from arasta.contexts.inventory.queries import scarcity
from arasta.contexts.inventory.queries.scarcity import Scarcity
from arasta.contexts.orders.queries import figures
from arasta.kernel.access import Actor
from arasta.kernel.keeping import Kept
from arasta.kernel.money import Money

LOW = 5
"""A variant of which at most this many can be sold in all is running out."""

# It adds up all levels there are: a second for each half a million. Whoever opens the page next is told the same.
_SCARCE: Kept[int, Scarcity] = Kept(seconds=300, most=1)


@dataclass(frozen=True, slots=True)
class ChannelToday:
    """A channel and what it sold today; none of a currency means that it sold nothing."""

    channel: Channel
    orders: int
    units: int
    revenue: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """Today's figures; what the actor may not see is absent."""

    channels: tuple[ChannelToday, ...]
    orders: int
    units: int
    revenue: tuple[Money, ...]
    to_fulfill: int | None
    parked: int | None
    stock: Scarcity | None


def midnight(at: datetime) -> datetime:
    """Return when the day of a time began, in the store's zone."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def today(actor: Actor, *, at: datetime) -> Today:
    """Sum up the day so far, in a fixed number of statements."""
    rows = _channels(at)
    places = list(actor.locations)
    counted = fulfillment.counts(location_ids=places) if actor.may("fulfillment.read") else None
    waiting = parking.count_parked([row.channel.id for row in rows]) if actor.may("channels.read") else None
    return Today(
        channels=rows,
        orders=sum(row.orders for row in rows),
        units=sum(row.units for row in rows),
        revenue=_sums([amount for row in rows for amount in row.revenue]),
        to_fulfill=None if counted is None else sum(one.count for one in counted if one.status in ACTIVE),
        parked=None if waiting is None else sum(waiting.values()),
        stock=_scarce() if actor.may("stock.read") else None,
    )


def _scarce() -> Scarcity:
    return _SCARCE.get(LOW) or _SCARCE.put(LOW, scarcity.scarcity(low=LOW))


def _channels(at: datetime) -> tuple[ChannelToday, ...]:
    sold: dict[UUID, list[figures.ChannelSales]] = {}
    for sales in figures.sales_since(midnight(at)):
        sold.setdefault(sales.channel_id, []).append(sales)
    rows = [
        ChannelToday(
            channel=channel,
            orders=sum(one.orders for one in sold.get(channel.id, [])),
            units=sum(one.units for one in sold.get(channel.id, [])),
            revenue=tuple(one.revenue for one in sold.get(channel.id, [])),
        )
        for channel in channels.channels()
    ]
    return tuple(sorted(rows, key=lambda row: -row.orders))


def _sums(amounts: list[Money]) -> tuple[Money, ...]:
    by_currency: dict[str, Money] = {}
    for amount in amounts:
        by_currency[amount.currency] = by_currency.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(sorted(by_currency.values(), key=lambda amount: -amount.minor))
