"""The facts that others build on: names, versions and fields change only on purpose, and only by adding."""

from __future__ import annotations

import dataclasses
import importlib
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from arasta.kernel.events import Event

SNAPSHOT = Path(__file__).with_name("events.json")
AGAIN = "python -m tests.architecture.snapshot"


def events() -> list[type[Event]]:
    """Return every fact of every context."""
    rooms = [f"arasta.contexts.{name}.events" for name in settings.CONTEXTS]
    found = [importlib.import_module(room) for room in rooms if find_spec(room)]
    return sorted(
        {
            kind
            for room in found
            for kind in vars(room).values()
            if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event and "name" in vars(kind)
        },
        key=lambda kind: kind.name,
    )


def shapes() -> dict[str, Any]:
    """Return name to version and fields."""
    return {
        kind.name: {
            "version": kind.version,
            "fields": {field.name: str(field.type) for field in dataclasses.fields(kind)},
        }
        for kind in events()
    }


def test_facts_change_only_on_purpose() -> None:
    kept = json.loads(SNAPSHOT.read_text())

    assert shapes() == kept, f"A fact changed. If that is meant, look at the difference after: {AGAIN}"


def test_facts_are_named_after_their_room_and_what_happened() -> None:
    for kind in events():
        room, _, fact = kind.name.partition(".")
        assert kind.__module__ == f"arasta.contexts.{room}.events"
        assert fact == fact.lower()
        assert fact


def test_names_are_given_once() -> None:
    assert len({kind.name for kind in events()}) == len(events())


def test_facts_cannot_be_changed() -> None:
    assert all(dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen for kind in events())  # type: ignore[attr-defined]
