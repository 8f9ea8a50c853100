"""What every test stands on: a real PostgreSQL, an actor, and sockets closed to everything but this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from arasta.kernel.access import Actor, ActorKind

_KEPT = {"auth_permission", "django_content_type"}
"""What the migrations wrote and no test changes: Django would write it anew after each test."""

_JOBS = {"procrastinate_jobs"}
"""What Django does not know as a table of ours: a job that was left would be done in another test."""

_EMPTY = """
DO $$
DECLARE
  name text;
  has_rows boolean;
BEGIN
  SET CONSTRAINTS ALL DEFERRED;
  FOREACH name IN ARRAY string_to_array('%s', ' ') LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %%I)', name) INTO has_rows;
    IF has_rows THEN EXECUTE format('DELETE FROM %%I', name); END IF;
  END LOOP;
END $$
"""
# What was deleted or rolled back still lies there, and is read again and again by every scan.
_LITTERED = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND pg_relation_size(oid) > 500000"


def _empty_what_was_written(case: TransactionTestCase) -> None:
    """Empty the tables that have rows. To truncate all of them, as Django does, takes longer than most tests."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY % " ".join(sorted({*tables, *_JOBS} - _KEPT)))
        cursor.execute(_LITTERED, [tables])
        for (name,) in cursor.fetchall():
            cursor.execute(f'VACUUM "{name}"')


# The same examples each time, however slow the machine: what was green stays green. `make drill` draws others.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("drawn", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("same")

# A hash is slow to hold up thieves. Here it is made the same way, at the least cost.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

TransactionTestCase._fixture_teardown = _empty_what_was_written  # type: ignore[attr-defined]


_LONGEST = (
    "connectors/suite/test_converges.py",
    "connectors/suite/test_drift.py",
    "flows/ordering/test_machine.py",
    "bench/test_names.py",
    "connectors/suite/test_hook_answers.py",
    "connectors/suite/test_stock_out.py",
    "docs/test_scaffold.py",
    "demo/test_feeds.py",
    "flows/ordering/test_storm.py",
    "contexts/inventory/test_promises_machine.py",
    "twins/test_publish_products.py",
    "demo/test_trade.py",
    "demo/test_before.py",
    "demo/test_woocommerce.py",
    "demo/test_shopify.py",
    "api/test_real_server.py",
    "architecture/test_birth.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: of two that run side by side, none waits long for the other's last one."""
    rank = {path: place for place, path in enumerate(_LONGEST)}
    here = Path(__file__).parent
    items.sort(key=lambda item: rank.get(item.path.relative_to(here).as_posix(), len(rank)))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Start a throw-away server unless DATABASE_URL names one; there, tests that run side by side have databases of their own."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from psycopg.conninfo import conninfo_to_dict

    from arasta.local import postgres

    with postgres.throwaway() as url:
        parts = conninfo_to_dict(url)
        os.environ["DATABASE_URL"] = url
        connections["default"].settings_dict.update(
            NAME=parts["dbname"], USER=parts["user"], PASSWORD=parts["password"], HOST=parts["host"], PORT=parts["port"]
        )
        connections["default"].settings_dict["OPTIONS"].pop("pool", None)
        connections["default"].settings_dict["TEST"]["NAME"] = f"test_{parts['dbname']}"
        yield
        del os.environ["DATABASE_URL"]
        connections.close_all()


@pytest.fixture
def staff() -> Actor:
    """An owner."""
    return Actor(ActorKind.STAFF, id="owner", name="Olcay", permissions=frozenset({"*"}))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Close the network: only this machine may be reached. Forget the language of the last test's last request."""
    import pytest_socket
    from django.utils import translation

    translation.deactivate()

    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
