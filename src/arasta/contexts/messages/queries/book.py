"""Read the book of messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from arasta.contexts.messages.types import Medium, Message, MessageId, MessageStatus, UnknownMessage
from arasta.kernel import db
from arasta.kernel.ids import UnknownId, from_public
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_SELECT = """
SELECT id, kind, medium, subject, "to", language, channel_id, status, title, error, queued_at, sent_at FROM messages_message
"""

_WHERE = """
WHERE (%(status)s::text IS NULL OR status = %(status)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND (%(text)s = '' OR lower("to") = lower(%(text)s) OR subject = %(subject)s)
  AND (%(after)s::uuid IS NULL OR id < %(after)s::uuid)
ORDER BY id DESC LIMIT %(limit)s
"""


def message(message_id: UUID) -> Message:
    """Return one message. Raises UnknownMessage."""
    found = db.rows(_SELECT + "WHERE id = %s", [message_id])
    if not found:
        raise UnknownMessage
    return _row(found[0])


def exists(message_id: UUID) -> bool:
    """Tell whether there is such a message."""
    return bool(db.rows("SELECT 1 FROM messages_message WHERE id = %s", [message_id]))


def messages_about(subjects: Collection[str]) -> list[Message]:
    """Return the messages about these things, the newest first."""
    return [_row(row) for row in db.rows(_SELECT + "WHERE subject = ANY(%s) ORDER BY id DESC", [list(subjects)])]


def page(
    *,
    status: MessageStatus | None = None,
    kind: str | None = None,
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Message]:
    """Return messages, the newest first. `text` is an address, or the public id of an order."""
    size, after = clamp(limit), decode_cursor(cursor, 1)
    found = db.rows(
        _SELECT + _WHERE,
        {
            "status": status.value if status else None,
            "kind": kind,
            "text": text.strip(),
            "subject": _subject(text.strip()),
            "after": after[0] if after else None,
            "limit": size + 1,
        },
    )
    rows = [_row(row) for row in found[:size]]
    return Page(rows, encode_cursor(str(rows[-1].id)) if len(found) > size else None)


def fares(medium: Medium, *, days: int) -> dict[MessageStatus, int]:
    """Return how many messages of a medium were queued in the last days, by what became of them."""
    found = db.rows(
        "SELECT status, count(*) FROM messages_message WHERE medium = %s AND queued_at > now() - make_interval(days => %s)"
        " GROUP BY status",
        [medium.value, days],
    )
    return {MessageStatus(status): count for status, count in found}


def last_refused(medium: Medium) -> Message | None:
    """Return the newest message of a medium that was refused."""
    found = db.rows(_SELECT + "WHERE medium = %s AND status = 'failed' ORDER BY id DESC LIMIT 1", [medium.value])
    return _row(found[0]) if found else None


def _subject(text: str) -> str:
    try:
        return f"order:{from_public('ord', text)}"
    except UnknownId:
        return text


def _row(row: tuple[Any, ...]) -> Message:
    key, kind, medium, subject, to, language, channel, status, title, error, queued_at, sent_at = row
    return Message(
        id=MessageId(key),
        kind=kind,
        medium=Medium(medium),
        subject=subject,
        to=to,
        language=language,
        channel_id=channel,
        status=MessageStatus(status),
        title=title,
        error=error,
        queued_at=queued_at,
        sent_at=sent_at,
    )
