"""The feed: facts of all channels, told as lines that people read.

Names of products, places and channels are looked up for all facts at once, so a feed of any length costs the same
number of statements. Which facts a reader hears follows from what they may read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.events import ChannelOrderParked
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.fulfillment.events import PickupHandedOver, ShipmentDispatched
from arasta.contexts.inventory.events import AvailabilityChanged
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.orders.events import OrderCanceled, OrderPlaced
from arasta.kernel.access import Actor
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from arasta.kernel.outbox.watching import Told
from arasta.kernel.web.spoken import spoken
from arasta.surfaces.backoffice import words

MOST_LEVELS = 3

HEARD: Mapping[str, str] = {
    OrderPlaced.name: "orders.read",
    OrderCanceled.name: "orders.read",
    ShipmentDispatched.name: "orders.read",
    PickupHandedOver.name: "orders.read",
    AvailabilityChanged.name: "stock.read",
    ChannelOrderParked.name: "channels.read",
}
"""The facts of the feed and the permission that lets a reader hear them."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level that changed: what may be sold there now, and before where that is known."""

    product: str
    variant: str
    place: str
    now: int
    was: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in words. `page` and `key` name the page it leads to."""

    id: str
    icon: str
    tone: str
    title: str
    at: datetime
    parts: tuple[str, ...] = ()
    amount: Money | None = None
    page: str = ""
    key: str = ""
    levels: tuple[Level, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class _Names:
    channels: Mapping[UUID, Channel]
    places: Mapping[UUID, LocationRow]
    variants: Mapping[UUID, VariantRow]

    def channel(self, key: str) -> str:
        known = self.channels.get(UUID(key))
        return spoken(known) if known else ""

    def place(self, key: str) -> str:
        known = self.places.get(UUID(key))
        return known.name if known else ""


def names_for(actor: Actor) -> frozenset[str]:
    """Return the facts that an actor may hear."""
    return frozenset(name for name, permission in HEARD.items() if actor.may(permission))


def lines(facts: Sequence[Told]) -> list[Line]:
    """Tell facts as lines, in the language spoken now and the order given; what changed nothing to sell is left out."""
    known = _names(facts)
    told = [_TELLERS[fact.name](fact, known) for fact in facts if fact.name in _TELLERS]
    return [line for line in told if line is not None]


def _names(facts: Sequence[Told]) -> _Names:
    language = get_language() or "en"
    channel_ids = {UUID(fact.payload["channel_id"]) for fact in facts if "channel_id" in fact.payload}
    shown = [level for fact in facts if fact.name == AvailabilityChanged.name for level in _changed(fact)[:MOST_LEVELS]]
    return _Names(
        channels=channels.channels_by_id(list(channel_ids)),
        places=locations.by_id(language=language),
        variants=variants.variants({UUID(level["variant_id"]) for level in shown}, language=language),
    )


def _placed(fact: Told, known: _Names) -> Line:
    payload = fact.payload
    units = payload["units"]
    return Line(
        id=str(fact.id),
        icon="shopping-cart",
        tone="good",
        title=_("Order %(number)s") % {"number": payload["number"]},
        at=fact.occurred_at,
        parts=(known.channel(payload["channel_id"]), ngettext("%(n)s unit", "%(n)s units", units) % {"n": units}),
        amount=Money(payload["total_minor"], payload["currency"]),
        page="orders_order",
        key=to_public("ord", UUID(payload["order_id"])),
    )


def _canceled(fact: Told, known: _Names) -> Line:
    payload = fact.payload
    return Line(
        id=str(fact.id),
        icon="ban",
        tone="bad",
        title=_("Order %(number)s was canceled") % {"number": payload["number"]},
        at=fact.occurred_at,
        parts=(known.channel(payload["channel_id"]), payload["reason"]),
        page="orders_order",
        key=to_public("ord", UUID(payload["order_id"])),
    )


def _dispatched(fact: Told, known: _Names) -> Line:
    payload = fact.payload
    return Line(
        id=str(fact.id),
        icon="truck",
        tone="info",
        title=_("%(number)s was shipped") % {"number": payload["number"]},
        at=fact.occurred_at,
        parts=(known.place(payload["location_id"]), f"{payload['carrier']} {payload['tracking_number']}".strip()),
        page="orders_order",
        key=to_public("ord", UUID(payload["order_id"])),
    )


def _handed_over(fact: Told, known: _Names) -> Line:
    payload = fact.payload
    return Line(
        id=str(fact.id),
        icon="package-check",
        tone="info",
        title=_("%(number)s was picked up") % {"number": payload["number"]},
        at=fact.occurred_at,
        parts=(known.place(payload["location_id"]),),
        page="orders_order",
        key=to_public("ord", UUID(payload["order_id"])),
    )


def _parked(fact: Told, known: _Names) -> Line:
    payload = fact.payload
    return Line(
        id=str(fact.id),
        icon="circle-alert",
        tone="warn",
        title=_("Order %(number)s waits for a decision") % {"number": payload["external_id"]},
        at=fact.occurred_at,
        parts=(known.channel(payload["channel_id"]), ", ".join(payload["about"])),
        page="channels_parked_item",
        key=to_public("prk", UUID(payload["parked_item_id"])),
    )


def _stock(fact: Told, known: _Names) -> Line | None:
    changed = _changed(fact)
    if not changed:
        return None
    first, cause = UUID(changed[0]["variant_id"]), fact.payload["cause"]
    return Line(
        id=str(fact.id),
        icon="boxes",
        tone="",
        title=str(words.CAUSE.get(cause, cause)),
        at=fact.occurred_at,
        page="backoffice_stock_item",
        key=to_public("var", first),
        levels=tuple(_level(level, known) for level in changed[:MOST_LEVELS]),
        more=max(0, len(changed) - MOST_LEVELS),
    )


def _level(level: dict[str, Any], known: _Names) -> Level:
    variant = known.variants.get(UUID(level["variant_id"]))
    return Level(
        product=variant.title if variant else "?",
        variant=variant.options_text if variant else "",
        place=known.place(level["location_id"]),
        now=level["sellable"],
        was=level.get("was"),
    )


def _changed(fact: Told) -> list[dict[str, Any]]:
    levels: list[dict[str, Any]] = fact.payload["levels"]
    return [level for level in levels if level.get("was") != level["sellable"]]


_TELLERS: dict[str, Callable[[Told, _Names], Line | None]] = {
    OrderPlaced.name: _placed,
    OrderCanceled.name: _canceled,
    ShipmentDispatched.name: _dispatched,
    PickupHandedOver.name: _handed_over,
    ChannelOrderParked.name: _parked,
    AvailabilityChanged.name: _stock,
}
