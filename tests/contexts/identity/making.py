"""Makers of staff and keys, and a look at the facts they caused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.test import Client

from arasta.contexts.identity.services import api_keys, staff
from arasta.contexts.identity.types import NewStaff, Role, StaffId
from arasta.kernel import db
from arasta.kernel.access import SYSTEM

PASSWORD = "three blue kettles"


def make_staff(email: str = "ada@example.com", *, role: Role = Role.OWNER, name: str = "Ada") -> StaffId:
    """Add somebody who knows PASSWORD."""
    return staff.add_staff([NewStaff(email=email, name=name, role=role, password=PASSWORD)], actor=SYSTEM)[0]


def make_key(scopes: Sequence[str] = ("stock.read",)) -> str:
    """Make a key and return it whole."""
    return api_keys.create_api_key("Accounting", scopes=scopes, actor=SYSTEM)[1]


def signed_in(client: Client, email: str) -> Client:
    """Send somebody through the sign-in page."""
    response = client.post("/office/sign-in", {"email": email, "password": PASSWORD})
    assert response.status_code == 302
    return client


def facts() -> list[tuple[Any, ...]]:
    """Return (name, payload) of every fact told so far, in order."""
    found = db.rows("SELECT name, payload::text FROM outbox_event ORDER BY seq")
    return [(name, json.loads(payload)) for name, payload in found]


def names_of_facts() -> list[str]:
    """Return the names of every fact told so far, in order."""
    return [name for name, _ in facts()]
