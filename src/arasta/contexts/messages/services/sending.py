"""Queue messages in the transaction that gives them their reason; send them outside of any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from arasta.contexts.messages.domain.kinds import KINDS
from arasta.contexts.messages.events import MessageQueued
from arasta.contexts.messages.ports import DeviceGone, Outgoing, RefusedForGood, sender_of
from arasta.contexts.messages.queries import book, carriers, devices, writing
from arasta.contexts.messages.services import devices as keeping
from arasta.contexts.messages.types import (
    LANGUAGES,
    Medium,
    MessageId,
    MessageStatus,
    MessageToSend,
    NotToBeSentAgain,
    UnknownKind,
    UnknownMessage,
    before,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_QUEUE = """
INSERT INTO messages_message
  (id, kind, medium, subject, part, "to", language, channel_id, content, due_at, status, error)
SELECT m.id, m.kind, m.medium, m.subject, m.part, m.address, m.language, m.channel_id, m.content, m.due_at, m.status, m.error
FROM json_to_recordset(%s::json) AS m(id uuid, kind text, medium text, subject text, part text, address text,
                                      language text, channel_id uuid, content jsonb, due_at timestamptz,
                                      status text, error text)
ON CONFLICT DO NOTHING
RETURNING id, kind, medium, status = 'queued' AND due_at IS NULL
"""

_RELEASE = """
UPDATE messages_message SET due_at = NULL WHERE id IN (
  SELECT id FROM messages_message WHERE due_at <= %s ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, medium
"""

_SETTLE = """
UPDATE messages_message SET status = %(status)s, was_tried = false, error = %(error)s, title = %(title)s, sent_at = %(sent_at)s,
       content = CASE WHEN %(forget)s THEN '{}'::jsonb ELSE content END
WHERE id = %(id)s AND status = ANY(%(before)s)
"""

_TRY = """
UPDATE messages_message AS m SET was_tried = true FROM messages_message AS before
WHERE m.id = %s AND before.id = m.id AND m.status = 'queued' RETURNING before.was_tried
"""

_AGAIN = """
UPDATE messages_message SET status = 'queued', error = '' WHERE id = %s AND status = ANY(%s)
RETURNING id, kind, medium
"""
_LONGEST_ERROR = 500
_AT_ONCE = 500
_NO_SENDER = "no_sender"


def queue(messages: Sequence[MessageToSend]) -> int:
    """Queue messages and return how many are new; one without an address is left out.

    One per kind, medium, subject, part and address: again changes nothing. What nobody can send is withheld at once.
    Raises UnknownKind; publishes MessageQueued, for those that wait for their time when it comes.
    """
    db.require_transaction()
    for message in messages:
        if message.kind not in KINDS:
            raise UnknownKind(kind=message.kind)
    rows = [_row(message) for message in messages if message.to.strip()]
    fresh = db.rows(_QUEUE, [db.as_json(rows)]) if rows else []
    _announce([(key, kind, medium) for key, kind, medium, is_due in fresh if is_due], SYSTEM)
    return len(fresh)


def release_due(at: datetime) -> int:
    """Announce the messages whose time has come and return how many; publishes MessageQueued."""
    with db.transaction():
        found = db.rows(_RELEASE, [at, _AT_ONCE])
        _announce(found, SYSTEM)
    return len(found)


def send(message_id: UUID, *, at: datetime) -> None:
    """Write a queued message and hand it to its sender; one that was settled meanwhile is left alone.

    Without a sender it is withheld. What a sender refuses for good fails; anything else is raised, to be tried again.
    """
    db.refuse_transaction()
    message = book.message(message_id)
    if message.status is not MessageStatus.QUEUED:
        return
    sender = sender_of(message.medium)
    if sender is None:
        _settle(message.id, MessageStatus.WITHHELD, error=_NO_SENDER)
        return
    written = writing.write(message_id)
    is_secret = KINDS[message.kind].is_secret
    title = "" if is_secret else written.title
    device = devices.device(UUID(message.to)) if message.medium is Medium.PUSH else None
    tried = db.rows(_TRY, [message.id])
    if not tried:
        return
    outgoing = Outgoing(
        id=message.id,
        medium=message.medium,
        to=message.to,
        title=written.title,
        text=written.text,
        html=written.html,
        sender_name=written.sender_name,
        language=message.language,
        link=written.link,
        through=carriers.opened(message.medium),
        device=device,
        tried_since=message.queued_at if tried[0][0] else None,
    )
    try:
        sender.send(outgoing)
    except DeviceGone:
        _settle(message.id, MessageStatus.FAILED, title=title, error="device_gone")
        if device:
            keeping.forget_devices([device.id])
        return
    except RefusedForGood as refusal:
        _settle(message.id, MessageStatus.FAILED, title=title, error=str(refusal))
        return
    _settle(message.id, MessageStatus.SENT, title=title, sent_at=at, forget=is_secret)


def send_again(message_id: UUID, *, actor: Actor) -> None:
    """Queue a message that failed or was withheld once more. Raises UnknownMessage, NotToBeSentAgain."""
    with db.transaction():
        found = db.rows(_AGAIN, [message_id, before(MessageStatus.QUEUED)])
        if not found:
            raise NotToBeSentAgain if book.exists(message_id) else UnknownMessage
        _announce(found, actor)


def _announce(found: Sequence[tuple[Any, ...]], actor: Actor) -> None:
    publish([MessageQueued(message_id=key, kind=kind, medium=medium) for key, kind, medium in found], actor=actor)


def _settle(
    message_id: MessageId,
    status: MessageStatus,
    *,
    title: str = "",
    error: str = "",
    sent_at: datetime | None = None,
    forget: bool = False,
) -> None:
    values = {"status": status.value, "error": error[:_LONGEST_ERROR], "title": title, "sent_at": sent_at}
    db.execute(_SETTLE, {**values, "forget": forget, "id": message_id, "before": before(status)})


def _row(message: MessageToSend) -> dict[str, object]:
    is_withheld = message.due_at is None and sender_of(message.medium) is None
    content = {"facts": dict(message.facts), "rows": message.rows, "sums": message.sums, "link": message.link}
    return {
        "id": new_id(),
        "kind": message.kind,
        "medium": message.medium.value,
        "subject": message.subject,
        "part": message.part,
        "address": message.to.strip(),
        "language": message.language if message.language in LANGUAGES else "en",
        "channel_id": message.channel_id,
        "content": msgspec.to_builtins(content),
        "due_at": message.due_at,
        "status": MessageStatus.WITHHELD if is_withheld else MessageStatus.QUEUED,
        "error": _NO_SENDER if is_withheld else "",
    }
