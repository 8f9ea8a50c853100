"""Reads: the calendar of channels and sellers' health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from arasta.contexts.channels.domain import deadlines as known_dates
from arasta.contexts.channels.domain import health as rules
from arasta.contexts.channels.types.policies import (
    DEADLINE_PREFIX,
    Deadline,
    DeadlineState,
    FigurePoint,
    FigureRow,
    KnownDeadline,
)
from arasta.kernel import db
from arasta.kernel.ids import to_public

TERMS = rules.TERMS

_ORDERS = """
SELECT order_id, EXISTS (SELECT FROM channels_external_package p WHERE p.external_order_id = o.id)
   AND NOT EXISTS (SELECT FROM channels_external_package p
                   WHERE p.external_order_id = o.id AND p.state NOT IN ('cancelled', 'replaced'))
FROM channels_external_order o WHERE o.channel_id = %s AND o.first_seen_at >= %s
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a channel's orders of a while became. `order_ids` are ours; `canceled` counts orders of which nothing is left."""

    orders: int
    order_ids: Sequence[UUID]
    canceled: int
    returned: int
    parked: int


def deadlines(channel_ids: Sequence[UUID]) -> list[Deadline]:
    """Return the calendars of channels by date: what their connectors know, and entries of our own."""
    installed = db.rows(
        "SELECT channel_id, connector FROM channels_installation WHERE channel_id = ANY(%s)", [list(channel_ids)]
    )
    stored = db.rows(
        "SELECT id, channel_id, code, title, action, due_on, link, state, said_by, said_at FROM channels_deadline"
        " WHERE channel_id = ANY(%s)",
        [list(channel_ids)],
    )
    said = {(row[1], row[2]): row for row in stored if row[2]}
    known = [
        _known(channel_id, one, said.get((channel_id, one.code)))
        for channel_id, connector in installed
        for one in known_dates.KNOWN
        if one.connector == connector
    ]
    own = [
        Deadline(*(to_public(DEADLINE_PREFIX, row[0]), *row[1:7], DeadlineState(row[7]), *row[8:]))
        for row in stored
        if not row[2]
    ]
    return sorted([*known, *own], key=lambda one: (one.due_on, one.key))


def figures(channel_id: UUID, *, since: date) -> list[FigureRow]:
    """Return a channel's figures with their limits and their history."""
    limits = dict(db.rows('SELECT figure, "limit" FROM channels_health_limit WHERE channel_id = %s', [channel_id]))
    points: dict[str, list[FigurePoint]] = {}
    for name, *point in db.rows(
        'SELECT figure, "on", value, counted FROM channels_health_figure WHERE channel_id = %s AND "on" >= %s'
        ' ORDER BY "on"',
        [channel_id, since],
    ):
        points.setdefault(name, []).append(FigurePoint(*point))
    return [
        FigureRow(one, terms, limits.get(one, terms.limit), tuple(points.get(one, ()))) for one, terms in TERMS.items()
    ]


def counted(channel_id: UUID, *, since: datetime) -> Counted:
    """Count what a channel's orders since a moment became."""
    found = db.rows(_ORDERS, [channel_id, since])
    [(returned,)] = db.rows(
        "SELECT count(DISTINCT external_order) FROM channels_external_return WHERE channel_id = %s AND asked_at >= %s",
        [channel_id, since],
    )
    [(parked,)] = db.rows(
        "SELECT count(*) FROM channels_parked_item WHERE channel_id = %s AND status = 'open'", [channel_id]
    )
    ours = [row[0] for row in found if row[0] is not None]
    return Counted(len(found), ours, sum(row[1] for row in found), returned, parked)


def share(part: int, whole: int) -> Decimal:
    """Return a part in percent."""
    return rules.share(part, whole)


def level(row: FigureRow) -> str:
    """Return "good", "warn" or "bad", or nothing where there is no figure."""
    return rules.level(row)


def trend(row: FigureRow) -> str:
    """Return "better", "worse" or "same", or nothing without a figure a week before."""
    return rules.trend(row)


def _known(channel_id: UUID, one: KnownDeadline, said: Sequence[Any] | None) -> Deadline:
    state = DeadlineState(said[7]) if said else DeadlineState.OPEN
    by, at = (said[8], said[9]) if said else ("", None)
    return Deadline(one.code, channel_id, one.code, one.title, one.action, one.due_on, one.link, state, by, at)
