"""Two starts on one outside database: one migrates it, the other waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from arasta.kernel.ids import new_id

STEPS = "Bringing the tables up to date"


@pytest.fixture
def empty(django_db_modify_db_settings: None) -> Iterator[str]:
    """An empty database on the tests' server."""
    known, name = connection.settings_dict, f"empty_{new_id().hex}"
    server = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    with psycopg.connect(make_conninfo(dbname="postgres", **server), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"postgresql:///{name}?{urlencode({key: value for key, value in server.items() if value})}"
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_two_migrations_of_one_database_are_kept_apart(empty: str, tmp_path: Path) -> None:
    starts = [
        subprocess.Popen(
            (sys.executable, "-m", "arasta", "migrate", "--home", str(tmp_path / home)),
            env={**os.environ, "DATABASE_URL": empty},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for home in ("one", "other")
    ]

    said = [start.communicate(timeout=300)[0] for start in starts]

    assert [start.returncode for start in starts] == [0, 0], said
    assert sum(STEPS in one for one in said) == 1
