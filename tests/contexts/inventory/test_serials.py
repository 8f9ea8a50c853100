"""Serial numbers through the doors: each unit is in one place and is sold once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.inventory.domain.serials import (
    SerialElsewhere,
    SerialKnown,
    SerialRequired,
    SerialSold,
    SerialTwice,
    SerialUnknown,
)
from arasta.contexts.inventory.queries import audit
from arasta.contexts.inventory.queries import lots as reading
from arasta.contexts.inventory.queries import serials as book
from arasta.contexts.inventory.services import allocations, kits, levels, transfers
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import MovementKind, SerialStatus, Traced, TrackingMode
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import DomainError
from tests import makers
from tests.contexts.inventory import tracing
from tests.contexts.inventory.tracing import Shelf, serials
from tests.racing import race
from tests.statements import counted

pytestmark = pytest.mark.django_db

S = SerialStatus


@pytest.fixture
def watch() -> Shelf:
    """Three units on a shelf."""
    shelf = tracing.make_tracked(TrackingMode.SERIAL)
    tracing.receive(shelf, *serials("W1", "W2", "W3"))
    return shelf


def statuses(shelf: Shelf) -> dict[str, SerialStatus]:
    return {row.code: row.status for row in book.serial_page(shelf[0]).items}


def test_each_unit_comes_in_by_its_number(watch: Shelf) -> None:
    row = book.serial(watch[0], "W2")

    assert row is not None
    assert (row.status, row.location_id, row.order_id) == (S.IN_STOCK, watch[1], None)
    assert makers.level_of(watch[0], watch[1]) == (3, 0, 0)
    assert book.serial(watch[0], "W9") is None
    assert audit.find_lies() == []


@pytest.mark.parametrize(
    ("traced", "quantity", "refusal"),
    [
        ((), 1, SerialRequired),
        ((Traced("A"),), 2, SerialRequired),
        ((Traced("A", 2),), 2, SerialRequired),
        ((Traced(""),), 1, SerialRequired),
        ((Traced("A"), Traced("A")), 2, SerialTwice),
        ((Traced("W1"),), 1, SerialKnown),
    ],
)
def test_what_cannot_come_in(
    watch: Shelf, traced: tuple[Traced, ...], quantity: int, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        levels.receive([tracing.line(watch, traced, quantity)], reference="delivery", actor=SYSTEM)

    assert makers.level_of(watch[0], watch[1]) == (3, 0, 0)


def test_who_bought_a_unit_is_known(watch: Shelf) -> None:
    order = tracing.sell(watch, serials("W2"))

    row = book.serial(watch[0], "W2")
    assert row is not None
    assert (row.status, row.location_id, row.order_id) == (S.SOLD, None, order)
    assert [(one.code, one.mode, one.quantity) for one in reading.went([order])] == [("W2", TrackingMode.SERIAL, 1)]
    assert [move.kind for move in book.moves_of(row.id)] == [MovementKind.SHIPPED, MovementKind.RECEIVED]
    assert [one.order_id for one in book.serials_with("W2")] == [order]
    assert audit.find_lies() == []


def test_a_shipment_names_its_units(watch: Shelf) -> None:
    allocation, order = tracing.promise(watch, 2)

    with pytest.raises(SerialRequired) as refused:
        tracing.ship(watch, allocation, quantity=2)
    tracing.ship(watch, allocation, serials("W3", "W1"))

    assert refused.value.details == {"needed": 2, "given": 0, "variant_id": str(watch[0])}
    assert statuses(watch) == {"W1": S.SOLD, "W2": S.IN_STOCK, "W3": S.SOLD}
    assert {one.code for one in reading.went([order])} == {"W1", "W3"}


def test_a_unit_that_is_not_on_the_shelf_cannot_leave(watch: Shelf) -> None:
    elsewhere = (watch[0], makers.make_location(), watch[2])
    tracing.receive(elsewhere, *serials("E1"))
    tracing.sell(watch, serials("W1"))
    levels.block([tracing.line(watch, serials("W2"))], reason="scratched", actor=SYSTEM)
    allocation, _ = tracing.promise(watch, 1)

    for code, refusal in [("X", SerialUnknown), ("W1", SerialSold), ("W2", SerialElsewhere), ("E1", SerialElsewhere)]:
        with pytest.raises(refusal):
            tracing.ship(watch, allocation, serials(code))

    assert makers.level_of(watch[0], watch[1]) == (2, 1, 0)
    assert audit.find_lies() == []


def test_the_units_of_a_kits_component_are_named_on_the_kits_line(watch: Shelf) -> None:
    strap, kit = makers.make_variants(2)
    makers.receive(strap, watch[1], 4)
    kits.set_kits([KitInput(kit, ((watch[0], 2), (strap, 1)))], actor=SYSTEM)
    boxed = (kit, watch[1], watch[2])
    allocation, order = tracing.promise(boxed, 1)
    named = tuple(Traced(code, variant_id=watch[0]) for code in ("W1", "W3"))

    allocations.ship([(allocation, tracing.line(boxed, named, 1))], actor=SYSTEM)

    assert {one.code for one in reading.went([order])} == {"W1", "W3"}
    assert makers.level_of(strap, watch[1]) == (3, 0, 0)
    assert audit.find_lies() == []


def test_a_lost_unit_may_be_found_again(watch: Shelf) -> None:
    levels.adjust([Correction(watch[0], watch[1], -1, serials("W1"))], reason="gone", actor=SYSTEM)
    lost = statuses(watch)["W1"]
    levels.adjust([Correction(watch[0], watch[1], 1, serials("W1"))], reason="found", actor=SYSTEM)

    assert lost is S.LOST
    assert statuses(watch)["W1"] is S.IN_STOCK
    assert audit.find_lies() == []


def test_a_unit_that_was_set_aside_is_put_back(watch: Shelf) -> None:
    levels.block([tracing.line(watch, serials("W2"))], reason="scratched", actor=SYSTEM)
    blocked = statuses(watch)["W2"]
    levels.unblock([tracing.line(watch, serials("W2"))], reason="only dust", actor=SYSTEM)

    assert blocked is S.BLOCKED
    assert statuses(watch)["W2"] is S.IN_STOCK


def test_a_transfer_carries_its_units(watch: Shelf) -> None:
    target = makers.make_location()
    sent = transfers.send(
        [(watch[0], 2)], source=watch[1], target=target, traced={watch[0]: serials("W1", "W3")}, actor=SYSTEM
    )
    under_way = statuses(watch)

    transfers.receive(sent, actor=SYSTEM)

    assert under_way == {"W1": S.IN_TRANSIT, "W2": S.IN_STOCK, "W3": S.IN_TRANSIT}
    assert [row.code for row in book.serial_page(watch[0], location_id=target).items] == ["W1", "W3"]
    assert audit.find_lies() == []


def test_units_are_listed_in_the_order_of_their_numbers(watch: Shelf) -> None:
    tracing.sell(watch, serials("W2"))

    first = book.serial_page(watch[0], limit=2)
    rest = book.serial_page(watch[0], limit=2, cursor=first.next_cursor)

    assert [row.code for row in [*first.items, *rest.items]] == ["W1", "W2", "W3"]
    assert [row.code for row in book.serial_page(watch[0], status=S.SOLD).items] == ["W2"]


def statements_to_receive(count: int) -> int:
    shelf = tracing.make_tracked(TrackingMode.SERIAL)
    with CaptureQueriesContext(connection) as caught:
        tracing.receive(shelf, *serials(*(f"N{n}" for n in range(count))))
    return counted(caught)


def test_the_number_of_statements_does_not_grow() -> None:
    assert statements_to_receive(20) == statements_to_receive(1)


@pytest.mark.django_db(transaction=True)
def test_two_tills_and_one_unit() -> None:
    shelf = tracing.make_tracked(TrackingMode.SERIAL)
    tracing.receive(shelf, *serials("ONE", "TWO", "THREE"))

    answers = race(3, lambda: tracing.sell(shelf, serials("ONE")))

    assert sorted(type(answer).__name__ for answer in answers) == ["SerialSold", "SerialSold", "UUID"]
    assert makers.level_of(shelf[0], shelf[1]) == (2, 0, 0)
    assert statuses(shelf) == {"ONE": S.SOLD, "THREE": S.IN_STOCK, "TWO": S.IN_STOCK}
    assert audit.find_lies() == []


@pytest.mark.django_db(transaction=True)
def test_one_number_cannot_come_in_at_two_places_at_once() -> None:
    shelf = tracing.make_tracked(TrackingMode.SERIAL)
    places = iter([(shelf[0], makers.make_location(), shelf[2]) for _ in range(4)])

    answers = race(4, lambda: tracing.receive(next(places), *serials("ONE")))

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType"] + ["SerialKnown"] * 3
    assert audit.find_lies() == []
