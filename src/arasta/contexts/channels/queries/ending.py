"""Reads: until when channels are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.kernel import db


def endings(channel_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return when channels close; those that stay open are absent."""
    found = db.rows("SELECT channel_id, ends_at FROM channels_ending WHERE channel_id = ANY(%s)", [list(channel_ids)])
    return dict(found)
