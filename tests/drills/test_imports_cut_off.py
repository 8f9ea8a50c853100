"""A file of goods is read while what reads it is killed with -9: at any moment each line is there whole, once, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

import psycopg
import pytest

from arasta.local.waiting import TooLong, wait_until
from tests.drills import report
from tests.drills.goods_file import ROWS, UNITS, lines
from tests.drills.house import ROOT, House, plain_environment
from tests.drills.test_processes_killed import VICTIMS, chosen

pytestmark = pytest.mark.drill

CUTS = ("database", "job worker", "database")
WITHIN = 120.0

_THERE = """
SELECT (SELECT count(*) FROM catalog_variant WHERE sku LIKE %(like)s),
  (SELECT coalesce(sum(on_hand), 0) FROM inventory_level l JOIN catalog_variant v ON v.id = l.variant_id
   WHERE v.sku LIKE %(like)s),
  (SELECT coalesce(max(lines_read), 0) FROM imports_run WHERE id::text = %(run)s),
  (SELECT coalesce(max(status), '') FROM imports_run WHERE id::text = %(run)s)
"""


def test_an_upload_goes_on_where_it_was_cut_off(house: House, seed: int) -> None:
    chance = Random(f"{seed}-import")
    code, run, complaint = _ended(_python("-m", "tests.drills.goods_file", str(house.home.root), "UP-"))
    assert code == 0, complaint
    for place, name in enumerate(CUTS):
        await_lines(house, "UP-", run, ROWS * (place + 1) // (len(CUTS) + 1))
        os.kill(chosen(house, VICTIMS[name], chance), signal.SIGKILL)
    await_lines(house, "UP-", run, ROWS)
    wait_until(lambda: there(house, "UP-", run)[3] == "done", seconds=WITHIN, what="The import does not end.")

    variants, units, read, _ = there(house, "UP-", run)
    report.note("upload", {"lines": ROWS, "killed meanwhile": ", ".join(CUTS), "read": read, "variants": variants})
    assert (variants, units, read) == (ROWS, ROWS * UNITS, ROWS)
    assert house.audit() == []


def test_a_command_that_was_killed_is_run_again(house: House, tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_bytes(b"".join(lines("BY-HAND-")))
    command = ("-m", "arasta", "import", "goods", str(file), "--location", "DEPOT", "--home", str(house.home.root))

    first = _python(*command)
    await_lines(house, "BY-HAND-", "", ROWS // 4)
    first.kill()
    killed = _ended(first)[0]
    second = _python(*command)
    await_lines(house, "BY-HAND-", "", ROWS // 2)
    os.kill(house.database(), signal.SIGKILL)
    left = _ended(second)
    wait_until(lambda: there(house, "BY-HAND-", "")[0], seconds=WITHIN, what="The database does not come back.")
    third = _ended(_python(*command))

    variants, units, *_ = there(house, "BY-HAND-", "")
    report.note("command", {"lines": ROWS, "ended with": f"{killed}, {left[0]}, {third[0]}", "variants": variants})
    assert (killed, left[0], third[0]) == (-signal.SIGKILL, 1, 0), left[2] + third[2]
    assert "The database went away" in left[2]
    assert "Traceback" not in left[2]
    assert (variants, units) == (ROWS, ROWS * UNITS)
    assert house.audit() == []


def there(house: House, prefix: str, run: str) -> tuple[int, int, int, str]:
    """Return how many variants and units the file brought, how many lines its run has read and how it stands."""
    try:
        with house.connect() as line:
            found = line.execute(_THERE, {"like": f"{prefix}%", "run": run}).fetchone()
    except psycopg.OperationalError:
        return (0, 0, 0, "")
    assert found is not None
    variants, units, read = (int(str(one)) for one in found[:3])
    assert units == variants * UNITS
    assert not run or read == variants
    return variants, units, read, str(found[3])


def await_lines(house: House, prefix: str, run: str, least: int) -> None:
    """Wait until so many lines have landed; say where it stands still."""
    try:
        wait_until(lambda: there(house, prefix, run)[0] >= least, seconds=WITHIN, what="")
    except TooLong as error:
        raise AssertionError(f"{there(house, prefix, run)} of {least}: {house.last_words()}") from error


def _python(*words: str) -> subprocess.Popen[str]:
    """Begin a program of ours."""
    return subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env=plain_environment(),
    )  # fmt: skip


def _ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Return how a program ended, what it said, and what it complained of."""
    said, complaint = process.communicate(timeout=WITHIN)
    return process.returncode, said, complaint
