"""Goods in, corrections, blocks and transfers: the ledger says why, and what is promised stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from arasta.contexts.inventory.queries import audit, availability, explain, stock
from arasta.contexts.inventory.services import allocations, counts, levels, reservations, rules, transfers
from arasta.contexts.inventory.services.levels import Correction, ReasonMissing
from arasta.contexts.inventory.services.rules import RuleInput
from arasta.contexts.inventory.services.transfers import SamePlace
from arasta.contexts.inventory.types import (
    AllocationRequest,
    AnotherLocation,
    HoldRequest,
    RuleKind,
    StockLine,
    StockPromised,
    TransferClosed,
    TransferStatus,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from arasta.kernel.changes import dirty
from arasta.kernel.ids import to_public
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> tuple[UUID, UUID]:
    variant, location = makers.make_variant(), makers.make_location()
    makers.receive(variant, location, 10)
    return variant, location


def promise(variant: UUID, location: UUID, quantity: int) -> UUID:
    order = makers.some_id()
    line = StockLine(variant, location, quantity, makers.some_id())
    allocations.allocate([AllocationRequest(order, makers.make_channel(), (line,))], actor=SYSTEM)
    return order


def test_a_correction_needs_a_reason(place: tuple[UUID, UUID]) -> None:
    with pytest.raises(ReasonMissing):
        levels.adjust([Correction(*place, -1)], reason="  ", actor=SYSTEM)

    assert makers.level_of(*place) == (10, 0, 0)


def test_a_correction_cannot_take_what_is_promised(place: tuple[UUID, UUID]) -> None:
    promise(*place, 8)

    with pytest.raises(StockPromised) as refusal:
        levels.adjust([Correction(*place, -3)], reason="broken", actor=SYSTEM)

    assert refusal.value.details == {"free": 2}
    assert makers.level_of(*place) == (10, 8, 0)
    assert audit.find_lies() == []


def test_blocked_units_are_not_for_sale(place: tuple[UUID, UUID]) -> None:
    levels.block([StockLine(*place, 4)], reason="scratched", actor=SYSTEM)

    level = stock.levels([place[0]])[0]

    assert (level.on_hand, level.unavailable, level.available) == (10, 4, 6)

    levels.unblock([StockLine(*place, 3)], reason="polished", actor=SYSTEM)

    assert stock.levels([place[0]])[0].available == 9
    with pytest.raises(StockPromised):
        levels.unblock([StockLine(*place, 2)], reason="more than is blocked", actor=SYSTEM)
    assert audit.find_lies() == []


def test_a_transfer_is_incoming_until_it_is_received(place: tuple[UUID, UUID]) -> None:
    variant, source = place
    target = makers.make_location()

    transfer = transfers.send([(variant, 4)], source=source, target=target, actor=SYSTEM)

    by_place = {level.location_id: level for level in stock.levels([variant])}
    assert (by_place[source].on_hand, by_place[target].on_hand, by_place[target].incoming) == (6, 0, 4)
    assert audit.find_lies() == []

    transfers.receive(transfer, actor=SYSTEM)

    by_place = {level.location_id: level for level in stock.levels([variant])}
    assert (by_place[target].on_hand, by_place[target].incoming) == (4, 0)
    assert [row.status for row in stock.transfers()] == [TransferStatus.RECEIVED]
    assert audit.find_lies() == []
    with pytest.raises(TransferClosed):
        transfers.receive(transfer, actor=SYSTEM)


def test_a_transfer_takes_only_what_is_free_and_goes_elsewhere(place: tuple[UUID, UUID]) -> None:
    variant, source = place
    promise(variant, source, 9)
    target = makers.make_location()

    with pytest.raises(StockPromised):
        transfers.send([(variant, 2)], source=source, target=target, actor=SYSTEM)
    with pytest.raises(SamePlace):
        transfers.send([(variant, 1)], source=source, target=source, actor=SYSTEM)

    assert makers.level_of(variant, source) == (10, 9, 0)


def test_a_channel_is_shown_its_share_and_its_cap(place: tuple[UUID, UUID]) -> None:
    variant, location = place
    channel = makers.make_channel()
    rules.set_rules([RuleInput(RuleKind.SHARE, 50)], channel_id=channel)
    rules.set_rules([RuleInput(RuleKind.CAP, 3, variant)], channel_id=channel)

    offered = availability.offered([variant], channel_id=channel, location_ids=[location])[variant]

    assert (offered.total, offered.by_location) == (3, {location: 10})

    rules.set_rules([RuleInput(RuleKind.CAP, None, variant)], channel_id=channel)

    assert availability.offered([variant], channel_id=channel, location_ids=[location])[variant].total == 5


def test_every_change_marks_the_variant_dirty_once(place: tuple[UUID, UUID]) -> None:
    dirty.listen(dirty.AVAILABILITY, "somebody")

    for _ in range(3):
        levels.receive([StockLine(*place, 1)], reference="more", actor=SYSTEM)

    taken = dirty.take(dirty.AVAILABILITY, "somebody", limit=10)
    assert [change.key for change in taken] == [place[0]]

    levels.receive([StockLine(*place, 1)], reference="while it was told", actor=SYSTEM)
    dirty.settle(dirty.AVAILABILITY, "somebody", taken)

    assert dirty.waiting(dirty.AVAILABILITY, "somebody")[0] == 1


def test_the_number_explains_itself(place: tuple[UUID, UUID]) -> None:
    variant, location = place
    channel, other = makers.make_channel(), makers.make_channel()
    order = promise(variant, location, 3)
    levels.set_safety_stock([StockLine(variant, location, 1)], actor=SYSTEM)
    rules.set_fences([StockLine(variant, location, 2)], channel_id=other)
    rules.set_rules([RuleInput(RuleKind.SHARE, 50)], channel_id=channel)

    told = explain.explain(variant, location_ids=[location], channel_id=channel)

    steps = [(step.code, step.quantity, step.total) for step in told.chains[0].steps]
    assert steps == [
        ("received", 10, 10),
        ("on_hand", 0, 10),
        ("committed", -3, 7),
        ("safety_stock", -1, 6),
        ("fenced", -2, 4),
        ("sellable", 0, 4),
    ]
    assert told.chains[0].steps[2].causes[0].order_id == order
    assert (told.pool, told.offered) == (4, 2)


def test_the_auditor_names_the_row_that_lies(place: tuple[UUID, UUID]) -> None:
    db.execute("UPDATE inventory_level SET on_hand = 11 WHERE variant_id = %s", [place[0]])

    (lie,) = audit.find_lies()

    assert (lie.rule.code, lie.subject_id) == (
        "stock.on_hand",
        f"{to_public('var', place[0])}/{to_public('loc', place[1])}",
    )
    assert lie.sentence() == "11 are on hand, but the movements sum to 10."


def test_staff_of_one_store_do_not_touch_the_stock_of_another(place: tuple[UUID, UUID]) -> None:
    variant, store = place
    elsewhere = makers.make_location()
    stranger = Actor(ActorKind.STAFF, id="s", permissions=frozenset({"stock.write"}), locations=frozenset({elsewhere}))

    for act in (
        lambda: levels.adjust([Correction(variant, store, -1)], reason="count", actor=stranger),
        lambda: levels.set_safety_stock([StockLine(variant, store, 1)], actor=stranger),
        lambda: transfers.send([(variant, 1)], source=store, target=elsewhere, actor=stranger),
    ):
        with pytest.raises(AnotherLocation):
            act()

    assert makers.level_of(variant, store) == (10, 0, 0)


@pytest.mark.parametrize("act", ["adjust", "block", "send", "count"])
def test_a_hold_that_ran_out_stands_in_nobodys_way(place: tuple[UUID, UUID], act: str) -> None:
    """The sweeper may be late: a hold past its time ends when somebody would be refused because of it."""
    variant, store = place
    hold = HoldRequest(makers.some_id(), makers.make_channel(), (StockLine(variant, store, 8),), timedelta(hours=1))
    reservations.reserve([hold], actor=SYSTEM)
    db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'")

    if act == "adjust":
        levels.adjust([Correction(variant, store, -5)], reason="count", actor=SYSTEM)
    elif act == "block":
        levels.block([StockLine(variant, store, 5)], reason="dented", actor=SYSTEM)
    elif act == "send":
        transfers.send([(variant, 5)], source=store, target=makers.make_location(), actor=SYSTEM)
    else:
        answer = counts.count([counts.Count(variant, store, delta=-5)], reason="count", actor=SYSTEM)[0]
        assert isinstance(answer, counts.Counted)

    assert makers.level_of(variant, store) == (10 if act == "block" else 5, 0, 0)
    assert audit.find_lies() == []
