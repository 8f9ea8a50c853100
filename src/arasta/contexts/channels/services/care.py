"""Commands: keep a channel's calendar and its seller's health."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from arasta.contexts.channels.domain import health as rules
from arasta.contexts.channels.queries import care as reads
from arasta.contexts.channels.types.policies import (
    DEADLINE_MOVES,
    DEADLINE_PREFIX,
    DeadlineInvalid,
    DeadlineMissing,
    DeadlineState,
    Figure,
    FigureInput,
    FigureInvalid,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import from_public, new_id


class DeadlineCannot(Conflict):
    """An entry of the calendar cannot take that state now."""

    code = "deadline_cannot"
    template = gettext_noop("This entry of the calendar is settled already.")


_SAY = """
INSERT INTO channels_deadline (id, channel_id, code, due_on, state, said_by, said_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (channel_id, code) WHERE code <> '' DO UPDATE SET state = excluded.state, said_by = excluded.said_by,
  said_at = excluded.said_at
"""

_FIGURES = """
INSERT INTO channels_health_figure (id, channel_id, figure, "on", value, counted, is_entered)
SELECT n.id, %s, n.figure, n.day, n.value, n.counted, n.entered
FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::numeric[], %s::int[], %s::bool[])
     AS n(id, figure, day, value, counted, entered)
ON CONFLICT (channel_id, figure, "on") DO UPDATE SET value = excluded.value, counted = excluded.counted,
  is_entered = excluded.is_entered
"""


def add_deadline(channel_id: UUID, *, title: str, action: str, due_on: date, link: str = "", actor: Actor) -> None:
    """Put an entry of our own into a channel's calendar. Raises DeadlineInvalid."""
    name = title.replace("\x00", "").strip()
    if not name or len(name) > 200 or (link and not link.startswith(("https://", "http://"))):
        raise DeadlineInvalid
    db.execute(
        "INSERT INTO channels_deadline (id, channel_id, title, action, link, due_on, said_by)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [new_id(), channel_id, name, action.replace("\x00", "").strip()[:2000], link[:500], due_on, actor.name],
    )


def settle_deadline(channel_id: UUID, key: str, state: DeadlineState, *, now: datetime, actor: Actor) -> None:
    """Say that an entry is done, does not concern us, or is open again. Raises DeadlineMissing, DeadlineCannot."""
    found = next((one for one in reads.deadlines([channel_id]) if one.key == key), None)
    if found is None:
        raise DeadlineMissing
    if state not in DEADLINE_MOVES[found.state]:
        raise DeadlineCannot
    if found.code:
        db.execute(_SAY, [new_id(), channel_id, found.code, found.due_on, state, actor.name, now])
        return
    db.execute(
        "UPDATE channels_deadline SET state = %s, said_by = %s, said_at = %s WHERE id = %s",
        [state, actor.name, now, from_public(DEADLINE_PREFIX, key)],
    )


def save_figures(channel_id: UUID, figures: Sequence[FigureInput]) -> None:
    """Keep figures of days; one of the same day is replaced. Raises FigureInvalid."""
    for one in figures:
        if not one.value.is_finite() or not 0 <= one.value <= rules.TERMS[one.figure].most:
            raise FigureInvalid(figure=one.figure)
    db.execute(
        _FIGURES,
        [
            channel_id,
            [new_id() for _ in figures],
            [one.figure for one in figures],
            [one.on for one in figures],
            [one.value for one in figures],
            [one.counted for one in figures],
            [one.is_entered for one in figures],
        ],
    )


def set_limit(channel_id: UUID, figure: Figure, limit: Decimal | None) -> None:
    """Say where a figure becomes bad on a channel; nothing brings the usual limit back. Raises FigureInvalid."""
    if limit is None:
        db.execute("DELETE FROM channels_health_limit WHERE channel_id = %s AND figure = %s", [channel_id, figure])
        return
    if not limit.is_finite() or not 0 <= limit <= rules.TERMS[figure].most:
        raise FigureInvalid(figure=figure)
    db.execute(
        'INSERT INTO channels_health_limit (id, channel_id, figure, "limit") VALUES (%s, %s, %s, %s)'
        ' ON CONFLICT (channel_id, figure) DO UPDATE SET "limit" = excluded."limit"',
        [new_id(), channel_id, figure, limit],
    )
