"""What is to be true at a channel now: how many of each listing, at which of its places, for how much.

Everybody who tells a channel or compares it with us starts here. Stock that no rule of the channel lets it see, listings
outside the stage of its roll-out, and listings without a price are zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels, outbound
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.listings import Listing
from arasta.contexts.channels.types.outbound import Rollout
from arasta.contexts.channels.types.protocol import PushSpec
from arasta.contexts.inventory.queries import availability, locations
from arasta.contexts.inventory.queries.availability import Offered
from arasta.contexts.pricing.queries import prices as pricing
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import read_json


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds for all listings of an installation: its locations, their places there, how it is told, and stage."""

    installation: Installation
    location_ids: Sequence[UUID]
    places: Mapping[UUID, str]
    spec: PushSpec
    stage: Rollout


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be true of one listing. `at_places` is empty where the channel counts in one place only."""

    quantity: int
    at_places: Mapping[str, int] = field(default_factory=dict)
    price: Money | None = None
    list_price: Money | None = None


def ground(installation: Installation, spec: PushSpec) -> Ground:
    """Read what holds for all listings of an installation, once per round."""
    ships = [place.location_id for place in channels.locations_of(installation.channel_id) if place.ships]
    places = _places(installation) if spec.per_place else {}
    kept = [location for location in ships if location in places] if places else ships
    return Ground(installation, kept, places, spec, outbound.rollout(installation.id))


def stock(on: Ground, rows: Sequence[Listing]) -> dict[UUID, Offered]:
    """Return what the channel may show of each listing's variant, by variant."""
    channel_id = on.installation.channel_id
    return availability.offered([row.variant_id for row in rows], channel_id=channel_id, location_ids=on.location_ids)


def wanted(on: Ground, rows: Sequence[Listing], *, at: datetime) -> dict[UUID, Wanted]:
    """Return what is to be true of listings, by listing; a fixed number of statements."""
    offered, installation = stock(on, rows), on.installation
    prices = pricing.prices(
        [row.variant_id for row in rows], channel_id=installation.channel_id, currency=installation.currency, at=at
    )
    found = {}
    for row in rows:
        price = prices.get(row.variant_id)
        shown = units(on, row, offered[row.variant_id]) if price else 0
        split = _by_place(on, offered[row.variant_id].by_location, shown)
        list_price = (price.compare_at or price.price) if price else None
        found[row.id] = Wanted(shown, split, price.price if price else None, list_price)
    return found


def units(on: Ground, row: Listing, offered: Offered) -> int:
    """Return how many of a listing the channel shall show."""
    if not on.stage.includes(row.variant_id):
        return 0
    largest = on.spec.largest
    return offered.total if largest is None else min(offered.total, largest)


def shares(total: int, pools: Mapping[str, int]) -> dict[str, int]:
    """Split a number among places by what each has; together they make the number, and none gets more than it has."""
    pool = sum(pools.values())
    if pool <= 0:
        return dict.fromkeys(pools, 0)
    total = min(total, pool)
    split = {place: total * has // pool for place, has in pools.items()}
    rests = sorted(pools, key=lambda place: (-(total * pools[place] % pool), place))
    for place in rests[: total - sum(split.values())]:
        split[place] += 1
    return split


def _by_place(on: Ground, by_location: Mapping[UUID, int], shown: int) -> dict[str, int]:
    pools = dict.fromkeys(on.places.values(), 0)
    for location, has in by_location.items():
        if location in on.places:
            pools[on.places[location]] += max(0, has)
    return shares(shown, pools)


def _places(installation: Installation) -> dict[UUID, str]:
    """Read which place of the channel each location of ours is: {"our code": "their id"}. Unknown codes mean nothing."""
    said = read_json(installation.settings.get("places") or "{}")
    named = {str(code).casefold(): str(place) for code, place in said.items()} if isinstance(said, dict) else {}
    return {row.id: named[row.code.casefold()] for row in locations.locations() if row.code.casefold() in named}
