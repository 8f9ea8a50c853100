"""What could not be taken waits for a person, who says what it means, tries again or puts it aside."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as reads
from arasta.contexts.channels.services import listings, parking
from arasta.contexts.channels.types.explaining import explain
from arasta.contexts.channels.types.listings import ListingInput, ListingStatus
from arasta.contexts.channels.types.parking import MOVES, ParkedInput, ParkedKind, ParkedReason, ParkedStatus
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from tests.makers import make_channel, make_variants

pytestmark = pytest.mark.django_db


def park(channel_id: UUID, about: tuple[str, ...] = ("X868",)) -> UUID:
    item = ParkedInput(
        kind=ParkedKind.ORDER,
        external_id="106",
        reason=ParkedReason.UNKNOWN_SKU,
        about=about,
        explanation=explain("line_quantity", line="7", quantity=0),
        payload=json.dumps({"orderNumber": "106"}),
    )
    return parking.park(channel_id, [item], actor=SYSTEM)[0]


def told(name: str) -> list[dict[str, object]]:
    return [
        json.loads(row[0])
        for row in db.rows("SELECT payload::text FROM outbox_event WHERE name = %s ORDER BY seq", [name])
    ]


def test_seen_twice_it_is_one_item_told_once() -> None:
    channel_id = make_channel("trendyol")

    first, second = park(channel_id), park(channel_id)

    item = reads.parked_item(first)
    assert first == second
    assert (item.times_seen, item.status, item.about, item.channel_code) == (2, "open", ("X868",), "trendyol")
    assert json.loads(item.payload) == {"orderNumber": "106"}
    assert [fact["about"] for fact in told("channels.order_parked")] == [["X868"]]


def test_choosing_the_variant_makes_a_live_listing_and_lets_it_be_tried_again(staff: Actor) -> None:
    channel_id, variant = make_channel(), make_variants(1)[0]
    key = park(channel_id)

    done = parking.resolve(key, choices={"X868": variant}, actor=staff)

    assert (done.status, done.resolved_by) == ("resolved", "Olcay")
    row = listing_reads.listings_by_external(channel_id, ["X868"])["X868"]
    assert (row.variant_id, row.status) == (variant, "active")
    [fact] = told("channels.parked_item_resolved")
    assert (fact["parked_item_id"], fact["retry"]) == (str(key), True)


def test_every_unknown_code_must_be_chosen(staff: Actor) -> None:
    channel_id, variant = make_channel(), make_variants(1)[0]
    key = park(channel_id, ("X868", "X869"))

    with pytest.raises(parking.SkuNotChosen) as refusal, db.savepoint():
        parking.resolve(key, choices={"X868": variant}, actor=staff)

    assert refusal.value.details == {"given": "X869"}
    assert reads.parked_item(key).status is ParkedStatus.OPEN
    assert listing_reads.listings_by_external(channel_id, ["X868"]) == {}


def test_a_second_code_of_a_live_listing_becomes_an_alias(staff: Actor) -> None:
    channel_id, variant = make_channel(), make_variants(1)[0]
    live = ListingInput(variant_id=variant, external_id="868", status=ListingStatus.ACTIVE)
    [row] = listings.save_listings(channel_id, [live], actor=staff)

    parking.resolve(park(channel_id), choices={"X868": variant}, actor=staff)

    found = listing_reads.listings_by_external(channel_id, ["868", "X868"])
    assert {code: listing.id for code, listing in found.items()} == {"868": row.id, "X868": row.id}


def test_a_failed_listing_takes_the_code_and_becomes_live(staff: Actor) -> None:
    channel_id, variant = make_channel(), make_variants(1)[0]
    failed = ListingInput(variant_id=variant, external_id="868", status=ListingStatus.FAILED)
    listings.save_listings(channel_id, [failed], actor=staff)

    parking.resolve(park(channel_id), choices={"X868": variant}, actor=staff)

    [row] = listing_reads.listings_of([variant])
    assert (row.external_id, row.status) == ("X868", "active")


def test_it_is_decided_once_and_opens_again_when_it_fails_again(staff: Actor) -> None:
    channel_id, variant = make_channel(), make_variants(1)[0]
    key = park(channel_id)
    parking.resolve(key, choices={"X868": variant}, actor=staff)

    with pytest.raises(parking.AlreadyDecided), db.savepoint():
        parking.dismiss(key, note="twice", actor=staff)
    park(channel_id, ("X870",))

    assert (reads.parked_item(key).status, len(told("channels.order_parked"))) == ("open", 2)


def test_dismissed_it_stays_dismissed_and_needs_a_reason(staff: Actor) -> None:
    channel_id = make_channel()
    key = park(channel_id)

    with pytest.raises(parking.ReasonNeeded):
        parking.dismiss(key, note="  ", actor=staff)
    parking.dismiss(key, note="test order", actor=staff)
    park(channel_id)

    item = reads.parked_item(key)
    assert (item.status, item.note, item.times_seen) == ("dismissed", "test order", 2)
    assert [fact["retry"] for fact in told("channels.parked_item_resolved")] == [False]
    assert reads.parked_page(channel_id).items == []
    assert [row.id for row in reads.parked_page(channel_id, status=None).items] == [key]
    assert reads.count_parked([channel_id]) == {channel_id: 0}


def test_the_table_of_moves_is_walked_whole(staff: Actor) -> None:
    """From each status every verb is tried: it leads where the table says, or is refused and changes nothing."""
    reached = set()
    for before in ParkedStatus:
        for verb in ("see again", "resolve", "dismiss"):
            channel_id = make_channel()
            key = park(channel_id)
            _bring(key, before, staff)
            try:
                _act(verb, channel_id, key, staff)
            except parking.AlreadyDecided:
                assert reads.parked_item(key).status is before
            after = reads.parked_item(key).status
            if after is not before:
                reached.add((before, after))

    assert reached == {(before, after) for before, allowed in MOVES.items() for after in allowed}


def _bring(key: UUID, status: ParkedStatus, staff: Actor) -> None:
    if status is ParkedStatus.RESOLVED:
        parking.resolve(key, choices={"X868": make_variants(1)[0]}, actor=staff)
    if status is ParkedStatus.DISMISSED:
        parking.dismiss(key, note="a test order", actor=staff)


def _act(verb: str, channel_id: UUID, key: UUID, staff: Actor) -> None:
    if verb == "see again":
        park(channel_id)
    else:
        _bring(key, ParkedStatus.RESOLVED if verb == "resolve" else ParkedStatus.DISMISSED, staff)
