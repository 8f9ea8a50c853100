"""Read which devices show messages."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.messages.types import Device
from arasta.kernel import db

_SELECT = "SELECT d.id, d.endpoint, d.public_key, d.auth, d.language, d.label, d.added_at FROM messages_device d"
_WISHES = f"{_SELECT} JOIN messages_device_wish w ON w.device_id = d.id"


def device(device_id: UUID) -> Device | None:
    """Find a device."""
    return next((Device(*row) for row in db.rows(f"{_SELECT} WHERE d.id = %s", [device_id])), None)


def devices_of(subject: str) -> list[Device]:
    """Return the devices that want to hear about something, the newest first."""
    return [Device(*row) for row in db.rows(f"{_WISHES} WHERE w.subject = %s ORDER BY d.id DESC", [subject])]


def devices_about(subjects: Collection[str]) -> dict[str, list[UUID]]:
    """Return by subject the devices that want to hear about it."""
    found = db.rows(
        "SELECT subject, device_id FROM messages_device_wish WHERE subject = ANY(%s) ORDER BY subject, device_id",
        [list(subjects)],
    )
    about: dict[str, list[UUID]] = {}
    for subject, key in found:
        about.setdefault(subject, []).append(key)
    return about


def device_at(endpoint: str, *, subject: str) -> Device | None:
    """Find the device of an endpoint if it wants to hear about something."""
    found = db.rows(f"{_WISHES} WHERE d.endpoint = %s AND w.subject = %s", [endpoint, subject])
    return next((Device(*row) for row in found), None)
