"""A large change of stock reaches the channel in as few calls as there can be, what sold out first."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.connectors.trendyol import connector as trendyol
from arasta.contexts.channels.queries import outbound
from arasta.contexts.channels.services import channels, listings, rollout
from arasta.contexts.channels.types import ChannelStatus, ListingInput, LocationPlace
from arasta.contexts.channels.types.outbound import RolloutStage, place_of
from arasta.flows.publishing import offers_now
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.flows.stall import Stall
from tests.statements import counted

pytestmark = pytest.mark.django_db(transaction=True)


def codes(count: int) -> list[str]:
    return [f"86900000{number:05}" for number in range(count)]


def bodies(stall: Stall) -> list[list[dict[str, Any]]]:
    """Return what was sent as stock and prices, batch by batch."""
    sent = [one for one in stall.wire.requests if one.url.path.endswith("/price-and-inventory")]
    return [json.loads(one.content)["items"] for one in sent]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a batch hold four, so that a few products fill several."""
    monkeypatch.setattr(trendyol, "_OFFERS", replace(trendyol._OFFERS, batch_max=4))


@pytest.mark.usefixtures("small_batches")
def test_all_batches_but_the_last_are_full_though_much_is_not_on_offer(stall: Stall) -> None:
    variants = stall.offer(*codes(10))
    before = len(bodies(stall))
    for variant in variants:
        makers.receive(variant, stall.warehouse, 1)
    for variant in makers.make_variants(9):
        makers.receive(variant, stall.warehouse, 1)

    stall.push()

    assert [len(items) for items in bodies(stall)[before:]] == [4, 4, 2]
    assert stall.dirty() == []


@pytest.mark.usefixtures("small_batches")
def test_what_sold_out_goes_first_over_all_batches(stall: Stall) -> None:
    variants = stall.offer(*codes(9))
    for variant in variants[:-1]:
        stall.take_away(variant, 1)
    stall.take_away(variants[-1], 5)

    stall.push()

    assert bodies(stall)[-3][0] == {"barcode": codes(9)[-1], "quantity": 0}


@pytest.mark.usefixtures("small_batches")
def test_what_sold_out_goes_before_new_prices_in_the_same_full_batches(stall: Stall) -> None:
    variants = stall.offer(*codes(9))
    before = len(bodies(stall))
    for variant in variants[:-1]:
        makers.make_price(variant, 39900)
    stall.take_away(variants[-1], 5)

    stall.push()

    told = bodies(stall)[before:]
    assert [len(items) for items in told] == [4, 4, 1]
    assert told[0][0] == {"barcode": codes(9)[-1], "quantity": 0}
    assert all(item["salePrice"] == 399 for items in told for item in items if item["quantity"])


@pytest.mark.usefixtures("small_batches")
def test_what_came_back_goes_before_what_only_changed(stall: Stall) -> None:
    variants = stall.offer(*codes(5))
    stall.take_away(variants[-1], 5)
    stall.round()
    for variant in variants:
        makers.receive(variant, stall.warehouse, 1)

    stall.push()

    assert bodies(stall)[-2][0] == {"barcode": codes(5)[-1], "quantity": 1}


def test_the_number_of_statements_does_not_grow_with_the_listings(stall: Stall) -> None:
    variants = stall.offer(*codes(40))
    numbers = []
    for some in (variants[:1], variants):
        for variant in some:
            stall.take_away(variant, 1)
        with CaptureQueriesContext(connection) as caught:
            stall.push()
        stall.poll()
        numbers.append(counted(caught))

    assert numbers[0] == numbers[1]


def test_a_paused_channel_is_told_nothing_and_what_is_dirty_stays(stall: Stall) -> None:
    [variant] = stall.offer(*codes(1))
    stall.take_away(variant, 1)
    before = len(bodies(stall))

    channels.pause(stall.channel, actor=SYSTEM)
    stall.push()
    while_asked_before = len(bodies(stall))
    stall.installation = replace(stall.installation, status=ChannelStatus.PAUSED)
    stall.push()

    assert (while_asked_before, len(bodies(stall)), stall.dirty()) == (before, before, [variant])


def test_outside_the_stage_nothing_is_offered(stall: Stall) -> None:
    variants = stall.offer(*codes(6))
    before = len(bodies(stall))

    rollout.choose_variants(stall.channel, variants[:2], actor=SYSTEM)
    rollout.set_rollout(stall.channel, RolloutStage.CHOSEN, actor=SYSTEM)
    stall.round()
    shown = [stall.shown(code) for code in codes(6)]
    for variant in variants:
        makers.receive(variant, stall.warehouse, 1)
    sent = len(bodies(stall)[-1])
    stall.round()
    told = {item["barcode"] for item in bodies(stall)[-1]}
    rollout.set_rollout(stall.channel, RolloutStage.ALL, actor=SYSTEM)
    stall.round()

    assert (len(bodies(stall)) > before, sent, shown) == (True, 6, [5, 5, 0, 0, 0, 0])
    assert told == set(codes(6)[:2])
    assert [stall.shown(code) for code in codes(6)] == [6] * 6


def test_a_share_of_the_catalog_only_grows(stall: Stall) -> None:
    variants = makers.make_variants(60)
    stages = [replace(outbound.rollout(stall.installation.id), stage=RolloutStage.PERCENT, percent=p) for p in (10, 50)]

    within = [{variant for variant in variants if stage.includes(variant)} for stage in stages]

    listings.save_listings(
        stall.channel,
        [ListingInput(variant_id=variant, external_id=str(number)) for number, variant in enumerate(variants)],
        actor=SYSTEM,
    )
    drafts = [{row.variant_id for row in outbound.waiting_drafts(stall.channel, stage, limit=99)} for stage in stages]

    assert within[0] < within[1] < set(variants)
    assert drafts == within
    assert {place_of(variant) for variant in variants} <= set(range(100))


@pytest.mark.parametrize(
    ("total", "pools", "split"),
    [
        (5, {"a": 6, "b": 4}, {"a": 3, "b": 2}),
        (9, {"a": 6, "b": 3}, {"a": 6, "b": 3}),
        (1, {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 0, "c": 0}),
        (0, {"a": 6, "b": 3}, {"a": 0, "b": 0}),
        (7, {"a": 0, "b": 0}, {"a": 0, "b": 0}),
        (8, {"a": 2, "b": 3}, {"a": 2, "b": 3}),
    ],
)
def test_a_number_is_split_among_places_by_what_they_have(
    total: int, pools: dict[str, int], split: dict[str, int]
) -> None:
    assert offers_now.shares(total, pools) == split


def test_each_place_of_the_channel_gets_what_our_locations_have(stall: Stall) -> None:
    [variant] = stall.offer(*codes(1), units=6)
    makers.receive(variant, stall.store, 4)
    third = makers.make_location()
    makers.receive(variant, third, 9)
    channels.place_locations(
        stall.channel, [LocationPlace(location) for location in (stall.warehouse, stall.store, third)]
    )
    places = {code_of(stall.warehouse): "11", code_of(stall.store).lower(): "22"}
    installed = replace(stall.installation, settings={**stall.installation.settings, "places": json.dumps(places)})
    on = offers_now.ground(installed, replace(trendyol._OFFERS, per_place=True))

    [wanted] = offers_now.wanted(on, [stall.listing(codes(1)[0])], at=stall.world.time).values()

    assert (wanted.quantity, wanted.at_places) == (10, {"11": 6, "22": 4})


def code_of(location: UUID) -> str:
    from arasta.contexts.inventory.queries import locations

    return locations.by_id()[location].code
