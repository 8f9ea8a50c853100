"""What a channel says otherwise waits for a person: ours is said again, or theirs stays on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from arasta.contexts.channels.queries import channels, outbound
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.types.outbound import Drift, DriftField, DriftIsOld, KeepReasonMissing, NotKept
from arasta.flows.publishing import edit_listings, settle_drift
from arasta.flows.publishing.publish_listings import publish_waiting
from arasta.flows.publishing.reconcile_listings import Reconciled, reconcile_listings
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.house import House, open_house
from tests.connectors.suite.rig import Goods
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rig(tmp_path: Path) -> ShopifyRig:
    return ShopifyRig(tmp_path)


@pytest.fixture
def house(rig: ShopifyRig, settings: Settings) -> Iterator[House]:
    settings.FIELD_KEY = KEY
    with open_house(rig) as opened:
        yield opened


@pytest.fixture
def goods(house: House) -> Goods:
    """A pot that the shop calls by its SKU, and that we have never told it about."""
    [one] = house.sell("POT-1", units=5)
    look(house)
    return one


def look(house: House, *, later: int = 3600) -> Reconciled:
    house.rig.wait(later)
    return reconcile_listings(house.installation, at=house.rig.now, unseen_for=timedelta(0))


def differences(house: House, field: DriftField | None = None) -> Sequence[Drift]:
    return outbound.drift_page(house.channel, field=field).items


def ids(house: House, field: DriftField | None = None) -> list[UUID]:
    return [one.id for one in differences(house, field)]


def keep(house: House, chosen: Sequence[UUID], reason: str = "The shop's own words") -> UUID:
    channel = channels.channel_by_id(house.channel)
    return settle_drift.keep_theirs(channel, chosen, reason=reason, at=house.rig.now, actor=SYSTEM)


def test_what_the_shop_says_otherwise_is_shown_and_left_alone(house: House, rig: ShopifyRig, goods: Goods) -> None:
    [first] = differences(house, DriftField.TITLE)

    for _ in range(3):
        look(house)
    [later] = differences(house, DriftField.TITLE)

    assert (first.theirs, first.since, first.told_at) == ("POT-1", later.since, None)
    assert later.told_at is None
    assert publish_waiting(house.installation, at=house.rig.now) == 0
    assert rig.listing("POT-1")["title"] == "POT-1"


def test_ours_is_said_again_and_the_difference_ends(house: House, rig: ShopifyRig, goods: Goods) -> None:
    ours = differences(house, DriftField.TITLE)[0].ours

    told = settle_drift.say_ours_again(channels.channel_by_id(house.channel), ids(house), at=house.rig.now)
    sent = publish_waiting(house.installation, at=house.rig.now)
    look(house, later=60)
    soon = {one.told_at is not None for one in differences(house)}
    look(house)

    assert (told, sent, soon) == (1, 1, {True})
    assert rig.listing("POT-1")["title"] == ours
    assert differences(house) == []


def test_theirs_stays_on_purpose_and_can_be_taken_back(house: House, rig: ShopifyRig, goods: Goods) -> None:
    ours = differences(house, DriftField.TITLE)[0].ours

    edit = keep(house, ids(house, DriftField.TITLE))
    look(house)
    after = differences(house, DriftField.TITLE)
    [own] = content_book.deviations_page(house.channel).items
    unsent = publish_waiting(house.installation, at=house.rig.now)
    undone = edit_listings.undo(edit, at=house.rig.now, actor=SYSTEM)
    publish_waiting(house.installation, at=house.rig.now)

    assert (after, unsent) == ([], 0)
    assert (own.field, own.value, own.reason) == ("title", "POT-1", "The shop's own words")
    assert undone.restored == 1
    assert rig.listing("POT-1")["title"] == ours


def test_what_is_no_difference_any_more_cannot_be_kept(house: House, goods: Goods) -> None:
    chosen = ids(house)
    keep(house, chosen)

    with pytest.raises(DriftIsOld):
        keep(house, chosen)


def test_a_reason_is_asked_for_and_nothing_is_kept_without(house: House, goods: Goods) -> None:
    before = differences(house)

    with pytest.raises(KeepReasonMissing):
        keep(house, ids(house), reason="  ")

    assert differences(house) == before
    assert content_book.deviations_page(house.channel).items == []


def test_a_quantity_cannot_stay_as_the_shop_shows_it(house: House, rig: ShopifyRig, goods: Goods) -> None:
    keep(house, ids(house))
    rig.control("POST", "/listings", json={"products": [{"sku": "POT-1", "quantity": 9, "priceMinor": 1}]})
    look(house)

    with pytest.raises(NotKept):
        keep(house, ids(house, DriftField.QUANTITY))


def test_a_channel_settles_only_its_own(house: House, goods: Goods) -> None:
    other = channels.channel_by_id(makers.make_channel(kind="marketplace"))

    with pytest.raises(DriftIsOld):
        settle_drift.say_ours_again(other, ids(house), at=house.rig.now)

    assert {one.told_at for one in differences(house)} == {None}
