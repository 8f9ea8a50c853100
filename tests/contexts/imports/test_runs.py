"""The book about imports: each line counts once, a run that was cut off goes on, a trial begins anew."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.contexts.imports import audit, queries, services
from arasta.contexts.imports.types import (
    MOVES,
    ImportKind,
    LineFault,
    Reading,
    RunInput,
    RunNotReady,
    RunStatus,
    Tally,
    UnknownRun,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Invalid
from arasta.kernel.ids import to_public
from tests.makers import some_id

pytestmark = pytest.mark.django_db


def open_run(actor: Actor, *, is_trial: bool = False) -> UUID:
    given = RunInput(
        kind=ImportKind.GOODS,
        file_name="goods.csv",
        path="x.csv",
        size=10,
        is_trial=is_trial,
        reading=Reading(language="tr", reason="Counted"),
    )
    return services.open_run(given, actor=actor)


def test_a_run_remembers_who_gave_it_and_how_it_is_read(staff: Actor) -> None:
    run = queries.run(open_run(staff))

    assert (run.actor, run.reading, run.status) == (staff, Reading(language="tr", reason="Counted"), RunStatus.QUEUED)
    assert [row.id for row in queries.runs().items] == [run.id]


def test_a_run_that_was_cut_off_goes_on_behind_what_was_kept(staff: Actor) -> None:
    run = open_run(staff)

    assert services.begin(run, lines_in_all=9, digest="abc") == 0
    services.record(run, Tally(read=4, new=2, changed=1), [LineFault(3, "price", "x", Invalid())])

    assert services.begin(run, lines_in_all=9, digest="abc") == 4
    row = queries.run(run)
    assert (row.lines_in_all, row.lines_read, row.new, row.changed, row.unchanged, row.faulty) == (9, 4, 2, 1, 0, 1)
    assert [(fault.line, fault.column, fault.value, fault.code) for fault in queries.faults(run)] == [
        (3, "price", "x", "invalid")
    ]
    assert audit.find_lies() == []


def test_a_trial_begins_anew_and_waits_for_a_word(staff: Actor) -> None:
    run = open_run(staff, is_trial=True)
    services.begin(run, lines_in_all=2, digest="abc")
    services.record(run, Tally(read=1), [LineFault(2, "sku", "", Invalid())])

    assert services.begin(run, lines_in_all=2, digest="abc") == 0
    services.record(run, Tally(read=2, new=2), [])
    services.finish(run)
    checked = queries.run(run)
    services.approve(run)

    assert (checked.status, checked.new, checked.faulty) == (RunStatus.CHECKED, 2, 0)
    assert (queries.run(run).status, queries.run(run).is_trial) == (RunStatus.QUEUED, False)
    assert services.begin(run, lines_in_all=2, digest="abc") == 0
    assert queries.run(run).new == 0


def test_a_failed_run_says_why_and_may_try_again_from_there(staff: Actor) -> None:
    run = open_run(staff)
    services.begin(run, lines_in_all=5, digest="abc")
    services.record(run, Tally(read=2, new=2), [])
    services.fail(run, Invalid(what="it"))
    failed = queries.run(run)
    services.approve(run)

    assert (failed.status, failed.failure, failed.details) == (RunStatus.FAILED, "That is not valid.", {"what": "it"})
    assert services.begin(run, lines_in_all=5, digest="abc") == 2


@pytest.mark.parametrize("status", [status for status in RunStatus if RunStatus.RUNNING not in MOVES[status]])
def test_only_what_waits_or_was_cut_off_begins(staff: Actor, status: RunStatus) -> None:
    run = open_run(staff)
    db.execute("UPDATE imports_run SET status = %s", [str(status)])

    with pytest.raises(RunNotReady):
        services.begin(run, lines_in_all=1, digest="abc")


def test_nobody_knows_a_run_that_is_not_there() -> None:
    with pytest.raises(UnknownRun):
        queries.run(some_id())
    with pytest.raises(UnknownRun):
        services.begin(some_id(), lines_in_all=1, digest="abc")


def test_what_was_kept_of_a_file_is_found_by_its_digest(staff: Actor) -> None:
    run = open_run(staff)
    services.begin(run, lines_in_all=1, digest="abc")

    assert queries.kept_runs_of("abc") == []
    assert queries.stuck_runs() == [run]

    services.record(run, Tally(read=1, changed=1), [])

    unfinished = queries.unfinished_run_of("abc", kind=ImportKind.GOODS)
    assert [row.id for row in queries.kept_runs_of("abc")] == [run]
    assert unfinished is not None
    assert unfinished.id == run
    assert queries.unfinished_run_of("abc", kind=ImportKind.STOCK) is None


def test_a_miscounted_run_is_found(staff: Actor) -> None:
    run = open_run(staff)
    services.begin(run, lines_in_all=1, digest="abc")
    services.record(run, Tally(read=1), [LineFault(2, "sku", "", Invalid())])
    db.execute("DELETE FROM imports_fault")

    assert [str(lie) for lie in audit.find_lies()] == [
        f"imports: {to_public('imp', run)}: goods.csv counts 1 lines that were not taken, but can show 0."
    ]
