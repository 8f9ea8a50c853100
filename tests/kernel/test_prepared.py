"""Prepared statements give what cursors give: the same values, the same errors, the same transactions."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, connection
from psycopg import pq

from arasta.kernel import db, prepared

pytestmark = pytest.mark.django_db

KEY = UUID("01a200a6-ea60-7347-befb-ce65dfa182b3")
MOMENT = datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=UTC)


class Color(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "İstanbul \\ \"q\" {a,b} 'x' $1 %"),
        ("text", Color.RED),
        ("int", -7),
        ("bigint", 2**62),
        ("boolean", True),
        ("boolean", False),
        ("uuid", KEY),
        ("numeric", Decimal("0.180")),
        ("timestamptz", MOMENT),
        ("date", date(2026, 2, 28)),
        ("interval", timedelta(days=2, seconds=3, microseconds=4)),
        ("interval", -timedelta(seconds=3, microseconds=4)),
        ("bytea", b"\x00\xff\\"),
        ("text[]", ["a,b", 'c"d', "e\\f", "", "NULL", None, "{}", " g "]),
        ("uuid[]", [KEY, None]),
        ("int[]", []),
        ("int[]", [[1, 2], [3, 4]]),
        ("timestamptz[]", [MOMENT]),
        ("text", None),
    ],
)
def test_values_come_back_as_they_were_sent(kind: str, value: Any) -> None:
    sql = f"SELECT %(value)s::{kind}"

    assert prepared.rows(sql, {"value": value}) == [(value,)] == db.rows(sql, {"value": value})


def test_places_are_by_name_or_by_position() -> None:
    named = "SELECT %(a)s::int, %(b)s::int, %(a)s::int, 5 %% 3"

    assert prepared.rows(named, {"b": 2, "a": 1, "unused": 9}) == [(1, 2, 1, 2)]
    assert prepared.rows("SELECT %s::int - %s::int", [5, 3]) == [(2,)]


def test_a_statement_is_prepared_once_for_a_connection() -> None:
    for number in range(3):
        assert prepared.rows("SELECT %s::int + 100", [number]) == [(number + 100,)]

    found = db.rows("SELECT count(*)::int FROM pg_prepared_statements WHERE statement = 'SELECT $1::int + 100'")
    assert found == [(1,)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("in_transaction", [False, True], ids=["alone", "in a transaction"])
def test_a_plan_made_while_a_table_is_empty_goes_by_its_key(in_transaction: bool) -> None:
    db.execute("CREATE TEMPORARY TABLE shelf (code text PRIMARY KEY, number int)")
    db.execute("VACUUM ANALYZE shelf")
    sql = f"SELECT number, {in_transaction} FROM shelf WHERE code = ANY(%s::text[])"

    with db.transaction() if in_transaction else nullcontext():
        assert prepared.rows(sql, [["a"]]) == []
        name = prepared._read(sql).name.decode()
        plan = " ".join(row[0] for row in db.rows(f"EXPLAIN EXECUTE {name}('{{a}}')"))
        assert db.rows("SHOW enable_seqscan") == [("on",)]

    assert "shelf_pkey" in plan
    assert "Seq Scan" not in plan


@pytest.mark.django_db(transaction=True)
def test_a_first_run_that_cannot_be_sent_leaves_no_transaction_open() -> None:
    with pytest.raises(KeyError):
        prepared.rows("SELECT %(missing)s::int + 200", {})

    assert connection.connection.pgconn.transaction_status == pq.TransactionStatus.IDLE


def test_what_is_touched_is_counted() -> None:
    db.execute("CREATE TEMPORARY TABLE seen (number int)")

    assert prepared.execute("INSERT INTO seen SELECT generate_series(1, %s::int)", [3]) == 3
    assert prepared.execute("DELETE FROM seen WHERE number > %s", [5]) == 0
    db.execute("DROP TABLE seen")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_holds_what_is_written_and_undoes_it() -> None:
    db.execute("CREATE TEMPORARY TABLE kept (number int)")

    def write_and_fail() -> None:
        with db.transaction():
            prepared.execute("INSERT INTO kept VALUES (%s)", [1])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with db.transaction():
        prepared.execute("INSERT INTO kept VALUES (%s)", [2])

    assert prepared.rows("SELECT number FROM kept WHERE number > %s", [0]) == [(2,)]
    db.execute("DROP TABLE kept")


@pytest.mark.django_db(transaction=True)
def test_errors_are_those_of_the_database() -> None:
    with pytest.raises(DataError, match="division by zero"):
        prepared.rows("SELECT 1 / %s::int", [0])
    with pytest.raises(DataError, match="NUL"):
        prepared.rows("SELECT %s::text", ["a\x00b"])
    with pytest.raises(ProgrammingError):
        prepared.rows("SELECT nothing FROM nowhere WHERE 1 = %s", [1])
    with pytest.raises(IntegrityError):
        prepared.execute("INSERT INTO outbox_delivery (event_id, seq, subject, handler) VALUES (%s, 1, '', '')", [KEY])
    assert prepared.rows("SELECT %s::int", [1]) == [(1,)]


def test_a_broken_transaction_refuses_until_it_is_undone() -> None:
    with db.transaction():
        with pytest.raises(DataError), db.savepoint():
            prepared.rows("SELECT 1 / %s::int", [0])
        assert prepared.rows("SELECT %s::int", [1]) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_cut_is_an_operational_error_and_is_replaced() -> None:
    assert prepared.rows("SELECT %s::int", [1]) == [(1,)]
    pid = connection.connection.info.backend_pid
    with psycopg.connect(**{**connection.get_connection_params(), "context": None, "cursor_factory": None}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    with pytest.raises(OperationalError):
        prepared.rows("SELECT %s::int", [1])
    connection.close_if_unusable_or_obsolete()

    assert prepared.rows("SELECT %s::int", [1]) == [(1,)]


def test_what_the_server_did_not_say_is_a_broken_line_too() -> None:
    assert prepared.rows("SELECT %s::int", [1]) == [(1,)]
    pgconn = connection.connection.pgconn

    with pytest.raises(psycopg.OperationalError):
        prepared._checked(pgconn, pgconn.make_empty_result(pq.ExecStatus.FATAL_ERROR))


@pytest.mark.django_db(transaction=True)
def test_a_changed_table_is_read_anew_after_one_refusal() -> None:
    db.execute("CREATE TEMPORARY TABLE shape (a int)")
    db.execute("INSERT INTO shape VALUES (1)")
    assert prepared.rows("SELECT * FROM shape WHERE a > %s", [0]) == [(1,)]
    db.execute("ALTER TABLE shape ADD b text DEFAULT 'x'")

    with pytest.raises(OperationalError, match="was changed"):
        prepared.rows("SELECT * FROM shape WHERE a > %s", [0])

    assert prepared.rows("SELECT * FROM shape WHERE a > %s", [0]) == [(1, "x")]
    db.execute("DROP TABLE shape")
