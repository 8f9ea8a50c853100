"""`arasta import`: what it prints, what it returns, and that a file of differences is never counted twice."""

from __future__ import annotations

import csv
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from arasta.cli import importing, main
from arasta.contexts.imports import queries
from arasta.contexts.imports.types import ImportKind, Reading, RunStatus
from arasta.flows.stocking import import_run
from arasta.kernel import db
from tests import makers
from tests.flows.stocking.importing import goods_there, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop() -> Iterator[None]:
    make_shop()
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def bring_in(
    path: Path, *, kind: ImportKind = ImportKind.GOODS, is_trial: bool = False, faults: Path | None = None
) -> int:
    return importing.bring_in(path, kind=kind, reading=Reading(), is_trial=is_trial, writers=1, faults=faults)


def test_it_says_what_landed_and_writes_what_did_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    goods, faults = tmp_path / "goods.csv", tmp_path / "faults.csv"
    goods.write_text("sku,title,price\nMUG,Mug,199\nCUP,,99\n")

    tried = bring_in(goods, is_trial=True)
    code = bring_in(goods, faults=faults)

    said = capsys.readouterr().err
    assert (tried, code, [row[0] for row in goods_there()]) == (1, 1, ["MUG"])
    assert "2 lines: 1 would be new" in said
    assert "line 3, title: Write something into" in said
    with faults.open(encoding="utf-8-sig") as file:
        assert [row[:4] for row in csv.reader(file)][1:] == [["3", "title", "", "cell_missing"]]


def test_good_files_end_with_zero_and_missing_ones_with_one(tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text("sku,title\nMUG,Mug\n")

    assert [bring_in(goods), bring_in(goods), bring_in(tmp_path / "nothing.csv")] == [0, 0, 1]


def test_differences_that_were_cut_off_go_on_where_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    makers.make_variant("MUG")
    path = tmp_path / "delta.csv"
    path.write_text("sku,delta\n" + "MUG,1\n" * 5)
    monkeypatch.setattr(import_run, "CHUNK", 2)
    land = import_run._land

    def die_later(*given: object) -> int:
        if queries.runs().items[0].lines_read == 2:
            raise KeyboardInterrupt
        return land(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(import_run, "_land", die_later)
    with pytest.raises(KeyboardInterrupt):
        bring_in(path, kind=ImportKind.STOCK)
    monkeypatch.setattr(import_run, "_land", land)
    codes = [bring_in(path, kind=ImportKind.STOCK), bring_in(path, kind=ImportKind.STOCK)]

    assert codes == [0, 1]
    assert db.rows("SELECT on_hand FROM inventory_level") == [(5,)]
    assert [run.status for run in queries.runs().items] == [RunStatus.FAILED, RunStatus.DONE]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_is_told_in_a_sentence_and_the_next_try_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text("sku,title,price,on_hand\nMUG,Mug,199,5\n")
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr(sys, "argv", ["arasta", "import", "goods", str(goods), "--writers", "1"])
    monkeypatch.setenv("ARASTA_HOME", str(tmp_path / "home"))
    land = import_run._land

    def lose_the_line(*given: object) -> int:
        db.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return land(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(import_run, "_land", lose_the_line)
    with pytest.raises(SystemExit) as away:
        main()
    said = capsys.readouterr().err
    monkeypatch.setattr(import_run, "_land", land)
    with pytest.raises(SystemExit) as back:
        main()

    assert (away.value.code, back.value.code) == (1, 0)
    assert "The database went away: terminating connection due to administrator command" in said
    assert "Traceback" not in said
    assert [(row[0], row[-1]) for row in goods_there()] == [("MUG", 5)]
