"""The address that supervisors and load balancers ask."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_a_web_that_reaches_its_database_is_well() -> None:
    answer = Client().get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_web_without_its_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    connection.close()
    try:
        alive, answer = Client().get("/livez"), Client().get("/readyz")
    finally:
        monkeypatch.undo()
        connection.close()

    assert (alive.status_code, alive.content) == (200, b"ok\n")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")
