"""Write a message in its language and in the look of its shop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext, override

from arasta.contexts.messages.domain.kinds import KINDS, Kind
from arasta.contexts.messages.ports import Look, look_of
from arasta.contexts.messages.types import Medium, MessageRow, MessageSum, UnknownMessage, Written
from arasta.kernel import db
from arasta.kernel.web.templatetags.arasta import money

_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Content:
    """What a message was queued with."""

    facts: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[MessageRow, ...] = ()
    sums: tuple[MessageSum, ...] = ()
    link: str = ""


def write(message_id: UUID) -> Written:
    """Put a message into words. Raises UnknownMessage. What a secret one said is not known any more once it was sent."""
    found = db.rows(
        "SELECT kind, medium, language, channel_id, content::text FROM messages_message WHERE id = %s", [message_id]
    )
    if not found:
        raise UnknownMessage
    kind, medium, language, channel_id, content = found[0]
    with override(language):
        look = look_of(channel_id)
        return _written(KINDS[kind], Medium(medium), msgspec.json.decode(content, type=Content), look)


def pushes(kind: str) -> bool:
    """Tell whether devices show messages of a kind."""
    return KINDS[kind].pushes


def texts(kind: str) -> bool:
    """Tell whether who asked for texts gets one of a kind."""
    return KINDS[kind].texts


def _written(kind: Kind, medium: Medium, content: Content, look: Look) -> Written:
    """Put a content into the words of its kind: as a letter, or in one sentence for a phone's display."""
    facts = {name: value for name, value in content.facts.items() if value} | {"shop": look.name}
    facts |= {"link": content.link} if content.link else {}
    title = " ".join((_said(kind.title, facts) or gettext(kind.name)).split())
    if medium is Medium.SMS:
        return Written(title, _said(kind.short, facts) or title, "", look.name, content.link)
    sentences = [said for sentence in kind.sentences if (said := _said(sentence, facts))]
    if medium is Medium.PUSH:
        return Written(title, "".join(sentences[:1]), "", look.name, content.link)
    sums = [(gettext(one.word), money(one.amount)) for one in content.sums]
    letter = {
        "language": get_language(),
        "look": look,
        "title": title,
        "sentences": sentences,
        "rows": content.rows,
        "sums": sums,
        "link": content.link,
        "action": gettext(kind.action) if kind.action and content.link else "",
    }
    html = str.__str__(render_to_string("messages/email.html", letter))  # plain text: senders need no marked one
    return Written(title, _text(title, sentences, content, sums, look), html, look.name, content.link)


def _said(sentence: str, facts: Mapping[str, str]) -> str:
    """Fill a sentence, or say nothing where a fact is missing."""
    if any(name not in facts for name in _NAMED.findall(sentence)):
        return ""
    text = gettext(sentence)
    return text % facts if _NAMED.search(text) else text


def _text(title: str, sentences: list[str], content: Content, sums: list[tuple[str, str]], look: Look) -> str:
    rows = [" · ".join(part for part in (row.name, row.note, _amount(row)) if part) for row in content.rows]
    amounts = [f"{word}: {amount}" for word, amount in sums]
    parts = [title, "\n".join(sentences), "\n".join(rows), "\n".join(amounts), content.link, look.name]
    return "\n\n".join(part for part in [*parts, *look.legal] if part)


def _amount(row: MessageRow) -> str:
    return money(row.amount) if row.amount is not None else ""
