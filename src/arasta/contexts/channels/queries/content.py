"""Reads: what listings say of their own, what their channel's templates say, and which the channel must hear of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from arasta.contexts.channels.domain import content as rules
from arasta.contexts.channels.queries.listings import listings
from arasta.contexts.channels.types import Listing
from arasta.contexts.channels.types.content import TITLE, Content, Goods, OwnValue, StoredContent
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_OWN = """
SELECT id, 'title', title FROM channels_listing WHERE id = ANY(%(ids)s) AND title <> ''
UNION ALL
SELECT listing_id, field, value FROM channels_content_value WHERE listing_id = ANY(%(ids)s)
"""

_DUE = """
SELECT l.id FROM channels_content_state s JOIN channels_listing l ON l.id = s.listing_id
WHERE s.is_due AND l.channel_id = %s AND l.status IN ('active', 'failed') ORDER BY l.id LIMIT %s
"""

_UNJUDGED = """
SELECT l.id FROM channels_listing l LEFT JOIN channels_content_state s ON s.listing_id = l.id
WHERE l.channel_id = %s AND l.status <> 'ended' AND s.judged_at IS NULL ORDER BY l.id LIMIT %s
"""

_DEVIATIONS = """
SELECT o.listing_id, o.field, o.value, coalesce(e.note, ''), coalesce(e.saved_by, ''), e.saved_at
FROM (SELECT id AS listing_id, 'title' AS field, title AS value FROM channels_listing
      WHERE channel_id = %(channel)s AND status <> 'ended' AND title <> ''
      UNION ALL
      SELECT v.listing_id, v.field, v.value FROM channels_content_value v JOIN channels_listing l ON l.id = v.listing_id
      WHERE l.channel_id = %(channel)s AND l.status <> 'ended') o
LEFT JOIN LATERAL (
  SELECT s.note, s.saved_by, s.saved_at FROM channels_content_edit_change c JOIN channels_content_edit s ON s.id = c.edit_id
  WHERE c.listing_id = o.listing_id AND c.field = o.field AND NOT c.is_undone ORDER BY s.saved_at DESC LIMIT 1
) e ON true
WHERE %(listing)s::uuid IS NULL OR (o.listing_id, o.field) > (%(listing)s::uuid, %(field)s)
ORDER BY o.listing_id, o.field LIMIT %(limit)s
"""


def stored_content(channel_id: UUID, listing_ids: Sequence[UUID]) -> StoredContent:
    """Return a channel's templates and what some of its listings say of their own, in two statements."""
    own: dict[UUID, dict[str, str]] = {}
    for listing_id, field, value in db.rows(_OWN, {"ids": list(listing_ids)}):
        own.setdefault(listing_id, {})[field] = value
    return StoredContent(templates(channel_id), own)


def deviations_page(channel_id: UUID, *, cursor: str | None = None, limit: int = 50) -> Page[OwnValue]:
    """Return what a channel's listings say on purpose instead of what they would inherit."""
    after, size = decode_cursor(cursor, 2), clamp(limit)
    asked = {"channel": channel_id, "listing": after[0] if after else None, "field": after[1] if after else ""}
    found = [OwnValue(*row) for row in db.rows(_DEVIATIONS, {**asked, "limit": size + 1})]
    rest = encode_cursor(str(found[size - 1].listing_id), found[size - 1].field) if len(found) > size else None
    return Page(found[:size], rest)


def templates(channel_id: UUID) -> dict[str, str]:
    """Return a channel's templates by field."""
    found = db.rows(
        "SELECT field, text FROM channels_content_template WHERE channel_id = %s ORDER BY field <> %s, field",
        [channel_id, TITLE],
    )
    return dict(found)


def due_listings(channel_id: UUID, *, limit: int) -> list[Listing]:
    """Return listings whose channel was not told yet what they say now; drafts are told anyway."""
    return listings([row[0] for row in db.rows(_DUE, [channel_id, limit])])


def unjudged_listings(channel_id: UUID, *, limit: int) -> list[Listing]:
    """Return listings that changed since they were judged, or never were."""
    return listings([row[0] for row in db.rows(_UNJUDGED, [channel_id, limit])])


def resolved(goods: Goods, stored: StoredContent, listing_id: UUID) -> Content:
    """Return every field of a listing with its value and where that comes from."""
    return rules.resolve(goods, stored, listing_id)


def filled(text: str, goods: Goods, *, options: Collection[str] | None = None) -> str:
    """Return a text with its placeholders filled. Raises UnknownPlaceholder."""
    return rules.fill(rules.check_template(text, options=options), goods)


def placeholders(goods: Goods | None = None) -> tuple[str, ...]:
    """Return what a template may name; with goods, their options too."""
    return (*rules.PLACEHOLDERS, *(f"{{option:{code}}}" for code, _, _ in (goods.options if goods else ())))


def facts(content: Content) -> dict[str, str]:
    """Return the channel's own fields by name; empty ones are absent."""
    return rules.facts(content)


def attributes(content: Content) -> dict[str, str]:
    """Return the free facts by name; empty ones are absent."""
    return rules.attributes(content)


def image_addresses(content: Content, *, base: str) -> list[str]:
    """Return whole addresses of the pictures; those on this server get the base put before them."""
    return rules.images(content, base=base)
