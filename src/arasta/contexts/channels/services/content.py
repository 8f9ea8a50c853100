"""Commands: a channel's templates, what listings say of their own, and what is to be judged and told again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.domain import content as rules
from arasta.contexts.channels.services import feeds
from arasta.contexts.channels.types.content import TITLE, ContentChange, check_field, check_value
from arasta.kernel import db
from arasta.kernel.ids import new_id

_TITLES = """
UPDATE channels_listing l SET title = coalesce(n.value, '')
FROM unnest(%s::uuid[], %s::text[]) AS n(listing, value) WHERE l.id = n.listing
"""

_SAVE = """
INSERT INTO channels_content_value (id, listing_id, field, value)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[])
ON CONFLICT (listing_id, field) DO UPDATE SET value = excluded.value
"""

_TAKE_AWAY = """
DELETE FROM channels_content_value v USING unnest(%s::uuid[], %s::text[]) AS n(listing, field)
WHERE v.listing_id = n.listing AND v.field = n.field
"""

_MARK = """
INSERT INTO channels_content_state (listing_id, reasons, is_due)
SELECT id, '{}', %(due)s FROM channels_listing WHERE id = ANY(%(ids)s) OR channel_id = %(channel)s
ON CONFLICT (listing_id) DO UPDATE SET is_due = channels_content_state.is_due OR %(due)s, judged_at = NULL
"""

# What a channel was never told by us stays as the channel has it until somebody edits it here.
_GOODS = """
UPDATE channels_content_state s SET judged_at = NULL, is_due = s.is_due OR (%(due)s AND s.told_at IS NOT NULL)
FROM channels_listing l WHERE l.id = s.listing_id AND l.variant_id = ANY(%(variants)s) AND l.status <> 'ended'
"""

_TEMPLATES = """
INSERT INTO channels_content_template (id, channel_id, field, text)
SELECT n.id, %s, n.field, n.text FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS n(id, field, text)
ON CONFLICT (channel_id, field) DO UPDATE SET text = excluded.text
"""


def check_template(text: str) -> str:
    """Return a template as it would be kept. Raises UnknownPlaceholder."""
    return rules.check_template(text)


def write_values(changes: Sequence[ContentChange], *, tell: bool = True) -> None:
    """Give listings values of their own, or take them away. They are judged, and told again if `tell`.

    Raises UnknownField, ValueTooLong. An empty value of a field other than the title is kept: it says nothing on purpose.
    """
    if not changes:
        return
    wanted = {
        (one.listing_id, check_field(one.field)): None if one.value is None else check_value(one.field, one.value)
        for one in changes
    }
    titles = {key[0]: value for key, value in wanted.items() if key[1] == TITLE}
    rest = {key: value for key, value in wanted.items() if key[1] != TITLE}
    kept = [(key, value) for key, value in rest.items() if value is not None]
    gone = [key for key, value in rest.items() if value is None]
    with db.transaction():
        db.execute(_TITLES, [list(titles), list(titles.values())])
        db.execute(
            _SAVE,
            [[new_id() for _ in kept], [key[0] for key, _ in kept], [key[1] for key, _ in kept], [v for _, v in kept]],
        )
        db.execute(_TAKE_AWAY, [[key[0] for key in gone], [key[1] for key in gone]])
        listing_ids = sorted({key[0] for key in wanted})
        mark_content(listing_ids=listing_ids, tell=tell)
        feeds.doubt(listing_ids)


def save_templates(channel_id: UUID, texts: Mapping[str, str]) -> None:
    """Save what a channel's listings say where they say nothing of their own; an empty text lifts a template.

    All its listings are judged and told again. Raises UnknownField, UnknownPlaceholder, ValueTooLong.
    """
    wanted = {check_field(field): rules.check_template(check_value(field, text)) for field, text in texts.items()}
    kept = {field: text for field, text in wanted.items() if text}
    with db.transaction():
        db.execute(_TEMPLATES, [channel_id, [new_id() for _ in kept], list(kept), list(kept.values())])
        db.execute(
            "DELETE FROM channels_content_template WHERE channel_id = %s AND field = ANY(%s)",
            [channel_id, [field for field in wanted if field not in kept]],
        )
        mark_content(channel_id=channel_id)


def mark_content(*, listing_ids: Sequence[UUID] = (), channel_id: UUID | None = None, tell: bool = True) -> None:
    """Have listings, or all of a channel, judged again, and told to their channels too unless `tell` is false."""
    if listing_ids or channel_id is not None:
        db.execute(_MARK, {"ids": list(listing_ids), "channel": channel_id, "due": tell})


def mark_goods(variant_ids: Sequence[UUID], *, tell: bool) -> None:
    """Have the listings of variants that changed judged again; with `tell` those that we told before are told again."""
    if variant_ids:
        db.execute(_GOODS, {"variants": list(variant_ids), "due": tell})


def note_told(listing_ids: Sequence[UUID], *, now: datetime) -> None:
    """Note that channels were told what listings say now."""
    db.execute(
        "INSERT INTO channels_content_state (listing_id, reasons, is_due, told_at)"
        " SELECT id, '{}', false, %s FROM unnest(%s::uuid[]) AS n(id)"
        " ON CONFLICT (listing_id) DO UPDATE SET is_due = false, told_at = excluded.told_at",
        [now, list(listing_ids)],
    )
