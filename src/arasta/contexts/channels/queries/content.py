"""Reads: what listings say of their own, what their channel's templates say, and which the channel must hear of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from arasta.contexts.channels.domain import content as rules
from arasta.contexts.channels.queries.listings import listings
from arasta.contexts.channels.types import Listing
from arasta.contexts.channels.types.content import TITLE, Content, Goods, StoredContent
from arasta.kernel import db

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


def stored_content(channel_id: UUID, listing_ids: Sequence[UUID]) -> StoredContent:
    """Return a channel's templates and what some of its listings say of their own, in two statements."""
    own: dict[UUID, dict[str, str]] = {}
    for listing_id, field, value in db.rows(_OWN, {"ids": list(listing_ids)}):
        own.setdefault(listing_id, {})[field] = value
    return StoredContent(templates(channel_id), own)


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
