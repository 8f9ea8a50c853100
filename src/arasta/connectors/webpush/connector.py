"""Messages to devices by Web Push."""

from __future__ import annotations

import os
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from arasta.connectors.webpush.introducing import introduce
from arasta.connectors.webpush.secrecy import MOST_BYTES, encrypt, read_word
from arasta.contexts.messages.ports import DeviceGone, Outgoing, RefusedForGood, register_sender
from arasta.contexts.messages.types import Device, Medium
from arasta.kernel import clock
from arasta.kernel.http import outbound
from arasta.kernel.ids import to_public

KEEP_SECONDS = 24 * 60 * 60
_LONGEST_TEXT = 600
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


class WebPushSender:
    """Hands messages to the push services of browsers' makers."""

    def __init__(self, open_client: Callable[[], httpx.Client]) -> None:
        self._open = open_client

    def send(self, message: Outgoing) -> None:
        """Encrypt a message for its device and hand it over. Raises DeviceGone, RefusedForGood."""
        device = message.device
        if device is None:
            raise DeviceGone("the device was forgotten")
        body, introduction = _sealed(message, device), _introduction(message, device)
        headers = {
            "Authorization": introduction,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEEP_SECONDS),
            "Urgency": "normal",
        }
        try:
            with self._open() as client:
                answer = client.post(device.endpoint, content=body, headers=headers)
        except outbound.AddressRefused as refused:
            raise DeviceGone(str(refused)) from refused
        if answer.status_code in _GONE:
            raise DeviceGone(f"{answer.status_code}")
        if answer.is_client_error and answer.status_code not in _LATER:
            raise RefusedForGood(f"{answer.status_code} {answer.text[:200]}")
        if not answer.is_success:
            raise httpx.HTTPStatusError(f"{answer.status_code}", request=answer.request, response=answer)


def register() -> None:
    """Carry messages to devices."""
    register_sender(Medium.PUSH, WebPushSender(outbound.guarded))


def _sealed(message: Outgoing, device: Device) -> bytes:
    told = {
        "title": message.title,
        "text": message.text[:_LONGEST_TEXT],
        "language": message.language,
        "tag": to_public("msg", message.id),
        "link": message.link,
    }
    text = msgspec.json.encode(told)
    if len(text) > MOST_BYTES:
        raise RefusedForGood("the message is too long for a push")
    own, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    try:
        return encrypt(text, device_key=read_word(device.public_key), auth=read_word(device.auth), own=own, salt=salt)
    except ValueError as wrong:
        raise DeviceGone("the device's key is none") from wrong


def _introduction(message: Outgoing, device: Device) -> str:
    parts = urlsplit(device.endpoint)
    return introduce(
        f"{parts.scheme}://{parts.netloc}",
        public_key=message.through["public_key"],
        private_key=message.through["private_key"],
        contact=f"mailto:{settings.DEFAULT_FROM_EMAIL}",
        at=clock.now(),
    )
