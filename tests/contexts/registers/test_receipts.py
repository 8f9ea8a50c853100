"""Receipts: one per order, numbered without gaps per register, whoever sells at the same time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from arasta.contexts.orders.types import PlacedOrder
from arasta.contexts.registers import audit, queries, services
from arasta.contexts.registers.types import (
    ReceiptTender,
    ReceiptToWrite,
    RegisterId,
    RegisterRow,
    RegisterToSave,
    TenderTotal,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests import makers
from tests.makers_orders import make_orders
from tests.refusing import refused

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


def make_register(code: str = "KDK1", **changes: object) -> RegisterRow:
    wanted = RegisterToSave(code, f"Till {code}", makers.make_location(), makers.make_channel())
    return services.save_registers([replace(wanted, **changes)])[0]  # type: ignore[arg-type]


def receipt(register: RegisterRow, order: PlacedOrder, **changes: object) -> ReceiptToWrite:
    wanted = ReceiptToWrite(
        register_id=register.id,
        order_id=order.id,
        order_number=order.number,
        cashier_id="7",
        cashier_name="Elif",
        tender=ReceiptTender.CASH,
        tendered=lira(5000),
        change=lira(2000),
        printed_at=NOON,
    )
    return replace(wanted, **changes)  # type: ignore[arg-type]


def numbers_of(register: RegisterRow) -> list[int]:
    found = db.rows("SELECT number FROM registers_receipt WHERE register_id = %s ORDER BY number", [register.id])
    return [number for (number,) in found]


def test_a_register_is_saved_by_its_code() -> None:
    first = make_register()
    assert (first.code, first.name, first.is_active, first.last_receipt) == ("KDK1", "Till KDK1", True, 0)
    again = make_register(name="Front till", is_active=False)
    assert (again.id, again.name, queries.register(first.id)) == (first.id, "Front till", again)
    assert (queries.registers(), queries.registers(only_active=True)) == ([again], [])
    with refused(queries.UnknownRegister):
        queries.register(new_id())


def test_receipts_are_numbered_in_the_order_given_and_per_register() -> None:
    front, back = make_register("A"), make_register("B")
    orders = make_orders(5)
    tills = [front, back, front, front, back]
    written = services.write_receipts([receipt(t, o) for t, o in zip(tills, orders, strict=True)], actor=SYSTEM)
    assert [(row.register_code, row.number) for row in written] == [("A", 1), ("B", 1), ("A", 2), ("A", 3), ("B", 2)]
    assert [row.printed_number for row in written[:2]] == ["A-000001", "B-000001"]
    (next_one,) = services.write_receipts([receipt(front, make_orders(1)[0])], actor=SYSTEM)
    assert next_one.number == 4
    assert queries.receipt(next_one.id) == next_one
    assert audit.find_lies() == []


def test_an_orders_second_receipt_is_its_first() -> None:
    till, (order, other) = make_register(), make_orders(2)
    first = services.write_receipts([receipt(till, order)], actor=SYSTEM)
    again = services.write_receipts([receipt(till, order, cashier_name="Mert"), receipt(till, other)], actor=SYSTEM)
    assert again[0] == first[0]
    assert [row.number for row in again] == [1, 2]
    told = db.rows(
        "SELECT (payload->>'number')::int FROM outbox_event WHERE name = 'registers.receipt_written' ORDER BY seq"
    )
    assert [number for (number,) in told] == [1, 2]


def test_a_receipt_says_what_was_paid() -> None:
    (row,) = services.write_receipts([receipt(make_register(), make_orders(1)[0])], actor=SYSTEM)
    assert (row.tendered, row.change, row.total, row.cashier_name) == (lira(5000), lira(2000), lira(3000), "Elif")


def test_change_comes_from_cash_and_never_exceeds_what_was_tendered() -> None:
    till, order = make_register(), make_orders(1)[0]
    wrong = (
        {"change": lira(5001)},
        {"change": lira(-1)},
        {"change": Money(1, "EUR")},
        {"tender": ReceiptTender.TERMINAL},
    )
    for changes in wrong:
        with refused(services.ChangeWrong):
            services.write_receipts([receipt(till, order, **changes)], actor=SYSTEM)
    services.write_receipts([receipt(till, order, tender=ReceiptTender.TERMINAL, change=lira(0))], actor=SYSTEM)
    for column in ("change_minor = 1", "tendered_minor = -1"):
        with refused(IntegrityError):
            db.execute(f"UPDATE registers_receipt SET {column}")


def test_a_register_that_is_unknown_or_not_in_use_writes_nothing() -> None:
    closed, order = make_register(is_active=False), make_orders(1)[0]
    with refused(services.RegisterClosed):
        services.write_receipts([receipt(closed, order)], actor=SYSTEM)
    with refused(queries.UnknownRegister):
        services.write_receipts([receipt(closed, order, register_id=RegisterId(new_id()))], actor=SYSTEM)
    assert queries.receipts_of([order.id]) == []


def test_a_number_that_was_rolled_back_is_used_again() -> None:
    till, (lost, kept) = make_register(), make_orders(2)
    with refused(ZeroDivisionError):
        services.write_receipts([receipt(till, lost)], actor=SYSTEM)
        raise ZeroDivisionError
    assert services.write_receipts([receipt(till, kept)], actor=SYSTEM)[0].number == 1


def test_the_auditor_finds_a_gap() -> None:
    till = make_register()
    services.write_receipts([receipt(till, order) for order in make_orders(2)], actor=SYSTEM)
    db.execute("UPDATE registers_register SET last_receipt = 3")
    assert [lie.sentence() for lie in audit.find_lies()] == ["KDK1 has counted to 3, its 2 receipts end at 2."]


def test_a_day_begins_at_midnight_where_the_store_is() -> None:
    till, orders = make_register(), make_orders(4)
    starts = datetime(2026, 3, 1, 21, 0, tzinfo=UTC)
    moments = [
        starts - timedelta(microseconds=1),
        starts,
        starts + timedelta(hours=23, minutes=59),
        starts + timedelta(days=1),
    ]
    tenders = [ReceiptTender.CASH, ReceiptTender.CASH, ReceiptTender.TERMINAL, ReceiptTender.CASH]
    services.write_receipts(
        [
            receipt(till, order, printed_at=at, tender=tender, change=lira(0))
            for order, at, tender in zip(orders, moments, tenders, strict=True)
        ],
        actor=SYSTEM,
    )
    sales = queries.todays_sales(date(2026, 3, 2), "Europe/Istanbul", register_id=till.id)
    assert [row.order_id for row in sales.receipts] == [orders[2].id, orders[1].id]
    assert sales.totals == (
        TenderTotal(ReceiptTender.CASH, 1, lira(5000)),
        TenderTotal(ReceiptTender.TERMINAL, 1, lira(5000)),
    )
    assert sales.count == 2
    assert queries.todays_sales(date(2026, 3, 2), "Europe/Istanbul", location_id=till.location_id) == sales
    assert queries.todays_sales(date(2026, 3, 2), "Europe/Istanbul", location_id=new_id()).count == 0


def test_a_day_has_twenty_three_hours_when_clocks_go_forward() -> None:
    starts, ends = queries.business_day(date(2026, 3, 29), "Europe/Berlin")
    assert ends - starts == timedelta(hours=23)


def statements(count: int) -> int:
    """Return how many statements it takes to write so many receipts."""
    till, orders = make_register(), make_orders(count)
    with CaptureQueriesContext(connection) as done:
        services.write_receipts([receipt(till, order) for order in orders], actor=SYSTEM)
    return len(done)


def test_the_number_of_statements_does_not_grow_with_the_number_of_receipts() -> None:
    assert statements(60) == statements(1)


def write_or_lose(till: RegisterRow, order: PlacedOrder, *, lose: bool) -> None:
    """Write a receipt; `lose` rolls the transaction back after it, as a crash would."""
    try:
        with db.transaction():
            services.write_receipts([receipt(till, order)], actor=SYSTEM)
            if lose:
                raise ZeroDivisionError
    except ZeroDivisionError:
        return


def sell(mine: list[PlacedOrder], tills: tuple[RegisterRow, RegisterRow], done: list[UUID]) -> None:
    """Sell at two tills in turn; each third receipt is lost once and written again at the other till."""
    try:
        for number, order in enumerate(mine):
            write_or_lose(tills[number % 2], order, lose=number % 3 == 2)
            services.write_receipts([receipt(tills[(number + number // 2) % 2], order)], actor=SYSTEM)
            done.append(order.id)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_tills_selling_at_once_leave_no_gap_and_no_double() -> None:
    front, back = make_register("A"), make_register("B")
    orders, done = make_orders(24), list[UUID]()
    pairs = [(front, back), (back, front)] * 2
    threads = [threading.Thread(target=sell, args=(orders[start::4], pairs[start], done)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == sorted(order.id for order in orders)
    everything: list[UUID] = [row.order_id for row in queries.receipts_of([order.id for order in orders])]
    assert sorted(everything) == sorted(order.id for order in orders)
    for till in (front, back):
        assert numbers_of(till) == list(range(1, len(numbers_of(till)) + 1))
    assert audit.find_lies() == []
