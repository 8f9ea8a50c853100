"""The auditor: what is proved in a run, what stands, and what is found gone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django import app

from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.audit import books, proving, runs, tasks
from arasta.kernel.errors import Missing
from arasta.kernel.ids import new_id, to_public
from tests import makers
from tests.makers_orders import make_order
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these few rows count as a large book, with no overlap between runs."""
    monkeypatch.setattr(runs, "SMALL", 0)
    monkeypatch.setattr(runs, "OVERLAP", timedelta())


@pytest.fixture
def level() -> tuple[UUID, UUID]:
    """Ten units on a shelf, by a movement that is some minutes old."""
    variant, place = makers.make_variant(), makers.make_location()
    makers.receive(variant, place, 10)
    return variant, place


def bend(variant: UUID, units: int = 11) -> None:
    """Change a level by hand, past the ledger."""
    db.execute("UPDATE inventory_level SET on_hand = %s WHERE variant_id = %s", [units, variant])


def run(*, whole: bool = False) -> runs.RunRow:
    done = runs.run(actor=SYSTEM, whole=whole)
    assert done is not None
    return done


def sentences() -> list[str]:
    return [row.lie.sentence() for row in runs.standing().items]


def test_a_run_is_written_down(level: tuple[UUID, UUID]) -> None:
    done = run()

    assert (done.is_whole, done.lies, done.asked_by) == (True, 0, "Arasta")
    assert done.ended_at is not None
    assert done.checked == 1
    assert runs.runs() == [done]


def test_a_drift_made_by_hand_is_named_and_stands_until_it_is_gone(level: tuple[UUID, UUID]) -> None:
    bend(level[0])
    first = run()
    bend(level[0], 12)
    second = run()
    (row,) = runs.standing().items

    assert (first.lies, second.lies, runs.count_standing()) == (1, 1, 1)
    assert row.lie.rule.code == "stock.on_hand"
    assert row.lie.subject_id == f"{to_public('var', level[0])}/{to_public('loc', level[1])}"
    assert row.lie.sentence() == "12 are on hand, but the movements sum to 10."
    assert (row.found_at, row.seen_at, row.gone_at) == (first.started_at, second.started_at, None)

    bend(level[0], 10)
    third = run()

    assert (third.lies, sentences()) == (0, [])
    assert runs.drift(row.id).gone_at == third.started_at


def test_between_whole_runs_only_what_was_touched_is_proved(level: tuple[UUID, UUID], large: None) -> None:
    run(whole=True)
    bend(level[0])
    other = makers.make_variant()
    makers.receive(other, level[1], 3)

    hourly = run()

    assert (hourly.is_whole, hourly.lies) == (False, 0)
    assert hourly.checked == 1
    assert run(whole=True).lies == 1


def test_a_touched_level_is_proved_against_its_whole_ledger(level: tuple[UUID, UUID], large: None) -> None:
    run(whole=True)
    bend(level[0])
    levels.adjust([Correction(level[0], level[1], 1)], reason="count", actor=SYSTEM)

    run()

    assert sentences() == ["12 are on hand, but the movements sum to 11."]


def test_what_stands_is_proved_again_by_the_hour(level: tuple[UUID, UUID], large: None) -> None:
    bend(level[0])
    run(whole=True)
    assert (run().lies, runs.count_standing()) == (1, 1)
    bend(level[0], 10)

    assert (run().lies, runs.count_standing()) == (0, 0)


def test_a_run_that_died_is_made_up_for(level: tuple[UUID, UUID], large: None) -> None:
    run(whole=True)
    makers.receive(level[0], level[1], 1)
    bend(level[0])
    bend(level[0], 12)
    db.execute("INSERT INTO audit_run (since, asked_by) VALUES (clock_timestamp(), 'it died')")

    assert run().lies == 1


def test_a_parked_delivery_is_told() -> None:
    make_order()
    db.execute("UPDATE outbox_delivery SET status = 'parked', attempts = 12, last_error = 'Boom()'")

    run()

    told = [row.lie.sentence() for row in runs.standing().items if row.lie.room == "outbox"]
    assert len(told) == db.rows("SELECT count(*)::int FROM outbox_delivery")[0][0]
    assert any(" gave up on orders.order_placed of order:" in one for one in told)
    assert all(" gave up on " in one for one in told)
    assert all(one.endswith("after 12 tries: Boom()") for one in told)


def test_two_runs_do_not_meet(level: tuple[UUID, UUID]) -> None:
    with runs._alone() as alone:
        assert alone
        assert race(1, lambda: runs.run(actor=SYSTEM)) == [None]

    assert runs.runs() == []


def test_a_walk_goes_in_batches_and_misses_nothing(monkeypatch: pytest.MonkeyPatch, large: None) -> None:
    monkeypatch.setattr(proving, "BATCH", 2)
    monkeypatch.setattr(proving, "MOST_REMEMBERED", 3)
    run(whole=True)
    place, variants = makers.make_location(), makers.make_variants(7)
    for variant in variants:
        makers.receive(variant, place, 4)
        makers.receive(variant, place, 4)
        bend(variant)

    hourly, touched = run(), runs.count_standing()
    db.execute("DELETE FROM audit_drift")
    whole = run(whole=True)

    assert (hourly.lies >= 7, touched, whole.lies, runs.count_standing()) == (True, 7, 7, 7)


def test_a_book_full_of_lies_is_told_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "MOST_LIES", 2)
    place, variants = makers.make_location(), makers.make_variants(4)
    for variant in variants:
        makers.receive(variant, place, 4)
        bend(variant)

    assert run().lies == 2


def test_a_lie_that_is_gone_is_seen_to_be_gone(level: tuple[UUID, UUID]) -> None:
    bend(level[0])
    run()
    lie = runs.standing().items[0].lie
    before = proving.still(lie, books.shelf())
    bend(level[0], 10)

    assert (before, proving.still(lie, books.shelf())) == (lie, None)


def test_pages_of_what_stands() -> None:
    place, variants = makers.make_location(), makers.make_variants(3)
    for variant in variants:
        makers.receive(variant, place, 4)
        bend(variant)
    run()

    first = runs.standing(limit=2)
    rest = runs.standing(limit=2, cursor=first.next_cursor)

    assert (len(first.items), len(rest.items), rest.next_cursor) == (2, 1, None)


def test_who_asks_twice_gets_one_run() -> None:
    db.execute("TRUNCATE procrastinate_jobs CASCADE")
    runs.ask(actor=SYSTEM)
    runs.ask(actor=SYSTEM)

    assert runs.is_asked()
    assert db.rows("SELECT task_name, count(*)::int FROM procrastinate_jobs GROUP BY 1") == [(runs.ASKED, 1)]


def test_the_worker_runs_it_by_the_hour_by_night_and_on_demand() -> None:
    tasks.audit_hourly(0)
    tasks.audit_nightly(0)
    tasks.audit_asked("Olcay")

    crons = {one.task.name: one.cron for one in app.periodic_registry.periodic_tasks.values()}
    assert (crons["audit.hourly"], crons["audit.nightly"]) == ("0 * * * *", "30 3 * * *")
    assert [row.asked_by for row in runs.runs()] == ["Olcay", "Arasta", "Arasta"]


def test_what_is_not_known_is_missing() -> None:
    with pytest.raises(Missing):
        runs.drift(0)


def test_every_rule_belongs_to_one_book_and_speaks_of_something() -> None:
    rules = [rule for book in books.shelf() for check in book.checks for rule in check.rules]

    assert len({rule.code for rule in rules}) == len(rules)
    assert all(rule.subject and rule.prefixes and rule.template.endswith((".", "%(error)s")) for rule in rules)


def test_ids_of_a_moment_are_after_its_first_id() -> None:
    at = db.rows("SELECT clock_timestamp()")[0][0]

    assert proving.first_id(at) < new_id()
    assert proving.first_id(at + timedelta(seconds=5)) > new_id()
