"""The demo company is founded in a database of its own, or an empty one: never among somebody's data."""

from __future__ import annotations

from pathlib import Path

import pytest

from arasta.cli import running
from arasta.contexts.inventory.queries import locations
from arasta.local.faults import Fault
from arasta.local.home import open_home
from tests import makers


@pytest.mark.django_db
def test_the_demo_is_not_founded_in_a_database_that_belongs_to_a_company(tmp_path: Path) -> None:
    makers.make_channel()

    with pytest.raises(Fault, match="belongs to a company"):
        running._found(open_home(tmp_path), "http://127.0.0.1:1")

    assert locations.locations() == []
