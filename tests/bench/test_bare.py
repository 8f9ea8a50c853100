"""Tables that were bare for a while have all that they had before, whatever happened meanwhile."""

from __future__ import annotations

import pytest

from arasta.bench.bare import bare
from arasta.kernel import db

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = ("inventory_allocation", "inventory_level")


def dress() -> list[tuple[str, str, str]]:
    """Return indexes, constraints and triggers that are on, of the tables and of all others."""
    return db.rows(
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
        " ORDER BY 1, 2, 3"
    )


def test_tables_are_dressed_again() -> None:
    before = dress()

    with bare(TABLES):
        left = {
            name for table, name, rule in dress() if table in TABLES and rule != "D" and not rule.startswith("NOT NULL")
        }

    assert dress() == before
    assert {name for name in left if not name.endswith("_pkey")} == {
        name for table, name, rule in before if table in TABLES and rule.startswith("CHECK")
    }


def test_tables_are_dressed_again_after_a_failure() -> None:
    before = dress()

    with pytest.raises(ZeroDivisionError), bare(TABLES):
        raise ZeroDivisionError

    assert dress() == before
