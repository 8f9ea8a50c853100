"""Reach the database of a home: the embedded one, or the one DATABASE_URL names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from arasta.local import postgres
from arasta.local.home import Home, open_home
from arasta.local.waiting import wait_until

_MIGRATING = 4_710_237
_LONGEST_MIGRATION = 3600


def environment(home: Home, url: str) -> dict[str, str]:
    """Return what every process of this home needs to know."""
    return {
        "ARASTA_HOME": str(home.root),
        "ARASTA_SECRET_KEY": home.secrets.secret_key,
        "ARASTA_FIELD_KEY": ",".join(home.secrets.field_keys),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "arasta.config.settings",
    }


@contextmanager
def connected(path: Path | None, *, pool: int = 0) -> Iterator[Home]:
    """Keep the home's database running for the block, with Django ready to use it; raises Fault if it goes away."""
    home = open_home(path)
    with postgres.running(home) as url:
        os.environ.update(environment(home, url), ARASTA_POOL=str(pool))
        import django
        from django.db import InterfaceError, OperationalError, connections

        django.setup()
        try:
            yield home
        except (OperationalError, InterfaceError) as error:
            raise postgres.went_away(error) from error
        finally:
            connections.close_all()


def migrate(tell: Callable[[str], None]) -> None:
    """Apply what is pending. Of several starts on one database one does it; the others wait, and find nothing to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with _alone():
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            tell(f"Bringing the tables up to date ({len(pending)} steps)")
            call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other migrations of this database out for the block; the lock is the connection's and ends with its process.

    It is asked for again and again: a statement that waits for it would run into the database's own time limits.
    """
    from arasta.kernel import db

    def got() -> bool:
        return bool(db.rows("SELECT pg_try_advisory_lock(%s)", [_MIGRATING])[0][0])

    wait_until(got, seconds=_LONGEST_MIGRATION, what="Another process has been migrating this database for an hour.")
    try:
        yield
    finally:
        db.rows("SELECT pg_advisory_unlock(%s)", [_MIGRATING])


def pending(url: str) -> list[str]:
    """Return the names of migrations that were not applied yet."""
    os.environ["DATABASE_URL"] = url
    import django
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
