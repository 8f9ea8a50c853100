"""Stock from files: counts replace, differences add once."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from arasta.contexts.imports.types import ImportKind, RunRow, RunStatus
from arasta.contexts.inventory.queries import audit
from arasta.kernel import db
from tests import makers
from tests.flows.stocking.importing import bring_in, counts_of, faults_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> tuple[UUID, UUID]:
    variant, location = makers.make_variant("MUG"), makers.make_location("MAIN")
    makers.receive(variant, location, 10)
    return variant, location


def stock(folder: Path, text: str, *, is_trial: bool = False, may_repeat: bool = False) -> RunRow:
    return bring_in(
        folder, text, kind=ImportKind.STOCK, is_trial=is_trial, may_repeat=may_repeat, reason="Stock taking"
    )


def test_counts_replace_what_stands(tmp_path: Path, place: tuple[UUID, UUID]) -> None:
    first = stock(tmp_path, "sku,location,quantity\nMUG,main,7\n")
    again = stock(tmp_path, "sku,location,quantity\nMUG,main,7\n")

    assert (counts_of(first), counts_of(again)) == ((0, 1, 0, 0), (0, 0, 1, 0))
    assert makers.level_of(*place) == (7, 0, 0)
    assert db.rows("SELECT reason FROM inventory_adjustment") == [("Stock taking",)]
    assert audit.find_lies() == []


def test_differences_add_and_the_same_file_is_not_counted_twice(tmp_path: Path, place: tuple[UUID, UUID]) -> None:
    text = "sku;delta\nMUG;-3\nMUG;1\n"
    first = stock(tmp_path, text)
    again = stock(tmp_path, text)
    meant = stock(tmp_path, text, may_repeat=True)

    assert (counts_of(first), again.status, counts_of(meant)) == ((0, 2, 0, 0), RunStatus.FAILED, (0, 2, 0, 0))
    assert makers.level_of(*place) == (6, 0, 0)


def test_each_line_stands_or_falls_by_itself(tmp_path: Path, place: tuple[UUID, UUID]) -> None:
    db.execute("UPDATE inventory_level SET committed = 8")
    run = stock(
        tmp_path,
        "sku,location,delta\nMUG,MAIN,2\nGHOST,MAIN,1\nMUG,NOWHERE,1\n,MAIN,1\nMUG,MAIN,x\nMUG,MAIN,\n"
        "MUG,MAIN,-9\n\nMUG,MAIN,1,2,3\nMUG,MAIN,1\n",
    )

    assert faults_of(run) == [
        (3, "sku", "unknown_sku"),
        (4, "location", "unknown_location"),
        (5, "sku", "cell_missing"),
        (6, "delta", "no_count"),
        (7, "delta", "cell_missing"),
        (8, "delta", "stock_promised"),
        (10, "", "too_many_cells"),
    ]
    assert (counts_of(run), run.lines_read) == ((0, 2, 0, 7), 10)
    assert makers.level_of(*place)[0] == 13


def test_a_trial_keeps_nothing(tmp_path: Path, place: tuple[UUID, UUID]) -> None:
    run = stock(tmp_path, "sku,quantity\nMUG,3\n", is_trial=True)

    assert (run.status, counts_of(run)) == (RunStatus.CHECKED, (0, 1, 0, 0))
    assert makers.level_of(*place) == (10, 0, 0)


@pytest.mark.parametrize("head", ["sku,location", "sku,quantity,delta", "quantity", "sku,quantity,price"])
def test_the_columns_must_make_sense(tmp_path: Path, place: tuple[UUID, UUID], head: str) -> None:
    assert stock(tmp_path, f"{head}\n").status is RunStatus.FAILED
