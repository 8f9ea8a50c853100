"""Whatever goes wrong on the way, in the end the channel shows exactly what we have, and each order is in our book once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from arasta.contexts.channels.types import Stream
from arasta.twins.faults import Fault
from tests.connectors.suite.dice import Dice
from tests.connectors.suite.house import House, open_house
from tests.connectors.suite.rig import Bought, Rig
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)

STOCK = 40
ROUNDS = 10
OUTAGE = timedelta(hours=2)
FAULTS = (
    Fault.RATE_LIMITED,
    Fault.RATE_LIMITED_BARE,
    Fault.ERROR_AFTER_WRITE,
    Fault.LATE_ANSWER,
    Fault.PARTIAL_BATCH,
    Fault.RESULT_LOST,
    Fault.TOKEN_EXPIRED,
    Fault.PAGE_SHIFT,
    Fault.CURSOR_EXPIRED,
)


@pytest.fixture
def house(rig: Rig, settings: Settings) -> Iterator[House]:
    settings.FIELD_KEY = KEY
    with open_house(rig) as opened:
        yield opened


def storm(house: House, chance: Dice, *, rounds: int, kinds: int) -> list[Bought]:
    """Change stock here and buy there while things go wrong; in the middle the channel is down for two hours."""
    rig, bought = house.rig, list[Bought]()
    goods = house.sell(*(f"GOODS-{number}" for number in range(kinds)), units=STOCK)
    faults = [fault for fault in FAULTS if fault not in rig.exempt]
    for number in range(rounds):
        for one in chance.some_of(goods, kinds // 2):
            house.add(one, chance.between(-1, 3))
        if house.sells:
            bought += [rig.buy(chance.one_of(goods)) for _ in range(2)]
        rig.break_down(chance.one_of(faults))
        house.fails = chance.between(0, 3)
        if number == rounds // 2:
            sleep_through(house)
        house.round()
    rig.recover()
    house.fails = 0
    rig.wait(120)
    house.round()
    house.settle()

    assert {one.sku: rig.units(one) for one in goods} == {one.sku: house.ours(one) for one in goods}
    assert (house.orders(), house.parked()) == (sorted(one.order_id for one in bought), [])
    return bought


def sleep_through(house: House) -> None:
    """Let the channel be down for two hours."""
    house.is_down = True
    house.round()
    house.rig.wait(OUTAGE.total_seconds())
    house.round()
    house.is_down = False


@pytest.mark.parametrize("seed", [7])
def test_nothing_is_lost_doubled_or_left_wrong(house: House, seed: int) -> None:
    storm(house, Dice(seed), rounds=ROUNDS, kinds=6)

    assert max(house.lags) >= OUTAGE.total_seconds()


def test_what_sold_out_here_is_not_sold_there(house: House) -> None:
    first, second = house.sell("GOODS-1", "GOODS-2", units=5)

    house.add(first, -5)
    house.settle()

    assert (house.rig.units(first), house.rig.units(second)) == (0, 5)
    assert house.stream(Stream.STOCK).trouble.value == ""


@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER_WRITE, Fault.LATE_ANSWER, Fault.RATE_LIMITED_BARE])
def test_what_nobody_knows_the_outcome_of_is_told_as_it_is_by_then(house: House, fault: Fault) -> None:
    if fault in house.rig.exempt:
        pytest.skip(house.rig.exempt[fault])
    [goods] = house.sell("GOODS-1", units=5)
    house.add(goods, -2)
    house.rig.break_down(fault, times=3)
    house.round()
    house.rig.recover()
    house.add(goods, 4)
    house.rig.wait(120)

    house.settle()

    assert (house.rig.units(goods), house.listing(goods).pushed_quantity) == (7, 7)
