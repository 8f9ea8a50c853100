"""Open conversations, write into them, close them."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.support import queries
from arasta.contexts.support.types import (
    LONGEST,
    ConversationClosed,
    ConversationStatus,
    MessageToWrite,
    NothingSaid,
    Side,
    Speaker,
    UnknownConversation,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

_OPEN = """
INSERT INTO support_conversation (id, channel_id, customer_id, owner_key, name, language)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""

_COUNT = """
UPDATE support_conversation SET messages = messages + 1, last_side = %s, last_text = %s, changed_at = clock_timestamp(),
  adviser_id = CASE WHEN %s THEN %s ELSE adviser_id END, adviser_name = CASE WHEN %s THEN %s ELSE adviser_name END
WHERE id = %s RETURNING messages
"""


def open_conversation(speaker: Speaker) -> UUID:
    """Return the shopper's open conversation, opening one if there is none; two at once open one."""
    with db.transaction():
        owner = "" if speaker.customer_id else speaker.owner_key
        db.execute(_OPEN, [new_id(), speaker.channel_id, speaker.customer_id, owner, speaker.name, speaker.language])
        found = queries.open_of(speaker)
    if found is None:
        raise UnknownConversation
    return found.id


def write(message: MessageToWrite, *, actor: Actor) -> int:
    """Add a message and return its place. An adviser who writes is the conversation's adviser from then on.

    Locks the conversation. Raises UnknownConversation, ConversationClosed, NothingSaid.
    """
    text = message.text.replace("\x00", "").strip()
    if len(text) > LONGEST or not (text or message.variant_id):
        raise NothingSaid(most=LONGEST)
    with db.transaction():
        _lock_open(message.conversation_id)
        is_adviser = message.side is Side.ADVISER
        place = db.rows(
            _COUNT,
            [message.side, text[:200], is_adviser, actor.id, is_adviser, message.author_name, message.conversation_id],
        )[0][0]
        db.execute(
            "INSERT INTO support_message (id, conversation_id, place, side, author_name, text, variant_id)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                new_id(),
                message.conversation_id,
                place,
                message.side,
                message.author_name,
                text,
                message.variant_id,
            ],
        )
    return int(place)


def fill_together(conversation_id: UUID, *, cart_id: UUID) -> None:
    """Note the cart that shopper and adviser fill together."""
    db.execute("UPDATE support_conversation SET cart_id = %s WHERE id = %s", [cart_id, conversation_id])


def close(conversation_id: UUID) -> None:
    """End a conversation; one that is closed stays closed. Raises UnknownConversation."""
    with db.transaction():
        _status(conversation_id)
        db.execute(
            "UPDATE support_conversation SET status = 'closed', changed_at = clock_timestamp() WHERE id = %s",
            [conversation_id],
        )


def join(owner_key: str, *, speaker: Speaker) -> None:
    """Let a guest's conversation go on as the customer's who signed in; where they have one already, it stays."""
    if not owner_key or speaker.customer_id is None:
        return
    db.execute(
        "UPDATE support_conversation SET customer_id = %s, owner_key = '', name = %s WHERE channel_id = %s"
        " AND customer_id IS NULL AND owner_key = %s AND status = 'open' AND NOT EXISTS (SELECT FROM"
        " support_conversation o WHERE o.channel_id = %s AND o.customer_id = %s AND o.status = 'open')",
        [
            speaker.customer_id,
            speaker.name,
            speaker.channel_id,
            owner_key,
            speaker.channel_id,
            speaker.customer_id,
        ],
    )


def _lock_open(conversation_id: UUID) -> None:
    if _status(conversation_id) is ConversationStatus.CLOSED:
        raise ConversationClosed


def _status(conversation_id: UUID) -> ConversationStatus:
    found = db.rows("SELECT status FROM support_conversation WHERE id = %s FOR UPDATE", [conversation_id])
    if not found:
        raise UnknownConversation
    return ConversationStatus(found[0][0])
