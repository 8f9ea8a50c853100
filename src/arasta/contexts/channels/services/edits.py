"""Commands: keep what an edit of listings changed, and note what of it was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.types.content import (
    EDIT_MOVES,
    Difference,
    EditChange,
    EditStatus,
    EditUndone,
    EditUnknown,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

_CHANGES = """
INSERT INTO channels_content_edit_change (id, edit_id, listing_id, field, shown_before, shown_after, before, after)
SELECT n.id, %s, n.listing, n.field, n.shown_before, n.shown_after, n.before, n.after
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
     AS n(id, listing, field, shown_before, shown_after, before, after)
"""


def lock_listings(listing_ids: Sequence[UUID]) -> None:
    """Lock listings against another edit until the transaction ends."""
    db.require_transaction()
    db.rows("SELECT id FROM channels_listing WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(listing_ids)])


def record_edit(
    channel_id: UUID, changes: Sequence[Difference], *, note: str = "", now: datetime, actor: Actor
) -> UUID:
    """Write down an edit with what was before; return its id."""
    edit_id = new_id()
    with db.transaction():
        db.execute(
            "INSERT INTO channels_content_edit (id, channel_id, note, saved_by, saved_at) VALUES (%s, %s, %s, %s, %s)",
            [edit_id, channel_id, note[:2000], actor.name, now],
        )
        db.execute(
            _CHANGES,
            [
                edit_id,
                [new_id() for _ in changes],
                [one.listing_id for one in changes],
                [one.field for one in changes],
                [one.shown_before for one in changes],
                [one.shown_after for one in changes],
                [one.before for one in changes],
                [one.after for one in changes],
            ],
        )
    return edit_id


def lock_edit(edit_id: UUID) -> None:
    """Lock an edit that is to be taken back. Raises EditUnknown, EditUndone."""
    if not EDIT_MOVES[_locked(edit_id)]:
        raise EditUndone


def note_undone(edit_id: UUID, restored: Sequence[EditChange], *, left: int, now: datetime, actor: Actor) -> None:
    """Note which changes of an edit were taken back, and by whom. Raises EditUnknown, EditUndone."""
    status = EditStatus.PARTLY_UNDONE if left else EditStatus.UNDONE
    with db.transaction():
        if status not in EDIT_MOVES[_locked(edit_id)]:
            raise EditUndone
        db.execute(
            "UPDATE channels_content_edit_change c SET is_undone = true"
            " FROM unnest(%s::uuid[], %s::text[]) AS n(listing, field)"
            " WHERE c.edit_id = %s AND c.listing_id = n.listing AND c.field = n.field",
            [[one.listing_id for one in restored], [one.field for one in restored], edit_id],
        )
        db.execute(
            "UPDATE channels_content_edit SET status = %s, undone_by = %s, undone_at = %s WHERE id = %s",
            [status, actor.name, now, edit_id],
        )


def _locked(edit_id: UUID) -> EditStatus:
    db.require_transaction()
    found = db.rows("SELECT status FROM channels_content_edit WHERE id = %s FOR UPDATE", [edit_id])
    if not found:
        raise EditUnknown(given=str(edit_id)[:60])
    return EditStatus(found[0][0])
