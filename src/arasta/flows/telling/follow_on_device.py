"""Let a device show what becomes of an order, or of all orders of a customer, and no more.

One transaction each: the device is kept or dropped, and the word that was said about it goes into the ledger of consents.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import consents
from arasta.contexts.customers.types import ConsentToRecord, ContactChannel, Purpose
from arasta.contexts.messages.queries import devices as known
from arasta.contexts.messages.services import devices
from arasta.contexts.messages.types import Device, DeviceId, DeviceToKeep
from arasta.kernel import db
from arasta.kernel.access import Actor


def follow(device: DeviceToKeep, *, subject: str, customer_id: UUID | None, source: str, actor: Actor) -> DeviceId:
    """Keep a device that shall show what is told about a subject ("order:…", "customer:…"). Raises DeviceWrong."""
    with db.transaction():
        device_id = devices.keep_device(device, subject=subject)
        _say(device_id, True, language=device.language, customer_id=customer_id, source=source, actor=actor)
    return device_id


def unfollow(device: Device, *, subject: str, customer_id: UUID | None, source: str, actor: Actor) -> None:
    """Let a device show no more of a subject; one that follows nothing any more is forgotten, and its consent ends."""
    with db.transaction():
        devices.drop_wish([device.id], subject=subject)
        if known.device(device.id) is None:
            _say(device.id, False, language=device.language, customer_id=customer_id, source=source, actor=actor)


def lose(device_id: UUID, *, actor: Actor) -> None:
    """Write down that a device that cannot be reached any more has taken its word back."""
    _say(device_id, False, language="en", customer_id=None, source="device", actor=actor)


def silence(consent_id: UUID) -> None:
    """Forget the device whose consent was taken back, whatever it followed."""
    devices.forget_devices([UUID(customers.consent(consent_id).contact)])


def _say(
    device_id: UUID, is_given: bool, *, language: str, customer_id: UUID | None, source: str, actor: Actor
) -> None:
    word = ConsentToRecord(
        str(device_id), ContactChannel.PUSH, Purpose.ORDER_NEWS, is_given, source, language, customer_id
    )
    consents.record([word], actor=actor)
