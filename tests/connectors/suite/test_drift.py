"""What a channel shows otherwise than we want is found by reading back, shown, and set right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from pytest_django import Settings

from arasta.contexts.channels.queries import channels, outbound
from arasta.contexts.channels.services import listings, sessions
from arasta.contexts.channels.types import ListingStatus, OfferItem, Op
from arasta.contexts.channels.types.outbound import DriftField
from arasta.flows.publishing import settle_drift
from arasta.flows.publishing.reconcile_listings import Reconciled, reconcile_listings
from arasta.flows.publishing.unlist_listings import unlist_ended
from arasta.kernel.access import SYSTEM
from tests.connectors.suite.house import House, open_house
from tests.connectors.suite.rig import Goods, Rig
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(rig: Rig, settings: Settings) -> Iterator[House]:
    settings.FIELD_KEY = KEY
    with open_house(rig) as opened:
        with sessions.open_session(opened.installation) as session:
            able = session.connector.capabilities()
        if not able.reads_back:
            pytest.skip(f"{rig.connector} cannot be read back")
        yield opened


def sell(house: House, *skus: str, units: int) -> Sequence[Goods]:
    """Have things on sale there as here, saying on purpose what they say there."""
    goods = house.sell(*skus, units=units)
    reconcile_listings(house.installation, at=house.rig.now, unseen_for=timedelta(0))
    said = [one.id for one in outbound.drift_page(house.channel).items]
    if said:
        channel = channels.channel_by_id(house.channel)
        settle_drift.keep_theirs(channel, said, reason="as it was", at=house.rig.now, actor=SYSTEM)
    return goods


def look(house: House) -> Reconciled:
    """Read back ten minutes later, with the orders read before."""
    house.rig.wait(600)
    house.round()
    return reconcile_listings(house.installation, at=house.rig.now, unseen_for=timedelta(0))


def meddle(house: House, goods: Goods, units: int) -> None:
    """Let somebody set another number at the channel."""
    with sessions.open_session(house.installation) as session:
        shown = house.rig.units(goods)
        item = OfferItem(
            listing_id=house.listing(goods).id,
            external_id=goods.external_id,
            version=10**12,
            quantity=units,
            refs=goods.refs,
            current=shown,
        )
        pushed = session.run(session.connector.push_offers([item], now=house.rig.now))
        house.rig.wait(60)
        if pushed.ticket:
            session.run(session.connector.poll(Op.STOCK, pushed.ticket))


def test_a_number_that_somebody_changed_there_is_found_and_set_right(house: House) -> None:
    first, second = sell(house, "GOODS-1", "GOODS-2", units=5)
    meddle(house, first, 9)

    found = look(house)
    [drift] = outbound.drift_page(house.channel).items
    first_look = (found.read, found.drifted, found.told_again, house.waiting())
    again = look(house)
    house.settle()
    gone = look(house)

    assert first_look == (2, 1, 0, [])
    assert (drift.external_id, drift.field, drift.ours, drift.theirs) == (
        first.external_id, DriftField.QUANTITY, "5", "9",
    )  # fmt: skip
    assert (again.told_again, gone.drifted) == (1, 0)
    assert (house.rig.units(first), house.rig.units(second)) == (5, 5)
    assert outbound.drift_page(house.channel).items == []


def test_what_is_on_its_way_is_no_drift(house: House) -> None:
    [goods] = sell(house, "GOODS-1", units=5)
    house.add(goods, 2)

    found = reconcile_listings(house.installation, at=house.rig.now, unseen_for=timedelta(0))

    assert (found.read, found.drifted) == (1, 0)


def test_what_was_just_sold_there_is_not_told_again_before_its_order_was_read(house: House) -> None:
    if not house.sells:
        pytest.skip(f"{house.rig.connector} does not sell")
    [goods] = sell(house, "GOODS-1", units=5)
    house.rig.buy(goods, 2)

    for _ in range(2):
        house.rig.wait(600)
        reconcile_listings(house.installation, at=house.rig.now, unseen_for=timedelta(0))
    before = house.waiting()
    house.settle()
    house.round()
    look(house)

    assert before == []
    assert house.rig.units(goods) == house.ours(goods) == 3
    assert outbound.drift_page(house.channel).items == []


def test_what_somebody_deleted_there_ends_here_and_a_person_hears_of_it(house: House) -> None:
    first, second = sell(house, "GOODS-1", "GOODS-2", units=5)
    house.rig.take_off(first)

    doubted = look(house)
    before = house.listing(first).status
    certain = look(house)

    assert (doubted.gone, before, certain.gone) == (0, ListingStatus.ACTIVE, 1)
    assert (house.listing(first).status, house.listing(second).status) == (ListingStatus.ENDED, ListingStatus.ACTIVE)
    assert house.parked() == [first.external_id]


def test_what_ended_here_is_taken_off_there(house: House) -> None:
    first, second = sell(house, "GOODS-1", "GOODS-2", units=5)
    listings.move_listings([house.listing(first).id], ListingStatus.ENDED, actor=SYSTEM)

    unlist_ended(house.installation, at=house.rig.now)
    for _ in range(3):
        house.round()
        house.rig.wait(300)
        unlist_ended(house.installation, at=house.rig.now)

    assert not house.rig.is_on_sale(first) or house.rig.units(first) == 0
    assert house.rig.is_on_sale(second)
    assert outbound.due_removals(house.channel, now=house.rig.now + timedelta(days=1), limit=9) == []
