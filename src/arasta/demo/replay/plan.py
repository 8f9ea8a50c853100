"""Which basket is sold where, and how much stock there is at first. Pure, and the same on every run."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from arasta.demo.replay.dataset import Basket, Dataset

WEB_PERCENT = 25
MARKET_PERCENT = 15
STOCKED_PERCENT = 90
SHIPPING_STORES = 12
MISSING_IN_WAREHOUSE = 10
"""Of so many products one is not kept in the warehouse: the stores' shelves must serve the web shop with it."""


class Way(StrEnum):
    """How a basket is sold."""

    TILL = "till"
    WEB = "web"
    MARKET = "marketplace"


@dataclass(frozen=True, slots=True)
class Plan:
    """The baskets of a data set by the way they are sold, the stores that also ship, and the opening stock."""

    ways: Mapping[int, Way]
    stores: tuple[int, ...]
    shipping_stores: tuple[int, ...]
    on_shelves: Mapping[tuple[int, int], int]
    in_warehouse: Mapping[int, int]

    def way_of(self, basket: Basket) -> Way:
        """Return how a basket is sold."""
        return self.ways[basket.key]


def make_plan(data: Dataset) -> Plan:
    """Decide for a data set."""
    ways = {basket.key: _way(basket.key) for basket in data.baskets}
    shelves: Counter[tuple[int, int]] = Counter()
    online: Counter[int] = Counter()
    for basket in data.baskets:
        for goods, pieces in basket.pieces.items():
            if ways[basket.key] is Way.TILL:
                shelves[(basket.store, goods)] += pieces
            else:
                online[goods] += pieces
    visits = Counter(basket.store for basket in data.baskets)
    busiest = sorted(visits, key=lambda store: (-visits[store], store))
    return Plan(
        ways=ways,
        stores=tuple(sorted(visits)),
        shipping_stores=tuple(busiest[:SHIPPING_STORES]),
        on_shelves={key: _most_of(demand) for key, demand in shelves.items()},
        in_warehouse={goods: _most_of(demand) for goods, demand in online.items() if goods % MISSING_IN_WAREHOUSE},
    )


def rounds_of(baskets: Sequence[Basket], size: int) -> list[Sequence[Basket]]:
    """Cut the baskets into stretches of time; within one, all channels sell at once."""
    return [baskets[start : start + size] for start in range(0, len(baskets), size)]


def share(key: int | str, of: int) -> int:
    """Give a key to one of so many hands, always the same."""
    return zlib.crc32(str(key).encode()) % of


def sold_as(plan: Plan, way: Way, baskets: Iterable[Basket]) -> list[Basket]:
    """Pick the baskets that are sold in a way."""
    return [basket for basket in baskets if plan.way_of(basket) is way]


def _way(key: int) -> Way:
    place = share(key, 100)
    if place < WEB_PERCENT:
        return Way.WEB
    return Way.MARKET if place < WEB_PERCENT + MARKET_PERCENT else Way.TILL


def _most_of(demand: int) -> int:
    return -(-demand * STOCKED_PERCENT // 100)
