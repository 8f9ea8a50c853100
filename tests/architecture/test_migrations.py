"""Tables and migrations tell the same story."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

SOURCE = Path(__file__).parents[2] / "src" / "arasta"
FILES = sorted(SOURCE.glob("**/migrations/0*.py"))


@pytest.mark.django_db
def test_no_change_of_a_table_waits_for_its_migration() -> None:
    said = StringIO()

    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)

    assert said.getvalue() == "No changes detected\n"


def test_a_migration_imports_no_code_of_ours_but_new_ids() -> None:
    allowed = {"arasta.kernel.ids"}
    found = {
        (path.relative_to(SOURCE).as_posix(), module)
        for path in FILES
        for module in re.findall(r"^(?:from|import) (arasta[\w.]*)", path.read_text(), re.MULTILINE)
    }

    assert {one for one in found if one[1] not in allowed} == set()


def test_a_migration_is_named_after_its_intention() -> None:
    assert [
        path.name for path in FILES if "auto" in path.stem or not re.fullmatch(r"\d{4}_[a-z0-9_]+", path.stem)
    ] == []
