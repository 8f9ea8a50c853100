"""Read single lines of orders."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.kernel import db


def variants_of(line_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return which variant each line sold; an unknown line is absent."""
    if not line_ids:
        return {}
    return dict(db.rows("SELECT id, variant_id FROM orders_line WHERE id = ANY(%s)", [list(line_ids)]))
