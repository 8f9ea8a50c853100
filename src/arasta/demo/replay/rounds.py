"""All channels at once: in every stretch of time several hands sell side by side, so that they meet at the same shelves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connections

from arasta.demo.replay import market, plan
from arasta.demo.replay.back_office import BackOffice
from arasta.demo.replay.channels import Opened
from arasta.demo.replay.dataset import Basket, Dataset
from arasta.demo.replay.founding import Ground
from arasta.demo.replay.marketplace import Customers
from arasta.demo.replay.plan import Plan, Way
from arasta.demo.replay.tally import Tally
from arasta.demo.replay.tills import sell_at_tills
from arasta.demo.replay.web import sell_on_the_web

TILL_HANDS = 2
ROUNDS = 20
LEAST_IN_ROUND = 500
Act = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything the sellers need."""

    data: Dataset
    plan: Plan
    ground: Ground
    opened: Opened
    customers: Customers
    tally: Tally
    back_office: BackOffice


def sell(replay: Replay) -> None:
    """Sell all baskets, stretch by stretch, then finish what is on its way."""
    size = max(LEAST_IN_ROUND, -(-len(replay.data.baskets) // ROUNDS))
    for baskets in plan.rounds_of(replay.data.baskets, size):
        side_by_side(_hands(replay, baskets))
    finish(replay)


def finish(replay: Replay) -> None:
    """Deliver, ship and tell until nothing waits."""
    replay.back_office.work()
    market.settle(replay.opened.market)
    replay.back_office.work()


def side_by_side(acts: Sequence[Act]) -> None:
    """Do things at the same time, each on a connection of its own; the first failure is raised when all have ended."""
    with ThreadPoolExecutor(len(acts)) as hands:
        for done in [hands.submit(_on_own_connection, act) for act in acts]:
            done.result()


def _on_own_connection(act: Act) -> None:
    try:
        act()
    finally:
        connections.close_all()


def _hands(replay: Replay, baskets: Sequence[Basket]) -> list[Act]:
    tills = plan.sold_as(replay.plan, Way.TILL, baskets)
    web = plan.sold_as(replay.plan, Way.WEB, baskets)
    return [
        lambda: _sell_at_the_market(replay, baskets),
        lambda: sell_on_the_web(web, ground=replay.ground, opened=replay.opened, tally=replay.tally),
        *(_till_hand(replay, tills, hand) for hand in range(TILL_HANDS)),
    ]


def _till_hand(replay: Replay, tills: Sequence[Basket], hand: int) -> Act:
    """One hand has its own stores, so that the baskets of a store keep their order."""
    own = [basket for basket in tills if plan.share(basket.store, TILL_HANDS) == hand]
    return lambda: sell_at_tills(own, data=replay.data, ground=replay.ground, opened=replay.opened, tally=replay.tally)


def _sell_at_the_market(replay: Replay, baskets: Sequence[Basket]) -> None:
    """The marketplace's hand also does the back office's work, and tells what the others sold meanwhile."""
    market.sell_at_the_marketplace(
        plan.sold_as(replay.plan, Way.MARKET, baskets),
        data=replay.data,
        installation=replay.opened.market,
        customers=replay.customers,
        tally=replay.tally,
    )
    market.keep_in_step(replay.opened.market)
    replay.back_office.work()
    market.keep_in_step(replay.opened.market)
