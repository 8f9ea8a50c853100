"""Lots through the doors: received, sold, moved, counted; the ledger names them, the level stays their sum."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.inventory.domain.lots import LotExpired, LotRequired, LotShort, NoLotLeft
from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.queries import lots as reading
from arasta.contexts.inventory.queries.lots import LotView, UnknownLotCode
from arasta.contexts.inventory.services import allocations, counts, expiry, levels, transfers
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.services.tracing import NotTracked
from arasta.contexts.inventory.types import MovementKind, StockLine, Traced, TrackingMode
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.inventory import tracing
from tests.contexts.inventory.tracing import Shelf, lots, lots_at
from tests.racing import race
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def oil() -> Shelf:
    """Three lots of five: one expires in ten days, one in three, one never."""
    shelf = tracing.make_tracked(TrackingMode.LOT)
    tracing.receive(shelf, *lots(("LATE", 5, 10), ("SOON", 5, 3), ("EVER", 5)))
    return shelf


def moves(shelf: Shelf) -> list[tuple[str, int, str | None]]:
    """Return (kind, units, lot) of the ledger, oldest first."""
    return db.rows(
        "SELECT m.kind, m.quantity, l.code FROM inventory_movement m LEFT JOIN inventory_lot l ON l.id = m.lot_id"
        " WHERE m.variant_id = %s ORDER BY m.id",
        [shelf[0]],
    )


def test_goods_come_in_lot_by_lot(oil: Shelf) -> None:
    tracing.receive(oil, *lots(("SOON", 2)))

    assert lots_at(oil) == [("EVER", 5, 0), ("LATE", 5, 0), ("SOON", 7, 0)]
    assert makers.level_of(oil[0], oil[1]) == (17, 0, 0)
    assert moves(oil)[-1] == ("received", 2, "SOON")
    assert audit.find_lies() == []


def test_goods_without_a_lot_are_refused_and_nothing_is_written(oil: Shelf) -> None:
    with pytest.raises(LotRequired):
        makers.receive(oil[0], oil[1], 4)

    assert makers.level_of(oil[0], oil[1]) == (15, 0, 0)
    assert len(moves(oil)) == 3


def test_a_lot_of_a_product_that_has_none_is_refused() -> None:
    shelf = (makers.make_variant(), makers.make_location(), makers.make_channel())

    with pytest.raises(NotTracked):
        tracing.receive(shelf, *lots(("A", 1)))

    assert moves(shelf) == []


def test_what_expires_first_is_shipped_first(oil: Shelf) -> None:
    allocation, order = tracing.promise(oil, 7)

    tracing.ship(oil, allocation, quantity=7)

    assert lots_at(oil) == [("EVER", 5, 0), ("LATE", 3, 0)]
    assert moves(oil)[-2:] == [("shipped", 5, "SOON"), ("shipped", 2, "LATE")]
    assert [(one.code, one.quantity) for one in reading.went([order])] == [("LATE", 2), ("SOON", 5)]
    assert audit.find_lies() == []


def test_the_picker_may_say_which_lot_it_was(oil: Shelf) -> None:
    allocation, order = tracing.promise(oil, 3)

    tracing.ship(oil, allocation, lots(("EVER", 2), ("LATE", 1)))

    assert lots_at(oil) == [("EVER", 3, 0), ("LATE", 4, 0), ("SOON", 5, 0)]
    assert reading.orders_with(reading.lot(oil[0], "EVER").id) == {order: 2}
    assert audit.find_lies() == []


def test_a_sale_at_the_till_takes_lots_too(oil: Shelf) -> None:
    tracing.sell(oil, quantity=6)
    tracing.sell(oil, lots(("EVER", 1)))

    assert lots_at(oil) == [("EVER", 4, 0), ("LATE", 4, 0)]
    assert audit.find_lies() == []


def test_an_expired_lot_leaves_for_nobody() -> None:
    shelf = tracing.make_tracked(TrackingMode.LOT, stop_days=2)
    tracing.receive(shelf, *lots(("GONE", 1, -1), ("SOON", 1, 1), ("GOOD", 1, 2)))
    first, second, third = (tracing.promise(shelf, 1)[0] for _ in range(3))

    tracing.ship(shelf, first, quantity=1)
    with pytest.raises(NoLotLeft):
        tracing.ship(shelf, second, quantity=1)
    tracing.ship(shelf, second, lots(("SOON", 1)))
    with pytest.raises(LotExpired):
        tracing.ship(shelf, third, lots(("GONE", 1)))

    assert lots_at(shelf) == [("GONE", 1, 0)]
    assert makers.level_of(shelf[0], shelf[1]) == (1, 1, 0)
    assert audit.find_lies() == []


def test_what_is_too_old_is_set_aside_and_no_longer_sold() -> None:
    shelf = tracing.make_tracked(TrackingMode.LOT, stop_days=5)
    tracing.receive(shelf, *lots(("OLD", 3, 4), ("OLDER", 3, 2), ("GOOD", 2, 5)))
    tracing.promise(shelf, 4)

    blocked = expiry.block_overdue(reading.overdue_levels(limit=10))

    assert blocked == 4
    assert lots_at(shelf) == [("GOOD", 2, 0), ("OLD", 3, 1), ("OLDER", 3, 3)]
    level = stock.levels([shelf[0]])[0]
    assert (level.on_hand, level.unavailable, level.sellable) == (8, 4, 0)
    assert reading.overdue_levels(limit=10) == []
    assert moves(shelf)[-2:] == [("blocked", 3, "OLDER"), ("blocked", 1, "OLD")]
    told = db.rows(
        "SELECT payload ->> 'cause', payload -> 'levels' -> 0 ->> 'sellable' FROM outbox_event"
        " WHERE name = 'inventory.availability_changed' ORDER BY seq DESC LIMIT 1"
    )
    assert told == [("blocked", "0")]
    assert audit.find_lies() == []


def test_what_was_promised_is_set_aside_when_it_comes_free() -> None:
    shelf = tracing.make_tracked(TrackingMode.LOT)
    tracing.receive(shelf, *lots(("GONE", 2, -1)))
    allocation, _ = tracing.promise(shelf, 2)
    assert reading.overdue_levels(limit=10) == []

    allocations.release([(allocation, tracing.line(shelf, quantity=2))], actor=SYSTEM)

    assert reading.overdue_levels(limit=10) == [(shelf[0], shelf[1])]
    assert expiry.block_overdue([(shelf[0], shelf[1])]) == 2


def test_a_wrong_date_is_put_right_and_the_units_are_put_back() -> None:
    shelf = tracing.make_tracked(TrackingMode.LOT)
    tracing.receive(shelf, *lots(("TYPO", 2, -1)))
    expiry.block_overdue([(shelf[0], shelf[1])])
    lot = reading.lot(shelf[0], "TYPO")

    expiry.correct(lot.id, expires_on=tracing.day(9), actor=SYSTEM)
    levels.unblock([tracing.line(shelf, lots(("TYPO", 2)))], reason="The date was wrong", actor=SYSTEM)

    assert lots_at(shelf) == [("TYPO", 2, 0)]
    assert stock.levels([shelf[0]])[0].sellable == 2
    assert audit.find_lies() == []


def test_a_correction_names_its_lot_where_several_could_be_meant(oil: Shelf) -> None:
    with pytest.raises(LotRequired):
        levels.adjust([Correction(oil[0], oil[1], -1)], reason="broken", actor=SYSTEM)

    levels.adjust([Correction(oil[0], oil[1], -2, lots(("LATE", 2)))], reason="broken", actor=SYSTEM)
    levels.block([tracing.line(oil, lots(("EVER", 1)))], reason="dented", actor=SYSTEM)

    assert lots_at(oil) == [("EVER", 5, 1), ("LATE", 3, 0), ("SOON", 5, 0)]
    with pytest.raises(LotShort):
        levels.adjust([Correction(oil[0], oil[1], -5, lots(("EVER", 5)))], reason="broken", actor=SYSTEM)
    assert audit.find_lies() == []


def test_many_counts_at_once_do_not_guess_a_lot(oil: Shelf) -> None:
    plain = makers.make_variant()
    makers.receive(plain, oil[1], 2)
    items = [counts.Count(oil[0], oil[1], delta=-1), counts.Count(oil[0], oil[1], on_hand=15, seen=15)]

    answers = counts.count([*items, counts.Count(plain, oil[1], delta=-1)], reason="count", actor=SYSTEM)

    refused = answers[0]
    assert isinstance(refused, counts.Refused)
    assert refused.error.code == "lot_or_serial_required"
    assert [type(answer).__name__ for answer in answers] == ["Refused", "Counted", "Counted"]
    assert makers.level_of(oil[0], oil[1]) == (15, 0, 0)
    assert makers.level_of(plain, oil[1]) == (1, 0, 0)


def test_a_transfer_carries_its_lots(oil: Shelf) -> None:
    elsewhere = makers.make_location()

    first = transfers.send([(oil[0], 6)], source=oil[1], target=elsewhere, actor=SYSTEM)
    transfers.receive(first, actor=SYSTEM)

    assert lots_at(oil) == [("EVER", 5, 0), ("LATE", 4, 0)]
    assert lots_at((oil[0], elsewhere, oil[2])) == [("LATE", 1, 0), ("SOON", 5, 0)]
    assert audit.find_lies() == []


def test_the_ledger_page_names_the_lot(oil: Shelf) -> None:
    tracing.sell(oil, lots(("EVER", 1)))

    rows = stock.movements(oil[0]).items

    assert [(row.kind, row.quantity, row.traced) for row in rows[:3]] == [
        (MovementKind.SHIPPED, 1, "EVER"),
        (MovementKind.ALLOCATED, 1, ""),
        (MovementKind.RECEIVED, 5, "EVER"),
    ]


def test_lots_are_listed_by_what_expires_first(oil: Shelf) -> None:
    levels.block([tracing.line(oil, lots(("EVER", 1)))], reason="dented", actor=SYSTEM)

    first = reading.lot_page(limit=2)
    rest = reading.lot_page(limit=2, cursor=first.next_cursor)

    assert [row.code for row in [*first.items, *rest.items]] == ["SOON", "LATE", "EVER"]
    assert rest.next_cursor is None
    assert [(row.code, row.days_left) for row in reading.lot_page(view=LotView.SOON, days=5).items] == [("SOON", 3)]
    assert [row.code for row in reading.lot_page(view=LotView.BLOCKED).items] == ["EVER"]
    assert reading.lot_page(location_id=makers.make_location()).items == []
    assert reading.lot_page(variant_ids=[]).items == []


def test_a_lot_that_is_not_known() -> None:
    with pytest.raises(UnknownLotCode):
        reading.lot(makers.some_id(), "X")
    with pytest.raises(UnknownLotCode):
        reading.lot_by_id(makers.some_id())
    with pytest.raises(expiry.UnknownLotId):
        expiry.correct(makers.some_id(), expires_on=None, actor=SYSTEM)


def test_a_pick_list_proposes_what_expires_first_and_no_unit_twice(oil: Shelf) -> None:
    plain = StockLine(makers.make_variant(), oil[1], 1)

    choices = reading.choices([tracing.line(oil, quantity=4), plain, tracing.line(oil, quantity=3)])

    assert [[(one.code, one.free, one.proposed) for one in chosen] for chosen in choices] == [
        [("SOON", 5, 4), ("LATE", 5, 0), ("EVER", 5, 0)],
        [],
        [("SOON", 1, 1), ("LATE", 5, 2), ("EVER", 5, 0)],
    ]


def statements_to_ship(count: int) -> int:
    shelf = tracing.make_tracked(TrackingMode.LOT)
    tracing.receive(shelf, *(Traced(f"L{n}") for n in range(40)))
    promises = [(tracing.promise(shelf, 1)[0], tracing.line(shelf, quantity=1)) for _ in range(count)]
    with CaptureQueriesContext(connection) as caught:
        allocations.ship(promises, actor=SYSTEM)
    return counted(caught)


def test_the_number_of_statements_does_not_grow() -> None:
    assert statements_to_ship(20) == statements_to_ship(1)


@pytest.mark.django_db(transaction=True)
def test_two_shipments_and_the_last_of_a_lot() -> None:
    shelf = tracing.make_tracked(TrackingMode.LOT)
    tracing.receive(shelf, *lots(("LAST", 1, 3), ("NEXT", 9, 9)))
    promises: list[UUID] = [tracing.promise(shelf, 1)[0] for _ in range(4)]
    waiting = iter(promises)

    answers = race(4, lambda: tracing.ship(shelf, next(waiting), lots(("LAST", 1))))

    assert sorted(type(answer).__name__ for answer in answers) == ["LotShort", "LotShort", "LotShort", "NoneType"]
    assert lots_at(shelf) == [("NEXT", 9, 0)]
    assert makers.level_of(shelf[0], shelf[1]) == (9, 3, 0)
    assert audit.find_lies() == []


@pytest.mark.django_db(transaction=True)
def test_shipments_at_once_share_the_lots_in_their_order() -> None:
    shelf = tracing.make_tracked(TrackingMode.LOT)
    tracing.receive(shelf, *lots(("FIRST", 3, 3), ("SECOND", 3, 9)))
    waiting = iter([tracing.promise(shelf, 1)[0] for _ in range(5)])

    race(5, lambda: tracing.ship(shelf, next(waiting), quantity=1))

    assert lots_at(shelf) == [("SECOND", 1, 0)]
    assert audit.find_lies() == []
