"""Commands: count how old changes were when a channel had taken them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.domain import delays
from arasta.contexts.channels.types.sync import Stream
from arasta.kernel import db

_COUNT = """
WITH aged AS (
  SELECT least(width_bucket((extract(epoch FROM clock_timestamp() - c.at) * 1000)::bigint - 1, %(edges)s::bigint[]),
               %(last)s) AS step, count(*) AS number
  FROM unnest(%(changed)s::timestamptz[]) AS c(at) GROUP BY 1
)
INSERT INTO channels_sync_age AS kept (installation_id, stream, day, step, count)
SELECT %(installation)s, %(stream)s, clock_timestamp()::date, step, number FROM aged ORDER BY step
ON CONFLICT (installation_id, day, stream, step) DO UPDATE SET count = kept.count + excluded.count
"""


def record_ages(installation_id: UUID, stream: Stream, changed_at: Sequence[datetime]) -> None:
    """Count changes that a channel has just taken by how long ago they became true here.

    Both ends are told by the database's clock: the change by its commit, the channel's answer by now.
    """
    if not changed_at:
        return
    db.execute(
        _COUNT,
        {
            "installation": installation_id,
            "stream": stream.value,
            "changed": list(changed_at),
            "edges": list(delays.edges()),
            "last": delays.STEPS - 1,
        },
    )


def forget_ages(before: datetime) -> int:
    """Forget what was counted on days before a moment; return how many rows went."""
    return db.execute("DELETE FROM channels_sync_age WHERE day < %s", [before.date()])
