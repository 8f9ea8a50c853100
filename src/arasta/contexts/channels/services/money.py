"""Commands: write down what channels keep, charge and pay out. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.channels.services import parking
from arasta.contexts.channels.types.explaining import explain
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.returning import MoneyEntry
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

_ENTRIES = """
WITH said AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(externals)s::text[], %(kinds)s::text[], %(amounts)s::bigint[],
                       %(currencies)s::text[], %(times)s::timestamptz[], %(words)s::text[], %(orders)s::text[],
                       %(lines)s::text[], %(payouts)s::text[], %(expected)s::timestamptz[])
       AS s(id, external, kind, amount, currency, at, word, order_id, line, payout, expected_at)
), before AS (
  SELECT e.external_id, e.amount_minor, e.currency FROM channels_money_entry e
  JOIN said s ON e.external_id = s.external WHERE e.channel_id = %(channel)s
), written AS (
  INSERT INTO channels_money_entry AS e
    (id, channel_id, external_id, kind, amount_minor, currency, at, word, external_order, external_line, payout_id,
     expected_at)
  SELECT id, %(channel)s, external, kind, amount, currency, at, word, order_id, line, payout, expected_at
  FROM said ORDER BY external
  ON CONFLICT (channel_id, external_id) DO UPDATE
    SET payout_id = excluded.payout_id, expected_at = coalesce(excluded.expected_at, e.expected_at)
  WHERE e.payout_id = '' AND e.amount_minor = excluded.amount_minor
    AND (excluded.payout_id <> '' OR excluded.expected_at IS DISTINCT FROM e.expected_at)
)
SELECT s.external, b.external_id IS NULL,
       b.external_id IS NOT NULL AND (b.amount_minor, b.currency) IS DISTINCT FROM (s.amount, s.currency)
FROM said s LEFT JOIN before b ON b.external_id = s.external
"""


def record_entries(channel_id: UUID, entries: Sequence[MoneyEntry], *, actor: Actor) -> int:
    """Write entries down, each once; return how many are new.

    An entry that comes again with another amount is parked: what was written stays.
    """
    once = {entry.external_id: entry for entry in entries}
    if not once:
        return 0
    with db.transaction():
        found = db.rows(_ENTRIES, _columns(channel_id, list(once.values())))
        disputed = [_parked(once[external]) for external, _, differs in found if differs]
        parking.park(channel_id, disputed, actor=actor)
    return sum(is_new for _, is_new, _ in found)


def _parked(entry: MoneyEntry) -> ParkedInput:
    return ParkedInput(
        kind=ParkedKind.ENTRY,
        external_id=entry.external_id,
        reason=ParkedReason.AMOUNTS_DISAGREE,
        about=[f"{entry.amount.minor} {entry.amount.currency}"],
        explanation=explain("entry_changed"),
    )


def _columns(channel_id: UUID, entries: Sequence[MoneyEntry]) -> dict[str, Any]:
    return {
        "channel": channel_id,
        "ids": [new_id() for _ in entries],
        "externals": [entry.external_id for entry in entries],
        "kinds": [entry.kind.value for entry in entries],
        "amounts": [entry.amount.minor for entry in entries],
        "currencies": [entry.amount.currency for entry in entries],
        "times": [entry.at for entry in entries],
        "words": [entry.word for entry in entries],
        "orders": [entry.order_id for entry in entries],
        "lines": [entry.line_id for entry in entries],
        "payouts": [entry.payout_id for entry in entries],
        "expected": [entry.expected_at for entry in entries],
    }
