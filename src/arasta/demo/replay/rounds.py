"""All channels at once: in every stretch of time several hands sell side by side, and meet at the same shelves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from django.db import connections

from arasta.contexts.channels.types import Installation
from arasta.demo.replay import market, plan
from arasta.demo.replay.back_office import BackOffice
from arasta.demo.replay.dataset import Basket, Dataset
from arasta.demo.replay.hands import Hand
from arasta.demo.replay.marketplace import Customers
from arasta.demo.replay.plan import Plan, Way
from arasta.demo.replay.tally import Tally

ROUNDS = 20
LEAST_IN_ROUND = 500
TOLD_EVERY = 10
PAUSE_SECONDS = 0.5
Act = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything that is needed. Each of the hands has its own stores; the web shop's baskets are shared out to all."""

    data: Dataset
    plan: Plan
    installation: Installation
    customers: Customers
    hands: Sequence[Hand]
    tally: Tally
    back_office: BackOffice


def sell(replay: Replay) -> None:
    """Sell all baskets while the back office works, then finish what is on its way."""
    over = threading.Event()
    side_by_side([partial(_sell_all, replay, over), partial(_work, replay, over)])
    finish(replay)


def _sell_all(replay: Replay, over: threading.Event) -> None:
    """Sell stretch by stretch: nobody begins the next one before all have ended this one."""
    size = max(LEAST_IN_ROUND, -(-len(replay.data.baskets) // ROUNDS))
    try:
        for baskets in plan.rounds_of(replay.data.baskets, size):
            shares = [_share(replay, baskets, place) for place in range(len(replay.hands))]
            side_by_side([partial(_sell_at_the_market, replay, baskets), *shares])
    finally:
        over.set()


def _work(replay: Replay, over: threading.Event) -> None:
    """Deliver, ship, and tell the marketplace what the others sold meanwhile, again and again."""
    while not over.wait(PAUSE_SECONDS):
        replay.back_office.work()
        market.keep_in_step(replay.installation)


def finish(replay: Replay) -> None:
    """Deliver, ship and tell until nothing waits."""
    replay.back_office.work()
    market.settle(replay.installation)
    replay.back_office.work()


def side_by_side(acts: Sequence[Act]) -> None:
    """Do things at the same time, each on a connection of its own; a failure is raised when all have ended."""
    with ThreadPoolExecutor(len(acts)) as threads:
        for done in [threads.submit(_on_own_connection, act) for act in acts]:
            done.result()


def _on_own_connection(act: Act) -> None:
    try:
        act()
    finally:
        connections.close_all()


def _share(replay: Replay, baskets: Sequence[Basket], place: int) -> Act:
    """Give a hand its part of a stretch: the tills of its stores in the order of time, and web orders in between."""
    own = [basket for basket in baskets if _hand_of(replay, basket) == place]
    hand = replay.hands[place]

    def work() -> None:
        for some in plan.rounds_of(own, TOLD_EVERY):
            for way in (Way.TILL, Way.WEB):
                its = plan.sold_as(replay.plan, way, some)
                if its:
                    replay.tally.take(way, hand.sell(way, its))

    return work


def _hand_of(replay: Replay, basket: Basket) -> int:
    way = replay.plan.way_of(basket)
    if way is Way.MARKET:
        return -1
    return plan.share(basket.store if way is Way.TILL else basket.key, len(replay.hands))


def _sell_at_the_market(replay: Replay, baskets: Sequence[Basket]) -> None:
    count = market.sell_at_the_marketplace(
        plan.sold_as(replay.plan, Way.MARKET, baskets),
        data=replay.data,
        installation=replay.installation,
        customers=replay.customers,
    )
    replay.tally.take(Way.MARKET, count)
