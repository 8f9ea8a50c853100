"""Letters into the demo's mailbox."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

import httpx
import msgspec
from django.conf import settings

from arasta.contexts.messages.ports import Outgoing, RefusedForGood, register_sender
from arasta.contexts.messages.types import Medium
from arasta.kernel.http import outbound
from arasta.kernel.ids import to_public


class MailboxSender:
    """Puts messages into a mailbox."""

    def __init__(self, open_client: Callable[[], httpx.Client]) -> None:
        self._open = open_client

    def send(self, message: Outgoing) -> None:
        """Put a message in. Raises RefusedForGood if the mailbox cannot read it."""
        body = {
            "medium": message.medium.value,
            "to": message.to,
            "sender": message.sender_name,
            "title": message.title,
            "text": message.text,
            "html": message.html,
            "language": message.language,
        }
        key = to_public("msg", message.id)
        with self._open() as client:
            answer = client.put(f"/v1/messages/{key}", content=msgspec.json.encode(body))
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            raise RefusedForGood(answer.text[:200])
        answer.raise_for_status()


def register() -> None:
    """Carry letters if the demo's mailbox is named."""
    if settings.MAILBOX_URL:
        register_sender(
            Medium.EMAIL, MailboxSender(partial(outbound.client, base_url=settings.MAILBOX_URL.rstrip("/")))
        )
