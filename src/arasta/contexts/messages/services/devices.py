"""Keep the devices that show messages, and what each of them wants to hear about."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from arasta.contexts.messages.events import DeviceLost
from arasta.contexts.messages.types import LANGUAGES, DeviceId, DeviceToKeep, DeviceWrong, TooManyDevices
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

MOST_DEVICES = 20
_LONGEST_ENDPOINT = 1000
_POINT_BYTES, _UNCOMPRESSED, _AUTH_BYTES = 65, 4, 16

_KEEP = """
INSERT INTO messages_device (id, endpoint, public_key, auth, language, label) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (endpoint) DO UPDATE SET public_key = excluded.public_key, auth = excluded.auth,
  language = excluded.language, label = excluded.label
RETURNING id
"""
_WISH = "INSERT INTO messages_device_wish (subject, device_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"

_DROP = """
WITH gone AS (DELETE FROM messages_device_wish WHERE subject = %(subject)s AND device_id = ANY(%(devices)s) RETURNING device_id)
DELETE FROM messages_device d USING gone WHERE d.id = gone.device_id AND NOT EXISTS (
  SELECT 1 FROM messages_device_wish w WHERE w.device_id = d.id AND w.subject <> %(subject)s)
"""

_FORGET = """
WITH gone AS (DELETE FROM messages_device_wish WHERE device_id = ANY(%(devices)s))
DELETE FROM messages_device WHERE id = ANY(%(devices)s) RETURNING id
"""


def keep_device(device: DeviceToKeep, *, subject: str) -> DeviceId:
    """Keep a device that wants to hear about something; again changes only how it is reached. Raises DeviceWrong,
    TooManyDevices.

    A device follows one customer: whoever says so last.
    """
    _check(device)
    language = device.language if device.language in LANGUAGES else LANGUAGES[0]
    with db.transaction():
        row = [new_id(), device.endpoint, device.public_key, device.auth, language, device.label[:80]]
        device_id = DeviceId(db.rows(_KEEP, row)[0][0])
        if subject.startswith("customer:"):
            db.execute(
                "DELETE FROM messages_device_wish WHERE device_id = %s AND subject LIKE 'customer:%%' AND subject <> %s",
                [device_id, subject],
            )
        db.execute(_WISH, [subject, device_id])
        [(devices,)] = db.rows("SELECT count(*) FROM messages_device_wish WHERE subject = %s", [subject])
        if devices > MOST_DEVICES:
            raise TooManyDevices(most=MOST_DEVICES)
    return device_id


def drop_wish(device_ids: Collection[UUID], *, subject: str) -> None:
    """Let devices hear no more about something; one that wants nothing any more is forgotten."""
    db.execute(_DROP, {"subject": subject, "devices": list(device_ids)})


def forget_devices(device_ids: Collection[UUID]) -> None:
    """Forget devices with all their wishes; publishes DeviceLost for each that was known."""
    with db.transaction():
        gone = db.rows(_FORGET, {"devices": list(device_ids)})
        publish([DeviceLost(device_id=key) for (key,) in gone], actor=SYSTEM)


def _check(device: DeviceToKeep) -> None:
    parts = _parts(device.endpoint)
    point, auth = _bytes(device.public_key), _bytes(device.auth)
    is_address = (
        parts.scheme == "https"
        and bool(parts.hostname)
        and len(device.endpoint) <= _LONGEST_ENDPOINT
        and "\x00" not in device.endpoint
    )
    is_point = len(point) == _POINT_BYTES and point[0] == _UNCOMPRESSED
    if not (is_address and is_point and len(auth) == _AUTH_BYTES):
        raise DeviceWrong


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _bytes(word: str) -> bytes:
    try:
        return base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
