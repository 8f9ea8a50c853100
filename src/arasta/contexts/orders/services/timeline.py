"""Append to orders' timelines."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id


def note(entries: Sequence[tuple[UUID, str, str]], *, actor: Actor) -> None:
    """Write (order, kind, text) entries; kinds are words the screens translate: placed, paid, shipped, canceled, note, ..."""
    if not entries:
        return
    db.execute(
        "INSERT INTO orders_timeline (id, order_id, kind, text, actor_kind, actor_name)"
        " SELECT e.id, e.order_id, e.kind, e.text, %s, %s FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[])"
        " AS e(id, order_id, kind, text)",
        [
            actor.kind,
            actor.name,
            [new_id() for _ in entries],
            [entry[0] for entry in entries],
            [entry[1] for entry in entries],
            [entry[2] for entry in entries],
        ],
    )
