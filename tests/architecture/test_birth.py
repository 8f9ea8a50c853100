"""A database that got its tables at once is the one that all steps would have made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

ALIAS = "steps"
COLUMNS = """
  SELECT c.relname, c.relkind, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
         a.attgenerated, a.attcollation, a.attstorage, c.reloptions, pg_get_expr(d.adbin, d.adrelid)
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
  WHERE c.relnamespace = 'public'::regnamespace
"""
CONSTRAINTS = """
  SELECT conrelid::regclass::text, conname, convalidated, condeferrable, condeferred, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
VIEWS = "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'"
TRIGGERS = "SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal"
FUNCTIONS = """
  SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
"""
ENUMS = "SELECT enumtypid::regtype::text, enumlabel, enumsortorder FROM pg_enum"
STATISTICS = "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext"
EXTENSIONS = "SELECT extname FROM pg_extension"
PARTS = (COLUMNS, CONSTRAINTS, INDEXES, VIEWS, TRIGGERS, FUNCTIONS, ENUMS, STATISTICS, EXTENSIONS)


@pytest.fixture
def steps(transactional_db: None) -> Iterator[BaseDatabaseWrapper]:
    """A database beside the tests' own that took every step."""
    other = connection.copy(alias=ALIAS)
    other.settings_dict["NAME"] = f"{connection.settings_dict['NAME']}_{ALIAS}"
    name = connection.ops.quote_name(other.settings_dict["NAME"])
    connections[ALIAS] = other
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
        executor = MigrationExecutor(other)
        executor.migrate(executor.loader.graph.leaf_nodes())
        yield other
        other.close()
        del connections[ALIAS]
        cursor.execute(f"DROP DATABASE {name}")


def described(one: BaseDatabaseWrapper, question: str) -> list[Any]:
    """Return what the database says about itself, in an order of its own."""
    with one.cursor() as cursor:
        cursor.execute(question)
        return sorted(cursor.fetchall(), key=repr)


def test_tables_given_at_once_are_those_that_the_steps_make(steps: BaseDatabaseWrapper) -> None:
    for part in PARTS:
        assert described(connection, part) == described(steps, part)
    assert MigrationRecorder(connection).applied_migrations().keys() == (
        MigrationRecorder(steps).applied_migrations().keys()
    )
