"""Prove that conversations count their messages and end with the last one: by these, advisers see who waits."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_MESSAGES = Rule(
    "support.messages",
    gettext_noop("A conversation counts %(counted)s messages, it has %(proved)s, and the last is number %(last)s."),
    "conversation",
    ("cnv",),
)

_WRONG = """
SELECT 'support.messages', c.id AS key, c.id, c.messages AS counted, m.proved, m.last
FROM support_conversation c
CROSS JOIN LATERAL (
  SELECT count(*) AS proved, coalesce(max(place), 0) AS last, coalesce((array_agg(side ORDER BY place DESC))[1], '') AS side
  FROM support_message WHERE conversation_id = c.id
) m
WHERE c.id = ANY(%(keys)s) AND (c.messages, c.messages, c.last_side) IS DISTINCT FROM (m.proved, m.last, m.side)
"""

CONVERSATIONS = Book(
    name="support.conversations",
    tables=("support_message",),
    checks=(Check((_MESSAGES,), _WRONG),),
    walk="SELECT id FROM support_conversation WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    touched=("SELECT id, conversation_id FROM support_message WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",),
)

BOOKS = (CONVERSATIONS,)


def find_lies() -> list[Lie]:
    """Return a lie for each conversation that its messages contradict."""
    return proving.find_lies(BOOKS)
