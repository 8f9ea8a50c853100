"""Reads: the edits of a channel's listings, and what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.channels.types.content import Edit, EditChange, EditStatus, EditUnknown
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_EDIT = """
SELECT e.id, e.channel_id, e.status, e.note, e.saved_by, e.saved_at, e.undone_by, e.undone_at,
       count(c.id), count(DISTINCT c.listing_id)
FROM channels_content_edit e LEFT JOIN channels_content_edit_change c ON c.edit_id = e.id
"""

_CHANGES = """
SELECT c.listing_id, l.external_id, l.variant_id, c.field, c.shown_before, c.shown_after, c.before, c.after, c.is_undone
FROM channels_content_edit_change c JOIN channels_listing l ON l.id = c.listing_id
WHERE c.edit_id = %s ORDER BY l.external_id, c.field
"""


def edits_page(channel_id: UUID, *, cursor: str | None = None, limit: int = 50) -> Page[Edit]:
    """Return a channel's edits, the newest first."""
    after, size = decode_cursor(cursor, 1), clamp(limit)
    found = _edits(
        "WHERE e.channel_id = %s AND (%s::uuid IS NULL OR e.id < %s::uuid) GROUP BY e.id ORDER BY e.id DESC LIMIT %s",
        [channel_id, *[after[0] if after else None] * 2, size + 1],
    )
    return Page(found[:size], encode_cursor(str(found[size - 1].id)) if len(found) > size else None)


def edit(edit_id: UUID) -> Edit:
    """Return an edit. Raises EditUnknown."""
    found = _edits("WHERE e.id = %s GROUP BY e.id", [edit_id])
    if not found:
        raise EditUnknown(given=str(edit_id)[:60])
    return found[0]


def changes_of(edit_id: UUID) -> list[EditChange]:
    """Return what an edit changed."""
    return [EditChange(*row) for row in db.rows(_CHANGES, [edit_id])]


def _edits(tail: str, params: Sequence[Any]) -> list[Edit]:
    return [Edit(*(*row[:2], EditStatus(row[2]), *row[3:])) for row in db.rows(f"{_EDIT} {tail}", params)]
