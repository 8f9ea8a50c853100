"""Read conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.support.types import (
    ConversationId,
    ConversationRow,
    ConversationStatus,
    MessageRow,
    Side,
    Speaker,
    UnknownConversation,
)
from arasta.kernel import db

_CONVERSATION = """
SELECT id, channel_id, customer_id, owner_key, name, language, status, adviser_id, adviser_name, opened_at, changed_at,
       messages, last_side = 'shopper' AND status = 'open', last_text, cart_id FROM support_conversation
"""
MOST_SHOWN = 200


def conversation(conversation_id: UUID) -> ConversationRow:
    """Return a conversation. Raises UnknownConversation."""
    found = _conversations("WHERE id = %s", [conversation_id])
    if not found:
        raise UnknownConversation
    return found[0]


def open_of(speaker: Speaker) -> ConversationRow | None:
    """Return the open conversation of a shopper."""
    found = _conversations(
        "WHERE channel_id = %s AND status = 'open' AND (customer_id = %s OR customer_id IS NULL AND owner_key = %s"
        " AND owner_key <> '') ORDER BY customer_id NULLS LAST LIMIT 1",
        [speaker.channel_id, speaker.customer_id, speaker.owner_key],
    )
    return found[0] if found else None


def newest(*, limit: int = 50) -> list[ConversationRow]:
    """Return conversations: those that wait for an answer first, then the open ones, then the closed."""
    return _conversations(
        "ORDER BY status = 'open' AND last_side = 'shopper' DESC, status = 'open' DESC, changed_at DESC, id LIMIT %s",
        [limit],
    )


def count_waiting() -> int:
    """Count the conversations in which a shopper waits for an answer."""
    sql = "SELECT count(*) FROM support_conversation WHERE status = 'open' AND last_side = 'shopper'"
    return int(db.rows(sql)[0][0])


def messages(conversation_id: UUID, *, after: int = 0) -> list[MessageRow]:
    """Return a conversation's messages after a place, the last two hundred at most, the oldest first."""
    found = db.rows(
        "SELECT place, side, author_name, text, variant_id, at FROM support_message"
        " WHERE conversation_id = %s AND place > %s ORDER BY place DESC LIMIT %s",
        [conversation_id, after, MOST_SHOWN],
    )
    return [MessageRow(place, Side(side), *rest) for place, side, *rest in reversed(found)]


def _conversations(tail: str, params: Sequence[Any]) -> list[ConversationRow]:
    return [_conversation(row) for row in db.rows(_CONVERSATION + tail, params)]


def _conversation(row: tuple[Any, ...]) -> ConversationRow:
    fields = (ConversationId(row[0]), *row[1:6], ConversationStatus(row[6]), *row[7:])
    return ConversationRow(*fields)
