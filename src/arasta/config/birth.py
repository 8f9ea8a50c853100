"""Give an empty database its tables at once: what our migrations said to one such database, written down.

Most of the time of a migration goes into Django's picture of all models before and after each step. An empty database
needs no steps between: it gets the statements of those steps together. Migrations that are newer than the writing
follow as ever, so it may be out of date, only never wrong: a test compares both ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg import ClientCursor

WRITTEN = Path(__file__).with_name("birth.sql")
_NAMED = "-- migration "
# Read by the steps themselves, or written by Django where it keeps count of them.
_UNWRITTEN = ("SELECT", 'INSERT INTO "django_migrations"')


def give(connection: BaseDatabaseWrapper) -> None:
    """Give the tables that are written down to a database that has none."""
    if connection.introspection.table_names():
        return
    statements = WRITTEN.read_text(encoding="utf-8")
    names = [tuple(line.split()[2:]) for line in statements.splitlines() if line.startswith(_NAMED)]
    executor = MigrationExecutor(connection)
    if not executor.loader.disk_migrations.keys() >= {*names}:
        return
    executor.migrate(_leaves_of_others(executor))
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(statements)
        for app, name in names:
            executor.recorder.record_applied(app, name)


def write(connection: BaseDatabaseWrapper) -> str:
    """Take all steps in an empty database and return what was said to it."""
    executor = MigrationExecutor(connection)
    executor.migrate(_leaves_of_others(executor))
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    names = [f"{_NAMED}{migration.app_label} {migration.name}" for migration, _ in executor.migration_plan(leaves)]
    with _heard(connection) as said:
        executor.migrate(leaves)
    return "\n".join([*names, *(f"{one};" for one in said)]) + "\n"


def _leaves_of_others(executor: MigrationExecutor) -> Sequence[tuple[str, str]]:
    """Name the last migrations of what we only use: they go first, and their statements are theirs."""
    return [
        leaf
        for leaf in executor.loader.graph.leaf_nodes()
        if not apps.get_app_config(leaf[0]).name.startswith("arasta.")
    ]


@contextmanager
def _heard(connection: BaseDatabaseWrapper) -> Iterator[list[str]]:
    """Collect the statements that change something, each as it can be said again in one transaction."""
    said: list[str] = []

    def hear(execute: Any, statement: Any, values: Any, many: bool, context: Any) -> Any:
        text = str(statement).strip()
        if not text.startswith(_UNWRITTEN):
            spelled = text if values is None else ClientCursor(connection.connection).mogrify(text, values)
            said.append(spelled.rstrip(";").replace(" CONCURRENTLY", ""))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(hear):
        yield said
